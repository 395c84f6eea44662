import type { ElementResult, FoundDocument, Sendable, WrittenDocument } from '../deliver/end';
import type { WireReply } from '../deliver/wire';
import { directoryContactSchema, directoryItemSchema } from '../model/directory';
import type { Seen, XeroType } from '../model/link';
import type { XeroKind } from '../model/operation';
import { cents, money } from '../shared/money';

export type Json = Readonly<Record<string, unknown>>;
export const isJson = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const textIn = (element: Json, field: string): string | null => {
  const value = element[field];
  return typeof value === 'string' && value !== '' ? value : null;
};
const amountIn = (element: Json, field: string): string | undefined => {
  const value = element[field];
  return typeof value === 'number' || typeof value === 'string' ? cents(money(value)) : undefined;
};
const zeroGuid = '00000000-0000-0000-0000-000000000000';

/** How Xero names the documents of one kind of operation. */
export interface Family {
  readonly xeroType: XeroType;
  /** The list in requests and answers. */
  readonly plural: string;
  readonly idField: string;
  readonly numberField?: string;
}
const invoices: Family = {
  xeroType: 'Invoice',
  plural: 'Invoices',
  idField: 'InvoiceID',
  numberField: 'InvoiceNumber',
};
const creditNotes: Family = {
  xeroType: 'CreditNote',
  plural: 'CreditNotes',
  idField: 'CreditNoteID',
  numberField: 'CreditNoteNumber',
};
const contacts: Family = { xeroType: 'Contact', plural: 'Contacts', idField: 'ContactID' };
const items: Family = { xeroType: 'Item', plural: 'Items', idField: 'ItemID', numberField: 'Code' };
const payments: Family = { xeroType: 'Payment', plural: 'Payments', idField: 'PaymentID' };
const refunds: Family = { ...payments, xeroType: 'Refund' };
const allocations: Family = { xeroType: 'Allocation', plural: 'Allocations', idField: 'AllocationID' };

export function familyOf(kind: XeroKind, document: Json): Family {
  switch (kind) {
    case 'contact.create':
    case 'contact.update':
      return contacts;
    case 'contactGroup.assign':
      return { xeroType: 'ContactGroup', plural: 'Contacts', idField: 'ContactID' };
    case 'invoice.create':
    case 'invoice.update':
    case 'invoice.void':
    case 'invoice.delete':
      return invoices;
    case 'creditNote.create':
    case 'creditNote.update':
    case 'creditNote.void':
    case 'creditNote.delete':
      return creditNotes;
    case 'payment.create':
    case 'payment.delete':
      return payments;
    case 'refund.create':
    case 'refund.delete':
      return refunds;
    case 'allocation.create':
    case 'allocation.delete':
      return allocations;
    case 'overpayment.create':
      return { xeroType: 'Overpayment', plural: 'BankTransactions', idField: 'BankTransactionID' };
    case 'item.create':
    case 'item.update':
      return items;
    case 'stockAdjustment.create':
      return { ...(document['Type'] === 'ACCPAYCREDIT' ? creditNotes : invoices), xeroType: 'StockAdjustment' };
    case 'history.create':
      return { xeroType: 'History', plural: 'HistoryRecords', idField: 'HistoryRecordID' };
  }
}

export function parseBody(reply: WireReply): unknown {
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}

/** The list of an answer; empty where there is none. */
export function listIn(body: unknown, plural: string): Json[] {
  const list = isJson(body) ? body[plural] : undefined;
  return Array.isArray(list) ? list.filter(isJson) : [];
}

/** Xero nests messages: on the element, its lines, addresses, payment terms. Each once, in order. */
export function messagesIn(value: unknown, field: 'ValidationErrors' | 'Warnings' = 'ValidationErrors'): string[] {
  const found: string[] = [];
  const walk = (node: unknown): void => {
    if (Array.isArray(node)) return node.forEach(walk);
    if (!isJson(node)) return;
    for (const [key, item] of Object.entries(node)) {
      if (key === field && Array.isArray(item)) {
        for (const error of item) if (isJson(error)) found.push(textIn(error, 'Message') ?? 'unspecified error');
      } else walk(item);
    }
  };
  walk(value);
  return [...new Set(found)];
}

export function seenIn(element: Json): Seen {
  const seen: Record<string, string> = {};
  const put = (name: string, value: string | null | undefined) => {
    if (value !== null && value !== undefined) seen[name] = value;
  };
  put('status', textIn(element, 'Status') ?? textIn(element, 'ContactStatus'));
  put('total', amountIn(element, 'Total'));
  put('totalTax', amountIn(element, 'TotalTax'));
  put('amountDue', amountIn(element, 'AmountDue'));
  put('amountPaid', amountIn(element, 'AmountPaid'));
  put('amountCredited', amountIn(element, 'AmountCredited'));
  put('remainingCredit', amountIn(element, 'RemainingCredit'));
  put('updatedAt', moment(element['UpdatedDateUTC']));
  return seen;
}

