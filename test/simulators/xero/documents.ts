import { isDeepStrictEqual } from 'node:util';
import type { Books } from './books';
import type { Call } from './call';
import { contactOfDocument, markUsed } from './contacts';
import { Decimal, cents, zero } from './decimal';
import { Rejected } from './errors';
import { child, children, decimal, flag, text, type JsonObject } from './json';
import { readLines } from './lines';
import { lockProblems } from './lock-dates';
import type { Document, DocumentStatus, DocumentType, Line, LineAmountTypes } from './model';
import { numberProblems, type NumberedKind } from './numbers';
import { isSettledInPart, livePayments, liveAllocations, settledForm } from './settlement';
import { moveStock } from './stock';
import { documentTotals } from './totals';

/** What invoices and credit notes have in common: reading, checking, totals, statuses, edits. */

const notModifiable = 'Invoice not of valid status for modification';
const settledAlready = 'This document cannot be edited as it has a payment or credit note allocated to it.';
const voidRefused =
  'The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.';

/** From a status, the statuses an update may set. PAID is arithmetic and can't be set; VOIDED and DELETED are final. */
const nextStatuses: Readonly<Record<DocumentStatus, readonly DocumentStatus[]>> = {
  DRAFT: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  SUBMITTED: ['DRAFT', 'SUBMITTED', 'AUTHORISED', 'DELETED'],
  AUTHORISED: ['AUTHORISED', 'VOIDED'],
  PAID: ['PAID', 'AUTHORISED', 'VOIDED'],
  VOIDED: [],
  DELETED: [],
};

export function isApproved(status: DocumentStatus): boolean {
  return status === 'AUTHORISED' || status === 'PAID';
}

export function createDocument(call: Call, kind: NumberedKind, element: JsonObject): Document {
  const { books } = call;
  const type = text(element, 'Type') as DocumentType | undefined;
  if (type === undefined || !kind.types.includes(type))
    throw new Rejected(`Type must be one of ${kind.types.join(', ')}.`);
  const status = (text(element, 'Status') as DocumentStatus | undefined) ?? 'DRAFT';
  if (!['DRAFT', 'SUBMITTED', 'AUTHORISED'].includes(status))
    throw new Rejected(`The status ${status} cannot be given to a new document.`);
  const contact = contactOfDocument(books, child(element, 'Contact'));
  const now = books.clock.now();
  const currencyCode = text(element, 'CurrencyCode') ?? books.facts.baseCurrency;
  const blank: Document = {
    id: books.newId(),
    type,
    status,
    contactId: contact.id,
    date: text(element, 'Date') ?? books.today(),
    lineAmountTypes: 'Exclusive',
    lines: [],
    subTotal: '0.00',
    totalTax: '0.00',
    total: '0.00',
    currencyCode,
    currencyRate: '1.000000',
    sentToContact: false,
    createdBy: call.app,
    created: now,
    updated: now,
  };
  const named = { ...blank, ...numberOf(books, kind, element, blank) };
  const document = filled(call, kind, element, named, undefined);
  if (document.lines.length === 0) throw new Rejected('One or more line items must be specified.');
  return save(call, kind, document, undefined);
}

export function updateDocument(call: Call, kind: NumberedKind, element: JsonObject, existing: Document): Document {
  const { books } = call;
  const type = text(element, 'Type');
  if (type !== undefined && type !== existing.type) throw new Rejected('The type of a document cannot be changed.');
  const status = (text(element, 'Status') as DocumentStatus | undefined) ?? existing.status;
  checkTransition(books, existing, status);
  const contactSent = child(element, 'Contact');
  const contact =
    contactSent && Object.keys(contactSent).length > 0 ? contactOfDocument(books, contactSent) : undefined;
  const renamed = {
    ...existing,
    status,
    ...(contact ? { contactId: contact.id } : {}),
    ...numberOf(books, kind, element, existing),
  };
  const document = filled(call, kind, element, renamed, existing);
  checkEdit(books, existing, document);
  return save(call, kind, document, existing);
}

function checkTransition(books: Books, existing: Document, status: DocumentStatus): void {
  const settled = isSettledInPart(books, existing);
  if (status === 'VOIDED' && settled) throw new Rejected(voidRefused);
  const zeroTotal = existing.status === 'PAID' && !settled;
  if (status === 'VOIDED' && zeroTotal && !books.quirks.zeroTotalVoidable) throw new Rejected(notModifiable);
  const unchanged = status === existing.status && existing.status !== 'VOIDED' && existing.status !== 'DELETED';
  if (!unchanged && !nextStatuses[existing.status].includes(status)) throw new Rejected(notModifiable);
}

