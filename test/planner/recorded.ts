import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { asStored } from '../simulators/magento/stored';

export type Json = Readonly<Record<string, unknown>>;

/** A Magento document as its REST API printed it. */
export interface Printed extends Json {
  readonly entity_id: number;
  readonly increment_id: string;
  readonly grand_total: number;
  readonly tax_amount: number;
  readonly state?: number | string;
}
export interface PrintedOrder extends Printed {
  readonly store_id: number;
  readonly total_canceled?: number;
  readonly tax_canceled?: number;
  readonly items: readonly (Json & { readonly product_id: number; readonly sku: string })[];
  readonly payment: Json & { readonly method: string };
}

/** One moment of one order of a recorded case. */
export interface Moment {
  readonly name: string;
  readonly folder: string;
  readonly order: PrintedOrder;
  readonly invoices: readonly Printed[];
  readonly creditmemos: readonly Printed[];
  readonly shipments: readonly Json[];
  readonly transactions: readonly Json[];
}

const fixtures = join(__dirname, '..', 'fixtures');
const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(fixtures, ...path), 'utf8'));

interface Files {
  readonly order: string;
  readonly prefix?: string;
  readonly invoices?: number;
  readonly creditmemos?: number;
  readonly shipments?: number;
}

/** Every order of the seventeen cases, at every moment that was recorded; counts say how many documents there were by then. */
const moments: Readonly<Record<string, readonly Files[]>> = {
  '01-incl-total-12lines-10pct': placedThenAll(),
  '01-incl-unit-035x30': placedThenAll(),
  '02-excl-total-12lines-10pct': placedThenAll(),
  '03-fixed-cart-20-with-freight': placedThenAll(),
  '04-export-nz': placedThenAll(),
  '04-mixed-class-none': placedThenAll(),
  '05-partial-everything': [
    { order: 'order-1-placed' },
    { order: 'order-2-first-invoice', invoices: 1 },
    { order: 'order-3-first-shipment', invoices: 1, shipments: 1 },
    { order: 'order-4-second-invoice', invoices: 2, shipments: 1 },
    { order: 'order-5-second-shipment', invoices: 2, shipments: 2 },
    { order: 'order-6-first-refund', invoices: 2, shipments: 2, creditmemos: 1 },
    { order: 'order-7-second-refund', invoices: 2, shipments: 2, creditmemos: 2 },
    { order: 'order', invoices: 2, shipments: 2, creditmemos: 2 },
  ],
  '05-refund-discounted-freight-in-parts': [
    { order: 'order-first-refund', invoices: 1, shipments: 1, creditmemos: 1 },
    { order: 'order', invoices: 1, shipments: 1, creditmemos: 2 },
  ],
  '06-usd-store-view': [
    { order: 'order-placed' },
    { order: 'order-first-refund', invoices: 1, shipments: 1, creditmemos: 1 },
    { order: 'order', invoices: 1, shipments: 1, creditmemos: 2 },
  ],
  '07-second-website': [
    { order: 'order-main', prefix: 'main-', invoices: 1, shipments: 1, creditmemos: 1 },
    { order: 'order-outlet', prefix: 'outlet-', invoices: 1, shipments: 1, creditmemos: 1 },
  ],
  '09-bundle-dynamic-with-coupon': placedThenAll(),
  '09-bundle-fixed-price': placedThenAll(),
  '10-fpt-taxed': placedThenAll(),
  '11-company-vat-two-addresses': [{ order: 'order', invoices: 1, shipments: 1 }],
  '12-edited-by-admin': [
    { order: 'order-original-placed' },
    { order: 'order-original' },
    { order: 'order-edit-1' },
    { order: 'order-edit-2', prefix: 'edit-2-', invoices: 1, shipments: 1 },
  ],
  '12-gateway-refund-online-and-offline': [
    { order: 'order-placed', invoices: 1 },
    { order: 'order-refunded-online', invoices: 1, creditmemos: 1 },
    { order: 'order-refunded-offline', invoices: 1, creditmemos: 2 },
    { order: 'order', invoices: 1, creditmemos: 2 },
  ],
  '14-decimal-quantities': placedThenAll(),
};

