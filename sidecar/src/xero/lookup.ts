import type { Call, FoundDocument, Sendable } from '../deliver/end';
import type { WireRequest } from '../deliver/wire';
import type { XeroKind } from '../model/operation';
import { cents, money } from '../shared/money';
import { SidecarError } from '../shared/errors';
import { familyOf, foundIn, isJson, listIn, parseBody, textIn, type Json } from './answers';
import type { XeroClient } from './client';
import { pageSize, pagesOf } from './pages';
import { historyTarget } from './writes';

type XeroOperation = Sendable & { readonly kind: XeroKind };
type Found = FoundDocument | undefined;

/** Ids or numbers in one query: Xero's address line holds about 52 GUIDs, and long numbers need room. */
const idsPerCall = 40;
const queryLength = 1500;

/**
 * Asks Xero which of these operations it has already carried out, by natural key, in as few calls as there are ways to ask. `sinceMs`
 * narrows lists to what changed since (the clocks' difference included); null asks at any time.
 */
export class XeroLookup {
  constructor(
    private readonly client: XeroClient,
    private readonly tenantId: string,
    private readonly call: Call,
  ) {}

  async find(operations: readonly XeroOperation[], sinceMs: number | null): Promise<readonly Found[]> {
    const [first] = operations;
    if (first === undefined) return [];
    switch (first.kind) {
      case 'contact.create':
        return this.contacts(operations, sinceMs);
      case 'invoice.create':
        return this.byNumber(operations, 'InvoiceNumber');
      case 'creditNote.create':
        return this.byNumber(operations, 'CreditNoteNumber');
      case 'stockAdjustment.create':
        return this.byNumber(
          operations,
          first.document['Type'] === 'ACCPAYCREDIT' ? 'CreditNoteNumber' : 'InvoiceNumber',
        );
      case 'item.create':
        return this.items(operations);
      case 'payment.create':
        return this.payments(operations);
      case 'refund.create':
      case 'allocation.create':
        return this.inCreditNotes(operations);
      case 'overpayment.create':
        return this.overpayments(operations, sinceMs);
      case 'history.create':
        return this.history(operations);
      case 'invoice.void':
      case 'invoice.delete':
      case 'creditNote.void':
      case 'creditNote.delete':
      case 'payment.delete':
      case 'refund.delete':
        return this.gone(operations);
      case 'allocation.delete':
        return this.allocationsGone(operations);
      // The same content once more changes nothing, so these are simply sent again.
      case 'contact.update':
      case 'contactGroup.assign':
      case 'invoice.update':
      case 'creditNote.update':
      case 'item.update':
        return operations.map(() => undefined);
    }
  }

  private async byNumber(
    operations: readonly XeroOperation[],
    field: 'InvoiceNumber' | 'CreditNoteNumber',
  ): Promise<Found[]> {
    const numbers = operations.map((operation) => textIn(operation.document, field) ?? operation.naturalKey);
    const elements: Json[] = [];
    for (const part of chunks(numbers)) {
      // A comma in a number would split it in the filter, so such numbers are asked for by `where`.
      const plain = part.filter((number) => !number.includes(','));
      const odd = part.filter((number) => number.includes(','));
      if (field === 'CreditNoteNumber') {
        const where = part.map((number) => `CreditNoteNumber=="${escaped(number)}"`).join(' OR ');
        elements.push(
          ...(await this.pages('CreditNotes', (page) =>
            this.client.build((api) =>
              api.getCreditNotes(this.tenantId, undefined, where, undefined, page, 4, pageSize),
            ),
          )),
        );
        continue;
      }
      if (plain.length > 0)
        elements.push(
          ...(await this.list('Invoices', (api) =>
            api.getInvoices(this.tenantId, undefined, undefined, undefined, undefined, plain),
          )),
        );
      for (const number of odd)
        elements.push(
          ...(await this.list('Invoices', (api) =>
            api.getInvoices(this.tenantId, undefined, `InvoiceNumber=="${escaped(number)}"`),
          )),
        );
    }
    return operations.map((operation, index) => {
      const family = familyOf(operation.kind, operation.document);
      const same = elements.filter(
        (element) => textIn(element, field) === numbers[index] && element['Type'] === operation.document['Type'],
      );
      return best(same.map((element) => foundIn(element, family)));
    });
  }

