import { hash, randomUUID } from 'node:crypto';

export const newId = (): string => randomUUID();

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** JSON with sorted object keys and no `undefined`: the same content always gives the same text. */
export function canonicalJson(value: unknown): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  let text = '';
  if (Array.isArray(value)) {
    for (const item of value) text += `${text === '' ? '' : ','}${canonicalJson(item ?? null)}`;
    return `[${text}]`;
  }
  const fields = value as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(fields).sort()) {
    const item = fields[key];
    if (item !== undefined) text += `${text === '' ? '' : ','}${JSON.stringify(key)}:${canonicalJson(item)}`;
  }
  return `{${text}}`;
}

/** A fingerprint that names its algorithm, so that a later change of algorithm is not mistaken for a change of content. */
export const fingerprint = (value: unknown): string => `c1:${sha256(canonicalJson(value)).slice(0, 32)}`;
