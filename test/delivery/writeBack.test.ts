import { unlimited } from '../../sidecar/src/deliver/allowance';
import { Road } from '../../sidecar/src/deliver/road';
import { MagentoClient } from '../../sidecar/src/magento/client';
import { MagentoEnd } from '../../sidecar/src/magento/end';
import { deliveryStore } from '../../sidecar/src/store/deliveryStore';
import type { StoredReference } from '../simulators/magento/references';
import { startMagentoSimulator, type MagentoSimulator } from '../simulators/magento/simulator';
import { contactOf, invoiceOf, ordersOf } from './orders';
import { openStation, shop, type Station } from './station';

jest.setTimeout(60_000);

let station: Station;
let magento: MagentoSimulator;
let road: Road;

beforeEach(async () => {
  station = await openStation();
  magento = await startMagentoSimulator({ instanceId: shop });
  road = new Road({
    scope: { target: 'magento', instanceId: shop },
    end: new MagentoEnd(
      new MagentoClient({ baseUrl: magento.url, keys: magento.credentials, now: () => station.clock.now() }),
    ),
    store: deliveryStore(station.store),
    limits: unlimited,
    clock: station.clock,
    random: Math.random,
    holder: 'test',
    report: () => undefined,
  });
  station.road.start();
});
afterEach(async () => {
  await road.drain();
  await magento.close();
  await station.stop();
});

async function writtenBack(): Promise<void> {
  const deadline = Date.now() + 15_000;
  for (;;) {
    const open = await station.store.db
      .selectFrom('operations')
      .select('id')
      .where('target', '=', 'magento')
      .where('state', 'in', ['ready', 'sending', 'unknown'])
      .execute();
    if (open.length === 0) return;
    if (Date.now() > deadline) throw new Error(`${open.length} references not written back`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

const rows = (): StoredReference[] =>
  magento.references.page(new URLSearchParams({ record_type: 'order', limit: '200' })).items as StoredReference[];

test('Magento learns the ids, numbers and links of everything that was written, in few calls', async () => {
  await station.plan(ordersOf(20));
  await station.settled();
  road.start();
  await writtenBack();
  expect(magento.requests.length).toBeLessThanOrEqual(2);
  const invoices = rows().filter((row) => row.xero_type === 'Invoice');
  const { invoices: books } = station.xero.ledger();
  expect(new Map(invoices.map((row) => [row.xero_number, row.xero_id]))).toEqual(
    new Map(books.map((invoice) => [invoice.number, invoice.id])),
  );
  expect(new Set(rows().map((row) => `${row.part.split(':')[0] ?? ''} ${row.xero_type} ${row.status}`))).toEqual(
    new Set(['invoice Invoice synced', 'payment Payment synced', 'contact Contact synced']),
  );
});

test('what is held is shown as held, with the next step', async () => {
  road.start();
  await station.plan([contactOf(1), invoiceOf(1, 1, '999')]);
  await station.settled();
  await writtenBack();
  const held = rows().find((row) => row.part === 'invoice:1');
  expect(held).toMatchObject({ status: 'held', revision: 0 });
  expect(held).not.toHaveProperty('xero_id');
  expect(held?.message).toMatch(/Account code '999'.*Map this line/);
});

test('Magento away, then back: nothing is lost, and the newest revision stays', async () => {
  magento.faults.down = true;
  road.start();
  await station.plan(ordersOf(3));
  await station.settled();
  await new Promise((resolve) => setTimeout(resolve, 300));
  magento.faults.down = false;
  magento.faults.errors = 1;
  magento.faults.lostReplies = 1;
  road.tryNow();
  await writtenBack();
  expect(rows().filter((row) => row.status === 'synced')).toHaveLength(9);
});

test.each<[string, (faults: MagentoSimulator['faults']) => void, string, RegExp]>([
  [
    'the keys are wrong',
    (faults) => {
      faults.refuseSignatures = true;
    },
    'LL-5003',
    /MAGENTO_URL/,
  ],
  [
    'a proxy hides the port',
    (faults) => {
      faults.seenHost = 'shop.example';
    },
    'LL-5003',
    /MAGENTO_URL/,
  ],
  [
    'a right is missing',
    (faults) => {
      faults.missingRights.push('Ledgerlink_Xero::config_read');
    },
    'LL-5004',
    /Ledgerlink_Xero::config_read/,
  ],
  [
    'the module is not installed',
    (faults) => {
      faults.noModule = true;
    },
    'LL-5005',
    /Install and enable/,
  ],
  [
    'the shop is down',
    (faults) => {
      faults.down = true;
    },
    'LL-5001',
    /MAGENTO_URL/,
  ],
])('a person is told what to do when %s', async (_case, spoil, code, advice) => {
  spoil(magento.faults);
  const client = new MagentoClient({ baseUrl: magento.url, keys: magento.credentials, now: Date.now });
  await expect(client.config()).rejects.toMatchObject({ code, nextStep: expect.stringMatching(advice) as unknown });
});

test('snapshots are read as the event’s own text, and a record that is gone is told apart from a missing module', async () => {
  const client = new MagentoClient({ baseUrl: magento.url, keys: magento.credentials, now: Date.now });
  expect(await client.snapshot('order', '424242')).toBeUndefined();
  expect((await client.config()).instance_id).toBe(shop);
  expect(await client.snapshots('order', '', 50)).toEqual({ items: [], next: null });
  magento.faults.noModule = true;
  await expect(client.snapshot('order', '1')).rejects.toMatchObject({ code: 'LL-5005' });
});