  private async contacts(operations: readonly XeroOperation[], sinceMs: number | null): Promise<Found[]> {
    const elements: Json[] = [];
    if (sinceMs !== null) {
      elements.push(
        ...(await this.pages('Contacts', (page) =>
          this.client.build((api) =>
            api.getContacts(
              this.tenantId,
              new Date(sinceMs),
              undefined,
              undefined,
              undefined,
              page,
              true,
              undefined,
              undefined,
              pageSize,
            ),
          ),
        )),
      );
    } else {
      for (const { document } of operations) {
        // ContactNumber is no fast filter of lists; the search covers it and the name.
        const number = textIn(document, 'ContactNumber');
        const name = textIn(document, 'Name');
        if (number !== null)
          elements.push(
            ...(await this.list('Contacts', (api) =>
              api.getContacts(
                this.tenantId,
                undefined,
                undefined,
                undefined,
                undefined,
                1,
                true,
                undefined,
                number,
                100,
              ),
            )),
          );
        if (name !== null)
          elements.push(
            ...(await this.list('Contacts', (api) =>
              api.getContacts(
                this.tenantId,
                undefined,
                `Name=="${escaped(name)}"`,
                undefined,
                undefined,
                1,
                true,
                undefined,
                undefined,
                100,
              ),
            )),
          );
      }
    }
    return operations.map(({ kind, document }) => {
      const family = familyOf(kind, document);
      const number = textIn(document, 'ContactNumber');
      const name = textIn(document, 'Name')?.toLowerCase();
      const byNumber = elements.filter((element) => number !== null && textIn(element, 'ContactNumber') === number);
      const byName = elements.filter((element) => textIn(element, 'Name')?.toLowerCase() === name);
      const candidates = byNumber.length > 0 ? byNumber : byName;
      // The contact's own number and name stand where other documents have contact and reference.
      return best(
        candidates.map((element) => {
          const found = foundIn(element, family);
          return found && { ...found, reference: textIn(element, 'ContactNumber') ?? textIn(element, 'Name') };
        }),
      );
    });
  }

  /** One unpaged call, whatever their number. */
  private async items(operations: readonly XeroOperation[]): Promise<Found[]> {
    const elements = await this.list('Items', (api) => api.getItems(this.tenantId));
    return operations.map(({ kind, document }) => {
      const element = elements.find((candidate) => textIn(candidate, 'Code') === textIn(document, 'Code'));
      return element && foundIn(element, familyOf(kind, document));
    });
  }

  /** Payments have no number of their own: they are found on their invoice, by our reference and amount. */
  private async payments(operations: readonly XeroOperation[]): Promise<Found[]> {
    const ids = [...new Set(operations.map(({ document }) => idUnder(document, 'Invoice', 'InvoiceID')))];
    const invoices = new Map<string, Json>();
    for (const part of chunks(ids)) {
      const elements = await this.list('Invoices', (api) =>
        api.getInvoices(
          this.tenantId,
          undefined,
          undefined,
          undefined,
          part,
          undefined,
          undefined,
          undefined,
          1,
          undefined,
          undefined,
          undefined,
          undefined,
          100,
        ),
      );
      for (const element of elements) invoices.set((textIn(element, 'InvoiceID') ?? '').toLowerCase(), element);
    }
    const taken = new Set<string>();
    const results: Found[] = [];
    for (const operation of operations) {
      const invoice = invoices.get(idUnder(operation.document, 'Invoice', 'InvoiceID').toLowerCase());
      results.push(sameMoney(operation, await this.whole(operation, listIn(invoice, 'Payments')), taken));
    }
    return results;
  }

  /** The payments that stand in a document. Where they are named without a reference, the payment itself is asked for its own. */
  private async whole(operation: XeroOperation, payments: readonly Json[]): Promise<readonly Json[]> {
    const all: Json[] = [];
    for (const payment of payments) {
      const id = textIn(payment, 'PaymentID');
      const isWhole = textIn(payment, 'Reference') !== null || !sameAmount(payment, operation.document);
      const [read] =
        isWhole || id === null ? [] : await this.list('Payments', (api) => api.getPayment(this.tenantId, id));
      all.push(read ?? payment);
    }
    return all;
  }

