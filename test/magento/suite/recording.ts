import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { fillCart, placeOrder } from '../checkout';
import { sizeOption } from '../catalogue';
import { until } from '../commands';
import { dataBytes } from '../receiver';
import { RestError } from '../rest';
import { median, spread, type Stage } from '../stage';
import { MagentoCommand } from '../web-server';

const seenSchema = z.object({ order: z.number(), rows: z.number(), level: z.number() });

/** Whether changes are in the outbox if and only if they are in the shop. */
export function recording(stage: Stage): void {
  describe('The outbox', () => {
    /** A checkout that the probe breaks at one moment; what it saw there, and how the checkout ended. */
    async function brokenCheckout(wish: 'throw inside' | 'kill inside' | 'kill after') {
      const { shop } = stage;
      const { place } = await fillCart(shop.rest, { items: [{ sku: 'MUG', qty: 2 }] });
      rmSync(shop.file('probe-order-seen'), { force: true });
      writeFileSync(shop.file('probe-order'), wish, { mode: 0o666 });
      const failure = await place().then(
        () => undefined,
        (error: unknown) => error,
      );
      if (!(failure instanceof RestError)) throw new Error(`the checkout went through: ${String(failure)}`);
      const seen = seenSchema.parse(JSON.parse(readFileSync(shop.file('probe-order-seen'), 'utf8')));
      await until(
        'the broken transaction has ended',
        async () => (await shop.database.value('SELECT COUNT(*) FROM information_schema.innodb_trx')) === '0',
      );
      const orders = await shop.database.value(`SELECT COUNT(*) FROM sales_order WHERE entity_id = ${seen.order}`);
      return { status: failure.status, seen, orders: Number(orders), rows: await shop.outbox(`order:${seen.order}`) };
    }

    test('keeps no row of a checkout that is rolled back after the row was written', async () => {
      const { status, seen, orders, rows } = await brokenCheckout('throw inside');
      expect(seen.rows).toBeGreaterThan(0);
      expect(seen.level).toBeGreaterThan(0);
      expect({ status, orders, rows }).toEqual({ status: 400, orders: 0, rows: [] });
    });

    test('keeps no row of a checkout whose PHP process is killed inside the transaction', async () => {
      const { status, seen, orders, rows } = await brokenCheckout('kill inside');
      expect(seen.rows).toBeGreaterThan(0);
      expect(seen.level).toBeGreaterThan(0);
      expect({ status, orders, rows }).toEqual({ status: 502, orders: 0, rows: [] });
    });

    test('keeps the row of an order whose PHP process is killed right after the commit', async () => {
      const { status, seen, orders, rows } = await brokenCheckout('kill after');
      expect(seen.level).toBe(0);
      expect({ status, orders }).toEqual({ status: 502, orders: 1 });
      expect(rows.map(({ reason }) => reason)).toContain('order.placed');
    });

    test('has a row for every order, whatever is bought and whatever happens to it later', async () => {
      const { shop } = stage;
      const size = await sizeOption(shop.rest, 'L');
      const baskets = [
        [{ sku: 'MUG', qty: 1 }],
        [{ sku: 'TEE', qty: 2, product_option: size }],
        [
          { sku: 'CARD', qty: 7 },
          { sku: 'TOTE', qty: 1 },
        ],
      ];
      const ids: number[] = [];
      for (const items of baskets) ids.push(await placeOrder(shop.rest, { items, coupon: 'SAVE10' }));
      ids.push(await placeOrder(shop.rest, { items: [{ sku: 'ENGRAVING', qty: 1 }], shipping: 'none' }));
      for (const id of ids)
        expect((await shop.outbox(`order:${id}`)).map(({ reason }) => reason)).toContain('order.placed');

      const [id] = ids;
      await shop.rest.post(`/order/${id}/invoice`, { capture: true });
      await shop.rest.post(`/order/${id}/ship`);
      await shop.rest.post(`/order/${id}/refund`, { arguments: { shipping_amount: 0 } });
      await shop.rest.post(`/orders/${ids[1]}/cancel`);
      const reasons = new Set((await shop.outbox(`order:${id}`)).map(({ reason }) => reason));
      expect([...reasons]).toEqual(
        expect.arrayContaining(['invoice.created', 'shipment.created', 'creditmemo.created']),
      );
      expect((await shop.outbox(`order:${ids[1]}`)).map(({ reason }) => reason)).toContain('order.changed');
    });

    test('has both addresses of a customer in the last snapshot when the process that saved first commits last', async () => {
      const { shop, receiver } = stage;
      const [row] = await shop.database.query(
        `SELECT MIN(entity_id) AS first, MAX(entity_id) AS last, parent_id AS customer FROM customer_address_entity
         GROUP BY parent_id HAVING COUNT(*) = 2 LIMIT 1`,
      );
      const key = `customer:${String(row?.['customer'])}`;
      await shop.emptyOutbox();
      // Magento saves nothing, and says nothing, when nothing has changed.
      const [lastStreet, firstStreet] = [`1 Last ${Date.now()}`, `2 First ${Date.now()}`];
      const one = saveAddress(shop.code, row?.['first'] ?? '', lastStreet);
      await one.next('saved');
      const two = saveAddress(shop.code, row?.['last'] ?? '', firstStreet);
      await two.next('saved');
      await two.commit();
      await shop.drain();
      const early = receiver.of(key).at(-1);
      await one.commit();
      await shop.drain();
      const late = receiver.of(key).at(-1);
      if (early === undefined || late === undefined) throw new Error('no event of the customer');
      expect(dataBytes(early.raw)).toContain(firstStreet);
      expect(dataBytes(early.raw)).not.toContain(lastStreet);
      expect(dataBytes(late.raw)).toContain(firstStreet);
      expect(dataBytes(late.raw)).toContain(lastStreet);
      expect(BigInt(late.event.version)).toBeGreaterThan(BigInt(early.event.version));
    });

    test('costs a checkout less than a millisecond', async () => {
      const { shop } = stage;
      const before = shop.lines('probe-times').length;
      for (let count = 0; count < 12; count += 1)
        await placeOrder(shop.rest, {
          items: [
            { sku: 'MUG', qty: 1 },
            { sku: 'TOTE', qty: 2 },
          ],
        });
      const times = shop
        .lines('probe-times')
        .slice(before)
        .map((line) => line.split(' '))
        .filter(([name]) => name === 'ledgerlink_record_order')
        .map(([, time]) => Number(time));
      stage.figures['observer of an order in its process, ms'] = spread(times);
      expect(times.length).toBeGreaterThanOrEqual(12);
      expect(median(times)).toBeLessThan(1);
    });
  });
}

/** Saves an address in a process of its own and holds the transaction open until `commit`. */
function saveAddress(code: string, addressId: string, street: string) {
  const script = join(__dirname, '..', 'php', 'save-address.php');
  const child = spawn('php', [...MagentoCommand.phpFlags, script, addressId, street], {
    cwd: code,
    env: { ...process.env, MAGENTO_ROOT: code },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => lines.push(line));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const next = (word: string) =>
    until(`"${word}" of the address process`, () => {
      if (child.exitCode !== null && child.exitCode !== 0)
        throw new Error(`saving the address ended with ${child.exitCode}`);
      return lines.includes(word);
    });
  return {
    next,
    commit: async () => {
      child.stdin.write('\n');
      await next('committed');
      await ended;
    },
  };
}
