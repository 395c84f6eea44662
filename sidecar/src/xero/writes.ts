import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Call, Sendable } from '../deliver/end';
import type { WireRequest } from '../deliver/wire';
import type { XeroKind } from '../model/operation';
import { SidecarError } from '../shared/errors';
import { familyOf, isJson, listIn, parseBody, textIn, type Json } from './answers';
import type { XeroClient } from './client';
import { lostPaths, toSdkModel } from './model';

type XeroOperation = Sendable & { readonly kind: XeroKind };

/** Prices keep four decimals; without it Xero rounds the price before it multiplies. */
const unitdp = 4;
/** Explicit always: the API file and practice disagree on the default. False: one bad element does not refuse its mates. */
const summarizeErrors = false;

/** Which HTTP call an operation needs; operations of the same call may share it. */
export function callOf(kind: XeroKind, document: Json): string {
  const { plural } = familyOf(kind, document);
  switch (kind) {
    case 'contact.create':
    case 'invoice.create':
    case 'creditNote.create':
    case 'payment.create':
    case 'refund.create':
    case 'item.create':
    case 'overpayment.create':
    case 'stockAdjustment.create':
      return `PUT /${plural}`;
    case 'contact.update':
    case 'item.update':
      return `POST /${plural}`;
    case 'invoice.update':
    case 'invoice.void':
    case 'invoice.delete':
    case 'creditNote.update':
    case 'creditNote.void':
    case 'creditNote.delete':
    case 'payment.delete':
    case 'refund.delete':
      return `POST /${plural}/${idOf(document)}`;
    case 'allocation.create':
    case 'allocation.delete':
      return `Allocations of ${textIn(document, 'CreditNoteID') ?? ''}`;
    case 'contactGroup.assign':
      return `ContactGroup ${textIn(document, 'ContactGroupName') ?? ''}`;
    case 'history.create':
      return 'History';
  }
}

/** Documents per call: 50 is Xero's own advice; calls that name one document in the path carry one. */
export function batchLimitOf(kind: XeroKind): number {
  const { plural } = familyOf(kind, {});
  return callOf(kind, {}) === `PUT /${plural}` || callOf(kind, {}) === `POST /${plural}` ? 50 : 1;
}

const idFields = ['InvoiceID', 'CreditNoteID', 'PaymentID', 'ContactID', 'ItemID'] as const;
function idOf(document: Json): string {
  for (const field of idFields) {
    const id = textIn(document, field);
    if (id !== null) return id;
  }
  return '';
}