  /** Refunds and allocations stand in their credit note, which lists know without them: one call a credit note. */
  private async inCreditNotes(operations: readonly XeroOperation[]): Promise<Found[]> {
    const notes = new Map<string, Json | undefined>();
    const taken = new Set<string>();
    const results: Found[] = [];
    for (const operation of operations) {
      const { kind, document } = operation;
      const id =
        kind === 'allocation.create'
          ? (textIn(document, 'CreditNoteID') ?? '')
          : idUnder(document, 'CreditNote', 'CreditNoteID');
      if (!notes.has(id)) {
        const [note] = await this.list('CreditNotes', (api) => api.getCreditNote(this.tenantId, id, 4));
        notes.set(id, note);
      }
      const note = notes.get(id);
      if (kind === 'refund.create') {
        results.push(sameMoney(operation, await this.whole(operation, listIn(note, 'Payments')), taken));
        continue;
      }
      const invoiceId = idUnder(document, 'Invoice', 'InvoiceID').toLowerCase();
      const allocation = (note === undefined ? [] : listIn(note, 'Allocations')).find(
        (candidate) =>
          idUnder(candidate, 'Invoice', 'InvoiceID').toLowerCase() === invoiceId &&
          candidate['IsDeleted'] !== true &&
          sameAmount(candidate, document),
      );
      results.push(
        allocation && {
          xeroType: 'Allocation',
          xeroId: textIn(allocation, 'AllocationID') ?? `${id}:${invoiceId}`,
          xeroNumber: null,
          seen: {},
          contactId: null,
          reference: null,
          total: amountOf(allocation),
          live: true,
        },
      );
    }
    return results;
  }

  private async overpayments(operations: readonly XeroOperation[], sinceMs: number | null): Promise<Found[]> {
    const since = sinceMs === null ? undefined : new Date(sinceMs);
    const elements = await this.pages('BankTransactions', (page) =>
      this.client.build((api) =>
        api.getBankTransactions(this.tenantId, since, 'Type=="RECEIVE-OVERPAYMENT"', undefined, page, 4, pageSize),
      ),
    );
    return operations.map(({ kind, document }) =>
      best(
        elements
          .filter((element) => textIn(element, 'Reference') === textIn(document, 'Reference'))
          .map((element) => foundIn(element, familyOf(kind, document))),
      ),
    );
  }

  private async history(operations: readonly XeroOperation[]): Promise<Found[]> {
    const results: Found[] = [];
    for (const { id, document } of operations) {
      const target = historyTarget(document);
      const notes = await this.list('HistoryRecords', (api) => {
        switch (target.xeroType) {
          case 'Contact':
            return api.getContactHistory(this.tenantId, target.id);
          case 'CreditNote':
            return api.getCreditNoteHistory(this.tenantId, target.id);
          case 'Payment':
            return api.getPaymentHistory(this.tenantId, target.id);
          case 'Item':
            return api.getItemHistory(this.tenantId, target.id);
          default:
            return api.getInvoiceHistory(this.tenantId, target.id);
        }
      });
      const written = notes.some((note) => textIn(note, 'Details') === textIn(document, 'Details'));
      results.push(
        written
          ? {
              xeroType: 'History',
              xeroId: id,
              xeroNumber: null,
              seen: {},
              contactId: null,
              reference: null,
              total: null,
              live: true,
            }
          : undefined,
      );
    }
    return results;
  }

  /** A void or delete is done when the document is void or deleted. */
  private async gone(operations: readonly XeroOperation[]): Promise<Found[]> {
    const results: Found[] = [];
    for (const { kind, document } of operations) {
      const family = familyOf(kind, document);
      const id = textIn(document, family.idField) ?? '';
      const [element] = await this.list(family.plural, (api) =>
        family.plural === 'Invoices'
          ? api.getInvoice(this.tenantId, id)
          : family.plural === 'CreditNotes'
            ? api.getCreditNote(this.tenantId, id)
            : api.getPayment(this.tenantId, id),
      );
      const found = element && foundIn(element, family);
      results.push(found !== undefined && !found.live ? found : undefined);
    }
    return results;
  }

