import { z } from 'zod';
import { bundleOption, sizeOption } from '../catalogue';
import { placeOrder } from '../checkout';
import { dataBytes } from '../receiver';
import type { Stage } from '../stage';

const document = z.looseObject({ entity_id: z.number(), items: z.array(z.looseObject({})) });
const orderData = z.looseObject({
  order: document.extend({ items: z.array(z.looseObject({ item_id: z.number() })) }),
  invoices: z.array(document),
  creditmemos: z.array(document),
  shipments: z.array(document),
  restocked: z.record(z.string(), z.number()),
  products: z.record(z.string(), z.unknown()),
  amounts: z.string(),
});
const orderItems = z.object({
  items: z.array(
    z.object({ item_id: z.number(), sku: z.string(), product_type: z.string(), parent_item_id: z.number().optional() }),
  ),
});
const eventData = z.object({ data: z.unknown() });

/** The amounts that Magento's REST area alters on order items, and nothing else may differ. */
const alteredByRest = ['row_total', 'base_row_total', 'row_total_incl_tax', 'base_row_total_incl_tax'];

/** A REST answer without what is no part of a snapshot: the references, the shipping label, and the altered amounts where asked for. */
function comparable(value: unknown, without: readonly string[] = []): unknown {
  if (Array.isArray(value)) return value.map((entry) => comparable(entry, without));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .filter(([name]) => name !== 'xero_references' && name !== 'shipping_label' && !without.includes(name))
    .map(([name, entry]) => [name, comparable(entry, without)] as const)
    // Where references were all there was, nothing is left.
    .filter(([name, entry]) => name !== 'extension_attributes' || !['[]', '{}'].includes(JSON.stringify(entry)));
  return Object.fromEntries(entries);
}

