import type { Books } from './books';
import { cents } from './decimal';
import type { Allocation, Contact, ContactGroup, Document, HistoryRecord, Item, Payment } from './model';
import { outstanding, settlementOf } from './settlement';

/** A document with what is settled on it, as decimal text. */
export interface LedgerDocument extends Document {
  readonly amountPaid: string;
  /** Credits set against an invoice, or used up of a credit. */
  readonly amountCredited: string;
  /** AmountDue of an invoice, RemainingCredit of a credit. */
  readonly amountDue: string;
  readonly contactName: string;
}

/** The books of one organisation as plain data. */
export interface Ledger {
  readonly tenantId: string;
  readonly contacts: readonly Contact[];
  readonly contactGroups: readonly ContactGroup[];
  readonly invoices: readonly LedgerDocument[];
  readonly creditNotes: readonly LedgerDocument[];
  readonly overpayments: readonly LedgerDocument[];
  readonly bankTransactions: readonly Document[];
  readonly payments: readonly Payment[];
  readonly allocations: readonly Allocation[];
  readonly items: readonly Item[];
  readonly history: readonly HistoryRecord[];
}

export function ledgerOf(books: Books): Ledger {
  return {
    tenantId: books.facts.tenantId,
    contacts: books.contacts.all(),
    contactGroups: books.groups.all(),
    invoices: books.invoices.all().map((document) => withSettlement(books, document)),
    creditNotes: books.creditNotes.all().map((document) => withSettlement(books, document)),
    overpayments: books.overpayments.all().map((document) => withSettlement(books, document)),
    bankTransactions: books.bankTransactions.all(),
    payments: books.payments.all(),
    allocations: books.allocations.all(),
    items: books.items.all(),
    history: books.history.all(),
  };
}

function withSettlement(books: Books, document: Document): LedgerDocument {
  const { paid, credited } = settlementOf(books, document);
  return {
    ...document,
    amountPaid: cents(paid),
    amountCredited: cents(credited),
    amountDue: outstanding(books, document),
    contactName: books.contacts.get(document.contactId)?.name ?? '',
  };
}
