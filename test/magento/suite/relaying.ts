import { placeOrder } from '../checkout';
import { until } from '../commands';
import { settingSql } from '../installation';
import { median, spread, type Stage } from '../stage';

/** When each order was committed, as its own process noted it. Unix milliseconds by order id. */
export function commitTimes(stage: Stage): Map<number, number> {
  return new Map(
    stage.shop
      .lines('probe-commits')
      .map((line) => line.split(' '))
      .map(([id, time]) => [Number(id), Number(time)]),
  );
}

/** Whether what is in the outbox gets out: soon, once, whatever breaks. */
export function relaying(stage: Stage): void {
  describe('The relay over HTTP', () => {
    beforeEach(async () => {
      await stage.shop.emptyOutbox();
    });

    test('has an order at the sidecar within a second of its commit', async () => {
      const { shop, receiver } = stage;
      const relay = shop.startRelay();
      const ids: number[] = [];
      try {
        for (let count = 0; count < 20; count += 1) {
          const id = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
          ids.push(id);
          await until(`order ${id} arrives`, () => receiver.of(`order:${id}`).length > 0);
        }
      } finally {
        await relay.stop();
      }
      const commits = commitTimes(stage);
      const times = ids.map((id) => (receiver.of(`order:${id}`)[0]?.atMs ?? NaN) - (commits.get(id) ?? NaN));
      stage.figures['commit → sidecar over HTTP, ms'] = spread(times);
      expect(median(times)).toBeLessThan(1000);
      expect(receiver.refusals).toEqual([]);
    });

    test('sends customers, products and stock of both sources as well', async () => {
      const { shop, receiver } = stage;
      const customer = Number(
        await shop.database.value(`SELECT entity_id FROM customer_entity WHERE email = 'jane@example.com'`),
      );
      const product = Number(
        await shop.database.value(`SELECT entity_id FROM catalog_product_entity WHERE sku = 'TOTE'`),
      );
      const found = await shop.rest.get(`/customers/${customer}`);
      await shop.rest.put(`/customers/${customer}`, { customer: { ...(found as object), lastname: 'Resident' } });
      await shop.rest.admin('PUT', '/products/TOTE', { product: { name: 'Canvas Tote, large' } }, 'all');
      await shop.rest.post('/inventory/source-items', {
        sourceItems: [{ sku: 'JAR', source_code: 'north', quantity: 41, status: 1 }],
      });
      await shop.drain();
      expect(receiver.of(`customer:${customer}`).at(-1)?.event.data).toMatchObject({
        customer: { lastname: 'Resident' },
      });
      expect(receiver.of(`product:${product}`).at(-1)?.raw).toContain('Canvas Tote, large');
      const stock = receiver.of('stock:JAR').at(-1);
      expect(stock?.event.data).toMatchObject({
        sku: 'JAR',
        sources: [{ source_code: 'default' }, { source_code: 'north', quantity: 41, status: 1 }],
      });
    });

    test('loses nothing when it is killed after the sidecar took a batch and before it knew', async () => {
      const { shop, receiver } = stage;
      const ids: number[] = [];
      for (let count = 0; count < 5; count += 1)
        ids.push(await placeOrder(shop.rest, { items: [{ sku: 'CARD', qty: 1 }] }));
      const relay = shop.startRelay();
      const taken: string[] = [];
      receiver.onBatch = async (events) => {
        if (!relay.isRunning()) return;
        taken.push(...events.map(({ event }) => event.id));
        await relay.kill();
        throw new Error('its machine went dark');
      };
      try {
        await relay.ended();
      } finally {
        receiver.onBatch = () => undefined;
      }
      expect(taken.length).toBeGreaterThan(0);
      for (const id of ids)
        expect((await shop.outbox(`order:${id}`)).map(({ status }) => status)).not.toContain('published');
      // Two minutes later its leases have run out.
      await shop.database.execute(
        'UPDATE ledgerlink_outbox SET claimed_until = claimed_until - INTERVAL 121 SECOND WHERE claimed_until IS NOT NULL',
      );
      await shop.drain();
      for (const id of ids) {
        expect(receiver.of(`order:${id}`).length).toBeGreaterThan(0);
        expect(new Set((await shop.outbox(`order:${id}`)).map(({ status }) => status))).toEqual(new Set(['published']));
      }
    });

    test('keeps the rows while the sidecar is away, says so, and sends them when it is back', async () => {
      const { shop, receiver } = stage;
      await receiver.stop();
      const id = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      const relay = shop.startRelay();
      try {
        const status = await until('the relay notices', async () => {
          const now = await shop.status();
          return now.problem === null ? undefined : now;
        });
        expect(status.problem).toContain('cannot be reached');
        expect(status.exitCode).toBe(1);
        expect((await shop.outbox(`order:${id}`)).map((row) => row.status)).not.toContain('published');
        await receiver.start();
        await until('the order arrives', () => receiver.of(`order:${id}`).length > 0);
        await until('the rows are marked', async () =>
          (await shop.outbox(`order:${id}`)).every((row) => row.status === 'published'),
        );
      } finally {
        await receiver.start().catch(() => undefined);
        await relay.stop();
      }
      expect((await shop.status()).problem).toBeNull();
    });

    test('records and sends nothing from a copy of the shop under another base URL, and says so', async () => {
      const { shop, receiver } = stage;
      const waiting = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      const paths = ['web/unsecure/base_url', 'web/secure/base_url'];
      const setUrl = async (url: string) => {
        await shop.database.execute(paths.map((path) => settingSql(path, url)).join('\n'));
        await shop.magento.run('cache:flush');
      };
      await setUrl('http://staging.example.com/');
      try {
        const silent = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
        const relayed = await shop.magento.attempt('ledgerlink:relay', '--once');
        const status = await shop.status();
        expect(await shop.outbox(`order:${silent}`)).toEqual([]);
        expect(receiver.of(`order:${waiting}`)).toEqual([]);
        expect(relayed.code).toBe(1);
        expect(relayed.output).toContain('http://staging.example.com/');
        expect(status.problem).toContain('A copy of the shop must not write into the live books');
        expect(status.exitCode).toBe(1);
      } finally {
        await setUrl(`${shop.url}/`);
      }
      await shop.drain();
      expect(receiver.of(`order:${waiting}`).length).toBe(1);
    });

    test('sends one event for many changes of one order', async () => {
      const { shop, receiver } = stage;
      const id = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
      await shop.rest.post(`/order/${id}/invoice`, { capture: true });
      await shop.rest.post(`/order/${id}/ship`);
      expect((await shop.outbox(`order:${id}`)).length).toBeGreaterThan(2);
      await shop.drain();
      expect(receiver.of(`order:${id}`)).toHaveLength(1);
      expect(receiver.of(`order:${id}`)[0]?.event.reasons).toEqual(
        expect.arrayContaining(['order.placed', 'invoice.created', 'shipment.created']),
      );
    });
  });
}