/** Whether a snapshot says what Magento's own service contracts say. */
export function snapshots(stage: Stage): void {
  describe('A snapshot', () => {
    /** An order with everything: configurable, bundle, discount on goods and freight, part invoices, shipments, a refund with return to stock. */
    async function fullOrder() {
      const { shop } = stage;
      const id = await placeOrder(shop.rest, {
        coupon: 'SAVE10',
        items: [
          { sku: 'MUG', qty: 3 },
          { sku: 'TEE', qty: 2, product_option: await sizeOption(shop.rest, 'S') },
          {
            sku: 'GIFTBOX',
            qty: 1,
            product_option: { extension_attributes: await bundleOption(shop.rest, 'GIFTBOX') },
          },
          { sku: 'CARD', qty: 7 },
        ],
      });
      const { items } = orderItems.parse(await shop.rest.get(`/orders/${id}`));
      const item = (sku: string, type: string) => {
        const found = items.find((candidate) => candidate.sku === sku && candidate.product_type === type);
        if (found === undefined) throw new Error(`no ${type} ${sku} in the order`);
        return found.item_id;
      };
      const mug = items.find(({ sku, parent_item_id }) => sku === 'MUG' && parent_item_id === undefined)?.item_id ?? 0;
      const tee = item('TEE-S', 'configurable');
      await shop.rest.post(`/order/${id}/invoice`, { capture: true, items: [{ order_item_id: mug, qty: 3 }] });
      await shop.rest.post(`/order/${id}/invoice`, { capture: true });
      await shop.rest.post(`/order/${id}/ship`);
      await shop.rest.post(`/order/${id}/refund`, {
        items: [
          { order_item_id: mug, qty: 2 },
          { order_item_id: tee, qty: 1 },
        ],
        arguments: { shipping_amount: 0, extension_attributes: { return_to_stock_items: [mug] } },
      });
      return { id, mug };
    }

    test('of an order equals what the service contracts say, with the amounts that are stored', async () => {
      const { shop } = stage;
      const { id, mug } = await fullOrder();
      const text = await shop.client().snapshot('order', String(id));
      const data = orderData.parse(eventData.parse(JSON.parse(text ?? '')).data);

      const rest = await shop.rest.get(`/orders/${id}`);
      expect(comparable(data.order, alteredByRest)).toEqual(comparable(rest, alteredByRest));
      // Would this be equal, then REST no longer alters them, and the snapshot could not be told from a REST answer.
      expect(comparable(data.order)).not.toEqual(comparable(rest));
      const criteria = `searchCriteria[filter_groups][0][filters][0][field]=order_id&searchCriteria[filter_groups][0][filters][0][value]=${id}`;
      const found = async (path: string) =>
        comparable(z.object({ items: z.array(z.unknown()) }).parse(await shop.rest.get(`/${path}?${criteria}`)).items);
      expect(data.invoices).toHaveLength(2);
      expect(data.creditmemos).toHaveLength(1);
      expect(comparable(data.invoices)).toEqual(await found('invoices'));
      expect(comparable(data.shipments)).toEqual(await found('shipments'));
      expect(comparable(data.creditmemos)).toEqual(await found('creditmemos'));

      const stored = await shop.database.query(
        `SELECT item_id, row_total, base_row_total, row_total_incl_tax, base_row_total_incl_tax FROM sales_order_item WHERE order_id = ${id}`,
      );
      expect(stored.length).toBe(data.order.items.length);
      for (const row of stored) {
        const item = data.order.items.find(({ item_id }) => item_id === Number(row['item_id']));
        for (const name of alteredByRest) if (item?.[name] !== undefined) expect(item[name]).toBe(Number(row[name]));
      }
      expect(data.amounts).toBe('stored');

      // Two mugs came back to stock, the tee did not.
      const memoItem = await shop.database.value(
        `SELECT entity_id FROM sales_creditmemo_item WHERE order_item_id = ${mug} AND qty = 2`,
      );
      expect(data.restocked).toEqual({ [memoItem]: 2 });
    });

    test('over REST has the same bytes as the event that the relay sends', async () => {
      const { shop, receiver } = stage;
      const { id } = await fullOrder();
      await shop.drain();
      const [customer, product] = await Promise.all([
        shop.database.value('SELECT MIN(entity_id) FROM customer_entity'),
        shop.database.value(`SELECT entity_id FROM catalog_product_entity WHERE sku = 'TOTE'`),
      ]);
      const found = await shop.rest.get(`/customers/${customer}`);
      await shop.rest.put(`/customers/${customer}`, { customer: { ...(found as object), firstname: 'Janet' } });
      await shop.rest.admin('PUT', '/products/TOTE', { product: { weight: '0.7' } }, 'all');
      await shop.rest.post('/inventory/source-items', {
        sourceItems: [{ sku: 'JAR', source_code: 'north', quantity: 39, status: 1 }],
      });
      await shop.drain();
      const records = [
        ['order', String(id)],
        ['customer', customer],
        ['product', product],
        ['stock', 'JAR'],
      ] as const;
      for (const [type, record] of records) {
        const event = receiver.of(`${type}:${record}`).at(-1);
        if (event === undefined) throw new Error(`no event of ${type} ${record}`);
        const read = await shop.client().snapshot(type, record);
        expect(dataBytes(read ?? '')).toBe(dataBytes(event.raw));
        expect(BigInt(z.object({ version: z.string() }).parse(JSON.parse(read ?? '')).version)).toBeGreaterThan(
          BigInt(event.event.version),
        );
      }
    });

    test('of the next record is read by pages, each once', async () => {
      const { shop } = stage;
      await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      const subjects: string[] = [];
      let after = '';
      for (;;) {
        const page = await shop.client().snapshots('order', after, 3);
        subjects.push(...page.items.map((item) => z.object({ subject: z.string() }).parse(item).subject));
        if (page.next === null) break;
        after = page.next;
      }
      const ids = await shop.database.query('SELECT entity_id FROM sales_order ORDER BY entity_id');
      expect(subjects).toEqual(ids.map((row) => `order:${row['entity_id']}`));
    });

    test('takes some hundredths of a second, and the five hundredth no more memory than the hundredth', async () => {
      const { shop } = stage;
      await fullOrder();
      const figures = z
        .object({ count: z.number(), median_ms: z.number(), memory_growth_after_100_bytes: z.number() })
        .loose()
        .parse(JSON.parse(await shop.magento.script('measure-snapshots.php', 'order', '500')));
      stage.figures['500 snapshots of orders in one process'] = figures;
      expect(figures.count).toBe(500);
      expect(figures.median_ms).toBeLessThan(100);
      expect(figures.memory_growth_after_100_bytes).toBeLessThan(20_000_000);
    });
  });

  describe('The integration of the sidecar', () => {
    test('may do what the sidecar needs and nothing else', async () => {
      const { shop } = stage;
      const client = shop.client();
      expect((await client.config()).magento.edition).toBe('Community');
      for (const path of ['/V1/orders/1', '/V1/customers/1', '/V1/products/MUG', '/V1/store/storeConfigs'])
        expect([path, (await client.send({ method: 'GET', path, body: null, idempotencyKey: null })).status]).toEqual([
          path,
          401,
        ]);
    });

    test('is refused when its keys are wrong', async () => {
      const { shop } = stage;
      const response = await fetch(`${shop.url}/rest/all/V1/ledgerlink/config`);
      expect(response.status).toBe(401);
    });
  });
}
