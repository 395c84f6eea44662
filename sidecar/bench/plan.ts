import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { emptyDirectory } from '../src/model/directory';
import { organisationSchema } from '../src/model/organisation';
import { linkBookFrom } from '../src/model/plan';
import { instanceId, orderKey } from '../src/model/record';
import { websiteSettingsSchema } from '../src/model/settings';
import { readSnapshot } from '../src/model/snapshot';
import { planOrder } from '../src/plan/order';

/**
 * Snapshots of recorded orders, planned from the parsed JSON object to finished operations, per second of processor time (one core). `npm run bench`; the promise is 2,000 for
 * typical orders of three to five lines.
 */
/** `npm run bench` compiles as the product is built and runs from the repository's root. */
const fixtures = join(process.cwd(), 'test/fixtures');
const read = (file: string): unknown => JSON.parse(readFileSync(join(fixtures, file), 'utf8'));

const settings = websiteSettingsSchema.parse({
  mode: 'live',
  accounts: { sales: '200', shipping: '205' },
  tax: {
    rates: { 'AU-GST': 'OUTPUT' },
    export: 'EXEMPTEXPORT',
    classes: { '0': 'EXEMPTOUTPUT' },
    untaxed: 'EXEMPTOUTPUT',
  },
  payments: { methods: { checkmo: { account: '091' } } },
  sales: { triggers: { methods: {} } },
});
const organisation = organisationSchema.parse({
  Organisation: { OrganisationID: '11111111-1111-4111-8111-111111111111', BaseCurrency: 'AUD', CountryCode: 'AU' },
  Accounts: [
    { Code: '091', AccountID: 'a', Name: 'Card clearing', Type: 'BANK', Class: 'ASSET' },
    { Code: '200', AccountID: 'b', Name: 'Sales', Type: 'REVENUE', Class: 'REVENUE' },
    { Code: '205', AccountID: 'c', Name: 'Freight', Type: 'REVENUE', Class: 'REVENUE' },
  ],
  TaxRates: ['OUTPUT', 'EXEMPTOUTPUT', 'EXEMPTEXPORT'].map((TaxType) => ({
    Name: TaxType,
    TaxType,
    CanApplyToRevenue: true,
  })),
});

const store = {
  store_id: 1,
  website_id: 1,
  code: 'default',
  timezone: 'Australia/Sydney',
  base_currency: 'AUD',
  tax_country: 'AU',
};
const snapshot = (folder: string, order: string, invoices: string[], creditmemos: string[]) => ({
  order: read(`${folder}/${order}`),
  invoices: invoices.map((file) => read(`${folder}/${file}`)),
  creditmemos: creditmemos.map((file) => read(`${folder}/${file}`)),
  amounts: 'rest',
  store,
});
const orders = {
  'typical: 3 lines, coupon, freight, paid, part refunded': snapshot(
    'magento',
    'order-guest-partially-refunded.json',
    ['invoice-guest.json'],
    ['creditmemo-guest-partial.json'],
  ),
  'typical: 3 lines, paid': snapshot('magento', 'order-guest.json', ['invoice-guest.json'], []),
  'bundle of 2 parts and 1 more line, refunded': snapshot(
    'cases/09-bundle-dynamic-with-coupon',
    'order.json',
    ['invoice-1.json'],
    ['creditmemo-1.json'],
  ),
  '12 lines, coupon, refunded': snapshot(
    'cases/01-incl-total-12lines-10pct',
    'order.json',
    ['invoice-1.json'],
    ['creditmemo-1.json'],
  ),
};

const links = linkBookFrom([]);
function planOnce(data: unknown, id: number): number {
  return planOrder({
    instanceId: instanceId('22222222-2222-4222-8222-222222222222'),
    recordKey: orderKey(id),
    snapshot: readSnapshot('order', data),
    settings: { version: 's1', forWebsite: () => settings },
    organisation,
    links,
    directory: emptyDirectory,
    now: '2026-11-24T04:00:00Z',
  }).operations.length;
}

/** Nanoseconds of processor time of this process: other programs on the machine do not count. */
function cpuTime(): bigint {
  const { user, system } = process.cpuUsage();
  return BigInt(user + system) * 1000n;
}

const seconds = Number(process.argv[2] ?? '2');
for (const [name, data] of Object.entries(orders)) {
  for (let warm = 0; warm < 3000; warm += 1) planOnce(data, warm);
  const start = cpuTime();
  let count = 0;
  let operations = 0;
  while (Number(cpuTime() - start) < seconds * 1e9) {
    operations += planOnce(data, count);
    count += 1;
  }
  const elapsed = Number(cpuTime() - start) / 1e9;
  process.stdout.write(`${Math.round(count / elapsed)} snapshots/s  ${name} (${operations / count} operations each)\n`);
}
