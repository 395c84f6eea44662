import { setTimeout as delay } from 'node:timers/promises';
import { playOrders, waitForAgreement } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { makeWorld, type World } from '../processes/world';
import { deriveOrders } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';

/**
 * The sidecar is killed with SIGKILL by itself at each named point, once early and once later, and started again. What counts is
 * read in the stand-in's ledger and journal, never in the sidecar's own tables.
 */
jest.setTimeout(240_000);

let world: World;
afterEach(() => world.stop());

async function until(condition: () => boolean, what: string, withinMs = 60_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what} did not happen in time:\n${world.sidecar.lastLines()}`);
    await delay(25);
  }
}

test.each([
  'intake.beforeCommit:1',
  'intake.afterCommit:2',
  'deliver.beforeIntent:2',
  'deliver.afterIntent:1',
  'deliver.beforeSend:3',
  'deliver.answered:1',
  'deliver.answered:4',
  'deliver.beforeOutcome:2',
  'deliver.afterOutcome:3',
])('killed at %s, nothing is lost and nothing is doubled', async (point) => {
  world = await makeWorld({ writeSettings: writeDemoSettings });
  await world.sidecar.start({ LEDGERLINK_CRASH_AT: point });
  const orders = deriveOrders(recordings(), 6);
  const played = playOrders(orders, world.magento.shop, async (events) => {
    for (;;) {
      try {
        return await world.emit(events);
      } catch {
        await delay(50);
      }
    }
  });
  await until(() => !world.sidecar.isRunning(), `the end at ${point}`);
  await world.sidecar.start();
  await played;
  const outcome = await waitForAgreement(orders, world.magento, world.xero, 150_000);
  const differences = outcome.orders.flatMap(({ documents }) => documents.flatMap((document) => document.differences));
  expect({ differences, unexplained: outcome.unexplained }).toEqual({ differences: [], unexplained: [] });
  expect(world.xero.invariants()).toMatchObject({ ok: true, problems: [], throttled: 0 });
});
