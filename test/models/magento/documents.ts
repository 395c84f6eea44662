import type Big from 'big.js';
import { computeOrder, type CartLine, type ComputedOrder, type Row, type ShopSettings } from './taxModel';

/** Magento's JSON for a modelled order, with amounts as its database stores them (`"amounts": "stored"`). */
const number = (value: Big): number => Number(value.toFixed(4));
const sumOf = (rows: readonly Row[], pick: (row: Row) => Big): Big =>
  rows.map(pick).reduce((total, value) => total.plus(value));

export interface OrderOptions {
  readonly entityId?: number;
  readonly method?: string;
  readonly state?: string;
  readonly createdAt?: string;
  readonly email?: string;
}

const address = (email: string) => ({
  firstname: 'Jane',
  lastname: 'Citizen',
  street: ['1 George Street'],
  city: 'Sydney',
  region: 'New South Wales',
  region_code: 'NSW',
  postcode: '2000',
  country_id: 'AU',
  telephone: '0290000000',
  email,
});

function headerOf(settings: ShopSettings, computed: ComputedOrder) {
  const { rows, shipping } = computed;
  return {
    base_currency_code: 'AUD',
    order_currency_code: 'AUD',
    base_to_order_rate: 1,
    grand_total: number(computed.grandTotal),
    subtotal: number(sumOf(rows, (row) => row.rowTotal)),
    subtotal_incl_tax: number(sumOf(rows, (row) => row.rowTotalInclTax)),
    tax_amount: number(computed.tax),
    discount_amount: -number(sumOf([...rows, shipping], (row) => row.discount)),
    discount_tax_compensation_amount: number(sumOf(rows, (row) => row.compensation)),
    shipping_amount: number(shipping.rowTotal),
    shipping_incl_tax: number(shipping.rowTotalInclTax),
    shipping_tax_amount: number(shipping.tax),
    shipping_discount_tax_compensation_amount: number(shipping.compensation),
    ...(settings.discountPercent === '0' ? {} : { discount_description: 'SAVE', coupon_code: 'SAVE' }),
  };
}

const moneyOf = (row: Row) => ({
  price: number(row.price),
  price_incl_tax: number(row.priceInclTax),
  row_total: number(row.rowTotal),
  row_total_incl_tax: number(row.rowTotalInclTax),
  tax_amount: number(row.tax),
  discount_amount: number(row.discount),
  discount_tax_compensation_amount: number(row.compensation),
});

/** A guest order in the shop's own country, with one invoice for all of it when `invoiced`. */
export function modelledSnapshot(
  settings: ShopSettings,
  lines: readonly CartLine[],
  invoiced: boolean,
  options: OrderOptions = {},
) {
  const computed = computeOrder(settings, lines);
  const entityId = options.entityId ?? 1;
  const incrementId = String(entityId).padStart(9, '0');
  const email = options.email ?? 'jane@example.com';
  const createdAt = options.createdAt ?? '2026-11-24 03:00:00';
  const header = headerOf(settings, computed);
  const itemId = (index: number) => entityId * 1000 + index + 1;
  const taxes = (line: CartLine, row: Row) =>
    line.rate.code === undefined
      ? []
      : [
          {
            tax_code: line.rate.code,
            tax_percent: Number(line.rate.percent),
            amount: number(row.tax),
            taxable_item_type: 'product',
          },
        ];
  const items = lines.map((line, index) => {
    const row = computed.rows[index];
    if (row === undefined) throw new Error('a row lacks');
    return {
      item_id: itemId(index),
      product_id: index + 1,
      product_type: 'simple',
      sku: line.sku,
      name: `Thing ${line.sku}`,
      qty_ordered: line.qty,
      qty_invoiced: invoiced ? line.qty : 0,
      qty_canceled: 0,
      qty_refunded: 0,
      qty_shipped: 0,
      tax_percent: Number(line.rate.percent),
      ...moneyOf(row),
      extension_attributes: { itemized_taxes: taxes(line, row) },
    };
  });
  const applied = (code: string | undefined, percent: string, amount: Big) =>
    code === undefined
      ? []
      : [{ code, title: code, percent: Number(percent), amount: number(amount), base_amount: number(amount) }];
  const order = {
    entity_id: entityId,
    increment_id: incrementId,
    state: options.state ?? (invoiced ? 'processing' : 'new'),
    status: options.state ?? (invoiced ? 'processing' : 'pending'),
    store_id: 1,
    created_at: createdAt,
    customer_is_guest: 1,
    customer_email: email,
    customer_firstname: 'Jane',
    customer_lastname: 'Citizen',
    customer_group_id: 0,
    ...header,
    shipping_discount_amount: number(computed.shipping.discount),
    shipping_description: 'Flat Rate - Fixed',
    ...(invoiced
      ? { total_paid: number(computed.grandTotal), total_invoiced: number(computed.grandTotal), total_due: 0 }
      : { total_due: number(computed.grandTotal) }),
    items,
    billing_address: address(email),
    payment: { method: options.method ?? 'checkmo' },
    extension_attributes: {
      shipping_assignments: [{ shipping: { address: address(email), method: 'flatrate_flatrate' } }],
      item_applied_taxes: [
        {
          type: 'shipping',
          applied_taxes: applied(settings.shippingRate.code, settings.shippingRate.percent, computed.shipping.tax),
        },
        ...lines.map((line, index) => ({
          type: 'product',
          item_id: itemId(index),
          applied_taxes: applied(line.rate.code, line.rate.percent, computed.rows[index]?.tax ?? computed.tax),
        })),
      ],
    },
  };
  const invoice = {
    entity_id: entityId,
    increment_id: incrementId,
    order_id: entityId,
    created_at: createdAt,
    state: 2,
    store_id: 1,
    ...header,
    items: lines.map((line, index) => {
      const row = computed.rows[index];
      if (row === undefined) throw new Error('a row lacks');
      return {
        entity_id: itemId(index),
        order_item_id: itemId(index),
        product_id: index + 1,
        sku: line.sku,
        name: `Thing ${line.sku}`,
        qty: line.qty,
        ...moneyOf(row),
      };
    }),
  };
  const products = Object.fromEntries(
    lines.map((line, index) => [
      String(index + 1),
      { sku: line.sku, type_id: 'simple', tax_class_id: line.rate.code === undefined ? '0' : '2' },
    ]),
  );
  return {
    order,
    invoices: invoiced ? [invoice] : [],
    creditmemos: [],
    shipments: [],
    transactions: [],
    amounts: 'stored' as const,
    restocked: {},
    products,
    customer_group: { id: 0, code: 'NOT LOGGED IN', tax_class_id: '3' },
    store: {
      store_id: 1,
      website_id: 1,
      code: 'default',
      timezone: 'Australia/Sydney',
      base_currency: 'AUD',
      tax_country: 'AU',
      prices_include_tax: settings.pricesIncludeTax,
    },
  };
}