/** With a payment or credit on it, only what the documentation lists may change; a paid bill not at all. */
function checkEdit(books: Books, before: Document, after: Document): void {
  const frozenLines = before.status === 'AUTHORISED' && !books.quirks.approvedLinesEditable;
  if (frozenLines && figuresOf(before) !== figuresOf(after)) throw new Rejected(notModifiable);
  if (!isSettledInPart(books, before)) return;
  const credited =
    liveAllocations(books, 'invoice', before.id).length > 0 || liveAllocations(books, 'source', before.id).length > 0;
  const contactFrozen = credited && before.contactId !== after.contactId;
  const everything = before.type === 'ACCPAY' && !isDeepStrictEqual(withoutTimes(before), withoutTimes(after));
  if (everything || contactFrozen || figuresOf(before) !== figuresOf(after))
    throw new Rejected(notModifiable, settledAlready);
}

function withoutTimes(document: Document): Partial<Document> {
  const { updated: _updated, fullyPaidOn: _paid, status: _status, ...rest } = document;
  return rest;
}

/** On part-paid documents a new DueDate or SentToContact does not count as a change: UpdatedDateUTC stays. */
function sameButDueDate(before: Document, after: Document): boolean {
  const { dueDate: _d1, sentToContact: _s1, ...a } = withoutTimes(before);
  const { dueDate: _d2, sentToContact: _s2, ...b } = withoutTimes(after);
  return isDeepStrictEqual(a, b);
}

/** Everything about a document that money or tax depends on. */
function figuresOf(document: Document): string {
  const line = ({
    id,
    itemCode,
    quantity,
    unitAmount,
    taxType,
    taxAmount,
    lineAmount,
    discountRate,
    discountAmount,
  }: Line) => [
    id,
    itemCode,
    quantity && cents(new Decimal(quantity)),
    unitAmount && new Decimal(unitAmount).toFixed(4),
    taxType,
    taxAmount,
    lineAmount,
    discountRate,
    discountAmount,
  ];
  const { date, lineAmountTypes, currencyCode, currencyRate, lines, roundingAmount } = document;
  return JSON.stringify([date, lineAmountTypes, currencyCode, currencyRate, roundingAmount, lines.map(line)]);
}

function numberOf(books: Books, kind: NumberedKind, element: JsonObject, document: Document): { number?: string } {
  const sent = text(element, kind.numberField);
  if (sent === undefined || sent === '') {
    if (document.number !== undefined || !kind.sales.includes(document.type)) return {};
    return { number: freeNumber(books, kind) };
  }
  const problems = numberProblems(books, kind, document, sent);
  if (problems.length > 0) throw new Rejected(...problems);
  return { number: sent };
}

function freeNumber(books: Books, kind: NumberedKind): string {
  let number = books.nextNumber(kind.prefix);
  while (kind.table(books).find('number', number).length > 0) number = books.nextNumber(kind.prefix);
  return number;
}

/** The document with the fields of `element` read into it and its totals worked out. */
function filled(
  call: Call,
  kind: NumberedKind,
  element: JsonObject,
  base: Document,
  existing: Document | undefined,
): Document {
  const { books } = call;
  const lineAmountTypes = (text(element, 'LineAmountTypes') as LineAmountTypes | undefined) ?? base.lineAmountTypes;
  const sentLines = children(element, 'LineItems');
  const retyped = existing !== undefined && lineAmountTypes !== existing.lineAmountTypes;
  const givesLines = sentLines !== undefined && (sentLines.length > 0 || existing === undefined);
  if (retyped && !givesLines) throw new Rejected('LineAmountTypes cannot be changed without the lines.');
  const context = { books, type: base.type, status: base.status, lineAmountTypes, unitdp: call.unitdp };
  const lines = givesLines ? readLines(context, sentLines, existing?.lines ?? []) : base.lines;
  const currencyCode = text(element, 'CurrencyCode') ?? base.currencyCode;
  const document: Document = {
    ...base,
    ...optional(element, base),
    date: text(element, 'Date') ?? base.date,
    lineAmountTypes,
    lines,
    currencyCode,
    currencyRate: rateOf(books, element, currencyCode, existing),
    sentToContact: flag(element, 'SentToContact') ?? base.sentToContact,
    updated: books.clock.now(),
  };
  checkFields(books, kind, document, element);
  return withTotals(books, document, element);
}

function optional(element: JsonObject, base: Document): Partial<Document> {
  const reference = text(element, 'Reference') ?? base.reference;
  const dueDate = text(element, 'DueDate') ?? base.dueDate;
  const expectedPaymentDate = text(element, 'ExpectedPaymentDate') ?? base.expectedPaymentDate;
  const url = text(element, 'Url') ?? base.url;
  const brandingThemeId = text(element, 'BrandingThemeID') ?? base.brandingThemeId;
  return {
    ...(reference === undefined ? {} : { reference }),
    ...(dueDate === undefined ? {} : { dueDate }),
    ...(expectedPaymentDate === undefined ? {} : { expectedPaymentDate }),
    ...(url === undefined ? {} : { url }),
    ...(brandingThemeId === undefined ? {} : { brandingThemeId }),
  };
}

