import { z } from 'zod';

/**
 * The whole record as Magento's service contracts represent it, reduced to the fields planning reads; unknown fields pass and are
 * dropped here (the stored snapshot keeps them). Amounts become decimal text at this edge, so that no float travels further:
 * a JSON number's shortest text is what Magento wrote.
 */
const asText = (value: string | number | null | undefined): string =>
  value === null || value === undefined || value === '' ? '0' : String(value);
const decimal = z.union([z.number(), z.string().regex(/^-?\d*(\.\d+)?([eE][-+]?\d+)?$/)]).nullish();
/** Absent, null and empty mean 0: Magento leaves null fields out. */
const amount = decimal.transform(asText);
const optionalAmount = decimal.transform((value) =>
  value === null || value === undefined || value === '' ? undefined : String(value),
);
const text = z
  .union([z.string(), z.number()])
  .nullish()
  .transform((value) => (value === null || value === undefined ? undefined : String(value)));
const id = z.union([z.number().int(), z.string().regex(/^\d+$/)]).transform(Number);
const optionalId = z
  .union([z.number().int(), z.string()])
  .nullish()
  .transform((value) => (value === null || value === undefined || value === '' ? undefined : Number(value)));
const flag = z
  .union([z.boolean(), z.number(), z.string()])
  .nullish()
  .transform((value) => value === true || value === 1 || value === '1' || value === 'true');
const list = <T extends z.ZodType>(element: T) =>
  z
    .array(element)
    .nullish()
    .transform((rows) => rows ?? []);
/** Invoices and credit memos, each once: overlapping pages of a search name one twice. */
const documents = <T extends z.ZodType<{ entity_id: number }>>(element: T) =>
  list(element).transform((rows) => [...new Map(rows.map((row) => [row.entity_id, row])).values()]);
/** An object that may be missing. PHP has one kind of array, so an empty object arrives as `[]`. */
const optionalObject = <T extends z.ZodType>(schema: T) =>
  z.preprocess((value) => (Array.isArray(value) && value.length === 0 ? null : value), schema.nullish());
/** Objects by id; `[]` when there are none, and null where Magento knows nothing of one. */
const mapOf = <T extends z.ZodType>(element: T) =>
  optionalObject(z.record(z.string(), element.nullish())).transform((rows) => {
    const known: Record<string, z.output<T>> = {};
    for (const [key, row] of Object.entries(rows ?? {})) if (row !== null && row !== undefined) known[key] = row;
    return known;
  });
const requiredText = z.union([z.string(), z.number()]).transform(String);
const customAttributes = list(z.object({ attribute_code: z.string(), value: z.unknown() }));

export const addressSchema = z.object({
  firstname: text,
  middlename: text,
  lastname: text,
  prefix: text,
  suffix: text,
  company: text,
  street: z
    .union([z.array(z.string()), z.string()])
    .nullish()
    .transform((value) =>
      value === null || value === undefined ? [] : Array.isArray(value) ? value : value.split('\n'),
    ),
  city: text,
  postcode: text,
  country_id: text,
  telephone: text,
  fax: text,
  email: text,
  vat_id: text,
  region_code: text,
  region: z
    .union([z.string(), z.object({ region: text, region_code: text })])
    .nullish()
    .transform((value) =>
      value === null || value === undefined ? undefined : typeof value === 'string' ? value : value.region,
    ),
});
export type MagentoAddress = z.infer<typeof addressSchema>;

const appliedTaxSchema = z.object({ code: text, title: text, percent: amount, amount, base_amount: amount });
const itemizedTaxSchema = z.object({ tax_code: text, tax_percent: amount, amount, taxable_item_type: text });