  private async allocationsGone(operations: readonly XeroOperation[]): Promise<Found[]> {
    const results: Found[] = [];
    for (const { document } of operations) {
      const id = textIn(document, 'CreditNoteID') ?? '';
      const allocationId = textIn(document, 'AllocationID') ?? '';
      const [note] = await this.list('CreditNotes', (api) => api.getCreditNote(this.tenantId, id));
      const still = (note === undefined ? [] : listIn(note, 'Allocations')).some(
        (candidate) =>
          candidate['IsDeleted'] !== true &&
          [textIn(candidate, 'AllocationID'), `${id}:${idUnder(candidate, 'Invoice', 'InvoiceID')}`].includes(
            allocationId,
          ),
      );
      results.push(
        still
          ? undefined
          : {
              xeroType: 'Allocation',
              xeroId: allocationId,
              xeroNumber: null,
              seen: {},
              contactId: null,
              reference: null,
              total: null,
              live: false,
            },
      );
    }
    return results;
  }

  private async list(plural: string, call: Parameters<XeroClient['build']>[0]): Promise<Json[]> {
    return listIn(await this.answer(plural, await this.client.build(call)), plural);
  }

  /** All pages of a list. Lists are sorted by time of change, so a change meanwhile moves a document to the end, never out. */
  private async pages(plural: string, request: (page: number) => Promise<WireRequest>): Promise<Json[]> {
    const all: Json[] = [];
    for await (const rows of pagesOf(plural, async (page) => this.answer(plural, await request(page))))
      all.push(...rows);
    return all;
  }

  private async answer(plural: string, request: WireRequest): Promise<unknown> {
    const reply = await this.call(request);
    // A document that is not there is an answer; anything else would be taken for "does not exist" and doubled.
    if (reply.status === 404) return { [plural]: [] };
    const body = parseBody(reply);
    if (reply.status !== 200 || !isJson(body) || !Array.isArray(body[plural]))
      throw new SidecarError('LL-4001', `Xero could not be asked for ${plural} (HTTP ${reply.status}).`, {
        context: { status: reply.status, path: request.path.split('?')[0] },
      });
    return body;
  }
}

const escaped = (text: string): string => text.replace(/\\/g, '\\\\').replace(/"/g, '\\"');
const amountOf = (element: Json): string | null => {
  const amount = element['Amount'];
  return typeof amount === 'number' || typeof amount === 'string' ? cents(money(amount)) : null;
};
const sameAmount = (a: Json, b: Json): boolean => amountOf(a) !== null && amountOf(a) === amountOf(b);

function idUnder(document: Json, object: string, field: string): string {
  const value = document[object];
  return isJson(value) ? (textIn(value, field) ?? '') : '';
}

/** The payment with our reference and amount; each is taken once, so that two equal payments are two. */
function sameMoney(operation: XeroOperation, payments: readonly Json[], taken: Set<string>): Found {
  const family = familyOf(operation.kind, operation.document);
  const payment = payments.find(
    (candidate) =>
      textIn(candidate, 'Reference') === textIn(operation.document, 'Reference') &&
      sameAmount(candidate, operation.document) &&
      candidate['Status'] !== 'DELETED' &&
      !taken.has(textIn(candidate, family.idField) ?? ''),
  );
  if (payment === undefined) return undefined;
  taken.add(textIn(payment, family.idField) ?? '');
  return foundIn(payment, family);
}

/** A live document before a dead one. */
function best(found: readonly Found[]): Found {
  return found.find((document) => document?.live === true) ?? found.find((document) => document !== undefined);
}

function chunks(values: readonly string[]): string[][] {
  const parts: string[][] = [];
  let length = 0;
  for (const value of values) {
    const current = parts.at(-1);
    const size = encodeURIComponent(value).length + 30;
    if (current === undefined || current.length >= idsPerCall || length + size > queryLength) {
      parts.push([value]);
      length = size;
    } else {
      current.push(value);
      length += size;
    }
  }
  return parts;
}
