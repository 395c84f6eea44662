// Records one whole snapshot for each kind of order, from a real Magento, into test/fixtures/snapshots:
//   MAGENTO_ROOT=<code folder with vendor/> npx tsx test/magento/record.ts [name…]
// The truth beside them (expected.json) is written by hand, never by this.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { bundleOption, makeCoupon, makeProduct, sizeOption } from './catalogue';
import { placeOrder, type Basket, type CartItem } from './checkout';
import type { Rest } from './rest';
import { Shop } from './shop';

const target = join(__dirname, '..', 'fixtures', 'snapshots');

interface Recording {
  readonly name: string;
  /** Makes what it needs beyond the catalogue, and says what is bought. */
  readonly basket: (rest: Rest, shop: Shop) => Promise<Basket> | Basket;
  /** `open`: not invoiced. The others are invoiced whole. */
  readonly stays?: 'open';
}

const item = (sku: string, qty: number, extension?: Readonly<Record<string, unknown>>): CartItem =>
  extension === undefined ? { sku, qty } : { sku, qty, product_option: { extension_attributes: extension } };
const taxable = { attribute_code: 'tax_class_id', value: '2' };
const withId = z.object({ id: z.number() });
const optionId = z.object({ option_id: z.number() });

/** A kept shop may have it from an earlier recording. */
async function withoutProduct(rest: Rest, sku: string): Promise<void> {
  const isThere = await rest.get(`/products/${sku}`).then(
    () => true,
    () => false,
  );
  if (isThere) await rest.admin('DELETE', `/products/${sku}`, undefined, 'all');
}

