import { fieldsOf, lengths, valuesOf } from './field-tables';
import { isObject, type Json, type JsonObject } from './json';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const day = /^\d{4}-\d{2}-\d{2}$/;
const dayFields = new Set(['Date', 'DueDate', 'ExpectedPaymentDate', 'PlannedPaymentDate']);

export function isGuid(value: string): boolean {
  return guid.test(value);
}

/** A calendar day that exists, `YYYY-MM-DD`. */
function isDay(value: string): boolean {
  if (!day.test(value)) return false;
  const ms = Date.parse(`${value}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(value);
}

/**
 * The first reason why this JSON is not a `model`: a property Xero does not know (it would silently drop it, which is
 * how a typing error loses a field), a wrong type, an unknown enumeration value, a malformed id or date.
 */
export function shapeProblem(model: string, element: JsonObject, path: string): string | undefined {
  const fields = fieldsOf(model);
  if (!fields) return `${path}: no field table for ${model}`;
  for (const [name, value] of Object.entries(element)) {
    const type = fields.get(name);
    const here = `${path}.${name}`;
    if (type === undefined) return `${here} is not a property of ${model}`;
    const problem = typeProblem(type, name, value, here);
    if (problem !== undefined) return problem;
  }
  return undefined;
}

function typeProblem(type: string, name: string, value: Json, path: string): string | undefined {
  const list = /^Array<(.+)>$/.exec(type)?.[1];
  if (list !== undefined) {
    if (!Array.isArray(value)) return `${path} must be an array`;
    for (const [index, member] of value.entries()) {
      const problem = typeProblem(list, name, member, `${path}[${index}]`);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }
  switch (type) {
    case 'number':
      return typeof value === 'number' ? undefined : `${path} must be a number`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `${path} must be true or false`;
    case 'string':
    case 'Date':
      return stringProblem(name, value, path);
  }
  const values = valuesOf(type);
  if (values)
    return typeof value === 'string' && values.includes(value)
      ? undefined
      : `${path} ${JSON.stringify(value)} is not one of ${type}`;
  if (!isObject(value)) return `${path} must be an object`;
  return shapeProblem(type, value, path);
}

function stringProblem(name: string, value: Json, path: string): string | undefined {
  if (typeof value !== 'string') return `${path} must be a string`;
  if (dayFields.has(name) && !isDay(value)) return `${path} '${value}' is not a date of the form YYYY-MM-DD`;
  if (name.endsWith('ID') && !isGuid(value)) return `${path} '${value}' is not a GUID`;
  return undefined;
}

/** Every text in the element that is too long (in UTF-16 units, as .NET counts), in words close to Xero's. */
export function lengthProblems(model: string, element: JsonObject): string[] {
  const fields = fieldsOf(model);
  if (!fields) return [];
  return Object.entries(element).flatMap(([name, value]) => {
    const nested = fields.get(name)?.replace(/^Array<(.+)>$/, '$1');
    if (Array.isArray(value)) return value.filter(isObject).flatMap((member) => lengthProblems(nested ?? '', member));
    if (isObject(value)) return lengthProblems(nested ?? '', value);
    const limit = lengths[`${model}.${name}`];
    if (limit === undefined || typeof value !== 'string' || value.length <= limit) return [];
    return [`The field ${name} must be a string with a maximum length of ${limit}.`];
  });
}
