import { z } from 'zod';
import type { XeroDocument } from './document';
import type { Part, PartRef, RecordKey, TenantId } from './record';

export const xeroKinds = [
  'contact.create',
  'contact.update',
  'contactGroup.assign',
  'invoice.create',
  'invoice.update',
  'invoice.void',
  'invoice.delete',
  'payment.create',
  'payment.delete',
  'creditNote.create',
  'creditNote.update',
  'creditNote.void',
  'creditNote.delete',
  'allocation.create',
  'allocation.delete',
  'refund.create',
  'refund.delete',
  'overpayment.create',
  'item.create',
  'item.update',
  'stockAdjustment.create',
  'history.create',
] as const;
export const magentoKinds = ['references.write', 'customer.update', 'order.invoice', 'stock.update'] as const;
export const operationKinds = [...xeroKinds, ...magentoKinds] as const;

export type XeroKind = (typeof xeroKinds)[number];
export type OperationKind = (typeof operationKinds)[number];

/** Order of the priority classes: a person waits for nobody, a backfill for everybody. */
export const lanes = ['person', 'live', 'sweep', 'backfill'] as const;
export type Lane = (typeof lanes)[number];

/** One intended change to one document. Everything in it follows from the planner's inputs: no time, no random id. */
export interface Operation {
  readonly kind: OperationKind;
  readonly recordKey: RecordKey;
  readonly part: Part;
  readonly tenantId: TenantId;
  /** What finds the document in Xero if the answer is lost: a number, a Reference, a contact number, an item code. */
  readonly naturalKey: string;
  /** Parts whose documents must exist first. Nothing else orders operations. */
  readonly dependsOn: readonly PartRef[];
  /** Xero's JSON with its own field names, amounts as decimal text, `{ "ref": "<recordKey>/<part>" }` where an id will stand. */
  readonly document: XeroDocument;
  /** Fingerprint of the Magento facts that matter: decides whether to act at all. */
  readonly inputFingerprint: string;
  /** Fingerprint of the unresolved document: detects drift and our own echo. */
  readonly documentFingerprint: string;
  /** One sentence for a person, e.g. `Invoice 000000012 was created in Magento`. */
  readonly reason: string;
  /** What the link will pin: settings version, trigger, contact. */
  readonly pins?: Pins | undefined;
  /** What Xero must answer, checked before a payment is posted. */
  readonly expect?: { readonly Total: string; readonly TotalTax: string } | undefined;
}

export const pinsSchema = z.object({
  settingsVersion: z.string().optional(),
  trigger: z.enum(['invoice', 'order', 'complete']).optional(),
  contact: z.string().optional(),
  /** The order's status that made a new document a draft: it is approved when the order moves on. */
  heldBack: z.string().optional(),
  /**
   * What an older input may not turn back. A guest's contact: `<created_at> <id>` of the order that its details come from; an order's document: the `updated_at` of
   * the order it was planned from.
   */
  asOf: z.string().optional(),
});
export type Pins = z.infer<typeof pinsSchema>;
