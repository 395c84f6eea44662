import { allocate, removeAllocation } from './allocations';
import type { Books } from './books';
import type { Call } from './call';
import { putContact } from './contacts';
import { createDocument, updateDocument } from './documents';
import { children, text, type JsonObject } from './json';
import { putItem } from './items';
import type { Account, Allocation, Contact, Document, Item, OrganisationFacts, Payment } from './model';
import { creditNoteKind, invoiceKind } from './numbers';
import { addPayment, removePayment } from './payments';
import { accountClass } from './seed';

/**
 * What a person does in Xero's own pages, meanwhile: the same rules as the API, no limits and no app. Elements are
 * JSON under Xero's names, as in the API. Illegal steps throw `Rejected` with Xero's sentences.
 */
export class Bookkeeper {
  constructor(private readonly books: Books) {}

  createInvoice(element: JsonObject): Document {
    return this.step(() => createDocument(this.call(), invoiceKind, element));
  }

  createCreditNote(element: JsonObject): Document {
    return this.step(() => createDocument(this.call(), creditNoteKind, element));
  }

  /** By id or number. */
  editInvoice(key: string, element: JsonObject): Document {
    return this.step(() => updateDocument(this.call(), invoiceKind, element, this.invoice(key)));
  }

  approve(key: string): Document {
    return this.editInvoice(key, { Status: 'AUTHORISED' });
  }

  voidInvoice(key: string): Document {
    return this.editInvoice(key, { Status: 'VOIDED' });
  }

  pay(key: string, amount: string, accountCode: string, date = this.books.today(), reference?: string): Payment {
    const element: JsonObject = {
      Invoice: { InvoiceID: this.invoice(key).id },
      Account: { Code: accountCode },
      Date: date,
      Amount: Number(amount),
    };
    if (reference !== undefined) element.Reference = reference;
    return this.step(() => addPayment({ books: this.books }, element));
  }

  deletePayment(id: string): Payment {
    const payment = this.books.payments.get(id);
    if (!payment) throw new Error(`no payment ${id}`);
    return this.step(() => removePayment(this.books, payment));
  }

  /** By id or number. */
  editCreditNote(key: string, element: JsonObject): Document {
    return this.step(() => updateDocument(this.call(), creditNoteKind, element, this.creditNote(key)));
  }

  allocateCredit(creditNoteKey: string, invoiceKey: string, amount: string, date = this.books.today()): Allocation {
    const element = { Invoice: { InvoiceID: this.invoice(invoiceKey).id }, Amount: Number(amount), Date: date };
    return this.step(() => allocate(this.books, 'creditNote', this.creditNote(creditNoteKey), element));
  }

  deleteAllocation(id: string): void {
    const allocation = this.books.allocations.get(id);
    if (!allocation) throw new Error(`no allocation ${id}`);
    this.step(() => removeAllocation(this.books, allocation));
  }

  /** Sets the reconciled flag, as matching a statement line does. */
  reconcile(id: string): void {
    const payment = this.books.payments.get(id);
    if (payment) this.books.payments.put({ ...payment, isReconciled: true, updated: this.books.clock.now() });
  }

  createContact(element: JsonObject): Contact {
    return this.step(() => putContact(this.books, element, undefined));
  }

  editContact(id: string, element: JsonObject): Contact {
    return this.step(() => putContact(this.books, element, this.contact(id)));
  }

  archiveContact(id: string): void {
    this.books.contacts.put({ ...this.contact(id), status: 'ARCHIVED', updated: this.books.clock.now() });
  }

  restoreContact(id: string): void {
    this.books.contacts.put({ ...this.contact(id), status: 'ACTIVE', updated: this.books.clock.now() });
  }

  /** Merging moves the documents, archives the merged contact and leaves a pointer; only people can do it. */
  mergeContacts(fromId: string, intoId: string): void {
    const [from, into] = [this.contact(fromId), this.contact(intoId)];
    const updated = this.books.clock.now();
    this.books.contacts.put({ ...from, status: 'ARCHIVED', mergedTo: into.id, updated });
    for (const table of [
      this.books.invoices,
      this.books.creditNotes,
      this.books.overpayments,
      this.books.bankTransactions,
    ]) {
      for (const document of table.find('contact', from.id)) table.put({ ...document, contactId: into.id, updated });
    }
  }

  createItem(element: JsonObject): Item {
    return this.step(() => putItem(this.books, element, undefined));
  }