/** `/Date(1552327126117+0000)/` or ISO text as ISO text in UTC; Xero's texts without a zone are UTC too. */
export function moment(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const match = /^\/Date\((-?\d+)/.exec(value);
  const zoned = /(?:Z|[+-]\d\d:?\d\d)$/i.test(value) ? value : `${value}Z`;
  const at = match === null ? Date.parse(zoned) : Number(match[1]);
  return Number.isNaN(at) ? undefined : new Date(at).toISOString();
}

export function documentIn(element: Json, family: Family): WrittenDocument | undefined {
  const xeroId = textIn(element, family.idField);
  if (xeroId === null || xeroId === zeroGuid) return undefined;
  return {
    xeroType: family.xeroType,
    xeroId,
    xeroNumber: family.numberField === undefined ? null : textIn(element, family.numberField),
    seen: seenIn(element),
    ...mirrored(element, family),
  };
}

function mirrored(element: Json, family: Family): Pick<WrittenDocument, 'contact' | 'item'> {
  const dated = { ...element, UpdatedDateUTC: moment(element['UpdatedDateUTC']) };
  const contact = family.xeroType === 'Contact' ? directoryContactSchema.safeParse(dated).data : undefined;
  const item = family.xeroType === 'Item' ? directoryItemSchema.safeParse(dated).data : undefined;
  return { ...(contact === undefined ? {} : { contact }), ...(item === undefined ? {} : { item }) };
}

export function foundIn(element: Json, family: Family): FoundDocument | undefined {
  const document = documentIn(element, family);
  if (document === undefined) return undefined;
  const contact = element['Contact'];
  return {
    ...document,
    contactId: isJson(contact) ? textIn(contact, 'ContactID') : null,
    reference: textIn(element, 'Reference'),
    total: amountIn(element, 'Total') ?? amountIn(element, 'Amount') ?? null,
    live: !['VOIDED', 'DELETED', 'ARCHIVED', 'GDPRREQUEST'].includes(document.seen.status ?? ''),
  };
}

/** One result per operation of a 2xx answer; undefined where the answer can't be matched to them. */
export function readElements(
  operations: readonly (Sendable & { kind: XeroKind })[],
  reply: WireReply,
): ElementResult[] | undefined {
  const [first] = operations;
  if (first === undefined) return [];
  const withoutElements = ['allocation.delete', 'history.create', 'contactGroup.assign'];
  const body = parseBody(reply);
  if (withoutElements.includes(first.kind)) return operations.map((operation) => taken(operation, body));
  const family = familyOf(first.kind, first.document);
  const elements = inOrderOf(operations, listIn(body, family.plural), family);
  return elements?.map((element, index): ElementResult => {
    const errors = messagesIn(element);
    const failed =
      element['StatusAttributeString'] === 'ERROR' ||
      element['HasErrors'] === true ||
      element['HasValidationErrors'] === true;
    if (failed || errors.length > 0)
      return { ok: false, messages: errors.length > 0 ? errors : ['Xero gave no reason.'] };
    const operation = operations[index];
    const document = documentIn(element, family) ?? (operation === undefined ? undefined : withoutId(operation));
    if (document === undefined) return { ok: false, messages: ['Xero answered without an id.'] };
    return { ok: true, document, messages: messagesIn(element, 'Warnings') };
  });
}

/** Results of calls whose answers name no document of ours. */
function taken(operation: Sendable, body: unknown): ElementResult {
  const errors = messagesIn(body);
  if (errors.length > 0) return { ok: false, messages: errors };
  return { ok: true, document: withoutId(operation) ?? null, messages: [] };
}

/**
 * Documents that Xero gives no id in the answer: an allocation is named by its two documents (the published example of the answer
 * has no AllocationID), a history note by the operation that wrote it.
 */
function withoutId(operation: Sendable): WrittenDocument | undefined {
  if (operation.kind === 'history.create')
    return { xeroType: 'History', xeroId: operation.id, xeroNumber: null, seen: {} };
  if (operation.kind === 'contactGroup.assign') {
    const name = textIn(operation.document, 'ContactGroupName') ?? '';
    return { xeroType: 'ContactGroup', xeroId: name, xeroNumber: null, seen: {} };
  }
  if (operation.kind !== 'allocation.create') return undefined;
  const invoice = operation.document['Invoice'];
  const creditNoteId = textIn(operation.document, 'CreditNoteID') ?? '';
  const invoiceId = isJson(invoice) ? (textIn(invoice, 'InvoiceID') ?? '') : '';
  return { xeroType: 'Allocation', xeroId: `${creditNoteId}:${invoiceId}`, xeroNumber: null, seen: {} };
}

/** Xero answers in the order sent; where a number says otherwise, the number is believed. */
function inOrderOf(operations: readonly Sendable[], elements: readonly Json[], family: Family): Json[] | undefined {
  if (elements.length !== operations.length) return undefined;
  const { numberField } = family;
  if (numberField === undefined) return [...elements];
  const numberOf = (document: Json) => textIn(document, numberField);
  const aligned = operations.every((operation, index) => {
    const sent = numberOf(operation.document);
    const element = elements[index];
    const answered = element === undefined ? null : numberOf(element);
    return sent === null || answered === null || sent === answered;
  });
  if (aligned) return [...elements];
  const byNumber = new Map(elements.map((element) => [numberOf(element), element]));
  const ordered = operations
    .map((operation) => byNumber.get(numberOf(operation.document)))
    .filter((element) => element !== undefined);
  return ordered.length === operations.length && new Set(ordered).size === ordered.length ? ordered : undefined;
}

/** Messages of a 4xx: those of the elements where there are any, else the envelope's own. */
export function refusalIn(reply: WireReply): string[] {
  const body = parseBody(reply);
  const nested = messagesIn(body);
  if (nested.length > 0) return nested;
  if (!isJson(body)) return [reply.body.slice(0, 300).trim() || `HTTP ${reply.status}`];
  const own = textIn(body, 'Message') ?? textIn(body, 'Detail') ?? textIn(body, 'Title');
  return [own ?? `HTTP ${reply.status}`];
}
