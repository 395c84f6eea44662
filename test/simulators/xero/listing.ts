import type { Answer, Call } from './call';
import { ok } from './call';
import { Refusal, exception } from './errors';
import { ordered, parseWhere, unparsable, type Fields } from './query';
import { isGuid } from './validate';
import type { OutObject } from './wire';

interface Listed {
  readonly id: string;
  readonly updated: number;
}

export interface Listing<T extends Listed> {
  readonly plural: string;
  readonly records: readonly T[];
  readonly fields: Fields<T>;
  /** As listed with paging, and by id. */
  readonly full: (record: T) => OutObject;
  /** As listed without paging. */
  readonly light?: (record: T) => OutObject;
  /** This endpoint pages when asked to; `force` when a filter makes it page anyway. */
  readonly paged?: boolean;
  readonly forcePaging?: boolean;
}

const highVolume = 100_000;

/** GET of a collection: filter, sort, page. Default order UpdatedDateUTC, then id, so that pages stay consistent. */
export function list<T extends Listed>(call: Call, listing: Listing<T>): Answer {
  const where = call.query.get('where');
  const order = call.query.get('order');
  let records = listing.records.filter((record) => modifiedSince(call, record.updated));
  if (where !== null) records = records.filter(parseWhere(where, listing.fields));
  records.sort((a, b) => a.updated - b.updated || (a.id < b.id ? -1 : 1));
  if (order !== null) records = ordered(records, order, listing.fields);
  const page = call.query.get('page');
  const pageSize = call.query.get('pageSize');
  const paging = listing.paged === true && (page !== null || pageSize !== null || listing.forcePaging === true);
  if (!paging) {
    if (records.length > highVolume) throw tooMany();
    const show = listing.light ?? listing.full;
    return ok(call, { [listing.plural]: records.map(show) });
  }
  const size = Math.min(1000, Math.max(1, wholeNumber('pageSize', pageSize, 100)));
  const number = Math.max(1, wholeNumber('page', page, 1));
  const part = records.slice((number - 1) * size, number * size);
  return ok(call, {
    pagination: {
      page: number,
      pageSize: size,
      pageCount: Math.ceil(records.length / size),
      itemCount: records.length,
    },
    [listing.plural]: part.map(listing.full),
  });
}

function modifiedSince(call: Call, updated: number): boolean {
  if (call.modifiedSince === undefined) return true;
  const [a, b] = [Math.floor(updated / 1000), Math.floor(call.modifiedSince / 1000)];
  return call.books.quirks.modifiedSinceInclusive ? a >= b : a > b;
}

function wholeNumber(name: string, value: string | null, absent: number): number {
  if (value === null) return absent;
  if (!/^-?\d+$/.test(value)) throw exception(14, `The value '${value}' of ${name} is not a whole number`);
  return Number(value);
}

function tooMany(): Refusal {
  return Refusal.json(400, {
    ErrorNumber: 51,
    Type: 'HighVolumeException',
    Message: 'This request would return too many records: use paging or an optimised filter.',
  });
}

/** A comma-separated filter such as IDs or InvoiceNumbers. */
export function commaList(call: Call, name: string): string[] | undefined {
  const value = call.query.get(name);
  return value === null ? undefined : value.split(',').filter((part) => part !== '');
}

export function guidList(call: Call, name: string): string[] | undefined {
  const ids = commaList(call, name);
  const wrong = ids?.find((id) => !isGuid(id));
  if (wrong !== undefined) throw unparsable(`'${wrong}' in ${name} is not a GUID`);
  if (ids && ids.length > call.books.quirks.idsPerRequest)
    throw new Refusal(414, 'Request-URI Too Long', { 'content-type': 'text/html' });
  return ids?.map((id) => id.toLowerCase());
}
