import { randomUUID } from 'node:crypto';
import { Decimal } from './decimal';

/** What an answer is made of before it becomes text. `undefined` members are left out, as Xero leaves them out. */
export type Out =
  string | number | boolean | null | RawNumber | readonly Out[] | { readonly [key: string]: Out | undefined };
export type OutObject = { readonly [key: string]: Out | undefined };

/** A number with its trailing zeros (`40.00`, `2.0000`), which JSON.stringify could not print. */
export class RawNumber {
  constructor(readonly text: string) {}
}

export const zeroGuid = '00000000-0000-0000-0000-000000000000';

export function money(amount: string): RawNumber {
  return new RawNumber(new Decimal(amount).toFixed(2));
}

export function fixed(amount: string, places: number): RawNumber {
  return new RawNumber(new Decimal(amount).toFixed(places));
}

/** `/Date(1552262400000+0000)/`: midnight UTC of a document's date. */
export function wireDate(day: string): string {
  return `/Date(${Date.parse(`${day}T00:00:00Z`)}+0000)/`;
}

/** `2019-03-11T00:00:00` */
export function dateString(day: string): string {
  return `${day}T00:00:00`;
}

/** `/Date(1552327126117+0000)/`: a moment, to the millisecond. */
export function wireMoment(ms: number): string {
  return `/Date(${ms}+0000)/`;
}

export function momentString(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The frame round every successful accounting answer. */
export function envelope(now: number, content: OutObject): OutObject {
  return {
    Id: randomUUID(),
    Status: 'OK',
    ProviderName: 'Ledgerlink Xero stand-in',
    DateTimeUTC: `/Date(${now})/`,
    ...content,
  };
}

export function encode(value: Out): string {
  if (value instanceof RawNumber) return value.text;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map(encode).join(',')}]`;
  const members: string[] = [];
  for (const [key, member] of Object.entries(value)) {
    if (member !== undefined) members.push(`${JSON.stringify(key)}:${encode(member)}`);
  }
  return `{${members.join(',')}}`;
}

function isList(value: readonly Out[] | OutObject): value is readonly Out[] {
  return Array.isArray(value);
}
