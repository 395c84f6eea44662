import type { Midpoint } from './decimal';

/**
 * One switch for every point where Xero's behaviour is not known for certain. The default is the strictest reading that
 * still lets documented use through; suites run under every value.
 */
export interface Quirks {
  /** What an absent `summarizeErrors` means: the API file says false, the documentation and practice say true. */
  summarizeErrorsDefault: boolean;
  /** The Invoices page says a TaxAmount can't exceed the UnitAmount; many cheap pieces on one line break that. */
  taxAmountAboveUnitAmount: 'refuse' | 'accept';
  /** A TaxAmount given on a line is taken as it is, or replaced by the calculated one. */
  taxAmountOverride: 'accept' | 'recalculate';
  /** A TaxAmount other than zero on a rate of 0 %. */
  taxOnZeroRate: 'refuse' | 'accept';
  /** Lines of an AUTHORISED invoice without payments: the documentation says editable, one source says not. */
  approvedLinesEditable: boolean;
  /** May the number of a voided / deleted document be used again? */
  voidedNumberFree: boolean;
  deletedNumberFree: boolean;
  /** POST /Invoices with a known number and no id edits that invoice (reported twice), or is refused. */
  postKnownNumber: 'edit' | 'refuse';
  creditNoteNumberUnique: boolean;
  /** Are 4xx / 5xx answers kept under an Idempotency-Key? */
  idempotencyKeepsClientErrors: boolean;
  idempotencyKeepsServerErrors: boolean;
  /** A second request with the key of one still in progress. */
  idempotencyInFlight: 'refuse-409' | 'refuse-400' | 'wait';
  /** Does If-Modified-Since include its own second? */
  modifiedSinceInclusive: boolean;
  contactNameCase: 'insensitive' | 'sensitive';
  /** Rate limits: documented as a fixed window, older pages say rolling. */
  minuteWindow: 'fixed' | 'rolling';
  rateLimitProblemCase: 'lower' | 'capital';
  concurrentRetryAfter: boolean;
  throttleBody: 'empty' | 'text' | 'json';
  midpoint: Midpoint;
  /** Sources give 250 and 2,500. */
  historyLength: number;
  /** Does an item's account fill in where the line names none? Documents disagree. */
  itemSuppliesAccount: boolean;
  /** GET /Invoices/{number} */
  invoiceNumberInPath: boolean;
  /** Without `Accept: application/json` Xero answers XML: refused here so that it is noticed. */
  acceptMissing: 'refuse' | 'json';
  /** Date of an allocation: the later of both documents' dates, or the one sent. */
  allocationDate: 'later' | 'sent';
  /** May an approved zero-total invoice (PAID by arithmetic) be voided? */
  zeroTotalVoidable: boolean;
  /** Old wide scopes such as accounting.transactions: not given to apps made since March 2026. */
  broadScopes: boolean;
  /** GUIDs in one IDs filter before the URL is too long. */
  idsPerRequest: number;
  /** May a sale of a tracked item predate its first stock? */
  saleBeforeStock: 'refuse' | 'accept';
  /** Domains whose addresses Xero is made to refuse although they look right. */
  refusedEmailDomains: readonly string[];
  /** Does the answer to PUT …/Allocations carry AllocationID? The published example does not. */
  allocationIdInAnswer: boolean;
}

export const strictestQuirks: Readonly<Quirks> = {
  summarizeErrorsDefault: true,
  taxAmountAboveUnitAmount: 'refuse',
  taxAmountOverride: 'accept',
  taxOnZeroRate: 'refuse',
  approvedLinesEditable: true,
  voidedNumberFree: false,
  deletedNumberFree: false,
  postKnownNumber: 'edit',
  creditNoteNumberUnique: true,
  idempotencyKeepsClientErrors: true,
  idempotencyKeepsServerErrors: true,
  idempotencyInFlight: 'refuse-409',
  modifiedSinceInclusive: false,
  contactNameCase: 'insensitive',
  minuteWindow: 'fixed',
  rateLimitProblemCase: 'lower',
  concurrentRetryAfter: false,
  throttleBody: 'empty',
  midpoint: 'half-up',
  historyLength: 250,
  itemSuppliesAccount: false,
  invoiceNumberInPath: true,
  acceptMissing: 'refuse',
  allocationDate: 'later',
  zeroTotalVoidable: false,
  broadScopes: false,
  idsPerRequest: 50,
  saleBeforeStock: 'refuse',
  refusedEmailDomains: ['refused.example'],
  allocationIdInAnswer: false,
};