/** The request for these operations, exactly as the SDK makes it, with proof that no planned field was lost on the way. */
export async function buildWrite(
  client: XeroClient,
  tenantId: string,
  operations: readonly XeroOperation[],
  key: string,
  call: Call,
): Promise<WireRequest> {
  const [first] = operations;
  if (first === undefined) throw new SidecarError('LL-9001', 'A call without operations was asked for.');
  const { kind, document } = first;
  const family = familyOf(kind, document);
  const documents = operations.map((operation) => operation.document);

  const request = async (planned: readonly Json[], sdkCall: (api: AccountingApi) => Promise<unknown>) => {
    const wire = await client.build(sdkCall);
    const lost = lostPaths(planned, listIn(parseText(wire.body), listName(kind, family.plural)));
    if (lost.length > 0)
      throw new SidecarError('LL-4009', `xero-node lost fields of the document: ${lost.join(', ')}.`);
    return wire;
  };

  switch (kind) {
    case 'contact.create':
      return request(documents, (api) =>
        api.createContacts(tenantId, sdkModel('Contacts', documents), summarizeErrors, key),
      );
    case 'contact.update':
      return request(documents, (api) =>
        api.updateOrCreateContacts(tenantId, sdkModel('Contacts', documents), summarizeErrors, key),
      );
    case 'invoice.create':
      return request(documents, (api) =>
        api.createInvoices(tenantId, sdkModel('Invoices', documents), summarizeErrors, unitdp, key),
      );
    case 'stockAdjustment.create':
    case 'creditNote.create':
      return request(documents, (api) =>
        family.plural === 'Invoices'
          ? api.createInvoices(tenantId, sdkModel('Invoices', documents), summarizeErrors, unitdp, key)
          : api.createCreditNotes(tenantId, sdkModel('CreditNotes', documents), summarizeErrors, unitdp, key),
      );
    case 'payment.create':
    case 'refund.create':
      return request(documents, (api) =>
        api.createPayments(tenantId, sdkModel('Payments', documents), summarizeErrors, key),
      );
    case 'overpayment.create':
      return request(documents, (api) =>
        api.createBankTransactions(tenantId, sdkModel('BankTransactions', documents), summarizeErrors, unitdp, key),
      );
    case 'item.create':
      return request(documents, (api) =>
        api.createItems(tenantId, sdkModel('Items', documents), summarizeErrors, unitdp, key),
      );
    case 'item.update':
      return request(documents, (api) =>
        api.updateOrCreateItems(tenantId, sdkModel('Items', documents), summarizeErrors, unitdp, key),
      );
    case 'invoice.update':
    case 'invoice.void':
    case 'invoice.delete': {
      // Never a number on an update: a POST that carries another invoice's number edits that invoice.
      const body = without(document, 'InvoiceNumber');
      return request([body], (api) =>
        api.updateInvoice(tenantId, idOf(document), sdkModel('Invoices', [body]), unitdp, key),
      );
    }
    case 'creditNote.update':
    case 'creditNote.void':
    case 'creditNote.delete': {
      const body = without(document, 'CreditNoteNumber');
      return request([body], (api) =>
        api.updateCreditNote(tenantId, idOf(document), sdkModel('CreditNotes', [body]), unitdp, key),
      );
    }
    case 'payment.delete':
    case 'refund.delete':
      return client.build((api) => api.deletePayment(tenantId, idOf(document), { status: 'DELETED' }, key));
    case 'allocation.create': {
      const body = without(document, 'CreditNoteID');
      return request([body], (api) =>
        api.createCreditNoteAllocation(
          tenantId,
          textIn(document, 'CreditNoteID') ?? '',
          sdkModel('Allocations', [body]),
          summarizeErrors,
          key,
        ),
      );
    }
    case 'allocation.delete': {
      const allocationId = await allocationIdOf(client, tenantId, document, call);
      return client.build((api) =>
        api.deleteCreditNoteAllocations(tenantId, textIn(document, 'CreditNoteID') ?? '', allocationId),
      );
    }
    case 'contactGroup.assign': {
      const groupId = await contactGroupId(client, tenantId, textIn(document, 'ContactGroupName') ?? '', key, call);
      const members = document['Contacts'];
      const body = Array.isArray(members) ? members.filter(isJson) : [];
      return request(body, (api) => api.createContactGroupContacts(tenantId, groupId, sdkModel('Contacts', body), key));
    }
    case 'history.create':
      return historyRequest(client, tenantId, document, key);
  }
}

/** The SDK's request classes by the name of their list. */
interface SdkModels {
  Allocations: Parameters<AccountingApi['createCreditNoteAllocation']>[2];
  BankTransactions: Parameters<AccountingApi['createBankTransactions']>[1];
  Contacts: Parameters<AccountingApi['createContacts']>[1];
  CreditNotes: Parameters<AccountingApi['createCreditNotes']>[1];
  Invoices: Parameters<AccountingApi['createInvoices']>[1];
  Items: Parameters<AccountingApi['createItems']>[1];
  Payments: Parameters<AccountingApi['createPayments']>[1];
}

/**
 * The SDK's classes are structural and `toSdkModel` has checked every field against their tables; only the types of numbers differ
 * (digits instead of floats), which is the point of it.
 */