  /** Puts tracked stock in with an opening bill; quantity and unit cost are decimal text. */
  receiveStock(itemCode: string, quantity: string, unitCost: string, date = this.books.today()): Document {
    const item = this.books.itemByCode(itemCode);
    if (item?.inventoryAssetAccountCode === undefined) throw new Error(`no tracked item ${itemCode}`);
    return this.createInvoice({
      Type: 'ACCPAY',
      Status: 'AUTHORISED',
      Contact: { Name: 'Opening stock' },
      Date: date,
      DueDate: date,
      LineAmountTypes: 'NoTax',
      LineItems: [
        {
          Description: 'Stock',
          ItemCode: itemCode,
          Quantity: Number(quantity),
          UnitAmount: Number(unitCost),
          AccountCode: item.inventoryAssetAccountCode,
        },
      ],
    });
  }

  /** `undefined` leaves a lock date as it is, `null` removes it. */
  lock(dates: { period?: string | null; endOfYear?: string | null }): void {
    const { periodLockDate, endOfYearLockDate, ...facts } = this.books.facts;
    const period = dates.period === undefined ? periodLockDate : dates.period;
    const year = dates.endOfYear === undefined ? endOfYearLockDate : dates.endOfYear;
    this.books.facts = {
      ...facts,
      ...(period === undefined || period === null ? {} : { periodLockDate: period }),
      ...(year === undefined || year === null ? {} : { endOfYearLockDate: year }),
    };
  }

  changeOrganisation(
    change: Partial<
      Pick<OrganisationFacts, 'roundingAmountOptIn' | 'planLimitReached' | 'currencies' | 'users' | 'name'>
    >,
  ): void {
    this.books.changeFacts(change);
  }

  addAccount(account: Pick<Account, 'code' | 'name' | 'type' | 'taxType'> & Partial<Account>): Account {
    return this.books.accounts.put({
      id: this.books.newId(),
      class: accountClass(account.type),
      status: 'ACTIVE',
      enablePayments: false,
      updated: this.books.clock.now(),
      ...account,
    });
  }

  archiveAccount(code: string): void {
    const account = this.books.accountByCode(code);
    if (account) this.books.accounts.put({ ...account, status: 'ARCHIVED', updated: this.books.clock.now() });
  }

  archiveTrackingOption(category: string, option: string): void {
    const found = this.books.tracking.all().find((c) => c.name === category);
    if (!found) throw new Error(`no tracking category ${category}`);
    const options = found.options.map((o) => (o.name === option ? { ...o, status: 'ARCHIVED' as const } : o));
    this.books.tracking.put({ ...found, options });
  }

  /** By name, for the control address: `{ "action": "pay", "arguments": [ … ] }` calls the method of that name. */
  perform(request: JsonObject): unknown {
    const action = text(request, 'action') ?? '';
    const step: unknown = Object.getOwnPropertyNames(Bookkeeper.prototype).includes(action)
      ? Reflect.get(this, action)
      : undefined;
    if (
      typeof step !== 'function' ||
      ['constructor', 'perform', 'step', 'call', 'invoice', 'creditNote', 'contact'].includes(action)
    ) {
      throw new Error(`the bookkeeper does not know '${action}'`);
    }
    const given = request.arguments;
    return Reflect.apply(step, this, Array.isArray(given) ? given : (children(request, 'arguments') ?? [])) as unknown;
  }

  private step<T>(work: () => T): T {
    return this.books.undo.atomically(work);
  }

  private call(): Call {
    return {
      books: this.books,
      app: 'bookkeeper',
      method: 'PUT',
      params: {},
      query: new URLSearchParams(),
      body: {},
      modifiedSince: undefined,
      unitdp: 4,
      elements: 1,
      committed: 0,
    };
  }

  private invoice(key: string): Document {
    const invoice = this.books.invoices.get(key) ?? this.books.invoices.find('number', key)[0];
    if (!invoice) throw new Error(`no invoice ${key}`);
    return invoice;
  }

  private creditNote(key: string): Document {
    const note = this.books.creditNotes.get(key) ?? this.books.creditNotes.find('number', key)[0];
    if (!note) throw new Error(`no credit note ${key}`);
    return note;
  }

  private contact(id: string): Contact {
    const contact = this.books.contacts.get(id);
    if (!contact) throw new Error(`no contact ${id}`);
    return contact;
  }
}
