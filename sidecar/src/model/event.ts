import { z } from 'zod';
import { recordKeySchema } from './record';

/**
 * CloudEvents 1.0, structured JSON, as the Magento module emits it. `version` and `reasons` are also taken as number and array.
 * Unknown extra fields pass.
 */
export const eventSchema = z.looseObject({
  specversion: z.literal('1.0'),
  id: z.string().min(1).max(100),
  source: z.string().regex(/^urn:ledgerlink:[0-9a-zA-Z-]{1,64}$/, 'must be urn:ledgerlink:<instance_id>'),
  type: z.string().min(1).max(120),
  subject: recordKeySchema,
  time: z.string().max(40),
  version: z
    .union([z.string().regex(/^\d{1,20}$/), z.number().int().nonnegative()])
    .transform((value) => String(value)),
  reasons: z
    .union([z.string(), z.array(z.string())])
    .default('')
    .transform((value) =>
      (Array.isArray(value) ? value : value.split(','))
        .map((reason) => reason.trim())
        .filter((reason) => reason !== ''),
    ),
  data: z.unknown().optional(),
});
export type LedgerlinkEvent = z.infer<typeof eventSchema>;

export const eventKinds = ['order', 'customer', 'product', 'stock', 'config'] as const;
export type EventRecordType = (typeof eventKinds)[number];

export type EventType =
  | { readonly known: true; readonly recordType: EventRecordType; readonly change: 'changed' | 'deleted' }
  | { readonly known: false; readonly reason: 'type' | 'version' };

/** Reads `com.ledgerlink.magento.<record>.<changed|deleted>.v1`; another major version is told apart from another type. */
export function readEventType(type: string): EventType {
  const match = /^com\.ledgerlink\.magento\.([a-z]+)\.(changed|deleted)\.v(\d+)$/.exec(type);
  const recordType = eventKinds.find((kind) => kind === match?.[1]);
  if (match === null || recordType === undefined) return { known: false, reason: 'type' };
  if (match[3] !== '1') return { known: false, reason: 'version' };
  return { known: true, recordType, change: match[2] === 'deleted' ? 'deleted' : 'changed' };
}

export const instanceOf = (event: LedgerlinkEvent): string => event.source.slice('urn:ledgerlink:'.length);