function sdkModel<Plural extends keyof SdkModels>(plural: Plural, elements: readonly Json[]): SdkModels[Plural] {
  return toSdkModel({ [plural]: elements }, plural) as SdkModels[Plural];
}

const listName = (kind: XeroKind, plural: string): string => (kind === 'allocation.create' ? 'Allocations' : plural);
const parseText = (text: string | null): unknown => (text === null ? undefined : (JSON.parse(text) as unknown));
const without = (document: Json, field: string): Json =>
  Object.fromEntries(Object.entries(document).filter(([key]) => key !== field));

export function historyTarget(document: Json): { xeroType: string; id: string } {
  const target = document['target'];
  if (!isJson(target)) throw new SidecarError('LL-4009', 'A history note names no document.');
  return { xeroType: textIn(target, 'xeroType') ?? '', id: textIn(target, 'id') ?? '' };
}

function historyRequest(client: XeroClient, tenantId: string, document: Json, key: string): Promise<WireRequest> {
  const { xeroType, id } = historyTarget(document);
  const records = { historyRecords: [{ details: textIn(document, 'Details') ?? '' }] };
  return client.build((api) => {
    switch (xeroType) {
      case 'Contact':
        return api.createContactHistory(tenantId, id, records, key);
      case 'Invoice':
        return api.createInvoiceHistory(tenantId, id, records, key);
      case 'CreditNote':
        return api.createCreditNoteHistory(tenantId, id, records, key);
      case 'Payment':
        return api.createPaymentHistory(tenantId, id, records, key);
      case 'Item':
        return api.createItemHistory(tenantId, id, records, key);
      default:
        throw new SidecarError('LL-4009', `A history note can't be written on ${xeroType}.`);
    }
  });
}

/** A link whose answer named no AllocationID holds `<credit note>:<invoice>`; the credit note knows the id. */
async function allocationIdOf(client: XeroClient, tenantId: string, document: Json, call: Call): Promise<string> {
  const known = textIn(document, 'AllocationID') ?? '';
  const [creditNoteId, invoiceId] = known.split(':');
  if (invoiceId === undefined || creditNoteId === undefined) return known;
  const reply = await call(await client.build((api) => api.getCreditNote(tenantId, creditNoteId, unitdp)));
  const allocation = listIn(listIn(parseBody(reply), 'CreditNotes')[0], 'Allocations').find((candidate) => {
    const invoice = candidate['Invoice'];
    return isJson(invoice) && textIn(invoice, 'InvoiceID') === invoiceId && candidate['IsDeleted'] !== true;
  });
  const id = allocation === undefined ? null : textIn(allocation, 'AllocationID');
  if (id === null)
    throw new SidecarError('LL-4004', 'The allocation that is to be removed is no longer there in Xero.', {
      nextStep: 'Open the credit note in Xero and compare; skip this step if the allocation is already gone.',
    });
  return id;
}

/** Group names are unique, so creating one twice is refused and never doubles. */
async function contactGroupId(
  client: XeroClient,
  tenantId: string,
  name: string,
  key: string,
  call: Call,
): Promise<string> {
  const idIn = (body: unknown) =>
    listIn(body, 'ContactGroups')
      .filter((group) => group['Status'] !== 'DELETED')
      .find((group) => textIn(group, 'Name')?.toLowerCase() === name.toLowerCase())?.['ContactGroupID'];
  const known = idIn(parseBody(await call(await client.build((api) => api.getContactGroups(tenantId)))));
  if (typeof known === 'string') return known;
  const made = await call(
    await client.build((api) => api.createContactGroup(tenantId, { contactGroups: [{ name }] }, `${key}:group`)),
  );
  const id = idIn(parseBody(made));
  if (typeof id === 'string') return id;
  throw new SidecarError('LL-4001', `The contact group ${name} could not be made in Xero (HTTP ${made.status}).`);
}
