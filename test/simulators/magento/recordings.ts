import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from './shop';
import { asStored } from './stored';

/** Magento's own answers, recorded from a real 2.4.7-p3 (test/fixtures/cases, test/fixtures/magento). */
const fixtures = join(__dirname, '..', '..', 'fixtures');

const itemSchema = z.looseObject({
  product_id: z.number(),
  product_type: z.string(),
  sku: z.string(),
  parent_item_id: z.number().optional(),
});
const orderSchema = z.looseObject({
  entity_id: z.number(),
  increment_id: z.string(),
  store_id: z.number(),
  customer_id: z.number().optional(),
  customer_group_id: z.number(),
  customer_email: z.string(),
  customer_firstname: z.string(),
  customer_lastname: z.string(),
  items: z.array(itemSchema),
  payment: z.looseObject({ method: z.string() }),
});
export type RecordedOrder = z.infer<typeof orderSchema>;
const documentSchema = z.looseObject({ entity_id: z.number(), increment_id: z.string(), state: z.number().optional() });
export type RecordedDocument = z.infer<typeof documentSchema>;

/** `data` of an order event (docs/events), still with every field that Magento gave. */
export interface OrderData extends Json {
  readonly order: RecordedOrder;
  readonly invoices: readonly RecordedDocument[];
  readonly creditmemos: readonly RecordedDocument[];
}
export interface Stage {
  /** The Magento events that led here, as the relay lists them. */
  readonly reasons: string;
  readonly data: OrderData;
}
export interface Recording {
  readonly name: string;
  /** What happened to the order, oldest first; the last stage is all there is. */
  readonly stages: readonly Stage[];
  /** `data` of the registered buyer's customer event; undefined for a guest. */
  readonly customer: Json | undefined;
  /** Whether it may be played as paid through the gateway: one that was never invoiced may not, one cancelled in part must. */
  readonly viaGateway: 'always' | 'never' | 'either';
}

const read = (...path: string[]): unknown => JSON.parse(readFileSync(join(fixtures, ...path), 'utf8'));

interface Recipe {
  readonly name: string;
  readonly folder: string;
  readonly stages: readonly {
    readonly reasons: string;
    readonly order: string;
    readonly invoices?: readonly string[];
    readonly creditmemos?: readonly string[];
    readonly shipments?: readonly string[];
  }[];
  readonly transactions?: string;
  readonly customer?: string;
  readonly viaGateway?: Recording['viaGateway'];
}

/** A case with the files that most have: placed, then invoiced, shipped and partly credited. */
const usual = (folder: string, more: Partial<Recipe> = {}): Recipe => ({
  name: folder,
  folder: join('cases', folder),
  stages: [
    { reasons: 'order.placed', order: 'order-placed.json' },
    {
      reasons: 'invoice.created,shipment.created,creditmemo.created',
      order: 'order.json',
      invoices: ['invoice-1.json'],
      creditmemos: ['creditmemo-1.json'],
      shipments: ['shipment-1.json'],
    },
  ],
  ...more,
});

const partial = ['order-1-placed', 'order-2-first-invoice', 'order-4-second-invoice', 'order-6-first-refund', 'order'];

/** Orders that an Australian organisation in AUD can take. Cancelled, edited and foreign ones stand in suites of their own. */
const recipes: readonly Recipe[] = [
  {
    name: 'guest-with-coupon',
    folder: 'magento',
    stages: [
      { reasons: 'order.placed', order: 'order-guest-pending.json' },
      { reasons: 'invoice.created', order: 'order-guest-invoiced.json', invoices: ['invoice-guest.json'] },
      {
        reasons: 'shipment.created,creditmemo.created',
        order: 'order-guest-partially-refunded.json',
        invoices: ['invoice-guest.json'],
        creditmemos: ['creditmemo-guest-partial.json'],
        shipments: ['shipment-guest.json'],
      },
    ],
  },
  {
    name: 'virtual',
    folder: 'magento',
    stages: [{ reasons: 'order.placed', order: 'order-virtual.json' }],
    viaGateway: 'never',
  },
  usual('12-gateway-refund-online-and-offline', {
    stages: [
      { reasons: 'order.placed,invoice.created', order: 'order-placed.json', invoices: ['invoice-1.json'] },
      {
        reasons: 'creditmemo.created',
        order: 'order-refunded-offline.json',
        invoices: ['invoice-1.json'],
        creditmemos: ['creditmemo-1.json', 'creditmemo-2.json'],
      },
    ],
    transactions: 'transactions.json',
    viaGateway: 'always',
  }),
  usual('11-company-vat-two-addresses', {
    stages: [
      {
        reasons: 'order.placed,invoice.created,shipment.created',
        order: 'order.json',
        invoices: ['invoice-1.json'],
        shipments: ['shipment-1.json'],
      },
    ],
    customer: 'customer.json',
  }),
  usual('01-incl-total-12lines-10pct'),
  usual('01-incl-unit-035x30'),
  usual('02-excl-total-12lines-10pct'),
  usual('03-fixed-cart-20-with-freight'),
  usual('04-export-nz'),
  usual('04-mixed-class-none'),
  usual('09-bundle-dynamic-with-coupon'),
  usual('09-bundle-fixed-price'),
  {
    name: '05-partial-everything',
    folder: join('cases', '05-partial-everything'),
    viaGateway: 'always',
    stages: partial.map((file, index) => ({
      reasons:
        [
          'order.placed',
          'invoice.created',
          'invoice.created',
          'creditmemo.created',
          'creditmemo.created,order.changed',
        ][index] ?? '',
      order: `${file}.json`,
      invoices: ['invoice-1.json', 'invoice-2.json'].slice(0, index),
      creditmemos: ['creditmemo-1.json', 'creditmemo-2.json'].slice(0, Math.max(0, index - 2)),
      shipments: ['shipment-1.json', 'shipment-2.json'].slice(0, index),
    })),
  },
  usual('05-refund-discounted-freight-in-parts', {
    stages: [
      {
        reasons: 'order.placed,invoice.created,shipment.created,creditmemo.created',
        order: 'order-first-refund.json',
        invoices: ['invoice-1.json'],
        creditmemos: ['creditmemo-1.json'],
        shipments: ['shipment-1.json'],
      },
      {
        reasons: 'creditmemo.created',
        order: 'order.json',
        invoices: ['invoice-1.json'],
        creditmemos: ['creditmemo-1.json', 'creditmemo-2.json'],
        shipments: ['shipment-1.json'],
      },
    ],
  }),
  usual('10-fpt-taxed'),
  usual('14-decimal-quantities'),
];

