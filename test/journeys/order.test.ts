import { setTimeout as delay } from 'node:timers/promises';
import { compareAll, playOrders, waitForAgreement, type Outcome } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { makeWorld, type World } from '../processes/world';
import { deriveOrders, type DerivedOrder } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';

jest.setTimeout(400_000);

let world: World;
const begin = async (env: Record<string, string> = {}) => {
  world = await makeWorld({ writeSettings: writeDemoSettings, env });
  await world.sidecar.start();
};
afterEach(() => world.stop());

const differences = (outcome: Outcome) => [
  ...outcome.orders.flatMap(({ documents }) => documents.flatMap((document) => document.differences)),
  ...outcome.unexplained,
];
/** Everything agrees, nothing is there twice, and none of Xero's rules was broken on the way. */
async function expectAgreement(orders: readonly DerivedOrder[], patienceMs = 60_000): Promise<void> {
  const outcome = await waitForAgreement(orders, world.magento, world.xero, patienceMs);
  expect(differences(outcome)).toEqual([]);
  expect(world.xero.invariants()).toMatchObject({ ok: true, problems: [], throttled: 0 });
}
async function until(condition: () => boolean | Promise<boolean>, what: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline)
      throw new Error(`${what} did not happen within ${withinMs} ms:\n${world.sidecar.lastLines()}`);
    await delay(50);
  }
}
const documentsInXero = () => world.xero.ledger().invoices.length + world.xero.ledger().creditNotes.length;

describe('An order placed in Magento', () => {
  test('reaches Xero to the cent, and its ids come back', async () => {
    await begin();
    const orders = deriveOrders(recordings(), 18);
    await playOrders(orders, world.magento.shop, world.emit);
    await expectAgreement(orders);

    const order = orders.find(({ recording }) => recording === 'guest-with-coupon');
    const html = await (await fetch(world.page(order?.key ?? ''))).text();
    expect(html).toContain(order?.stages[0]?.data.order.increment_id);
    expect(html).toContain(world.xero.ledger().invoices[0]?.number);
  });

  test('gives the same books when its events arrive twice, backwards and late', async () => {
    await begin();
    const orders = deriveOrders(recordings(), 8);
    const events = orders.flatMap(({ key, stages, customer }) => [
      ...(customer === undefined ? [] : [world.magento.shop.save(customer.key, customer.data, 'customer.saved')]),
      ...stages.map(({ data, reasons }) => world.magento.shop.save(key, data, reasons)),
    ]);
    await world.emit([...events].reverse());
    await expectAgreement(orders);
    const before = world.xero.journal().length;
    await world.emit(events);
    // A new order behind the repeated events shows that they have been taken before it.
    const [last] = deriveOrders(recordings(), 1, 500);
    if (last === undefined) throw new Error('no order');
    await playOrders([last], world.magento.shop, world.emit);
    await expectAgreement([...orders, last]);
    const numbers = orders.map(({ stages }) => `-${stages[0]?.data.order.increment_id ?? ''}`);
    const again = world.xero
      .journal()
      .slice(before)
      .filter(({ method, path }) => method !== 'GET' && !path.endsWith('/History'))
      .filter(({ body }) => numbers.some((number) => body?.includes(number)));
    expect(again).toEqual([]);
  });

  test('is not lost or doubled when the sidecar is killed in the middle, again and again', async () => {
    await begin();
    const orders = deriveOrders(recordings(), 40);
    const played = playOrders(
      orders,
      world.magento.shop,
      async (events) => {
        // The relay keeps its rows until they are acknowledged: it tries again.
        for (;;) {
          try {
            return await world.emit(events);
          } catch {
            await delay(100);
          }
        }
      },
      10,
    );
    // After each, the calls of the dead one count as under way until they must have ended: a minute.
    for (const seen of [1, 30]) {
      await until(() => documentsInXero() >= seen, `${seen} documents in Xero`);
      await world.sidecar.kill();
      await world.sidecar.start();
    }
    await played;
    await expectAgreement(orders, 150_000);
  });

  test('waits while Xero or Magento is away, and goes on by itself', async () => {
    await begin();
    world.magento.faults.down = true;
    world.xero.world.faults.add({ kind: 'offline', path: '/Invoices$', count: 2 });
    const orders = deriveOrders(recordings(), 4);
    await playOrders(orders, world.magento.shop, world.emit);
    await until(() => documentsInXero() > 0, 'documents in Xero while Magento is away');
    expect(compareAll(orders, world.magento, world.xero).agrees).toBe(false);
    world.magento.faults.down = false;
    await expectAgreement(orders, 120_000);
  });
});
