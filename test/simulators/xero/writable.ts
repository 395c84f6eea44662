import { isObject, type Json, type JsonObject } from './json';

/**
 * Fields a request may set. Others are known to Xero, but read-only or without effect here: it would drop them in
 * silence, so they are refused. Contacts are left out: Xero's own examples send a read contact back.
 */
const writable: Readonly<Record<string, readonly string[]>> = {
  Invoice: [
    'InvoiceID', 'Type', 'Contact', 'LineItems', 'Date', 'DueDate', 'LineAmountTypes', 'InvoiceNumber', 'Reference', 'BrandingThemeID', 'Url', 'CurrencyCode',
    'CurrencyRate', 'Status', 'SentToContact', 'ExpectedPaymentDate', 'SubTotal', 'TotalTax', 'Total', 'RoundingAmount',
  ],
  CreditNote: [
    'CreditNoteID', 'Type', 'Contact', 'LineItems', 'Date', 'DueDate', 'LineAmountTypes', 'CreditNoteNumber', 'Reference', 'BrandingThemeID', 'CurrencyCode',
    'CurrencyRate', 'Status', 'SentToContact', 'SubTotal', 'TotalTax', 'Total',
  ],
  LineItem: [
    'LineItemID', 'Description', 'Quantity', 'UnitAmount', 'ItemCode', 'AccountCode', 'AccountID', 'TaxType', 'TaxAmount', 'LineAmount', 'Tracking',
    'DiscountRate', 'DiscountAmount',
  ],
  Payment: [
    'PaymentID', 'Invoice', 'CreditNote', 'Overpayment', 'InvoiceNumber', 'CreditNoteNumber', 'Account', 'Code', 'Date', 'CurrencyRate', 'Amount', 'Reference',
    'IsReconciled', 'Status',
  ],
  Allocation: ['Invoice', 'Amount', 'Date'],
  BankTransaction: [
    'Type', 'Contact', 'LineItems', 'BankAccount', 'IsReconciled', 'Date', 'Reference', 'CurrencyCode', 'CurrencyRate', 'Url', 'Status', 'LineAmountTypes',
  ],
}; // prettier-ignore

/** A document or account named inside another element is a reference: id, number or code, and nothing else. */
const references: Readonly<Record<string, readonly string[]>> = {
  Invoice: ['InvoiceID', 'InvoiceNumber', 'Type'],
  CreditNote: ['CreditNoteID', 'CreditNoteNumber'],
  Overpayment: ['OverpaymentID'],
  Account: ['AccountID', 'Code'],
  BankAccount: ['AccountID', 'Code'],
};

/** What an element sets that it cannot set. Empty lists are taken for absent: the published examples carry some. */
export function unwritable(model: string, element: JsonObject): string[] {
  const allowed = writable[model];
  if (!allowed) return [];
  const own = beyond(element, allowed).map((name) => `${name} cannot be set on ${model}.`);
  const nested = Object.entries(element).flatMap(([name, value]) => {
    if (Array.isArray(value))
      return name === 'LineItems' ? value.filter(isObject).flatMap((line) => unwritable('LineItem', line)) : [];
    if (!isObject(value)) return [];
    const reference = name === 'Contact' && 'ContactID' in value ? ['ContactID'] : references[name];
    return reference
      ? beyond(value, reference).map((field) => `${name}.${field} cannot be set here: ${name} is a reference.`)
      : [];
  });
  return [...own, ...nested];
}

function beyond(element: JsonObject, allowed: readonly string[]): string[] {
  return Object.entries(element)
    .filter(([name, value]) => !allowed.includes(name) && !isEmptyList(value))
    .map(([name]) => name);
}

function isEmptyList(value: Json): boolean {
  return Array.isArray(value) && value.length === 0;
}
