import type { DecimalText } from '../shared/money';
import type { PartRef } from './record';

/** Stands where an id will stand once the document it names exists; resolved from links when the operation is sent. */
export interface Ref {
  readonly ref: PartRef;
}
export type IdOrRef = string | Ref;

export const isRef = (value: unknown): value is Ref =>
  typeof value === 'object' &&
  value !== null &&
  'ref' in value &&
  typeof value.ref === 'string' &&
  Object.keys(value).length === 1;

/** Field names and shapes are Xero's own (Accounting API); amounts are decimal text, dates `YYYY-MM-DD`. */
export interface XeroTracking {
  readonly Name: string;
  readonly Option: string;
  readonly TrackingCategoryID?: string;
  readonly TrackingOptionID?: string;
}

export interface XeroLineItem {
  readonly LineItemID?: string;
  readonly Description: string;
  readonly Quantity?: DecimalText;
  readonly UnitAmount?: DecimalText;
  readonly ItemCode?: string;
  readonly AccountCode?: string;
  readonly TaxType?: string;
  readonly TaxAmount?: DecimalText;
  readonly Tracking?: readonly XeroTracking[];
}

export interface XeroInvoice {
  readonly InvoiceID?: IdOrRef;
  readonly Type?: 'ACCREC' | 'ACCPAY';
  readonly Contact?: { readonly ContactID: IdOrRef };
  readonly InvoiceNumber?: string;
  readonly Reference?: string;
  readonly Url?: string;
  readonly Date?: string;
  readonly DueDate?: string;
  readonly Status?: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'VOIDED' | 'DELETED';
  readonly LineAmountTypes?: 'Inclusive' | 'Exclusive' | 'NoTax';
  readonly CurrencyCode?: string;
  readonly CurrencyRate?: DecimalText;
  readonly BrandingThemeID?: string;
  readonly LineItems?: readonly XeroLineItem[];
}

export interface XeroCreditNote {
  readonly CreditNoteID?: IdOrRef;
  readonly Type?: 'ACCRECCREDIT' | 'ACCPAYCREDIT';
  readonly Contact?: { readonly ContactID: IdOrRef };
  readonly CreditNoteNumber?: string;
  readonly Reference?: string;
  readonly Date?: string;
  readonly Status?: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'VOIDED' | 'DELETED';
  readonly LineAmountTypes?: 'Inclusive' | 'Exclusive' | 'NoTax';
  readonly CurrencyCode?: string;
  readonly CurrencyRate?: DecimalText;
  readonly LineItems?: readonly XeroLineItem[];
}

export interface XeroPayment {
  readonly PaymentID?: IdOrRef;
  readonly Invoice?: { readonly InvoiceID: IdOrRef };
  readonly CreditNote?: { readonly CreditNoteID: IdOrRef };
  readonly Account?: { readonly AccountID: string } | { readonly Code: string };
  readonly Date?: string;
  readonly Amount?: DecimalText;
  readonly CurrencyRate?: DecimalText;
  readonly Reference?: string;
  readonly Status?: 'DELETED';
}

export interface XeroAllocation {
  readonly CreditNoteID: IdOrRef;
  readonly AllocationID?: IdOrRef;
  readonly Invoice?: { readonly InvoiceID: IdOrRef };
  readonly Amount?: DecimalText;
  readonly Date?: string;
}

export interface XeroAddress {
  readonly AddressType: 'POBOX' | 'STREET';
  readonly AddressLine1?: string;
  readonly AddressLine2?: string;
  readonly AddressLine3?: string;
  readonly AddressLine4?: string;
  readonly City?: string;
  readonly Region?: string;
  readonly PostalCode?: string;
  readonly Country?: string;
  readonly AttentionTo?: string;
}
export interface XeroPhone {
  readonly PhoneType: 'DEFAULT' | 'DDI' | 'MOBILE' | 'FAX';
  readonly PhoneNumber: string;
  readonly PhoneAreaCode?: string;
  readonly PhoneCountryCode?: string;
}
export interface XeroContactPerson {
  readonly FirstName?: string;
  readonly LastName?: string;
  readonly EmailAddress?: string;
  readonly IncludeInEmails?: boolean;
}

export interface XeroContact {
  readonly ContactID?: IdOrRef;
  readonly Name?: string;
  readonly ContactNumber?: string;
  readonly AccountNumber?: string;
  readonly FirstName?: string;
  readonly LastName?: string;
  readonly EmailAddress?: string;
  readonly TaxNumber?: string;
  readonly CompanyNumber?: string;
  readonly Addresses?: readonly XeroAddress[];
  readonly Phones?: readonly XeroPhone[];
  readonly ContactPersons?: readonly XeroContactPerson[];
}

export interface XeroContactGroupAssignment {
  readonly ContactGroupName: string;
  readonly Contacts: readonly { readonly ContactID: IdOrRef }[];
}

export interface XeroItem {
  readonly ItemID?: IdOrRef;
  readonly Code?: string;
  readonly Name?: string;
  readonly Description?: string;
  readonly IsSold?: boolean;
  readonly IsPurchased?: boolean;
  readonly InventoryAssetAccountCode?: string;
  readonly SalesDetails?: {
    readonly UnitPrice?: DecimalText;
    readonly AccountCode?: string;
    readonly TaxType?: string;
  };
  readonly PurchaseDetails?: {
    readonly UnitPrice?: DecimalText;
    readonly AccountCode?: string;
    readonly COGSAccountCode?: string;
    readonly TaxType?: string;
  };
}

export interface XeroHistory {
  readonly target: {
    readonly xeroType: 'Contact' | 'Invoice' | 'CreditNote' | 'Payment' | 'Item';
    readonly id: IdOrRef;
  };
  readonly Details: string;
}

/** Body of one element of `PUT /V1/ledgerlink/references`; `xero_id` and the rest are filled from the link when sent. */
export interface MagentoReferences {
  readonly references: readonly MagentoReference[];
}
export interface MagentoReference {
  readonly record_type: 'customer' | 'order' | 'product';
  readonly entity_id: number;
  readonly part: string;
  readonly tenant_id: string;
  readonly xero_type: 'Contact' | 'Invoice' | 'CreditNote' | 'Payment' | 'Item';
  readonly xero_id: IdOrRef | null;
  readonly xero_number: string | null;
  readonly status: 'pending' | 'synced' | 'held' | 'skipped' | 'failed';
  readonly message: string | null;
  readonly url: string | null;
  readonly revision: number;
}

export type XeroDocument =
  | XeroInvoice
  | XeroCreditNote
  | XeroPayment
  | XeroAllocation
  | XeroContact
  | XeroContactGroupAssignment
  | XeroItem
  | XeroHistory
  | MagentoReferences;

/** Visits every `{ ref }` in a document, in order. */
export function refsIn(document: unknown): PartRef[] {
  if (isRef(document)) return [document.ref];
  if (Array.isArray(document)) return document.flatMap(refsIn);
  if (typeof document === 'object' && document !== null) return Object.values(document).flatMap(refsIn);
  return [];
}

/** Puts ids where refs stand; `undefined` from `lookUp` means the document does not exist yet. */
export function resolveRefs(
  document: unknown,
  lookUp: (ref: PartRef) => string | undefined,
): { resolved: unknown; missing: PartRef[] } {
  const missing: PartRef[] = [];
  const walk = (value: unknown): unknown => {
    if (isRef(value)) {
      const id = lookUp(value.ref);
      if (id === undefined) missing.push(value.ref);
      return id ?? null;
    }
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value === 'object' && value !== null)
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item)]));
    return value;
  };
  return { resolved: walk(document), missing };
}
