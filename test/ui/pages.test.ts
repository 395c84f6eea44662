import { readFileSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';
import { playOrders, waitForAgreement } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { makeWorld, type World } from '../processes/world';
import { deriveOrders } from '../simulators/magento/derive';
import { recordings } from '../simulators/magento/recordings';

jest.setTimeout(240_000);

const axeSource = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const standard = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let world: World;
let browser: Browser;
let recordKey: string;

beforeAll(async () => {
  world = await makeWorld({ writeSettings: writeDemoSettings });
  await world.sidecar.start();
  const orders = deriveOrders(recordings(), 6);
  recordKey = orders[0]?.key ?? '';
  await playOrders(orders, world.magento.shop, world.emit);
  await waitForAgreement(orders, world.magento, world.xero, 60_000);
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'],
  });
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** axe needs to be let past the strict content policy; everything else of the page stays as it is. */
async function violationsOf(page: Page): Promise<string[]> {
  await page.addScriptTag({ content: axeSource });
  const found = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(standard)} }).then((r) => r.violations.map((v) => v.id + ': ' + v.nodes[0].html))`,
  );
  return found as string[];
}

const paths = (): string[] => [
  '/',
  '/log',
  '/records',
  `/records/${encodeURIComponent(recordKey)}`,
  '/problems',
  '/connections',
];

test.each(['light', 'dark'] as const)('every page is accessible in %s', async (colorScheme) => {
  const context = await browser.newContext({ bypassCSP: true, colorScheme });
  const page = await context.newPage();
  for (const path of paths()) {
    await page.goto(`${world.sidecar.url}${path}`);
    expect({ path, violations: await violationsOf(page) }).toEqual({ path, violations: [] });
  }
  await context.close();
});

test('no page is wider than a small telephone, and none breaks its own content policy', async () => {
  const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  for (const path of paths()) {
    await page.goto(`${world.sidecar.url}${path}`);
    const width = await page.evaluate('document.documentElement.scrollWidth');
    expect({ path, fits: Number(width) <= 320 }).toEqual({ path, fits: true });
  }
  expect(complaints).toEqual([]);
  await context.close();
});

test('an order is found by its invoice number with the keyboard alone, and its page tells what Xero holds', async () => {
  const page = await browser.newPage();
  await page.goto(world.sidecar.url);
  const number = world.xero.ledger().invoices[0]?.number ?? '';
  await page.keyboard.press('Tab');
  expect(await page.evaluate('document.activeElement.textContent.trim()')).toBe('Skip to the content');
  for (let presses = 0; presses < 12; presses += 1) {
    if ((await page.evaluate('document.activeElement.type')) === 'search') break;
    await page.keyboard.press('Tab');
  }
  await page.keyboard.type(number);
  await Promise.all([page.waitForURL(/\/records\/order/), page.keyboard.press('Enter')]);
  expect(await page.textContent('main')).toContain(number);
  expect(await page.textContent('main')).toContain('Magento sent a change');
  await page.close();
});

test('the log goes on by itself, and stops when it is paused', async () => {
  const page = await browser.newPage();
  await page.goto(`${world.sidecar.url}/log`);
  const first = () => page.evaluate('document.querySelector("#log li").textContent');
  const before = await first();
  const again = () =>
    fetch(`${world.sidecar.url}/records/${encodeURIComponent(recordKey)}/retry`, {
      method: 'POST',
      redirect: 'manual',
    });
  await again();
  const deadline = Date.now() + 10_000;
  while ((await first()) === before) {
    if (Date.now() > deadline) throw new Error('no new line appeared by itself');
    await page.waitForTimeout(50);
  }
  await page.click('#pause');
  const paused = await first();
  await again();
  await page.reload();
  expect(await first()).not.toBe(paused);
  await page.close();
});