export const orderItemSchema = z.object({
  item_id: id,
  parent_item_id: optionalId,
  product_id: optionalId,
  product_type: text,
  sku: text,
  name: text,
  is_virtual: flag,
  is_qty_decimal: flag,
  qty_ordered: amount,
  qty_canceled: amount,
  qty_invoiced: amount,
  qty_refunded: amount,
  qty_shipped: amount,
  price: amount,
  price_incl_tax: amount,
  original_price: amount,
  row_total: amount,
  row_total_incl_tax: amount,
  base_price: amount,
  tax_amount: amount,
  tax_percent: amount,
  discount_amount: amount,
  discount_percent: amount,
  discount_tax_compensation_amount: amount,
  tax_canceled: amount,
  weee_tax_applied: text,
  weee_tax_applied_amount: amount,
  weee_tax_applied_row_amount: amount,
  base_cost: optionalAmount,
  free_shipping: flag,
  additional_data: text,
  description: text,
  gw_price: amount,
  gw_tax_amount: amount,
  product_option: optionalObject(z.looseObject({})),
  extension_attributes: optionalObject(
    z.object({ itemized_taxes: list(itemizedTaxSchema), gift_message: z.unknown().optional() }),
  ),
});
export type OrderItem = z.infer<typeof orderItemSchema>;

const paymentSchema = z.object({
  method: text.transform((method) => method ?? ''),
  po_number: text,
  amount_ordered: amount,
  amount_paid: optionalAmount,
  amount_authorized: optionalAmount,
  amount_refunded: amount,
  last_trans_id: text,
  cc_last4: text,
  additional_information: z.unknown().optional(),
});

export const orderSchema = z.object({
  entity_id: id,
  increment_id: requiredText,
  state: text,
  status: text,
  store_id: optionalId,
  created_at: z.string(),
  updated_at: text,
  customer_id: optionalId,
  customer_is_guest: flag,
  customer_email: text,
  customer_firstname: text,
  customer_middlename: text,
  customer_lastname: text,
  customer_group_id: optionalId,
  customer_taxvat: text,
  base_currency_code: text,
  order_currency_code: text,
  global_currency_code: text,
  base_to_order_rate: optionalAmount,
  grand_total: amount,
  subtotal: amount,
  subtotal_incl_tax: amount,
  tax_amount: amount,
  discount_amount: amount,
  discount_description: text,
  coupon_code: text,
  discount_tax_compensation_amount: amount,
  shipping_amount: amount,
  shipping_incl_tax: amount,
  shipping_tax_amount: amount,
  shipping_discount_amount: amount,
  shipping_discount_tax_compensation_amount: amount,
  shipping_description: text,
  shipping_method: text,
  total_paid: optionalAmount,
  total_due: amount,
  total_invoiced: optionalAmount,
  total_refunded: optionalAmount,
  total_canceled: optionalAmount,
  tax_canceled: optionalAmount,
  shipping_canceled: optionalAmount,
  subtotal_canceled: optionalAmount,
  discount_canceled: optionalAmount,
  total_online_refunded: optionalAmount,
  total_offline_refunded: optionalAmount,
  is_virtual: flag,
  hold_before_state: text,
  hold_before_status: text,
  original_increment_id: text,
  edit_increment: text,
  relation_parent_id: text,
  relation_parent_real_id: text,
  relation_child_id: text,
  relation_child_real_id: text,
  items: list(orderItemSchema),
  billing_address: optionalObject(addressSchema),
  payment: optionalObject(paymentSchema),
  status_histories: list(z.object({ entity_name: text, status: text, comment: text, created_at: text })),
  // Loose: the merchant may name an attribute that holds the order's owner.
  extension_attributes: optionalObject(
    z.looseObject({
      shipping_assignments: list(
        z.object({ shipping: optionalObject(z.object({ address: optionalObject(addressSchema), method: text })) }),
      ),
      applied_taxes: list(appliedTaxSchema),
      item_applied_taxes: list(
        z.object({
          type: text,
          item_id: optionalId,
          associated_item_id: optionalId,
          applied_taxes: list(appliedTaxSchema),
        }),
      ),
      additional_itemized_taxes: list(itemizedTaxSchema),
      payment_additional_info: list(z.object({ key: text, value: text })),
      // Adobe Commerce (documented, not seen): gift cards, store credit, reward points, gift wrapping
      gift_cards: z.union([z.array(z.object({ code: text, amount, base_amount: amount })), z.string()]).nullish(),
      base_gift_cards_amount: optionalAmount,
      gift_cards_amount: optionalAmount,
      gift_cards_invoiced: optionalAmount,
      gift_cards_refunded: optionalAmount,
      base_customer_balance_amount: optionalAmount,
      customer_balance_amount: optionalAmount,
      customer_balance_invoiced: optionalAmount,
      customer_balance_refunded: optionalAmount,
      customer_balance_total_refunded: optionalAmount,
      reward_points_balance: optionalAmount,
      reward_currency_amount: optionalAmount,
      base_reward_currency_amount: optionalAmount,
      gw_price: optionalAmount,
      gw_items_price: optionalAmount,
      gw_card_price: optionalAmount,
      gw_tax_amount: optionalAmount,
      gw_items_tax_amount: optionalAmount,
      gw_card_tax_amount: optionalAmount,
    }),
  ),
});
export type MagentoOrder = z.infer<typeof orderSchema>;

