/** Records of one organisation. Money and quantities are decimal text, days are `YYYY-MM-DD`, moments are milliseconds. */

export type AccountClass = 'ASSET' | 'EQUITY' | 'EXPENSE' | 'LIABILITY' | 'REVENUE';

export interface Account {
  readonly id: string;
  readonly code?: string;
  readonly name: string;
  readonly type: string;
  readonly class: AccountClass;
  readonly taxType: string;
  readonly status: 'ACTIVE' | 'ARCHIVED';
  readonly enablePayments: boolean;
  readonly systemAccount?: string;
  readonly bankAccountNumber?: string;
  readonly currencyCode?: string;
  readonly description?: string;
  readonly updated: number;
}

export interface TaxRate {
  readonly id: string;
  readonly name: string;
  readonly taxType: string;
  readonly reportTaxType: string;
  readonly rate: string;
  readonly appliesTo: readonly AccountClass[];
  readonly status: 'ACTIVE' | 'DELETED' | 'ARCHIVED';
  readonly component: string;
}

interface TrackingOption {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'ARCHIVED';
}

export interface TrackingCategory {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'ARCHIVED';
  readonly options: readonly TrackingOption[];
}

export interface Contact {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'ARCHIVED' | 'GDPRREQUEST';
  readonly contactNumber?: string;
  readonly emailAddress?: string;
  readonly mergedTo?: string;
  /** Everything else, under Xero's own names, as it was sent. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly addresses: readonly Readonly<Record<string, string>>[];
  readonly phones: readonly Readonly<Record<string, string>>[];
  readonly isCustomer: boolean;
  readonly isSupplier: boolean;
  readonly updated: number;
}

export interface ContactGroup {
  readonly id: string;
  readonly name: string;
  readonly status: 'ACTIVE' | 'DELETED';
  readonly members: readonly string[];
}

export interface LineTracking {
  readonly categoryId: string;
  readonly optionId: string;
  readonly name: string;
  readonly option: string;
}

export type LineAmountTypes = 'Exclusive' | 'Inclusive' | 'NoTax';

export interface Line {
  readonly id: string;
  readonly description?: string;
  readonly itemCode?: string;
  readonly quantity?: string;
  readonly unitAmount?: string;
  readonly accountCode?: string;
  readonly accountId?: string;
  readonly taxType?: string;
  readonly taxAmount: string;
  readonly lineAmount: string;
  readonly discountRate?: string;
  readonly discountAmount?: string;
  readonly tracking: readonly LineTracking[];
}

export type DocumentType =
  'ACCREC' | 'ACCPAY' | 'ACCRECCREDIT' | 'ACCPAYCREDIT' | 'RECEIVE-OVERPAYMENT' | 'RECEIVE' | 'SPEND';
export type DocumentStatus = 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'PAID' | 'VOIDED' | 'DELETED';

export interface StockMove {
  readonly itemId: string;
  readonly quantity: string;
  readonly cost: string;
}

/** An invoice, bill, credit note, overpayment or bank transaction: they share lines, totals and settlement. */
export interface Document {
  readonly id: string;
  readonly type: DocumentType;
  readonly status: DocumentStatus;
  readonly contactId: string;
  readonly number?: string;
  readonly reference?: string;
  readonly date: string;
  readonly dueDate?: string;
  readonly expectedPaymentDate?: string;
  readonly lineAmountTypes: LineAmountTypes;
  readonly lines: readonly Line[];
  readonly subTotal: string;
  readonly totalTax: string;
  readonly total: string;
  readonly roundingAmount?: string;
  readonly currencyCode: string;
  readonly currencyRate: string;
  readonly url?: string;
  readonly brandingThemeId?: string;
  readonly sentToContact: boolean;
  readonly fullyPaidOn?: string;
  /** What approving it did to tracked stock: quantity and cost by item, negative when they left. Voiding takes exactly this back. */
  readonly stockMoves?: readonly StockMove[];
  readonly bankAccountId?: string;
  readonly isReconciled?: boolean;
  /** Client id of the app that wrote it; absent for a person's own work. */
  readonly createdBy?: string;
  readonly created: number;
  readonly updated: number;
}

export type TargetKind = 'invoice' | 'creditNote' | 'overpayment';

export interface Payment {
  readonly id: string;
  readonly target: TargetKind;
  readonly targetId: string;
  readonly accountId: string;
  readonly date: string;
  readonly amount: string;
  readonly currencyRate: string;
  readonly reference?: string;
  readonly isReconciled: boolean;
  readonly status: 'AUTHORISED' | 'DELETED';
  readonly paymentType: string;
  readonly createdBy?: string;
  readonly created: number;
  readonly updated: number;
}

/** Credit (of a credit note or overpayment) set against an invoice. */
export interface Allocation {
  readonly id: string;
  readonly source: 'creditNote' | 'overpayment';
  readonly sourceId: string;
  readonly invoiceId: string;
  readonly amount: string;
  readonly date: string;
  readonly isDeleted: boolean;
}

export interface ItemPrice {
  readonly unitPrice?: string;
  readonly accountCode?: string;
  readonly cogsAccountCode?: string;
  readonly taxType?: string;
}

export interface Item {
  readonly id: string;
  readonly code: string;
  readonly name?: string;
  readonly description?: string;
  readonly purchaseDescription?: string;
  readonly isSold: boolean;
  readonly isPurchased: boolean;
  readonly isTracked: boolean;
  readonly inventoryAssetAccountCode?: string;
  readonly purchase: ItemPrice;
  readonly sales: ItemPrice;
  /** Moved by documents only. */
  readonly quantityOnHand: string;
  readonly totalCostPool: string;
  /** Day of the first stock received. */
  readonly stockedSince?: string;
  readonly updated: number;
}

export interface HistoryRecord {
  readonly id: string;
  readonly documentId: string;
  readonly changes: string;
  readonly details: string;
  readonly user: string;
  readonly at: number;
}

export interface OrganisationFacts {
  readonly tenantId: string;
  readonly name: string;
  readonly country: 'AU' | 'NZ' | 'GB';
  readonly version: 'AU' | 'NZ' | 'UK';
  readonly baseCurrency: string;
  readonly timezone: string;
  readonly timeZoneName: string;
  readonly taxNumber: string;
  readonly shortCode: string;
  readonly currencies: readonly { readonly code: string; readonly description: string; readonly rate: string }[];
  readonly users: readonly {
    readonly id: string;
    readonly email: string;
    readonly first: string;
    readonly last: string;
    readonly role: string;
  }[];
  readonly brandingThemes: readonly { readonly id: string; readonly name: string }[];
  readonly periodLockDate?: string;
  readonly endOfYearLockDate?: string;
  /** Whether the organisation opted in to RoundingAmount. */
  readonly roundingAmountOptIn: boolean;
  readonly planLimitReached: boolean;
  readonly created: number;
}