const storeConfigs = z.array(
  z.looseObject({
    id: z.number(),
    code: z.string(),
    website_id: z.number(),
    base_currency_code: z.string(),
    timezone: z.string(),
  }),
);

function storeOf(folder: string, order: RecordedOrder): Json {
  const store = storeConfigs.parse(read(folder, 'store-configs.json')).find((config) => config.id === order.store_id);
  if (store === undefined) throw new Error(`${folder}: store ${order.store_id} was not recorded`);
  const settings = existsSync(join(fixtures, folder, 'settings.json'))
    ? (read(folder, 'settings.json') as Json)
    : { 'tax/calculation/price_includes_tax': '1' };
  return {
    store_id: store.id,
    website_id: store.website_id,
    code: store.code,
    timezone: store.timezone,
    base_currency: store.base_currency_code,
    tax_country: 'AU',
    prices_include_tax: settings['tax/calculation/price_includes_tax'] === '1',
  };
}

const productSchema = z.looseObject({
  sku: z.string(),
  type_id: z.string(),
  custom_attributes: z.array(z.object({ attribute_code: z.string(), value: z.unknown() })),
});

/** Product facts by id. A product that was not recorded has the taxable class 2, like all others of that shop. */
function productsOf(folder: string, order: RecordedOrder): Json {
  const recorded = readdirSync(join(fixtures, folder))
    .filter((file) => file.startsWith('product-'))
    .map((file) => productSchema.parse(read(folder, file)));
  const facts = order.items.map((item) => {
    // A dynamic bundle's line carries the SKUs of its parts behind its own.
    const product =
      recorded.find(({ sku }) => item.sku === sku) ?? recorded.find(({ sku }) => item.sku.startsWith(`${sku}-`));
    const taxClass = product?.custom_attributes.find(({ attribute_code }) => attribute_code === 'tax_class_id')?.value;
    return [
      String(item.product_id),
      {
        sku: product?.sku ?? item.sku,
        type_id: product?.type_id ?? item.product_type,
        tax_class_id: typeof taxClass === 'string' ? taxClass : '2',
        cost: null,
        attributes: {},
      },
    ] as const;
  });
  return Object.fromEntries(facts);
}

const groups = new Map([
  [0, { id: 0, code: 'NOT LOGGED IN', tax_class_id: '3' }],
  [1, { id: 1, code: 'General', tax_class_id: '3' }],
]);

function stageOf(recipe: Recipe, stage: Recipe['stages'][number], amounts: 'stored' | 'rest'): Stage {
  const { folder } = recipe;
  const recorded = orderSchema.parse(read(folder, stage.order));
  const documents = (files: readonly string[] | undefined) =>
    (files ?? []).map((file) => documentSchema.parse(read(folder, file)));
  const transactions = recipe.transactions === undefined ? { items: [] } : (read(folder, recipe.transactions) as Json);
  return {
    reasons: stage.reasons,
    data: {
      order: amounts === 'stored' ? { ...recorded, items: recorded.items.map(asStored) } : recorded,
      invoices: documents(stage.invoices),
      creditmemos: documents(stage.creditmemos),
      shipments: documents(stage.shipments),
      transactions: transactions['items'],
      amounts,
      restocked: {},
      products: productsOf(folder, recorded),
      customer_group: groups.get(recorded.customer_group_id) ?? null,
      store: storeOf(folder, recorded),
    },
  };
}

/** `stored`: as the module's snapshots carry the amounts; `rest`: exactly as recorded. */
export function recordings(amounts: 'stored' | 'rest' = 'stored'): Recording[] {
  return recipes.map((recipe) => ({
    name: recipe.name,
    viaGateway: recipe.viaGateway ?? 'either',
    stages: recipe.stages.map((stage) => stageOf(recipe, stage, amounts)),
    customer:
      recipe.customer === undefined
        ? undefined
        : { customer: read(recipe.folder, recipe.customer), group: groups.get(1), store: null },
  }));
}
