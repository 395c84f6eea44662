import { z } from 'zod';
import type { EventRecordType } from '../model/event';

/** What lists and searches show of a record; read leniently, because a snapshot that planning cannot read is still listed. */
export interface RecordFacts {
  readonly websiteId: number | null;
  readonly storeCode: string | null;
  readonly label: string | null;
  readonly email: string | null;
  /** Every SKU an order's items or their products have. */
  readonly skus: readonly string[];
}

const lenient = <T extends z.ZodType>(schema: T) => schema.nullish().catch(null);
const text = lenient(z.union([z.string(), z.number()]).transform((value) => String(value).slice(0, 255)));
const whole = lenient(z.coerce.number().int());
const person = { firstname: text, lastname: text, email: text, website_id: whole };

const dataSchema = z.object({
  sku: text,
  products: lenient(z.record(z.string(), lenient(z.object({ sku: text })))),
  store: lenient(z.object({ website_id: whole, code: text })),
  order: lenient(
    z.object({ increment_id: text, customer_email: text, items: lenient(z.array(lenient(z.object({ sku: text })))) }),
  ),
  customer: lenient(z.object(person)),
  product: lenient(
    z.object({ sku: text, extension_attributes: lenient(z.object({ website_ids: lenient(z.array(whole)) })) }),
  ),
});
const deletedSchema = z.object({ deleted: z.literal(true), last: z.unknown() });
const nothing: RecordFacts = { websiteId: null, storeCode: null, label: null, email: null, skus: [] };

export function factsOf(recordType: EventRecordType, data: unknown): RecordFacts {
  const read = dataSchema.safeParse(deletedSchema.safeParse(data).data?.last ?? data);
  if (!read.success) return nothing;
  const { sku, store, order, customer, product, products } = read.data;
  const from = { websiteId: store?.website_id ?? null, storeCode: plain(store?.code), skus: [] };
  switch (recordType) {
    case 'order':
      return {
        ...from,
        label: plain(order?.increment_id),
        email: plain(order?.customer_email),
        skus: [
          ...new Set(
            [...(order?.items ?? []), ...Object.values(products ?? {})].flatMap((row) => plain(row?.sku) ?? []),
          ),
        ],
      };
    case 'customer': {
      const name = [customer?.firstname, customer?.lastname].filter((part) => (part ?? '') !== '').join(' ');
      return {
        ...from,
        websiteId: from.websiteId ?? customer?.website_id ?? null,
        label: name === '' ? null : plain(name),
        email: plain(customer?.email),
      };
    }
    case 'product': {
      const websites = product?.extension_attributes?.website_ids ?? [];
      return { ...from, websiteId: from.websiteId ?? websites[0] ?? null, label: plain(product?.sku), email: null };
    }
    case 'stock':
      return { ...from, label: plain(sku), email: null };
    case 'config':
      return nothing;
  }
}

/** PostgreSQL's text holds no NUL; a name with control characters is shown without them. */
const plain = (value: string | null | undefined): string | null =>
  value === null || value === undefined ? null : value.replace(/[\u0000-\u001f\u007f]/g, ' ');
