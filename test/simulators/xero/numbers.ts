import type { Books } from './books';
import type { Document, DocumentType } from './model';
import type { Table } from './tables';

/** What tells invoices and credit notes apart. */
export interface NumberedKind {
  readonly name: 'invoice' | 'creditNote';
  readonly types: readonly DocumentType[];
  /** The types whose numbers Xero gives and keeps unique. */
  readonly sales: readonly DocumentType[];
  readonly numberField: 'InvoiceNumber' | 'CreditNoteNumber';
  readonly prefix: string;
  readonly dueDateRequired: boolean;
  readonly table: (books: Books) => Table<Document, 'number' | 'contact'>;
}

export const invoiceKind: NumberedKind = {
  name: 'invoice',
  types: ['ACCREC', 'ACCPAY'],
  sales: ['ACCREC'],
  numberField: 'InvoiceNumber',
  prefix: 'INV-',
  dueDateRequired: true,
  table: (books) => books.invoices,
};

export const creditNoteKind: NumberedKind = {
  name: 'creditNote',
  types: ['ACCRECCREDIT', 'ACCPAYCREDIT'],
  sales: ['ACCRECCREDIT'],
  numberField: 'CreditNoteNumber',
  prefix: 'CN-',
  dueDateRequired: false,
  table: (books) => books.creditNotes,
};

/** Printable ASCII, and unique among sales documents of the kind; bills may repeat. */
export function numberProblems(books: Books, kind: NumberedKind, document: Document, number: string): string[] {
  if (!/^[\x20-\x7e]+$/.test(number)) return [`${kind.numberField} must contain printable ASCII characters only.`];
  if (!kind.sales.includes(document.type)) return [];
  if (kind.name === 'creditNote' && !books.quirks.creditNoteNumberUnique) return [];
  const taken = kind
    .table(books)
    .find('number', number)
    .some((other) => other.id !== document.id && blocks(books, kind, other));
  if (!taken) return [];
  return [kind.name === 'invoice' ? 'Invoice # must be unique.' : 'Credit note # must be unique.'];
}

function blocks(books: Books, kind: NumberedKind, other: Document): boolean {
  if (!kind.sales.includes(other.type)) return false;
  if (other.status === 'VOIDED') return !books.quirks.voidedNumberFree;
  if (other.status === 'DELETED') return !books.quirks.deletedNumberFree;
  return true;
}
