import { z } from 'zod';
import { pinsSchema, type OperationKind } from './operation';
import type { InstanceId, Part, RecordKey, TenantId } from './record';

export const xeroTypes = [
  'Contact',
  'Invoice',
  'CreditNote',
  'Payment',
  'Refund',
  'Allocation',
  'Overpayment',
  'Item',
  'StockAdjustment',
  'ContactGroup',
  'History',
] as const;
export type XeroType = (typeof xeroTypes)[number];

/** What Xero says a document is now; amounts as decimal text, in the document's currency. */
export const seenSchema = z.looseObject({
  status: z.string().optional(),
  total: z.string().optional(),
  totalTax: z.string().optional(),
  amountDue: z.string().optional(),
  amountPaid: z.string().optional(),
  amountCredited: z.string().optional(),
  remainingCredit: z.string().optional(),
  updatedAt: z.string().optional(),
});
export type Seen = z.infer<typeof seenSchema>;

/**
 * The pair (part of a record, document in Xero): what was last written and what was last seen there.
 * `document` is the unresolved form as planned; `seen` is what Xero answered.
 */
export const linkSchema = z.object({
  tenantId: z.string().transform((text) => text as TenantId),
  instanceId: z
    .string()
    .default('')
    .transform((text) => text as InstanceId),
  recordKey: z.string().transform((text) => text as RecordKey),
  part: z.string().transform((text): Part => text),
  xeroType: z.enum(xeroTypes),
  xeroId: z.string(),
  xeroNumber: z.string().nullable().default(null),
  inputFingerprint: z.string().default(''),
  documentFingerprint: z.string().default(''),
  document: z.unknown().optional(),
  seen: seenSchema.default({}),
  pins: pinsSchema.default({}),
  /** Grows with every change of the link; the write-back carries it so that an older one is ignored. */
  revision: z.number().int().default(1),
});
export type Link = z.infer<typeof linkSchema>;

/**
 * What a link remembers as written after an operation. An update sends only what changed, so it is laid over what was written before,
 * field by field; a list (lines, addresses) is sent whole and replaces the old one. A void or delete leaves the document as it was.
 */
export function writtenAfter(kind: OperationKind, before: unknown, document: unknown): unknown {
  const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);
  if (/\.(void|delete)$/.test(kind)) return before ?? document;
  return kind.endsWith('.update') && isObject(before) && isObject(document) ? { ...before, ...document } : document;
}
