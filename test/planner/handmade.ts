import Big from 'big.js';
import type { Json } from './recorded';

/** An article sold, as a person would say it: quantity, price with tax of one piece, its GST (of the whole row). */
export interface Article {
  readonly sku: string;
  readonly qty: number;
  readonly each: string;
  readonly gst: string;
  readonly fields?: Json;
  readonly itemFields?: Json;
  readonly cancelled?: number;
  readonly parent?: string;
  /** A dynamic bundle's own line: it repeats its parts' money. */
  readonly heading?: true;
}
export interface Freight {
  readonly gross: string;
  readonly gst: string;
}
export interface Part {
  readonly id: number;
  /** SKU → quantity. */
  readonly of: Readonly<Record<string, number>>;
  readonly freight?: Freight;
  readonly at?: string;
  readonly fields?: Json;
  readonly items?: Json;
}
export interface Sold {
  readonly id?: number;
  readonly articles: readonly Article[];
  readonly freight?: Freight;
  readonly invoices?: readonly Part[];
  readonly creditmemos?: readonly Part[];
  readonly order?: Json;
  readonly method?: string;
  readonly country?: string;
  readonly billingCountry?: string;
  readonly snapshot?: Json;
}

const number = (amount: Big): number => Number(amount.toFixed());
const none: Freight = { gross: '0', gst: '0' };

/** A snapshot of an order without discounts, written by hand, amounts as stored. */
export function handmade(sold: Sold): Json {
  const { articles, freight = none, id = 7 } = sold;
  const itemId = (sku: string) => articles.findIndex((article) => article.sku === sku) + 1;
  const row = (article: Article, qty: number) => {
    const gross = new Big(article.each).times(qty);
    const tax = new Big(article.gst).times(qty).div(article.qty).round(2, Big.roundHalfUp);
    return { gross, tax };
  };
  const counted = articles.filter(({ heading }) => heading !== true);
  const total = (amounts: readonly Big[]) => amounts.reduce((sum, amount) => sum.plus(amount), new Big(0));
  const address = (country: string) => ({
    firstname: 'Jane',
    lastname: 'Citizen',
    street: ['1 George Street'],
    city: 'Sydney',
    postcode: '2000',
    country_id: country,
    email: 'jane@example.com',
  });
  const header = (goods: { gross: Big; tax: Big }, ship: Freight) => ({
    grand_total: number(goods.gross.plus(ship.gross)),
    subtotal: number(goods.gross.minus(goods.tax)),
    tax_amount: number(goods.tax.plus(ship.gst)),
    discount_amount: 0,
    shipping_amount: number(new Big(ship.gross).minus(ship.gst)),
    shipping_tax_amount: number(new Big(ship.gst)),
  });
  const part = (state: number) => (made: Part) => {
    const rows = Object.entries(made.of).map(([sku, qty]) => {
      const article = articles.find((each) => each.sku === sku);
      if (article === undefined) throw new Error(`no article ${sku}`);
      return { article, qty, ...row(article, qty) };
    });
    return {
      entity_id: made.id,
      increment_id: String(made.id).padStart(9, '0'),
      state,
      created_at: made.at ?? '2026-11-24 03:00:00',
      base_to_order_rate: 1,
      ...header(
        { gross: total(rows.map(({ gross }) => gross)), tax: total(rows.map(({ tax }) => tax)) },
        made.freight ?? none,
      ),
      items: rows.map(({ article, qty, gross, tax }, index) => ({
        entity_id: made.id * 100 + index,
        order_item_id: itemId(article.sku),
        sku: article.sku,
        name: `Article ${article.sku}`,
        qty,
        row_total: number(gross.minus(tax)),
        tax_amount: number(tax),
        ...article.itemFields,
        ...made.items,
      })),
      ...made.fields,
    };
  };
  const goods = counted.map((article) => row(article, article.qty));
  const method = sold.method ?? 'checkmo';
  const invoices = (sold.invoices ?? []).map(part(2));
  return {
    order: {
      entity_id: id,
      increment_id: String(id).padStart(9, '0'),
      state: 'processing',
      status: 'processing',
      store_id: 1,
      created_at: '2026-11-24 02:00:00',
      updated_at: '2026-11-24 03:00:00',
      customer_is_guest: 1,
      customer_email: 'jane@example.com',
      customer_firstname: 'Jane',
      customer_lastname: 'Citizen',
      base_currency_code: 'AUD',
      order_currency_code: 'AUD',
      base_to_order_rate: 1,
      ...header({ gross: total(goods.map(({ gross }) => gross)), tax: total(goods.map(({ tax }) => tax)) }, freight),
      ...(invoices.length === 0
        ? {}
        : { total_paid: number(total(invoices.map(({ grand_total: paid }) => new Big(paid)))) }),
      items: articles.map((article) => {
        const { gross, tax } = row(article, article.qty);
        const percent = tax.eq(0) ? 0 : 10;
        return {
          item_id: itemId(article.sku),
          ...(article.parent === undefined ? {} : { parent_item_id: itemId(article.parent) }),
          product_id: itemId(article.sku) + 100,
          product_type: 'simple',
          sku: article.sku,
          name: `Article ${article.sku}`,
          qty_ordered: article.qty,
          qty_canceled: article.cancelled ?? 0,
          price: number(new Big(article.each)),
          price_incl_tax: number(new Big(article.each)),
          row_total: number(gross.minus(tax)),
          row_total_incl_tax: number(gross),
          tax_amount: number(tax),
          tax_percent: percent,
          extension_attributes: {
            itemized_taxes:
              percent === 0
                ? []
                : [{ tax_code: 'AU-GST', tax_percent: 10, amount: number(tax), taxable_item_type: 'product' }],
          },
          ...article.fields,
        };
      }),
      billing_address: address(sold.billingCountry ?? sold.country ?? 'AU'),
      payment: { method },
      ...sold.order,
      extension_attributes: {
        shipping_assignments: [{ shipping: { address: address(sold.country ?? 'AU'), method: 'flatrate_flatrate' } }],
        applied_taxes: [{ code: 'AU-GST', percent: 10, amount: 1 }],
        item_applied_taxes: new Big(freight.gst).eq(0)
          ? []
          : [{ type: 'shipping', applied_taxes: [{ code: 'AU-GST', percent: 10, amount: Number(freight.gst) }] }],
        ...(sold.order?.['extension_attributes'] as Json | undefined),
      },
    },
    invoices,
    creditmemos: (sold.creditmemos ?? []).map(part(2)),
    shipments: [],
    transactions: [],
    amounts: 'stored',
    products: Object.fromEntries(
      articles.map(({ sku }) => [itemId(sku) + 100, { sku, type_id: 'simple', tax_class_id: '2' }]),
    ),
    store: {
      store_id: 1,
      website_id: 1,
      code: 'default',
      timezone: 'Australia/Sydney',
      base_currency: 'AUD',
      tax_country: 'AU',
    },
    ...sold.snapshot,
  };
}
