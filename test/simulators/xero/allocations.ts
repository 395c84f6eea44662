import { creditNoteInPath } from './credit-notes';
import type { Books } from './books';
import { param, writeMany, type Answer, type Call } from './call';
import { cents, zero, type Decimal } from './decimal';
import { invoiceStub } from './document-shape';
import { Rejected, notFound } from './errors';
import { child, decimal, text, type JsonObject } from './json';
import { lockProblems } from './lock-dates';
import type { Allocation, Document } from './model';
import { settle, settlementOf } from './settlement';
import { envelope, money, wireDate, type OutObject } from './wire';

type Source = Allocation['source'];

export function createCreditNoteAllocations(call: Call): Answer {
  return createAllocations(call, 'creditNote', creditNoteInPath(call));
}

export function createOverpaymentAllocations(call: Call): Answer {
  return createAllocations(call, 'overpayment', overpaymentInPath(call));
}

export function overpaymentInPath(call: Call): Document {
  const overpayment = call.books.overpayments.get(param(call, 'id'));
  if (!overpayment) throw notFound();
  return overpayment;
}

function createAllocations(call: Call, source: Source, credit: Document): Answer {
  return writeMany(call, 'Allocations', 'Allocation', 'AllocationID', (element) =>
    allocationOut(call.books, allocate(call.books, source, credit, element)),
  );
}

/** Sets credit against an invoice. */
export function allocate(books: Books, source: Source, credit: Document, element: JsonObject): Allocation {
  const id = text(child(element, 'Invoice') ?? {}, 'InvoiceID');
  const amount = decimal(element, 'Amount');
  const sentDate = text(element, 'Date');
  if (id === undefined || !amount || sentDate === undefined)
    throw new Rejected('An allocation needs Invoice, Amount and Date.');
  const invoice = books.invoices.get(id);
  if (!invoice) throw new Rejected('The document with the supplied id was not found for this endpoint.');
  check(books, credit, invoice, amount);
  const later = credit.date > invoice.date ? credit.date : invoice.date;
  const date = books.quirks.allocationDate === 'later' ? later : sentDate;
  const problems = lockProblems(books, date);
  if (problems.length > 0) throw new Rejected(...problems);
  const allocation = books.allocations.put({
    id: books.newId(),
    source,
    sourceId: credit.id,
    invoiceId: invoice.id,
    amount: cents(amount),
    date,
    isDeleted: false,
  });
  settle(books, source, credit.id);
  settle(books, 'invoice', invoice.id);
  return allocation;
}

function allocationOut(books: Books, { id, source, sourceId, invoiceId, amount, date }: Allocation): OutObject {
  return {
    AllocationID: books.quirks.allocationIdInAnswer ? id : undefined,
    Amount: money(amount),
    Date: wireDate(date),
    Invoice: invoiceStub(invoiceId, books.invoices.get(invoiceId)?.number),
    ...(source === 'creditNote' ? { CreditNote: { CreditNoteID: sourceId, ID: sourceId, LineItems: [] } } : {}),
    ValidationErrors: [],
  };
}

function check(books: Books, credit: Document, invoice: Document, amount: Decimal): void {
  // The rest is read anew for each element: one request may use the same credit several times.
  const credited = settlementOf(books, books.creditNotes.get(credit.id) ?? books.overpayments.get(credit.id) ?? credit);
  const messages: string[] = [];
  if (!amount.gt(zero) || !amount.eq(amount.round(2)))
    messages.push('Allocation amount must be greater than zero, in whole cents.');
  if (credit.status !== 'AUTHORISED') messages.push('Only authorised credits with remaining credit can be allocated.');
  if (invoice.status !== 'AUTHORISED')
    messages.push('Credits can only be allocated to authorised invoices with an amount due.');
  if (credit.contactId !== invoice.contactId)
    messages.push('The contact of the credit and of the invoice do not match.');
  if (credit.currencyCode !== invoice.currencyCode)
    messages.push('The currency of the credit and of the invoice do not match.');
  if (sideOf(credit) !== sideOf(invoice))
    messages.push('A sales credit can only be allocated to a sales invoice, a supplier credit to a bill.');
  if (amount.gt(credited.rest)) messages.push('Allocation amount exceeds the remaining credit.');
  if (amount.gt(settlementOf(books, invoice).rest))
    messages.push('Allocation amount exceeds the amount outstanding on this document');
  if (messages.length > 0) throw new Rejected(...messages);
}

function sideOf(document: Document): 'sales' | 'purchases' {
  return document.type.startsWith('ACCPAY') ? 'purchases' : 'sales';
}

export function deleteAllocation(call: Call): Answer {
  const { books } = call;
  const allocation = books.allocations.get(param(call, 'allocationId'));
  if (!allocation || allocation.isDeleted || allocation.sourceId !== param(call, 'id').toLowerCase()) throw notFound();
  removeAllocation(books, allocation);
  return {
    status: 200,
    body: envelope(books.clock.now(), {
      AllocationId: allocation.id,
      Amount: money(allocation.amount),
      Date: wireDate(allocation.date),
      Invoice: { InvoiceID: allocation.invoiceId },
      IsDeleted: true,
    }),
  };
}

export function removeAllocation(books: Books, allocation: Allocation): void {
  const problems = lockProblems(books, allocation.date);
  if (problems.length > 0) throw new Rejected(...problems);
  books.allocations.put({ ...allocation, isDeleted: true });
  settle(books, allocation.source, allocation.sourceId);
  settle(books, 'invoice', allocation.invoiceId);
}
