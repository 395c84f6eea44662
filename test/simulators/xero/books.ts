import { randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import { Table, UndoLog } from './tables';
import type {
  Account,
  Allocation,
  Contact,
  ContactGroup,
  Document,
  HistoryRecord,
  Item,
  OrganisationFacts,
  Payment,
  TaxRate,
  TrackingCategory,
} from './model';
import type { Quirks } from './quirks';

type ContactIndex = 'name' | 'number' | 'email';
type DocumentIndex = 'number' | 'contact';

/** What Xero announces by webhook; payments show as updates of their invoice. */
export type EventCategory = 'CONTACT' | 'INVOICE' | 'CREDITNOTE';

export interface Change {
  readonly category: EventCategory;
  readonly record: Contact | Document;
  readonly isNew: boolean;
}

/** What a seed provides. */
export interface Opening {
  readonly facts: OrganisationFacts;
  readonly accounts: readonly Account[];
  readonly taxRates: readonly TaxRate[];
  readonly tracking: readonly TrackingCategory[];
}

/** The books of one organisation. */
export class Books {
  readonly undo = new UndoLog();
  readonly accounts = new Table<Account, 'code'>(this.undo, { code: (a) => a.code?.toLowerCase() });
  readonly taxRates = new Table<TaxRate, 'type'>(this.undo, { type: (t) => t.taxType });
  readonly tracking = new Table<TrackingCategory>(this.undo, {});
  readonly contacts: Table<Contact, ContactIndex>;
  readonly groups = new Table<ContactGroup>(this.undo, {});
  readonly invoices: Table<Document, DocumentIndex>;
  readonly creditNotes: Table<Document, DocumentIndex>;
  readonly overpayments: Table<Document, DocumentIndex>;
  readonly bankTransactions: Table<Document, DocumentIndex>;
  readonly payments = new Table<Payment, 'target'>(this.undo, { target: (p) => p.targetId });
  readonly allocations = new Table<Allocation, 'source' | 'invoice'>(this.undo, {
    source: (a) => a.sourceId,
    invoice: (a) => a.invoiceId,
  });
  readonly items = new Table<Item, 'code'>(this.undo, { code: (i) => i.code.toLowerCase() });
  readonly history = new Table<HistoryRecord, 'document'>(this.undo, { document: (h) => h.documentId });
  facts: OrganisationFacts;
  /** Told of every change that Xero announces by webhook, once it is final. */
  onChange: (change: Change) => void = () => undefined;
  private sequence = 0;

  constructor(
    opening: Opening,
    readonly clock: Clock,
    readonly quirks: Quirks,
  ) {
    this.facts = opening.facts;
    const contactKeys = {
      name: (c: Contact) => this.foldName(c.name),
      number: (c: Contact) => c.contactNumber,
      email: (c: Contact) => c.emailAddress?.toLowerCase(),
    };
    this.contacts = new Table<Contact, ContactIndex>(this.undo, contactKeys, this.tell('CONTACT'));
    const documents = (category?: EventCategory) =>
      new Table<Document, DocumentIndex>(
        this.undo,
        { number: (d) => d.number, contact: (d) => d.contactId },
        category === undefined ? undefined : this.tell(category),
      );
    this.invoices = documents('INVOICE');
    this.creditNotes = documents('CREDITNOTE');
    this.overpayments = documents();
    this.bankTransactions = documents();
    for (const account of opening.accounts) this.accounts.put(account);
    for (const rate of opening.taxRates) this.taxRates.put(rate);
    for (const category of opening.tracking) this.tracking.put(category);
  }

  /** Only what moves UpdatedDateUTC is news. */
  private tell(category: EventCategory): (record: Contact | Document, before: Contact | Document | undefined) => void {
    return (record, before) => {
      if (before !== undefined && before.updated === record.updated) return;
      this.onChange({ category, record, isNew: before === undefined });
    };
  }

  newId(): string {
    return randomUUID();
  }

  /** A number that Xero gives when a sales document brings none. */
  nextNumber(prefix: string): string {
    this.sequence += 1;
    return `${prefix}${String(this.sequence).padStart(4, '0')}`;
  }

  foldName(name: string): string {
    return this.quirks.contactNameCase === 'insensitive' ? name.toLowerCase() : name;
  }

  accountByCode(code: string): Account | undefined {
    return this.accounts.find('code', code.toLowerCase())[0];
  }

  taxRate(taxType: string): TaxRate | undefined {
    return this.taxRates.find('type', taxType)[0];
  }

  itemByCode(code: string): Item | undefined {
    return this.items.find('code', code.toLowerCase())[0];
  }

  changeFacts(change: Partial<OrganisationFacts>): void {
    const before = this.facts;
    this.facts = { ...before, ...change };
    this.undo.record(() => (this.facts = before));
  }

  today(): string {
    return this.clock.today(this.facts.timezone);
  }

  /** Everything, as plain JSON, for the state file. */
  dump(): BooksDump {
    return {
      facts: this.facts,
      sequence: this.sequence,
      accounts: this.accounts.all(),
      taxRates: this.taxRates.all(),
      tracking: this.tracking.all(),
      contacts: this.contacts.all(),
      groups: this.groups.all(),
      invoices: this.invoices.all(),
      creditNotes: this.creditNotes.all(),
      overpayments: this.overpayments.all(),
      bankTransactions: this.bankTransactions.all(),
      payments: this.payments.all(),
      allocations: this.allocations.all(),
      items: this.items.all(),
      history: this.history.all(),
    };
  }

  restore(dump: BooksDump): void {
    this.facts = dump.facts;
    this.sequence = dump.sequence;
    refill(this.accounts, dump.accounts);
    refill(this.taxRates, dump.taxRates);
    refill(this.tracking, dump.tracking);
    refill(this.contacts, dump.contacts);
    refill(this.groups, dump.groups);
    refill(this.invoices, dump.invoices);
    refill(this.creditNotes, dump.creditNotes);
    refill(this.overpayments, dump.overpayments);
    refill(this.bankTransactions, dump.bankTransactions);
    refill(this.payments, dump.payments);
    refill(this.allocations, dump.allocations);
    refill(this.items, dump.items);
    refill(this.history, dump.history);
  }
}

export interface BooksDump extends Opening {
  readonly sequence: number;
  readonly contacts: readonly Contact[];
  readonly groups: readonly ContactGroup[];
  readonly invoices: readonly Document[];
  readonly creditNotes: readonly Document[];
  readonly overpayments: readonly Document[];
  readonly bankTransactions: readonly Document[];
  readonly payments: readonly Payment[];
  readonly allocations: readonly Allocation[];
  readonly items: readonly Item[];
  readonly history: readonly HistoryRecord[];
}

function refill<T extends { readonly id: string }, I extends string>(table: Table<T, I>, records: readonly T[]): void {
  table.clear();
  for (const record of records) table.put(record);
}