function rateOf(books: Books, element: JsonObject, currency: string, existing: Document | undefined): string {
  const known = books.facts.currencies.find((c) => c.code === currency);
  if (!known) throw new Rejected(`Organisation is not subscribed to currency ${currency}`);
  const sent = decimal(element, 'CurrencyRate');
  const base = currency === books.facts.baseCurrency;
  if (sent?.lte(zero) === true || (base && sent?.eq(new Decimal('1')) === false))
    throw new Rejected('The currency rate is not valid.');
  if (sent) return sent.round(6).toFixed(6);
  if (existing?.currencyCode === currency) return existing.currencyRate;
  return base ? '1.000000' : known.rate;
}

function checkFields(books: Books, kind: NumberedKind, document: Document, element: JsonObject): void {
  const problems = [...lockProblems(books, document.date)];
  const ending = document.status === 'VOIDED' || document.status === 'DELETED';
  if (kind.dueDateRequired && document.status !== 'DRAFT' && !ending && document.dueDate === undefined)
    problems.push('Due date must be specified.');
  if (document.type === 'ACCPAY' && document.reference !== undefined)
    problems.push('Reference can be given on sales invoices only.');
  if (document.url !== undefined && !/^https?:\/\/[^\s]+$/.test(document.url))
    problems.push('Url must be a valid absolute address.');
  if (flag(element, 'SentToContact') === true && !isApproved(document.status))
    problems.push('SentToContact can be set on approved documents only.');
  const theme = document.brandingThemeId?.toLowerCase();
  if (theme !== undefined && !books.facts.brandingThemes.some((t) => t.id === theme))
    problems.push('The branding theme does not exist.');
  if (books.facts.planLimitReached && kind.name === 'invoice' && document.status === 'AUTHORISED') {
    problems.push('You have reached the limit of invoices you can approve');
  }
  if (problems.length > 0) throw new Rejected(...problems);
}

function withTotals(books: Books, document: Document, element: JsonObject): Document {
  const figures = document.lines.map((line) => ({
    lineAmount: new Decimal(line.lineAmount),
    taxAmount: new Decimal(line.taxAmount),
  }));
  const { subTotal, totalTax, total } = documentTotals(figures, document.lineAmountTypes);
  const rounding = roundingOf(books, document, element);
  const whole = total.plus(rounding ?? zero);
  const claims = [
    ['SubTotal', subTotal],
    ['TotalTax', totalTax],
    ['Total', whole],
  ] as const;
  for (const [name, worked] of claims) {
    const claimed = decimal(element, name);
    if (claimed && !claimed.eq(worked))
      throw new Rejected(
        `The document ${name} ${claimed.toFixed(2)} does not equal the sum of its lines ${worked.toFixed(2)}.`,
      );
  }
  if (whole.lt(zero)) throw new Rejected('The document total cannot be negative.');
  return {
    ...document,
    subTotal: cents(subTotal),
    totalTax: cents(totalTax),
    total: cents(whole),
    ...(rounding ? { roundingAmount: cents(rounding) } : {}),
  };
}

/** RoundingAmount: organisations that opted in, ±0.10, not on drafts, all three totals given. */
function roundingOf(books: Books, document: Document, element: JsonObject): Decimal | undefined {
  const sent = decimal(element, 'RoundingAmount');
  if (!sent) return document.roundingAmount === undefined ? undefined : new Decimal(document.roundingAmount);
  if (!books.facts.roundingAmountOptIn) throw new Rejected('RoundingAmount is not enabled for this organisation.');
  if (sent.abs().gt(new Decimal('0.10'))) throw new Rejected('RoundingAmount must be between -0.10 and 0.10.');
  const complete = ['SubTotal', 'TotalTax', 'Total'].every((name) => decimal(element, name) !== undefined);
  if (document.status === 'DRAFT' || !complete)
    throw new Rejected('RoundingAmount needs SubTotal, TotalTax and Total on a submitted or approved document.');
  return sent;
}

function save(call: Call, kind: NumberedKind, document: Document, existing: Document | undefined): Document {
  const { books } = call;
  if (existing) {
    const problems = lockProblems(books, existing.date);
    if (problems.length > 0) throw new Rejected(...problems);
  }
  const stockMoves = moveStock(books, existing, document, call.query.get('allowBackorders') === 'true');
  const { stockMoves: _old, ...rest } = document;
  const quiet = existing !== undefined && isSettledInPart(books, existing) && sameButDueDate(existing, document);
  const moved: Document = {
    ...rest,
    ...(stockMoves.length > 0 ? { stockMoves } : {}),
    ...(quiet ? { updated: existing.updated } : {}),
  };
  markUsed(books, document.contactId, document.type.startsWith('ACCREC') ? 'customer' : 'supplier');
  kind.table(books).put(moved);
  const saved = isApproved(moved.status) ? settledForm(books, moved) : moved;
  return kind.table(books).put(saved);
}

/** Payments of an approved document, oldest first. */
export function paymentsOf(books: Books, document: Document) {
  return livePayments(books, document.id).sort((a, b) => a.created - b.created);
}