const recordings: readonly Recording[] = [
  { name: 'simple', basket: () => ({ items: [item('MUG', 2)] }) },
  {
    name: 'configurable',
    basket: async (rest) => ({ items: [{ sku: 'TEE', qty: 1, product_option: await sizeOption(rest, 'L') }] }),
  },
  {
    name: 'bundle-dynamic',
    basket: async (rest) => ({ items: [item('GIFTBOX', 2, await bundleOption(rest, 'GIFTBOX'))] }),
  },
  {
    name: 'bundle-fixed',
    basket: async (rest, shop) => {
      const part = (title: string, sku: string, price: number, position: number) => ({
        title,
        required: true,
        type: 'select',
        position,
        product_links: [{ sku, qty: 1, is_default: true, price, price_type: 0, can_change_quantity: 0 }],
      });
      await withoutProduct(rest, 'HAMPER');
      await makeProduct(
        rest,
        {
          sku: 'HAMPER',
          name: 'Hamper',
          price: '50.00',
          type_id: 'bundle',
          custom_attributes: [
            taxable,
            { attribute_code: 'price_type', value: '1' },
            { attribute_code: 'price_view', value: '0' },
            { attribute_code: 'sku_type', value: '1' },
            { attribute_code: 'weight_type', value: '1' },
            { attribute_code: 'shipment_type', value: '0' },
          ],
        },
        {
          stock_item: { is_in_stock: true, manage_stock: true },
          bundle_product_options: [part('Cup', 'MUG', 0, 1), part('Bag', 'TOTE', 5, 2)],
        },
      );
      await shop.magento.run('indexer:reindex');
      return { items: [item('HAMPER', 1, await bundleOption(rest, 'HAMPER'))] };
    },
  },
  {
    name: 'grouped',
    basket: async (rest, shop) => {
      const link = (sku: string, position: number) => ({
        sku: 'TABLE-SET',
        link_type: 'associated',
        linked_product_sku: sku,
        linked_product_type: 'simple',
        position,
        extension_attributes: { qty: 1 },
      });
      await withoutProduct(rest, 'TABLE-SET');
      await makeProduct(
        rest,
        { sku: 'TABLE-SET', name: 'Table Set', type_id: 'grouped', product_links: [link('MUG', 1), link('CARD', 2)] },
        { stock_item: { is_in_stock: true, manage_stock: true } },
      );
      await shop.magento.run('indexer:reindex');
      const id = async (sku: string) => withId.parse(await rest.get(`/products/${sku}`)).id;
      return {
        items: [
          item('TABLE-SET', 1, {
            grouped_options: [
              { id: await id('MUG'), qty: 4 },
              { id: await id('CARD'), qty: 4 },
            ],
          }),
        ],
      };
    },
  },
  { name: 'virtual', basket: () => ({ items: [item('ENGRAVING', 1)], shipping: 'none' }) },
  {
    name: 'downloadable',
    basket: async (rest, shop) => {
      await shop.magento.run('downloadable:domains:add', 'example.com');
      await makeProduct(
        rest,
        { sku: 'EBOOK', name: 'Book of Mugs', price: '12.10', type_id: 'downloadable' },
        {
          downloadable_product_links: [
            {
              title: 'PDF',
              sort_order: 1,
              is_shareable: 1,
              price: 0,
              number_of_downloads: 0,
              link_type: 'url',
              link_url: 'https://example.com/book.pdf',
            },
          ],
        },
      );
      return { items: [item('EBOOK', 1)], shipping: 'none' };
    },
  },
  {
    name: 'custom-options',
    basket: async (rest) => {
      await withoutProduct(rest, 'POSTER');
      await makeProduct(rest, { sku: 'POSTER', name: 'Poster', price: '20.00' });
      await rest.postAll('/products/options', {
        option: {
          product_sku: 'POSTER',
          title: 'Frame',
          type: 'drop_down',
          sort_order: 1,
          is_require: true,
          values: [{ title: 'Oak', sort_order: 1, price: 5.5, price_type: 'fixed', sku: 'OAK' }],
        },
      });
      const [option] = z
        .array(optionId.extend({ values: z.array(z.object({ option_type_id: z.number() })) }))
        .parse(await rest.get('/products/POSTER/options'));
      const { option_id, values = [] } = option ?? {};
      const custom_options = [{ option_id: String(option_id), option_value: String(values[0]?.option_type_id) }];
      return { items: [item('POSTER', 1, { custom_options })] };
    },
  },
  {
    name: 'decimal-quantity',
    basket: async (rest) => {
      const stock_item = { qty: 1000, is_in_stock: true, manage_stock: true, is_qty_decimal: true };
      await makeProduct(rest, { sku: 'ROPE', name: 'Rope by the metre', price: '3.50' }, { stock_item });
      return { items: [item('ROPE', 2.5)] };
    },
  },
  {
    name: 'lines-120',
    basket: async (rest) => {
      await withoutProduct(rest, 'LABEL');
      await makeProduct(rest, { sku: 'LABEL', name: 'Printed Label', price: '0.35' });
      const { option_id } = optionId.parse(
        await rest.postAll('/products/options', {
          option: {
            product_sku: 'LABEL',
            title: 'Text',
            type: 'field',
            sort_order: 1,
            is_require: true,
            price: 0,
            price_type: 'fixed',
          },
        }),
      );
      const label = (index: number) =>
        item('LABEL', 1, { custom_options: [{ option_id: String(option_id), option_value: `Label ${index + 1}` }] });
      return { items: Array.from({ length: 120 }, (_, index) => label(index)) };
    },
  },
  {
    name: 'buy-two-get-one',
    basket: async (rest) => {
      const rule = { simple_action: 'buy_x_get_y', discount_step: 2, discount_amount: 1 };
      await makeCoupon(rest, 'THIRDFREE', rule);
      return { items: [item('MUG', 3)], coupon: 'THIRDFREE' };
    },
  },
  {
    name: 'discount-100-percent',
    basket: async (rest) => {
      await makeCoupon(rest, 'ALLGOODS', { simple_action: 'by_percent', discount_amount: 100 });
      return { items: [item('MUG', 1), item('CARD', 3)], coupon: 'ALLGOODS' };
    },
  },
  {
    name: 'zero-total',
    basket: async (rest) => {
      await makeCoupon(rest, 'NOTHING', { simple_action: 'by_percent', discount_amount: 100, apply_to_shipping: true });
      return { items: [item('TOTE', 1)], coupon: 'NOTHING', method: 'free' };
    },
  },
  { name: 'free-shipping', basket: () => ({ items: [item('MUG', 2)], shipping: 'freeshipping' }) },
  {
    name: 'export',
    basket: () => ({
      items: [item('MUG', 1), item('TOTE', 2)],
      address: {
        street: ['1 Queen Street'],
        city: 'Auckland',
        region: 'Auckland',
        region_code: '',
        region_id: 0,
        postcode: '1010',
        country_id: 'NZ',
      },
    }),
  },
  {
    name: 'several-rates',
    basket: async (rest) => {
      const reduced = Number(
        await rest.post('/taxClasses', { taxClass: { class_name: 'Reduced', class_type: 'PRODUCT' } }),
      );
      const rate = { tax_country_id: 'AU', tax_region_id: 0, tax_postcode: '*', rate: 5, code: 'AU-5', titles: [] };
      const { id } = withId.parse(await rest.post('/taxRates', { tax_rate: rate }));
      await rest.post('/taxRules', {
        rule: {
          code: 'Reduced',
          priority: 0,
          position: 0,
          customer_tax_class_ids: [3],
          product_tax_class_ids: [reduced],
          tax_rate_ids: [id],
          calculate_subtotal: false,
        },
      });
      const classed = (value: number) => [{ attribute_code: 'tax_class_id', value: String(value) }];
      await makeProduct(rest, { sku: 'BOOKLET', name: 'Booklet', price: '21.00', custom_attributes: classed(reduced) });
      await makeProduct(rest, { sku: 'MILK', name: 'Milk', price: '5.00', custom_attributes: classed(0) });
      return { items: [item('MUG', 1), item('BOOKLET', 1), item('MILK', 2)] };
    },
  },
  {
    name: 'percent-discount-with-freight',
    basket: () => ({ items: [item('TOTE', 3), item('CARD', 7)], coupon: 'SAVE10' }),
  },
  { name: 'open-order', basket: () => ({ items: [item('MUG', 1)] }), stays: 'open' },
];