function placedThenAll(): Files[] {
  return [{ order: 'order-placed' }, { order: 'order', invoices: 1, shipments: 1, creditmemos: 1 }];
}

export const caseNames = Object.keys(moments);

export function momentsOf(name: string): Moment[] {
  return (moments[name] ?? []).map((files) => {
    const several = <T>(kind: string, count = 0): T[] =>
      Array.from(
        { length: count },
        (_, index) => read('cases', name, `${kind}-${files.prefix ?? ''}${index + 1}.json`) as T,
      );
    const hasTransactions = readdirSync(join(fixtures, 'cases', name)).includes('transactions.json');
    return {
      name: `${name} ${files.order}`,
      folder: `cases/${name}`,
      order: read('cases', name, `${files.order}.json`) as PrintedOrder,
      invoices: several<Printed>('invoice', files.invoices),
      creditmemos: several<Printed>('creditmemo', files.creditmemos),
      shipments: several<Json>('shipment', files.shipments),
      transactions: hasTransactions ? (read('cases', name, 'transactions.json') as { items: Json[] }).items : [],
    };
  });
}

export const expectedOf = (name: string): unknown => read('cases', name, 'expected.json');

/** The orders of fixtures/magento: a guest's with configurable, coupon and taxed freight, a virtual one, a cancelled one. */
export function magentoMoment(order: string, documents: { invoices?: string[]; creditmemos?: string[] } = {}): Moment {
  return {
    name: order,
    folder: 'magento',
    order: read('magento', `${order}.json`) as PrintedOrder,
    invoices: (documents.invoices ?? []).map((file) => read('magento', `${file}.json`) as Printed),
    creditmemos: (documents.creditmemos ?? []).map((file) => read('magento', `${file}.json`) as Printed),
    shipments: [],
    transactions: [],
  };
}

export const magentoSearch = (file: string): Json[] => (read('magento', `${file}.json`) as { items: Json[] }).items;

interface StoreConfig {
  readonly id: number;
  readonly code: string;
  readonly website_id: number;
  readonly timezone: string;
  readonly base_currency_code: string;
}

/** `data` of an order event, as the module sends it (`stored`) or as gathered by plain REST. */
export function snapshotOf(moment: Moment, amounts: 'stored' | 'rest', more: Json = {}): Json {
  const { order, folder } = moment;
  const configs = read(folder, 'store-configs.json') as StoreConfig[];
  const store = configs.find(({ id }) => id === order.store_id);
  return {
    order: amounts === 'stored' ? { ...order, items: order.items.map(asStored) } : order,
    invoices: moment.invoices,
    creditmemos: moment.creditmemos,
    shipments: moment.shipments,
    transactions: moment.transactions,
    amounts,
    restocked: {},
    products: productsOf(folder, order),
    customer_group: { id: 0, code: 'NOT LOGGED IN', tax_class_id: '3' },
    store: {
      store_id: order.store_id,
      website_id: store?.website_id ?? 1,
      code: store?.code ?? 'default',
      timezone: store?.timezone ?? 'Australia/Sydney',
      base_currency: store?.base_currency_code ?? 'AUD',
      tax_country: 'AU',
      prices_include_tax: true,
    },
    ...more,
  };
}

interface Product {
  readonly id: number;
  readonly sku: string;
  readonly type_id: string;
  readonly custom_attributes: readonly { readonly attribute_code: string; readonly value: unknown }[];
}

function productsOf(folder: string, order: PrintedOrder): Json {
  const products = readdirSync(join(fixtures, folder))
    .filter((file) => file.startsWith('product-'))
    .map((file) => read(folder, file) as Product);
  return Object.fromEntries(
    order.items.map((item) => {
      const product = products.find(({ id }) => id === item.product_id);
      const taxClass = product?.custom_attributes.find(({ attribute_code: code }) => code === 'tax_class_id')?.value;
      return [
        item.product_id,
        {
          sku: product?.sku ?? item.sku,
          type_id: product?.type_id ?? item['product_type'],
          tax_class_id: taxClass ?? '2',
        },
      ];
    }),
  );
}
