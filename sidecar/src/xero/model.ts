import * as sdkModels from 'xero-node/dist/gen/model/accounting/models';
import { isDecimalText } from '../shared/money';
import { SidecarError } from '../shared/errors';

/** One row of the SDK's field tables: Xero's name, the SDK's own name for it, and its type. */
interface Attribute {
  readonly name: string;
  readonly baseName: string;
  readonly type: string;
}
const isAttribute = (value: unknown): value is Attribute =>
  typeof value === 'object' &&
  value !== null &&
  'name' in value &&
  typeof value.name === 'string' &&
  'baseName' in value &&
  typeof value.baseName === 'string' &&
  'type' in value &&
  typeof value.type === 'string';

/** A decimal on its way to the wire: it passes the SDK untouched and is written digit for digit, never as a float. */
export class WireNumber {
  constructor(readonly text: string) {}
}

const tables = new Map<string, ReadonlyMap<string, Attribute> | null>();

/** Fields of one of the SDK's classes by Xero's names; null for enumerations and plain types. */
function fieldsOf(type: string): ReadonlyMap<string, Attribute> | null {
  const known = tables.get(type);
  if (known !== undefined) return known;
  const found: unknown = Object.entries(sdkModels).find(([name]) => name === type)?.[1];
  let fields: ReadonlyMap<string, Attribute> | null = null;
  if (
    typeof found === 'function' &&
    'getAttributeTypeMap' in found &&
    typeof found.getAttributeTypeMap === 'function'
  ) {
    const rows: unknown = Reflect.apply(found.getAttributeTypeMap, found, []);
    if (Array.isArray(rows)) fields = new Map(rows.filter(isAttribute).map((row) => [row.baseName, row]));
  }
  tables.set(type, fields);
  return fields;
}

/**
 * A planned document (Xero's field names, decimal text) as the SDK's object of `type`. The SDK drops what it does not know without
 * a word, so an unknown field is an error here: LL-4009.
 */
export function toSdkModel(value: unknown, type: string, path = type): unknown {
  if (value === undefined || value === null) return value;
  const list = /^Array<(.+)>$/.exec(type);
  if (list?.[1] !== undefined) {
    const element = list[1];
    if (!Array.isArray(value)) throw malformed(`${path} must be a list`);
    return value.map((item, index) => toSdkModel(item, element, `${path}[${index}]`));
  }
  if (type === 'number') return wireNumber(value, path);
  const fields = fieldsOf(type);
  if (fields === null) {
    if (typeof value === 'object') throw malformed(`${path} must be a plain value`);
    return value;
  }
  if (typeof value !== 'object') throw malformed(`${path} must be an object`);
  const model: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const field = fields.get(key);
    if (field === undefined) throw malformed(`${path}.${key} is not a field that Xero knows`);
    model[field.name] = toSdkModel(item, field.type, `${path}.${key}`);
  }
  return model;
}

function wireNumber(value: unknown, path: string): WireNumber {
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || !isDecimalText(text)) throw malformed(`${path} must be a decimal`);
  return new WireNumber(text);
}

const malformed = (message: string) => new SidecarError('LL-4009', `The document cannot be sent: ${message}.`);

/** JSON as it goes over the wire; numbers keep their digits. */
export function wireJson(value: unknown): string {
  if (value instanceof WireNumber) return value.text;
  if (Array.isArray(value)) return `[${value.map((item) => wireJson(item ?? null)).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value)
      .filter(([, item]) => item !== undefined)
      .map(([key, item]) => `${JSON.stringify(key)}:${wireJson(item)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value);
}

/** Paths of a planned document that are not in the bytes, or stand there with another value. Empty, unless the SDK lost something. */
export function lostPaths(planned: unknown, sent: unknown, path = ''): string[] {
  if (planned === undefined) return [];
  if (Array.isArray(planned)) {
    if (!Array.isArray(sent) || sent.length !== planned.length) return [path];
    return planned.flatMap((item, index) => lostPaths(item, sent[index], `${path}[${index}]`));
  }
  if (typeof planned === 'object' && planned !== null) {
    if (typeof sent !== 'object' || sent === null) return [path];
    const found = new Map<string, unknown>(Object.entries(sent));
    return Object.entries(planned).flatMap(([key, item]) =>
      item === undefined ? [] : lostPaths(item, found.get(key), path === '' ? key : `${path}.${key}`),
    );
  }
  if (typeof sent === 'number') return Number(planned) === sent ? [] : [path];
  return planned === sent ? [] : [path];
}
