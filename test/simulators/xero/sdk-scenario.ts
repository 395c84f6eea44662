import { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import {
  Address,
  BankTransaction,
  ContactGroup,
  CreditNote,
  CurrencyCode,
  Invoice,
  LineAmountTypes,
  Phone,
  type Allocation,
  type Contact,
  type Payment,
} from 'xero-node/dist/gen/model/accounting/models';
import type { LineItem } from 'xero-node/dist/gen/model/accounting/lineItem';

/** Every call the stand-in knows, made through the real xero-node as a careful client would make it. */
export function sdkClient(url: string, token: string): AccountingApi {
  const api = new AccountingApi(`${url}/api.xro/2.0`);
  api.accessToken = token;
  return api;
}

/** The models are classes in name only; a changed copy is plain data as well. */
export function changed<T extends object>(model: T, change: Partial<T>): T {
  return Object.assign({}, model, change);
}

let keys = 0;
const key = () => `scenario-${(keys += 1)}`;

/** The id of the first element, or an error that shows the answer. */
function idOf<T>(list: readonly T[] | undefined, field: keyof T): string {
  const id = list?.[0]?.[field];
  if (typeof id !== 'string') throw new Error(`no ${String(field)} in ${JSON.stringify(list)}`);
  return id;
}

export interface ScenarioIds {
  readonly contactID: string;
  readonly invoiceID: string;
  readonly creditNoteID: string;
  readonly paymentID: string;
}

export async function playEveryCall(api: AccountingApi, tenant: string): Promise<ScenarioIds> {
  const contactID = await settingsAndContacts(api, tenant);
  await itemsAndStock(api, tenant);
  const invoiceID = await invoices(api, tenant, contactID);
  const paymentID = await payments(api, tenant, invoiceID);
  const creditNoteID = await credits(api, tenant, contactID);
  await overpayments(api, tenant, contactID);
  return { contactID, invoiceID, creditNoteID, paymentID };
}

async function settingsAndContacts(api: AccountingApi, tenant: string): Promise<string> {
  await api.getOrganisations(tenant);
  await api.getOrganisationActions(tenant);
  const accounts = await api.getAccounts(tenant, new Date('2020-01-01'), 'Status=="ACTIVE"', 'Code ASC');
  await api.getAccount(tenant, idOf(accounts.body.accounts, 'accountID'));
  await api.getTaxRates(tenant, 'Status=="ACTIVE"');
  await api.getTaxRateByTaxType(tenant, 'OUTPUT');
  const tracking = await api.getTrackingCategories(tenant, undefined, undefined, true);
  await api.getTrackingCategory(tenant, idOf(tracking.body.trackingCategories, 'trackingCategoryID'));
  await api.getCurrencies(tenant);
  await api.getUsers(tenant, new Date('2020-01-01'));
  await api.getBrandingThemes(tenant);

  const jane: Contact = {
    name: 'Jane Citizen',
    firstName: 'Jane',
    lastName: 'Citizen',
    contactNumber: 'M2-abcdef01-1',
    emailAddress: 'jane@shop.example',
    taxNumber: '11 111 111 138',
    addresses: [
      {
        addressType: Address.AddressTypeEnum.POBOX,
        addressLine1: '1 High St',
        city: 'Sydney',
        region: 'NSW',
        postalCode: '2000',
        country: 'Australia',
      },
    ],
    phones: [{ phoneType: Phone.PhoneTypeEnum.DEFAULT, phoneNumber: '9123 4567' }],
    contactPersons: [
      { firstName: 'John', lastName: 'Citizen', emailAddress: 'john@shop.example', includeInEmails: false },
    ],
  };
  const created = await api.createContacts(tenant, { contacts: [jane] }, false, key());
  const contactID = idOf(created.body.contacts, 'contactID');
  await api.updateOrCreateContacts(tenant, { contacts: [{ contactID, firstName: 'Janet' }] }, false, key());
  await api.updateContact(tenant, contactID, { contacts: [{ contactID, lastName: 'Citizen-Smith' }] }, key());
  await api.getContacts(
    tenant,
    new Date('2020-01-01'),
    'EmailAddress=="jane@shop.example"',
    'UpdatedDateUTC ASC',
    [contactID],
    1,
    true,
    false,
    'Jane',
    100,
  );
  await api.getContacts(tenant, undefined, undefined, undefined, undefined, undefined, undefined, true);
  await api.getContact(tenant, contactID);
  await api.getContactByContactNumber(tenant, 'M2-abcdef01-1');
  await api.createContactHistory(tenant, contactID, { historyRecords: [{ details: 'Made by the scenario' }] }, key());
  await api.getContactHistory(tenant, contactID);

  const group = await api.createContactGroup(tenant, { contactGroups: [{ name: 'Wholesale' }] }, key());
  const groupID = idOf(group.body.contactGroups, 'contactGroupID');
  await api.getContactGroups(tenant);
  await api.createContactGroupContacts(tenant, groupID, { contacts: [{ contactID }] }, key());
  await api.getContactGroup(tenant, groupID);
  await api.deleteContactGroupContact(tenant, groupID, contactID);
  await api.deleteContactGroupContacts(tenant, groupID);
  await api.updateContactGroup(
    tenant,
    groupID,
    { contactGroups: [{ status: ContactGroup.StatusEnum.DELETED }] },
    key(),
  );
  return contactID;
}

async function itemsAndStock(api: AccountingApi, tenant: string): Promise<void> {
  const tee = {
    code: 'TEE-M',
    name: 'Tee, medium',
    description: 'Organic tee',
    inventoryAssetAccountCode: '630',
    purchaseDetails: { unitPrice: 10, cOGSAccountCode: '310' },
    salesDetails: { unitPrice: 39.6, accountCode: '200', taxType: 'OUTPUT' },
  };
  const made = await api.createItems(tenant, { items: [tee, { code: 'PLAIN' }] }, false, 4, key());
  const itemID = idOf(made.body.items, 'itemID');
  await api.updateOrCreateItems(tenant, { items: [{ code: 'PLAIN', name: 'Plain' }] }, false, 4, key());
  await api.updateItem(tenant, itemID, { items: [{ code: 'TEE-M', name: 'Tee (M)' }] }, 4, key());
  await api.getItems(tenant, new Date('2020-01-01'), 'Code=="TEE-M"', 'Code ASC', 4);
  const plain = await api.getItem(tenant, made.body.items?.[1]?.itemID ?? '', 4);
  await api.createItemHistory(tenant, itemID, { historyRecords: [{ details: 'Item note' }] }, key());
  await api.getItemHistory(tenant, itemID);
  await api.deleteItem(tenant, idOf(plain.body.items, 'itemID'));
  const lines = [
    { description: 'Stock', itemCode: 'TEE-M', quantity: 10, unitAmount: 10, accountCode: '630' },
    { description: 'Stock', quantity: 10, unitAmount: -10, accountCode: '401' },
  ];
  const bill: Invoice = {
    type: Invoice.TypeEnum.ACCPAY,
    contact: { name: 'Inventory Adjustments' },
    date: '2026-11-01',
    dueDate: '2026-11-01',
    status: Invoice.StatusEnum.AUTHORISED,
    lineAmountTypes: LineAmountTypes.NoTax,
    lineItems: lines,
  };
  await api.createInvoices(tenant, { invoices: [bill] }, false, 4, key(), false);
}

const saleLines: LineItem[] = [
  {
    description: 'Organic tee',
    itemCode: 'TEE-M',
    quantity: 2,
    unitAmount: 39.6,
    accountCode: '200',
    taxType: 'OUTPUT',
    taxAmount: 7.2,
    tracking: [{ name: 'Store', option: 'Main Website' }],
  },
  { description: 'Freight', quantity: 1, unitAmount: 9.9, accountCode: '205', taxType: 'OUTPUT', taxAmount: 0.9 },
];

async function invoices(api: AccountingApi, tenant: string, contactID: string): Promise<string> {
  const invoice: Invoice = {
    type: Invoice.TypeEnum.ACCREC,
    contact: { contactID },
    date: '2026-11-20',
    dueDate: '2026-11-27',
    lineAmountTypes: LineAmountTypes.Inclusive,
    invoiceNumber: 'INV-000000001',
    reference: 'Order 000000001 · checkmo',
    url: 'https://sidecar.example/orders/1',
    currencyCode: CurrencyCode.AUD,
    status: Invoice.StatusEnum.AUTHORISED,
    lineItems: saleLines,
  };
  const draft = changed(invoice, { invoiceNumber: 'INV-000000002', status: Invoice.StatusEnum.DRAFT });
  const made = await api.createInvoices(tenant, { invoices: [invoice, draft] }, false, 4, key(), true);
  const invoiceID = idOf(made.body.invoices, 'invoiceID');
  const draftID = made.body.invoices?.[1]?.invoiceID ?? '';
  await api.updateOrCreateInvoices(
    tenant,
    { invoices: [{ invoiceID: draftID, status: Invoice.StatusEnum.DELETED }] },
    false,
    4,
    key(),
  );
  await api.updateInvoice(
    tenant,
    invoiceID,
    { invoices: [{ invoiceID, reference: 'Order 000000001 · PO 7' }] },
    4,
    key(),
  );
  await api.getInvoices(tenant, undefined, undefined, undefined, undefined, ['INV-000000001', 'INV-000000002']);
  await api.getInvoices(
    tenant,
    new Date('2020-01-01'),
    'AmountDue>0',
    'Date DESC',
    [invoiceID],
    undefined,
    [contactID],
    ['AUTHORISED'],
    1,
    false,
    true,
    4,
    false,
    50,
    'Order',
  );
  await api.getInvoice(tenant, invoiceID, 4);
  await api.getOnlineInvoice(tenant, invoiceID);
  await api.emailInvoice(tenant, invoiceID, {}, key());
  await api.createInvoiceHistory(
    tenant,
    invoiceID,
    { historyRecords: [{ details: 'Created in Magento on 20 November' }] },
    key(),
  );
  await api.getInvoiceHistory(tenant, invoiceID);
  return invoiceID;
}

async function payments(api: AccountingApi, tenant: string, invoiceID: string): Promise<string> {
  const payment: Payment = {
    invoice: { invoiceID },
    account: { code: '091' },
    date: '2026-11-20',
    amount: 50,
    reference: 'INV-000000001 · pi_1',
  };
  const made = await api.createPayments(tenant, { payments: [payment] }, false, key());
  const one = await api.createPayment(tenant, changed(payment, { amount: 1, reference: 'INV-000000001 · 2' }), key());
  const paymentID = idOf(made.body.payments, 'paymentID');
  await api.deletePayment(tenant, idOf(one.body.payments, 'paymentID'), { status: 'DELETED' }, key());
  await api.getPayments(tenant, new Date('2020-01-01'), 'Status=="AUTHORISED"', 'Date ASC', 1, 100);
  await api.getPayment(tenant, paymentID);
  await api.createPaymentHistory(tenant, paymentID, { historyRecords: [{ details: 'Captured' }] }, key());
  await api.getPaymentHistory(tenant, paymentID);
  return paymentID;
}

async function credits(api: AccountingApi, tenant: string, contactID: string): Promise<string> {
  const sale: Invoice = {
    type: Invoice.TypeEnum.ACCREC,
    contact: { contactID },
    date: '2026-11-20',
    dueDate: '2026-11-27',
    lineAmountTypes: LineAmountTypes.Inclusive,
    status: Invoice.StatusEnum.AUTHORISED,
    lineItems: [{ description: 'Freight', quantity: 1, unitAmount: 9.9, accountCode: '205', taxType: 'OUTPUT' }],
  };
  const invoice = await api.createInvoices(tenant, { invoices: [sale] }, false, 4, key());
  const note: CreditNote = {
    type: CreditNote.TypeEnum.ACCRECCREDIT,
    contact: { contactID },
    date: '2026-11-22',
    lineAmountTypes: LineAmountTypes.Inclusive,
    creditNoteNumber: 'CN-000000001',
    reference: 'Order 000000001',
    status: CreditNote.StatusEnum.AUTHORISED,
    lineItems: [
      {
        description: 'Organic tee',
        itemCode: 'TEE-M',
        quantity: 1,
        unitAmount: 39.6,
        accountCode: '200',
        taxType: 'OUTPUT',
        taxAmount: 3.6,
      },
    ],
  };
  const made = await api.createCreditNotes(tenant, { creditNotes: [note] }, false, 4, key());
  const creditNoteID = idOf(made.body.creditNotes, 'creditNoteID');
  const draft = changed(note, { creditNoteNumber: 'CN-000000002', status: CreditNote.StatusEnum.DRAFT });
  await api.updateOrCreateCreditNotes(tenant, { creditNotes: [draft] }, false, 4, key());
  await api.updateCreditNote(
    tenant,
    creditNoteID,
    { creditNotes: [{ reference: 'Order 000000001 · refund' }] },
    4,
    key(),
  );
  const allocation: Allocation = {
    invoice: { invoiceID: idOf(invoice.body.invoices, 'invoiceID') },
    amount: 5,
    date: '2026-11-22',
  };
  await api.createCreditNoteAllocation(tenant, creditNoteID, { allocations: [allocation] }, false, key());
  const read = await api.getCreditNote(tenant, creditNoteID, 4);
  await api.deleteCreditNoteAllocations(
    tenant,
    creditNoteID,
    idOf(read.body.creditNotes?.[0]?.allocations, 'allocationID'),
  );
  const refund: Payment = {
    creditNote: { creditNoteID },
    account: { code: '091' },
    date: '2026-11-23',
    amount: 39.6,
    reference: 'CN-000000001 · re_1',
  };
  await api.createPayments(tenant, { payments: [refund] }, false, key());
  await api.getCreditNotes(tenant, new Date('2020-01-01'), 'CreditNoteNumber=="CN-000000001"', 'Date ASC', 1, 4, 100);
  await api.createCreditNoteHistory(tenant, creditNoteID, { historyRecords: [{ details: 'Refunded' }] }, key());
  await api.getCreditNoteHistory(tenant, creditNoteID);
  return creditNoteID;
}

async function overpayments(api: AccountingApi, tenant: string, contactID: string): Promise<void> {
  const transaction: BankTransaction = {
    type: BankTransaction.TypeEnum.RECEIVEOVERPAYMENT,
    contact: { contactID },
    bankAccount: { code: '090' },
    date: '2026-11-21',
    reference: 'paid too much',
    lineAmountTypes: LineAmountTypes.NoTax,
    lineItems: [{ description: 'Overpayment', quantity: 1, unitAmount: 20 }],
  };
  const made = await api.createBankTransactions(tenant, { bankTransactions: [transaction] }, false, 4, key());
  const id = idOf(made.body.bankTransactions, 'bankTransactionID');
  const overpaymentID = idOf(made.body.bankTransactions, 'overpaymentID');
  await api.getBankTransactions(tenant, undefined, undefined, 'Date ASC', 1, 4, 100);
  await api.getBankTransaction(tenant, id, 4);
  await api.createBankTransactionHistoryRecord(tenant, id, { historyRecords: [{ details: 'Too much' }] }, key());
  await api.getBankTransactionsHistory(tenant, id);
  const open = await api.getInvoices(
    tenant,
    undefined,
    'AmountDue>0 AND Type=="ACCREC"',
    undefined,
    undefined,
    undefined,
    [contactID],
  );
  const allocation: Allocation = {
    invoice: { invoiceID: idOf(open.body.invoices, 'invoiceID') },
    amount: 4,
    date: '2026-11-21',
  };
  await api.createOverpaymentAllocations(tenant, overpaymentID, { allocations: [allocation] }, false, key());
  const read = await api.getOverpayment(tenant, overpaymentID);
  await api.deleteOverpaymentAllocations(
    tenant,
    overpaymentID,
    idOf(read.body.overpayments?.[0]?.allocations, 'allocationID'),
  );
  await api.getOverpayments(tenant, undefined, undefined, 'Date ASC', 1, 4, 100);
  await api.createOverpaymentHistory(tenant, overpaymentID, { historyRecords: [{ details: 'Kept' }] }, key());
  await api.getOverpaymentHistory(tenant, overpaymentID);
}
