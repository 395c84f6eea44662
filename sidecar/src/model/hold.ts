import type { Part, RecordKey, TenantId } from './record';

/**
 * An operation that waits for a person or a setting. `code` names the cause (docs/holds.md), `subject` the thing to fix: fixing
 * the subject re-plans exactly the records held by it, e.g. `payment.unmapped / stripe`.
 */
export interface Hold {
  readonly recordKey: RecordKey;
  readonly part: Part;
  readonly tenantId: TenantId | null;
  readonly code: HoldCode;
  readonly subject: string;
  /** What happened and what it means, in a bookkeeper's words. */
  readonly message: string;
  /** The next step, and who can do it. */
  readonly nextStep: string;
  /** Both columns where totals disagree; otherwise whatever a person needs to decide. */
  readonly details?: Readonly<Record<string, unknown>> | undefined;
}

export const holdCodes = [
  'settings.missing',
  'setting.unconfirmed',
  'tenant.unknown',
  'account.unmapped',
  'account.unknown',
  'account.notPayable',
  'tax.unmapped',
  'tax.unknown',
  'tax.notAllowedOnAccount',
  'tax.severalRates',
  'tracking.unknown',
  'payment.unmapped',
  'payment.exceedsDue',
  'currency.unavailable',
  'currency.base',
  'totals.disagree',
  'document.locked',
  'number.invalid',
  'number.duplicate',
  'contact.ambiguous',
  'contact.archived',
  'contact.invalid',
  'contact.identityNeeded',
  'invoice.changedAfterPosting',
  'invoice.paymentReview',
  'creditNote.noInvoice',
  'rewardPoints.undecided',
  'item.code',
  'stock.insufficient',
  'stock.unknown',
  'snapshot.unreadable',
  'delivery.rejected',
  'delivery.totals',
  'delivery.conflict',
] as const;
export type HoldCode = (typeof holdCodes)[number];

/** A fact that is missing to plan; the shell fetches it through the allowance and plans again. */
export type Need =
  | { readonly kind: 'record'; readonly recordKey: RecordKey; readonly why: string }
  | { readonly kind: 'organisation'; readonly tenantId: TenantId | null; readonly why: string }
  | {
      readonly kind: 'document';
      readonly xeroType: 'Invoice' | 'CreditNote' | 'Contact' | 'Item';
      readonly xeroId: string;
      readonly why: string;
    }
  | { readonly kind: 'directory'; readonly tenantId: TenantId; readonly why: string }
  /** What orders hold of a SKU (`movements` of the plan's input), for a stock record. */
  | { readonly kind: 'movements'; readonly sku: string; readonly why: string };
