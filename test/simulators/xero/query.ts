import { Decimal } from './decimal';
import { exception } from './errors';

/** A value that a filter can compare. `null` means the field is empty. */
type Comparable = string | boolean | Decimal | null;
type FieldKind = 'text' | 'guid' | 'number' | 'day' | 'moment' | 'flag';

/** A field that may stand in `where`, and `order` where said so. Only those Xero calls optimised are known. */
interface Field<T> {
  readonly kind: FieldKind;
  readonly value: (record: T) => Comparable | undefined;
  readonly orderable?: boolean;
  /** May be ordered by, but not filtered by. */
  readonly orderOnly?: boolean;
}
export type Fields<T> = Readonly<Record<string, Field<T>>>;
type Test<T> = (record: T) => boolean;

interface Token {
  readonly kind: 'word' | 'text' | 'number' | 'sign';
  readonly text: string;
}

const tokens = /\s*(?:"((?:[^"\\]|\\.)*)"|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_]*)|(==|!=|>=|<=|&&|\|\||[<>().,]))/y;

export function unparsable(message: string) {
  return exception(16, message);
}

/** Case and accents do not matter to Xero's text filters. */
export function fold(value: string): string {
  return value.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

function tokenize(source: string): Token[] {
  const found: Token[] = [];
  tokens.lastIndex = 0;
  while (tokens.lastIndex < source.trimEnd().length) {
    const at = tokens.lastIndex;
    const match = tokens.exec(source);
    if (!match) throw unparsable(`Unexpected character at position ${at} of the where filter`);
    const [, textual, number, word, sign] = match;
    if (textual !== undefined) found.push({ kind: 'text', text: textual.replace(/\\(.)/g, '$1') });
    else if (number !== undefined) found.push({ kind: 'number', text: number });
    else if (word !== undefined) found.push({ kind: 'word', text: word });
    else found.push({ kind: 'sign', text: sign ?? '' });
  }
  return found;
}

/** `Status=="AUTHORISED" AND Date>=DateTime(2026,01,01)` → a test on records. */
export function parseWhere<T>(source: string, fields: Fields<T>): Test<T> {
  const parser = new WhereParser(tokenize(source), fields);
  return parser.whole();
}

class WhereParser<T> {
  private at = 0;
  constructor(
    private readonly list: readonly Token[],
    private readonly fields: Fields<T>,
  ) {}

  whole(): Test<T> {
    const test = this.either();
    const rest = this.list[this.at];
    if (rest) throw unparsable(`Unexpected '${rest.text}' in the where filter`);
    return test;
  }

  private either(): Test<T> {
    let left = this.both();
    while (this.takeWord('OR') || this.take('||')) {
      const [a, b] = [left, this.both()];
      left = (record) => a(record) || b(record);
    }
    return left;
  }

  private both(): Test<T> {
    let left = this.term();
    while (this.takeWord('AND') || this.take('&&')) {
      const [a, b] = [left, this.term()];
      left = (record) => a(record) && b(record);
    }
    return left;
  }

  private term(): Test<T> {
    if (this.take('(')) {
      const inner = this.either();
      this.expect(')');
      return inner;
    }
    const { name, field, method } = this.fieldName();
    if (method !== undefined) return this.textTest(field, method);
    const operator = this.next('sign').text;
    const literal = this.literal(field.kind, name);
    return (record) => compare(field.value(record) ?? null, operator, literal, field.kind);
  }

  private fieldName(): { name: string; field: Field<T>; method?: string } {
    const parts = [this.next('word').text];
    while (this.take('.')) parts.push(this.next('word').text);
    const last = parts.at(-1) ?? '';
    const hasMethod = this.list[this.at]?.text === '(';
    const name = (hasMethod ? parts.slice(0, -1) : parts).join('.');
    const field = Object.entries(this.fields).find(([known]) => known.toLowerCase() === name.toLowerCase())?.[1];
    if (!field || field.orderOnly === true) throw unparsable(`No property or field '${name}' can be filtered by`);
    return hasMethod ? { name, field, method: last } : { name, field };
  }

  private textTest(field: Field<T>, method: string): Test<T> {
    this.expect('(');
    const needle = fold(this.next('text').text);
    this.expect(')');
    const value = (record: T) => fold(String(field.value(record) ?? ''));
    switch (method) {
      case 'Contains':
        return (record) => value(record).includes(needle);
      case 'StartsWith':
        return (record) => value(record).startsWith(needle);
      case 'EndsWith':
        return (record) => value(record).endsWith(needle);
      default:
        throw unparsable(`No applicable method '${method}' exists`);
    }
  }

  private literal(kind: FieldKind, name: string): Comparable {
    const token = this.list[this.at];
    this.at += 1;
    if (!token) throw unparsable('The where filter ends too early');
    if (token.kind === 'word' && token.text === 'null') return null;
    if (token.kind === 'word' && (token.text === 'true' || token.text === 'false') && kind === 'flag')
      return token.text === 'true';
    if (token.kind === 'word' && token.text === 'DateTime' && (kind === 'day' || kind === 'moment'))
      return this.dateTime(kind);
    if (token.kind === 'word' && token.text.toLowerCase() === 'guid' && kind === 'guid') return this.guid();
    if (token.kind === 'text' && kind === 'text') return token.text;
    if (token.kind === 'number' && kind === 'number') return new Decimal(token.text);
    throw unparsable(`Operator incompatible with operand '${token.text}' for ${name}`);
  }

  private dateTime(kind: 'day' | 'moment'): Comparable {
    this.expect('(');
    const parts = [this.next('number').text];
    while (this.take(',')) parts.push(this.next('number').text);
    this.expect(')');
    const [y = '', m = '1', d = '1', h = '0', min = '0', s = '0'] = parts;
    const pad = (value: string) => value.padStart(2, '0');
    const dayText = `${y.padStart(4, '0')}-${pad(m)}-${pad(d)}`;
    return kind === 'day' ? dayText : `${dayText}T${pad(h)}:${pad(min)}:${pad(s)}`;
  }

  private guid(): string {
    this.expect('(');
    const value = this.next('text').text;
    this.expect(')');
    return value;
  }

  private take(sign: string): boolean {
    const token = this.list[this.at];
    if (token?.kind !== 'sign' || token.text !== sign) return false;
    this.at += 1;
    return true;
  }

  private takeWord(word: string): boolean {
    const token = this.list[this.at];
    if (token?.kind !== 'word' || token.text.toUpperCase() !== word) return false;
    this.at += 1;
    return true;
  }

  private expect(sign: string): void {
    if (!this.take(sign)) throw unparsable(`'${sign}' expected in the where filter`);
  }

  private next(kind: Token['kind']): Token {
    const token = this.list[this.at];
    if (token?.kind !== kind)
      throw unparsable(`${kind} expected instead of '${token?.text ?? 'the end'}' in the where filter`);
    this.at += 1;
    return token;
  }
}

function compare(value: Comparable, operator: string, literal: Comparable, kind: FieldKind): boolean {
  const order = orderOf(value, literal, kind);
  switch (operator) {
    case '==':
      return order === 0;
    case '!=':
      return order !== 0;
    case '>=':
      return order !== undefined && order >= 0;
    case '<=':
      return order !== undefined && order <= 0;
    case '>':
      return order !== undefined && order > 0;
    case '<':
      return order !== undefined && order < 0;
    default:
      throw unparsable(`Unknown operator '${operator}'`);
  }
}

/** Negative, zero or positive; `undefined` where one side is empty and the other is not. */
function orderOf(a: Comparable, b: Comparable, kind: FieldKind): number | undefined {
  if (a === null || b === null) return a === b ? 0 : undefined;
  if (a instanceof Decimal || b instanceof Decimal) return new Decimal(String(a)).cmp(new Decimal(String(b)));
  const [left, right] =
    kind === 'text' || kind === 'guid' ? [fold(String(a)), fold(String(b))] : [String(a), String(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `UpdatedDateUTC DESC` → the records in that order; those that are equal keep theirs. */
export function ordered<T>(records: readonly T[], source: string, fields: Fields<T>): T[] {
  const match = /^\s*([A-Za-z.]+)(?:\s+(ASC|DESC))?\s*$/i.exec(source);
  const name = match?.[1]?.toLowerCase();
  const field = Object.entries(fields).find(([known, f]) => f.orderable === true && known.toLowerCase() === name)?.[1];
  if (!field) throw unparsable(`Cannot order by '${source}'`);
  const sign = match?.[2]?.toUpperCase() === 'DESC' ? -1 : 1;
  return records
    .map((record) => ({ record, key: field.value(record) ?? null }))
    .sort((a, b) => sign * (orderOf(a.key, b.key, field.kind) ?? 0))
    .map(({ record }) => record);
}
