import { z } from 'zod';
import { sha256 } from '../shared/ids';

/** `order:<entity_id>`, `customer:<id>`, `guest:<website>:<16 hex>`, `product:<id>`, `stock:<sku>`, `config:<website>`; unique with the instance. */
export type RecordKey = string & { readonly __brand: 'RecordKey' };
export type InstanceId = string & { readonly __brand: 'InstanceId' };
export type TenantId = string & { readonly __brand: 'TenantId' };

export const recordTypes = ['order', 'customer', 'guest', 'product', 'stock', 'config'] as const;
export type RecordType = (typeof recordTypes)[number];

const pattern = /^(order:\d+|customer:\d+|guest:\d+:[0-9a-f]{16}|guest:\d+:shared|product:\d+|stock:.+|config:\d+)$/;

export const recordKeySchema = z
  .string()
  .max(160)
  .refine((text) => pattern.test(text), 'not a record key')
  .transform((text) => text as RecordKey);

export const recordKey = (text: string): RecordKey => recordKeySchema.parse(text);
export const tenantId = (text: string): TenantId => text as TenantId;
export const instanceId = (text: string): InstanceId => text as InstanceId;

export function recordTypeOf(key: RecordKey): RecordType {
  const type = recordTypes.find((candidate) => key.startsWith(`${candidate}:`));
  if (type === undefined) throw new Error(`not a record key: ${key}`);
  return type;
}

export const orderKey = (entityId: number): RecordKey => `order:${entityId}` as RecordKey;
export const customerKey = (id: number): RecordKey => `customer:${id}` as RecordKey;
export const productKey = (id: number): RecordKey => `product:${id}` as RecordKey;
export const stockKey = (sku: string): RecordKey => `stock:${sku}` as RecordKey;

/** Magento keeps e-mails as typed and compares them without case, so the guest's key folds case and outer space. */
export const foldEmail = (email: string): string => email.trim().toLowerCase();

export const guestKey = (websiteId: number, email: string): RecordKey =>
  `guest:${websiteId}:${sha256(foldEmail(email)).slice(0, 16)}` as RecordKey;
/** The one contact all guests share where the merchant chose so. */
export const sharedGuestKey = (websiteId: number): RecordKey => `guest:${websiteId}:shared` as RecordKey;

/** A part of a record that a document stands for: `contact`, `order`, `invoice:7`, `creditmemo:3`, `payment:7`, `refund:3`, `allocation:3:7`, `item`, … */
export type Part = string;

/** `<recordKey>/<part>`: how operations and documents name a document that may not exist yet. */
export type PartRef = string;
export const partRef = (key: RecordKey, part: Part): PartRef => `${key}/${part}`;
export function splitPartRef(ref: PartRef): { recordKey: RecordKey; part: Part } {
  const slash = ref.lastIndexOf('/');
  return { recordKey: ref.slice(0, slash) as RecordKey, part: ref.slice(slash + 1) };
}
