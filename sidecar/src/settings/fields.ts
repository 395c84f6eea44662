import { z } from 'zod';
import { websiteSettingsSchema } from '../model/settings';

/** One setting, read off the schema: what documentation, comments and the search for misspelt names need. */
export interface SettingField {
  /** Dotted, e.g. `sales.triggers.methods`; the keys of a map are the merchant's and are not listed. */
  readonly path: string;
  readonly kind: 'section' | 'value' | 'map' | 'list';
  readonly type: string;
  readonly fallback: unknown;
  readonly description: string;
  /** Of a list of objects: the fields of an element. */
  readonly element: readonly SettingField[];
}

type Schema = z.core.$ZodType;

/** Takes off `default`, `nullable` and the like; the first description met on the way is the field's. */
function unwrap(schema: Schema): { inner: Schema; nullable: boolean; fallback: unknown; description: string } {
  let inner = schema;
  let nullable = false;
  let fallback: unknown;
  let description = '';
  for (;;) {
    description ||= z.globalRegistry.get(inner)?.description ?? '';
    if (inner instanceof z.ZodDefault || inner instanceof z.ZodPrefault) fallback ??= inner.def.defaultValue;
    else if (inner instanceof z.ZodNullable) nullable = true;
    else if (!(inner instanceof z.ZodOptional)) return { inner, nullable, fallback, description };
    inner = inner.def.innerType;
  }
}

function typeText(schema: Schema): string {
  const { inner, nullable } = unwrap(schema);
  const name = bareType(inner);
  return nullable ? `${name} or null` : name;
}

function bareType(inner: Schema): string {
  if (inner instanceof z.ZodEnum) return inner.options.map((option) => `\`${option}\``).join(', ');
  if (inner instanceof z.ZodLiteral) return [...inner.def.values].map((value) => `\`${String(value)}\``).join(', ');
  if (inner instanceof z.ZodUnion) return inner.def.options.map(typeText).join(' or ');
  if (inner instanceof z.ZodRecord) return `map of ${typeText(inner.def.valueType)}`;
  if (inner instanceof z.ZodArray) return `list of ${typeText(inner.def.element)}`;
  if (inner instanceof z.ZodObject)
    return `{ ${Object.entries(inner.shape)
      .map(([key, value]) => `${key}: ${typeText(value as Schema)}`)
      .join(', ')} }`;
  if (inner instanceof z.ZodBoolean) return '`true`, `false`';
  return 'text';
}

function fieldsOf(schema: Schema, prefix: string): SettingField[] {
  const { inner } = unwrap(schema);
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(inner.shape).flatMap(([name, value]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    const field = unwrap(value as Schema);
    const common = { path, fallback: field.fallback, description: field.description, type: typeText(value as Schema) };
    // A nullable object (accounts.by_attribute) is one value with a shape, not a section.
    if (field.inner instanceof z.ZodObject && !field.nullable)
      return [{ ...common, kind: 'section' as const, element: [] }, ...fieldsOf(field.inner, path)];
    if (field.inner instanceof z.ZodArray)
      return [{ ...common, kind: 'list' as const, element: fieldsOf(field.inner.def.element, '') }];
    return [
      { ...common, kind: field.inner instanceof z.ZodRecord ? ('map' as const) : ('value' as const), element: [] },
    ];
  });
}

export const settingFields: readonly SettingField[] = fieldsOf(websiteSettingsSchema, '');

/** Names in `value` that no setting has: a misspelt name must not be dropped in silence. */
export function unknownNames(value: unknown, schema: Schema = websiteSettingsSchema, path = ''): string[] {
  const { inner } = unwrap(schema);
  if (typeof value !== 'object' || value === null) return [];
  if (inner instanceof z.ZodArray)
    return Array.isArray(value)
      ? value.flatMap((row, index) => unknownNames(row, inner.def.element, `${path}[${index}]`))
      : [];
  if (inner instanceof z.ZodRecord)
    return Object.entries(value).flatMap(([key, row]) => unknownNames(row, inner.def.valueType, joined(path, key)));
  if (inner instanceof z.ZodUnion) {
    const shaped = inner.def.options.filter((option) => unwrap(option).inner instanceof z.ZodObject);
    return shaped.length === 1 && shaped[0] !== undefined ? unknownNames(value, shaped[0], path) : [];
  }
  if (!(inner instanceof z.ZodObject)) return [];
  return Object.entries(value).flatMap(([key, row]) => {
    const field = inner.shape[key] as Schema | undefined;
    return field === undefined ? [joined(path, key)] : unknownNames(row, field, joined(path, key));
  });
}

const joined = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);
