import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { playOrders } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { makeWorld, type World, type WorldOptions } from '../processes/world';
import { SidecarProcess, freePort } from '../processes/sidecar';
import { runCli } from '../../sidecar/src/cli/index';
import { catalogue, type ErrorCode } from '../../sidecar/src/shared/catalogue';
import { deriveOrders } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';

jest.setTimeout(180_000);

let world: World;
const make = async (options: Partial<WorldOptions> = {}) => {
  world = await makeWorld({ writeSettings: (file, xero) => writeDemoSettings(file, xero), ...options });
};
afterEach(() => world.stop());

/** What the process printed when it would not start. */
async function refusal(env: Record<string, string> = {}): Promise<string> {
  await expect(world.sidecar.start(env)).rejects.toThrow('ended at its start');
  expect(await world.sidecar.ended()).toBe(1);
  return world.sidecar.lines.join('\n');
}

describe('What keeps the sidecar from starting is said in words, with what to do', () => {
  test('a bad environment: every fault at once, no value of a secret', async () => {
    await make();
    const said = await refusal({
      PORT: '99999',
      DATABASE_URL: 'mysql://elsewhere',
      XERO_API_URL: 'api.xero.com',
      LEDGERLINK_SECRET_KEY: 'short-secret',
      MAGENTO_CONSUMER_KEY: '',
    });
    for (const name of ['PORT', 'DATABASE_URL', 'XERO_API_URL', 'LEDGERLINK_SECRET_KEY', 'MAGENTO_CONSUMER_KEY'])
      expect(said).toContain(`- ${name}:`);
    expect(said).toContain('LL-1001');
    expect(said).toContain(catalogue['LL-1001'].nextStep);
    expect(said).not.toContain('short-secret');
  });

  test('a port that is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    await make();
    const said = await refusal({ PORT: String((other.address() as AddressInfo).port) });
    await new Promise((resolve) => other.close(resolve));
    expect(said).toContain('LL-1003');
    expect(said).toContain(catalogue['LL-1003'].nextStep);
  });

  test('a database that another sidecar uses', async () => {
    await make();
    await world.sidecar.start();
    const second = new SidecarProcess({ ...world.sidecarOptions, port: await freePort() });
    await expect(second.start()).rejects.toThrow('LL-6002');
    expect(second.lines.join('\n')).toContain(catalogue['LL-6002'].nextStep);
  });

  test('a settings file with a misspelt name', async () => {
    await make({ writeSettings: (file, xero) => writeDemoSettings(file, xero, { acounts: { sales: '200' } }) });
    const said = await refusal();
    expect(said).toContain('LL-1002');
    expect(said).toContain('acounts');
  });
});

describe('What fails while it runs is shown, and everything else goes on', () => {
  /** The code stands in the log, with its next step on the Connections or Problems page. */
  async function expectShown(
    code: ErrorCode,
    page: string,
    whatToDo: string = catalogue[code].nextStep,
  ): Promise<void> {
    const deadline = Date.now() + 90_000;
    const text = async () => (await (await fetch(`${world.sidecar.url}${page}`)).text()).replace(/\s+/g, ' ');
    const sentence = (html: string) => html.replaceAll('&#39;', "'").replaceAll('&amp;', '&');
    for (;;) {
      const html = sentence(await text());
      if (html.includes(whatToDo)) return;
      if (Date.now() > deadline)
        throw new Error(`${page} never said what to do about ${code}:\n${html}\n${world.sidecar.lastLines()}`);
      await delay(200);
    }
  }
  const orders = deriveOrders(recordings(), 2);
  /** A command as a person gives it, asked of the running process. */
  async function command(...words: string[]): Promise<string> {
    const said: string[] = [];
    const keep = (text: string) => void said.push(text);
    const code = await runCli([...words, '--url', world.sidecar.url], { out: keep, note: keep });
    expect({ code, said }).toMatchObject({ code: 0 });
    return said.join('\n');
  }

  test('a wrong client secret of Xero; events are taken all the same', async () => {
    await make({ env: { XERO_CLIENT_SECRET: 'another-secret' } });
    await world.sidecar.start();
    await playOrders(orders, world.magento.shop, world.emit);
    await expectShown('LL-4008', '/connections');
    expect(await world.sidecar.isReady()).toBe(true);
    const said = await command('holds', 'list');
    expect(said).toContain('The connection to xero: LL-4008');
    expect(said).not.toContain('Nothing needs a person');
  });

  test('a proxy that changes the host on the way to Magento', async () => {
    await make();
    world.magento.faults.seenHost = 'inside.example.com';
    await world.sidecar.start();
    await playOrders(orders, world.magento.shop, world.emit);
    await expectShown('LL-5003', '/connections');
  });

  test('Magento without the module', async () => {
    await make();
    world.magento.faults.noModule = true;
    await world.sidecar.start();
    await playOrders(orders, world.magento.shop, world.emit);
    await expectShown('LL-5005', '/connections');
  });

  test('an integration without the right to write references', async () => {
    await make();
    world.magento.faults.missingRights = ['Ledgerlink_Xero::references_write'];
    await world.sidecar.start();
    await playOrders(orders, world.magento.shop, world.emit);
    await expectShown('LL-5004', '/connections', 'Grant Ledgerlink_Xero::references_write');
  });

  test('an account code that does not exist in Xero', async () => {
    await make({
      writeSettings: (file, xero) => writeDemoSettings(file, xero, { accounts: { sales: '99999', shipping: '205' } }),
    });
    await world.sidecar.start();
    await playOrders(orders, world.magento.shop, world.emit);
    const deadline = Date.now() + 60_000;
    for (;;) {
      const html = await (await fetch(`${world.sidecar.url}/problems`)).text();
      if (html.includes('99999')) break;
      if (Date.now() > deadline) throw new Error(`no problem shown:\n${html}\n${world.sidecar.lastLines()}`);
      await delay(200);
    }
    expect(world.xero.ledger().invoices).toEqual([]);
    expect(await command('holds', 'list')).toContain('99999');
    expect(await command('retry', '--all', '--preview')).toMatch(/records would be planned again/);
    expect(await command('holds', 'skip', '--all', '--reason', 'a test order')).toMatch(/^[1-9]\d* holds are skipped/);
    expect(await command('holds', 'list')).toBe('Nothing needs a person.');
  });
});
