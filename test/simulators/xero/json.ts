import { decimalOf, type Decimal } from './decimal';

export type Json = string | number | boolean | null | Json[] | JsonObject;
export interface JsonObject {
  [key: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The readers below assume that validate.ts has already checked the types. */
export function text(from: JsonObject, key: string): string | undefined {
  const value = from[key];
  return typeof value === 'string' ? value : undefined;
}

export function decimal(from: JsonObject, key: string): Decimal | undefined {
  const value = from[key];
  return typeof value === 'number' ? decimalOf(value) : undefined;
}

export function flag(from: JsonObject, key: string): boolean | undefined {
  const value = from[key];
  return typeof value === 'boolean' ? value : undefined;
}

export function child(from: JsonObject, key: string): JsonObject | undefined {
  const value = from[key];
  return isObject(value) ? value : undefined;
}

export function children(from: JsonObject, key: string): JsonObject[] | undefined {
  const value = from[key];
  return Array.isArray(value) ? value.filter(isObject) : undefined;
}

const numberOrString = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/**
 * Numbers written with an exponent (`2.9104e-05`). Xero misreads very small ones and answers "Account must be valid.",
 * so none is accepted.
 */
export function exponentNumbers(raw: string): string[] {
  return (raw.match(numberOrString) ?? []).filter((token) => !token.startsWith('"') && /[eE]/.test(token));
}
