import { hash, randomUUID } from 'node:crypto';

export const newId = (): string => randomUUID();

export const sha256 = (text: string): string => hash('sha256', text, 'hex');

/** JSON with sorted object keys and no `undefined`: the same content always gives the same text. */
export const canonicalJson = (value: unknown): string => JSON.stringify(sorted(value));

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = value as Readonly<Record<string, unknown>>;
  const result: Record<string, unknown> = {};
  for (const key of Object.keys(fields).sort()) result[key] = sorted(fields[key]);
  return result;
}

/** A fingerprint that names its algorithm, so that a later change of algorithm is not mistaken for a change of content. */
export const fingerprint = (value: unknown): string => `c1:${sha256(canonicalJson(value)).slice(0, 32)}`;
