import type { Books } from './books';
import { Rejected, exception, notFound, validationException } from './errors';
import { isObject, type Json, type JsonObject } from './json';
import { lengthProblems, shapeProblem } from './validate';
import { unwritable } from './writable';
import { envelope, wireDate, zeroGuid, type Out, type OutObject } from './wire';

/** One authenticated, checked request on its way to a handler. */
export interface Call {
  readonly books: Books;
  /** Client id of the app. */
  readonly app: string;
  readonly method: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: JsonObject;
  readonly modifiedSince: number | undefined;
  readonly unitdp: 2 | 4;
  /** For the journal: elements in the body, and how many were written. */
  elements: number;
  committed: number;
}

export interface Answer {
  readonly status: number;
  readonly body?: OutObject;
}

/** What one written element looks like in the answer. */
export type Written = OutObject;

export function ok(call: Call, content: OutObject): Answer {
  return { status: 200, body: envelope(call.books.clock.now(), content) };
}

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw notFound();
  return value;
}

/** The elements of `{ "<plural>": [ … ] }`, shape-checked; any other property beside it is refused. */
export function elementsOf(call: Call, plural: string, model: string): JsonObject[] {
  for (const name of Object.keys(call.body)) {
    if (name !== plural)
      throw exception(14, `JSON for post data was invalid: '${name}' is not a property of ${plural}`);
  }
  const list = call.body[plural];
  if (!Array.isArray(list)) throw exception(14, `JSON for post data was invalid: ${plural} must be an array`);
  if (list.length === 0) throw exception(17, 'No data was processed: no elements were found');
  call.elements = list.length;
  return list.map((element, index) => checkedElement(element, model, `${plural}[${index}]`));
}

export function checkedElement(element: Json, model: string, path: string): JsonObject {
  if (!isObject(element)) throw exception(14, `JSON for post data was invalid: ${path} must be an object`);
  const problem = shapeProblem(model, element, path);
  if (problem !== undefined) throw exception(14, `JSON for post data was invalid: ${problem}`);
  return element;
}

/**
 * Writes several elements. `summarizeErrors=true` (or absent): all or nothing, 400 with the failed elements.
 * `false`: 200, one element per input in order; what is valid is saved.
 */
export function writeMany(
  call: Call,
  plural: string,
  model: string,
  idField: string,
  write: (element: JsonObject) => Written,
): Answer {
  const elements = elementsOf(call, plural, model);
  const asked = call.query.get('summarizeErrors');
  const summarize = asked === null ? call.books.quirks.summarizeErrorsDefault : asked === 'true';
  const attempt = (element: JsonObject): { written: Written; failed: boolean } => {
    try {
      return { written: call.books.undo.atomically(() => writeChecked(element, model, write)), failed: false };
    } catch (error) {
      if (!(error instanceof Rejected)) throw error;
      return { written: failedElement(element, idField, error.messages), failed: true };
    }
  };
  if (!summarize) {
    const results = elements.map(attempt);
    call.committed = results.filter((result) => !result.failed).length;
    return ok(call, { [plural]: results.map(({ written }) => written) });
  }
  return call.books.undo.atomically(() => {
    const results = elements.map(attempt);
    const failed = results.filter((result) => result.failed);
    if (failed.length > 0) throw validationException(failed.map(({ written }) => written));
    call.committed = results.length;
    return ok(call, { [plural]: results.map(({ written }) => written) });
  });
}

/** Writes one element named by the path; its faults are a 400. */
export function writeOne(
  call: Call,
  plural: string,
  model: string,
  idField: string,
  element: JsonObject,
  write: (element: JsonObject) => Written,
): Answer {
  try {
    const written = call.books.undo.atomically(() => writeChecked(element, model, write));
    call.committed = 1;
    return ok(call, { [plural]: [written] });
  } catch (error) {
    if (!(error instanceof Rejected)) throw error;
    throw validationException([failedElement(element, idField, error.messages)]);
  }
}

function writeChecked(element: JsonObject, model: string, write: (element: JsonObject) => Written): Written {
  const problems = [...lengthProblems(model, element), ...unwritable(model, element)];
  if (problems.length > 0) throw new Rejected(...problems);
  return { ...write(element), StatusAttributeString: 'OK' };
}

/** The element as it was sent, a zero id if it had none, and why it failed. */
function failedElement(element: JsonObject, idField: string, messages: readonly string[]): OutObject {
  return {
    [idField]: zeroGuid,
    ...echo(element),
    HasErrors: true,
    HasValidationErrors: true,
    StatusAttributeString: 'ERROR',
    ValidationErrors: messages.map((message) => ({ Message: message })),
  };
}

function echo(element: JsonObject): OutObject {
  return Object.fromEntries(Object.entries(element).map(([name, value]) => [name, echoValue(name, value)]));
}

function echoValue(name: string, value: Json): Out {
  if (Array.isArray(value)) return value.map((member) => echoValue('', member));
  if (isObject(value)) return echo(value);
  if (typeof value === 'string' && /Date$/.test(name) && /^\d{4}-\d{2}-\d{2}$/.test(value)) return wireDate(value);
  return value;
}
