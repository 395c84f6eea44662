import { z } from 'zod';
import type { OrderSnapshot, Snapshot } from '../model/snapshot';

/**
 * What a proposal wants to know of the shop, as its REST API gives it: `GET /V1/taxRates/search`, `/V1/taxRules/search`,
 * `/V1/taxClasses/search`, `/V1/store/storeConfigs`, `/V1/customerGroups/search`, and its payment methods (which REST lists per cart
 * only). Each may be a whole answer (`{ "items": [...] }`) or the bare array; names in camel, snake or kebab case.
 */
const text = z.union([z.string(), z.number()]).transform(String);
const rateSchema = z.object({
  id: text.optional(),
  code: text,
  rate: text.default('0'),
  tax_country_id: z.string().nullish(),
  titles: z.array(z.object({ value: z.string().nullish() })).nullish(),
});
const ruleSchema = z.object({
  code: text.optional(),
  priority: z.coerce.number().default(0),
  product_tax_class_ids: z.array(text).default([]),
  tax_rate_ids: z.array(text).default([]),
  calculate_subtotal: z.boolean().nullish(),
});
const classSchema = z
  .object({
    class_id: text.optional(),
    id: text.optional(),
    class_name: z.string().optional(),
    name: z.string().optional(),
    class_type: z.string().nullish(),
  })
  .transform((row) => ({
    id: row.class_id ?? row.id ?? '',
    name: row.class_name ?? row.name ?? '',
    type: row.class_type ?? 'PRODUCT',
  }));
const storeSchema = z.object({
  id: text.optional(),
  code: text.default(''),
  website_id: z.coerce.number().default(0),
  locale: z.string().nullish(),
  base_currency_code: z.string().nullish(),
  timezone: z.string().nullish(),
});
const groupSchema = z.object({ id: text.optional(), code: text });
const methodSchema = z
  .union([z.string(), z.object({ code: text, title: z.string().nullish() })])
  .transform((method) =>
    typeof method === 'string'
      ? { code: method, title: method }
      : { code: method.code, title: method.title ?? method.code },
  );

export interface MagentoFacts {
  readonly taxRates: readonly z.infer<typeof rateSchema>[];
  readonly taxRules: readonly z.infer<typeof ruleSchema>[];
  readonly taxClasses: readonly z.infer<typeof classSchema>[];
  readonly paymentMethods: readonly z.infer<typeof methodSchema>[];
  readonly storeConfigs: readonly z.infer<typeof storeSchema>[];
  readonly customerGroups: readonly z.infer<typeof groupSchema>[];
}
export type TaxRateFacts = MagentoFacts['taxRates'][number];
export type PaymentMethodFacts = MagentoFacts['paymentMethods'][number];

export const noMagentoFacts: MagentoFacts = {
  taxRates: [],
  taxRules: [],
  taxClasses: [],
  paymentMethods: [],
  storeConfigs: [],
  customerGroups: [],
};

const names: Readonly<Record<keyof MagentoFacts, readonly string[]>> = {
  taxRates: ['taxrates', 'rates'],
  taxRules: ['taxrules', 'rules'],
  taxClasses: ['taxclasses', 'producttaxclasses', 'classes'],
  paymentMethods: ['paymentmethods', 'payments', 'methods'],
  storeConfigs: ['storeconfigs', 'stores', 'storeviews'],
  customerGroups: ['customergroups', 'groups'],
};

/** Throws a ZodError that names the row; unknown names are ignored. */
export function magentoFactsFrom(content: unknown): MagentoFacts {
  const body = z.record(z.string(), z.unknown()).parse(content);
  const sections = new Map(
    Object.entries(body).map(([name, value]) => [name.toLowerCase().replace(/[^a-z]/g, ''), value]),
  );
  const rows = (name: keyof MagentoFacts): unknown[] => {
    const value = names[name].map((alias) => sections.get(alias)).find((found) => (found ?? undefined) !== undefined);
    const list = typeof value === 'object' && value !== null && 'items' in value ? value.items : value;
    if (Array.isArray(list)) return list;
    // `{ "checkmo": "Check / Money order" }`, and maps of rows by id
    if (typeof list === 'object' && list !== null)
      return Object.entries(list).map(([code, row]: [string, unknown]) =>
        typeof row === 'string' ? { code, title: row } : row,
      );
    return [];
  };
  return {
    taxRates: z.array(rateSchema).parse(rows('taxRates')),
    taxRules: z.array(ruleSchema).parse(rows('taxRules')),
    taxClasses: z.array(classSchema).parse(rows('taxClasses')),
    paymentMethods: z.array(methodSchema).parse(rows('paymentMethods')),
    storeConfigs: z.array(storeSchema).parse(rows('storeConfigs')),
    customerGroups: z.array(groupSchema).parse(rows('customerGroups')),
  };
}

/** What an order alone tells of its shop: enough to plan it without any settings. */
export function magentoFactsOf(snapshot: Snapshot): MagentoFacts {
  if (snapshot.recordType !== 'order') return noMagentoFacts;
  const { order, store, customer_group: group, products } = snapshot.data;
  const country = store?.tax_country;
  const rates = new Map<string, TaxRateFacts>();
  for (const { code, percent, title } of appliedTaxes(snapshot.data))
    if (code !== undefined && !rates.has(code))
      rates.set(code, {
        code,
        rate: percent,
        titles: [{ value: title ?? null }],
        ...(country === undefined ? {} : { tax_country_id: country }),
      });
  const method = order.payment?.method ?? '';
  const classes = new Set(Object.values(products).map((product) => product.tax_class_id ?? '0'));
  return {
    ...noMagentoFacts,
    taxRates: [...rates.values()],
    taxClasses: [...classes].map((id) => ({ id, name: '', type: 'PRODUCT' })),
    paymentMethods: method === '' ? [] : [{ code: method, title: method }],
    customerGroups: group?.code === undefined ? [] : [{ code: group.code }],
  };
}

function appliedTaxes({ order }: OrderSnapshot) {
  const more = order.extension_attributes;
  return [...(more?.applied_taxes ?? []), ...(more?.item_applied_taxes ?? []).flatMap((row) => row.applied_taxes)];
}
