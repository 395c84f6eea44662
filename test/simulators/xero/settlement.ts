import type { Books } from './books';
import { Decimal, cents, sum, zero } from './decimal';
import type { Allocation, Document, Payment, TargetKind } from './model';

/** How much of a document is settled, and the status that follows from it. */

export function livePayments(books: Books, documentId: string): Payment[] {
  return books.payments.find('target', documentId).filter((payment) => payment.status === 'AUTHORISED');
}

export function liveAllocations(books: Books, side: 'source' | 'invoice', documentId: string): Allocation[] {
  return books.allocations.find(side, documentId).filter((allocation) => !allocation.isDeleted);
}

export interface Settlement {
  readonly paid: Decimal;
  /** Credits set against an invoice, or credit used up by allocation. */
  readonly credited: Decimal;
  /** AmountDue of an invoice, RemainingCredit of a credit. */
  readonly rest: Decimal;
}

export function settlementOf(books: Books, document: Document): Settlement {
  const side = isInvoice(document) ? 'invoice' : 'source';
  const paid = sum(livePayments(books, document.id).map((p) => new Decimal(p.amount)));
  const credited = sum(liveAllocations(books, side, document.id).map((a) => new Decimal(a.amount)));
  const open = document.status === 'VOIDED' || document.status === 'DELETED';
  return { paid, credited, rest: open ? zero : new Decimal(document.total).minus(paid).minus(credited) };
}

export function outstanding(books: Books, document: Document): string {
  return cents(settlementOf(books, document).rest);
}

export function isSettledInPart(books: Books, document: Document): boolean {
  const { paid, credited } = settlementOf(books, document);
  return paid.gt(zero) || credited.gt(zero);
}

export function isInvoice(document: Document): boolean {
  return document.type === 'ACCREC' || document.type === 'ACCPAY';
}

export function tableOf(books: Books, kind: TargetKind) {
  switch (kind) {
    case 'invoice':
      return books.invoices;
    case 'creditNote':
      return books.creditNotes;
    case 'overpayment':
      return books.overpayments;
  }
}

/** AUTHORISED ⇄ PAID is arithmetic: a document with nothing left is PAID, one reopened is AUTHORISED again. */
export function settle(books: Books, kind: TargetKind, documentId: string): void {
  const table = tableOf(books, kind);
  const document = table.get(documentId);
  if (!document || (document.status !== 'AUTHORISED' && document.status !== 'PAID')) return;
  table.put(settledForm(books, { ...document, updated: books.clock.now() }));
}

export function settledForm(books: Books, document: Document): Document {
  const { fullyPaidOn: _before, ...rest } = document;
  if (!settlementOf(books, document).rest.eq(zero)) return { ...rest, status: 'AUTHORISED' };
  const side = isInvoice(document) ? 'invoice' : 'source';
  const days = [
    ...livePayments(books, document.id).map((p) => p.date),
    ...liveAllocations(books, side, document.id).map((a) => a.date),
    document.date,
  ];
  return { ...rest, status: 'PAID', fullyPaidOn: days.sort().at(-1) ?? document.date };
}
