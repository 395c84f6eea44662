import { setTimeout as delay } from 'node:timers/promises';
import { playOrders, waitForAgreement } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { postgresMissing, startPostgres, type PostgresServer } from '../postgres/server';
import { freePort } from '../ports';
import { SidecarProcess } from '../processes/sidecar';
import { makeWorld, type World } from '../processes/world';
import { describeWhere } from '../requirements';
import { deriveOrders } from '../simulators/magento/derive';
import { emitByHttp } from '../simulators/magento/emit';
import { recordings } from '../simulators/magento/recordings';

jest.setTimeout(400_000);

describeWhere(postgresMissing(), 'Two sidecars on one PostgreSQL', () => {
  let server: PostgresServer;
  let world: World;
  let second: SidecarProcess;
  beforeAll(async () => {
    server = await startPostgres();
    const env = { DATABASE_URL: await server.newDatabase() };
    world = await makeWorld({ writeSettings: writeDemoSettings, env });
    second = new SidecarProcess({ ...world.sidecarOptions, port: await freePort() });
  });
  afterAll(async () => {
    await second.stop();
    await world.stop();
    await server.stop();
  });

  test('write every order once, though the one that delivers is killed and the other must take over', async () => {
    await world.sidecar.start();
    await second.start();
    const orders = deriveOrders(recordings(), 30);
    await playOrders(orders.slice(0, 15), world.magento.shop, world.emit);
    const deadline = Date.now() + 60_000;
    while (world.xero.ledger().invoices.length === 0) {
      if (Date.now() > deadline) throw new Error(`nothing reached Xero:\n${world.sidecar.lastLines()}`);
      await delay(50);
    }
    await world.sidecar.kill();
    await playOrders(orders.slice(15), world.magento.shop, emitByHttp(second.url, world.sidecarOptions.ingestSecret));

    const outcome = await waitForAgreement(orders, world.magento, world.xero, 240_000);
    expect(outcome.orders.flatMap(({ documents }) => documents.flatMap(({ differences }) => differences))).toEqual([]);
    expect(outcome.unexplained).toEqual([]);
    expect(world.xero.invariants()).toMatchObject({ ok: true, problems: [], throttled: 0 });
  });
});