const commerceSchema = optionalObject(
  // Loose: an extension's own charges are named in the settings.
  z.looseObject({
    gift_cards_amount: optionalAmount,
    base_gift_cards_amount: optionalAmount,
    customer_balance_amount: optionalAmount,
    base_customer_balance_amount: optionalAmount,
    reward_currency_amount: optionalAmount,
    gw_price: optionalAmount,
    gw_items_price: optionalAmount,
    gw_card_price: optionalAmount,
    gw_tax_amount: optionalAmount,
    gw_items_tax_amount: optionalAmount,
    gw_card_tax_amount: optionalAmount,
  }),
);

const documentItemSchema = z.object({
  entity_id: optionalId,
  order_item_id: id,
  product_id: optionalId,
  sku: text,
  name: text,
  qty: amount,
  price: amount,
  price_incl_tax: amount,
  row_total: optionalAmount,
  row_total_incl_tax: optionalAmount,
  tax_amount: amount,
  discount_amount: amount,
  discount_tax_compensation_amount: amount,
  weee_tax_applied: text,
  weee_tax_applied_amount: amount,
  weee_tax_applied_row_amount: amount,
  base_cost: optionalAmount,
});
export type DocumentItem = z.infer<typeof documentItemSchema>;

const documentHeader = {
  entity_id: id,
  increment_id: requiredText,
  order_id: optionalId,
  created_at: z.string(),
  updated_at: text,
  state: optionalId,
  store_id: optionalId,
  transaction_id: text,
  base_currency_code: text,
  order_currency_code: text,
  base_to_order_rate: optionalAmount,
  grand_total: amount,
  subtotal: amount,
  subtotal_incl_tax: amount,
  tax_amount: amount,
  discount_amount: amount,
  discount_description: text,
  discount_tax_compensation_amount: amount,
  shipping_amount: amount,
  shipping_incl_tax: amount,
  shipping_tax_amount: amount,
  shipping_discount_tax_compensation_amount: amount,
  items: list(documentItemSchema),
  comments: list(z.object({ comment: text })),
  extension_attributes: commerceSchema,
};
export const invoiceSchema = z.object({ ...documentHeader, total_qty: amount, is_used_for_refund: flag });
export type MagentoInvoice = z.infer<typeof invoiceSchema>;
export const creditmemoSchema = z.object({
  ...documentHeader,
  invoice_id: optionalId,
  adjustment: amount,
  adjustment_positive: amount,
  adjustment_negative: amount,
  customer_bal_total_refunded: optionalAmount,
  customer_balance_total_refunded: optionalAmount,
});
export type MagentoCreditmemo = z.infer<typeof creditmemoSchema>;

const shipmentSchema = z.object({
  entity_id: id,
  increment_id: text,
  created_at: text,
  items: list(z.object({ order_item_id: id, sku: text, product_id: optionalId, qty: amount })),
  extension_attributes: optionalObject(z.object({ source_code: text })),
});
const transactionSchema = z.object({
  transaction_id: optionalId,
  txn_id: text,
  parent_txn_id: text,
  txn_type: text,
  is_closed: flag,
  created_at: text,
  payment_id: optionalId,
});

const productFactsSchema = z.object({
  sku: text,
  type_id: text,
  tax_class_id: text,
  cost: optionalAmount,
  attributes: optionalObject(z.record(z.string(), z.unknown())),
});

const storeSchema = z.object({
  store_id: optionalId,
  website_id: optionalId,
  code: text,
  timezone: text,
  base_currency: text,
  tax_country: text,
  prices_include_tax: flag,
});
const groupSchema = z.object({ id: optionalId, code: text, tax_class_id: text });