async function record({ name, basket, stays }: Recording, shop: Shop): Promise<void> {
  const id = await placeOrder(shop.rest, { ...(await basket(shop.rest, shop)), email: 'shopper@example.com' });
  if (stays !== 'open') await shop.rest.post(`/order/${id}/invoice`, { capture: true });
  const event = z
    .looseObject({ data: z.looseObject({ order: z.looseObject({ grand_total: z.number(), tax_amount: z.number() }) }) })
    .parse(JSON.parse((await shop.client().snapshot('order', String(id))) ?? ''));
  // A recording is a fact of the past: who placed it from where is none of it.
  const { remote_ip: _ip, protect_code: _code, ...order } = event.data.order;
  const kept = { ...event, data: { ...event.data, order } };
  writeFileSync(join(target, `${name}.json`), `${JSON.stringify(kept, null, 1)}\n`);
  process.stdout.write(`${name}: ${order.grand_total}, GST ${order.tax_amount}\n`);
}

async function main(): Promise<void> {
  const root = process.env['MAGENTO_ROOT'];
  if (root === undefined) throw new Error('MAGENTO_ROOT is not set to a Magento code folder with vendor/');
  mkdirSync(target, { recursive: true });
  const wanted = process.argv.slice(2);
  const shop = await Shop.start(root, (line) => process.stderr.write(`${line}\n`));
  try {
    for (const recording of recordings)
      if (wanted.length === 0 || wanted.includes(recording.name))
        await record(recording, shop).catch((error: unknown) => {
          process.exitCode = 1;
          process.stderr.write(`${recording.name}: ${String(error)}\n`);
        });
  } finally {
    await shop.stop();
  }
}

void main();