export const orderSnapshotSchema = z.object({
  order: orderSchema,
  invoices: documents(invoiceSchema),
  creditmemos: documents(creditmemoSchema),
  shipments: list(shipmentSchema),
  transactions: list(transactionSchema),
  amounts: z
    .enum(['stored', 'rest'])
    .nullish()
    .transform((form) => form ?? 'rest'),
  restocked: mapOf(decimal.transform(asText)),
  products: mapOf(productFactsSchema),
  customer_group: optionalObject(groupSchema),
  store: optionalObject(storeSchema),
});
export type OrderSnapshot = z.infer<typeof orderSnapshotSchema>;

/** Loose: the merchant's field mappings may name any field. */
export const customerSchema = z.looseObject({
  id,
  group_id: optionalId,
  email: z.string(),
  firstname: text,
  middlename: text,
  lastname: text,
  prefix: text,
  suffix: text,
  taxvat: text,
  store_id: optionalId,
  website_id: optionalId,
  created_at: text,
  updated_at: text,
  default_billing: text,
  default_shipping: text,
  addresses: list(
    addressSchema.extend({
      id: optionalId,
      default_billing: flag,
      default_shipping: flag,
      custom_attributes: customAttributes,
    }),
  ),
  custom_attributes: customAttributes,
  extension_attributes: optionalObject(z.looseObject({})),
});
export const customerSnapshotSchema = z.object({
  customer: customerSchema,
  group: optionalObject(groupSchema),
  store: optionalObject(storeSchema),
});
export type CustomerSnapshot = z.infer<typeof customerSnapshotSchema>;

export const productSnapshotSchema = z.object({
  product: z.object({
    id,
    sku: z.string(),
    name: text,
    price: optionalAmount,
    cost: optionalAmount,
    status: optionalId,
    type_id: text,
    updated_at: text,
    extension_attributes: z
      .object({ website_ids: list(id), stock_item: z.object({ qty: optionalAmount, manage_stock: flag }).nullish() })
      .nullish(),
    custom_attributes: customAttributes,
  }),
  store: optionalObject(storeSchema),
});
export type ProductSnapshot = z.infer<typeof productSnapshotSchema>;

export const stockSnapshotSchema = z.object({
  sku: z.string(),
  product_id: optionalId,
  cost: optionalAmount,
  sources: list(z.object({ source_code: z.string(), quantity: amount, status: optionalId })),
  salable: mapOf(decimal.transform(asText)),
});
export type StockSnapshot = z.infer<typeof stockSnapshotSchema>;

/** What the planner is given: the record's kind, whether it was deleted, and its last known representation. */
export type Snapshot =
  | { readonly recordType: 'order'; readonly deleted: boolean; readonly data: OrderSnapshot }
  | { readonly recordType: 'customer'; readonly deleted: boolean; readonly data: CustomerSnapshot }
  | { readonly recordType: 'product'; readonly deleted: boolean; readonly data: ProductSnapshot }
  | { readonly recordType: 'stock'; readonly deleted: boolean; readonly data: StockSnapshot };

const deletedSchema = z.object({ deleted: z.literal(true), last: z.unknown() });

/** Reads bare `data` of an event. Throws a ZodError that names the field. */
export function readSnapshot(recordType: Snapshot['recordType'], data: unknown): Snapshot {
  const gone = deletedSchema.safeParse(data);
  const body = gone.success ? gone.data.last : data;
  const deleted = gone.success;
  switch (recordType) {
    case 'order':
      return { recordType, deleted, data: orderSnapshotSchema.parse(body) };
    case 'customer':
      return { recordType, deleted, data: customerSnapshotSchema.parse(body) };
    case 'product':
      return { recordType, deleted, data: productSnapshotSchema.parse(body) };
    case 'stock':
      return { recordType, deleted, data: stockSnapshotSchema.parse(body) };
  }
}

/** Tells the kind of a bare snapshot from its shape, for files without an envelope. */
export function guessRecordType(data: unknown): Snapshot['recordType'] | undefined {
  const body = deletedSchema.safeParse(data).data?.last ?? data;
  if (typeof body !== 'object' || body === null) return undefined;
  if ('order' in body) return 'order';
  if ('customer' in body) return 'customer';
  if ('product' in body) return 'product';
  if ('sku' in body && 'sources' in body) return 'stock';
  return undefined;
}
