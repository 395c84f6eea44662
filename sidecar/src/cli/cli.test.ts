import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runCli } from './index';

const root = join(__dirname, '../../..');
const fixtures = join(root, 'test/fixtures');
const organisation = join(fixtures, 'xero/organisation-au.json');
const json = (path: string): unknown => JSON.parse(readFileSync(join(fixtures, path), 'utf8'));

let folder: string;
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'ledgerlink-cli-'))));
afterEach(() => rmSync(folder, { recursive: true }));

function file(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

async function run(...argv: string[]) {
  const out: string[] = [];
  const notes: string[] = [];
  const code = await runCli(argv, { out: (text) => out.push(text), note: (text) => notes.push(text) });
  return { code, out: out.join('\n'), notes: notes.join('\n') };
}

interface Printed {
  readonly operations: {
    readonly kind: string;
    readonly recordKey: string;
    readonly naturalKey: string;
    readonly document: Record<string, unknown>;
  }[];
  readonly holds: { readonly code: string }[];
  readonly needs: { readonly kind: string; readonly recordKey?: string }[];
  readonly explanations?: { readonly ref: string; readonly field: string; readonly from: string }[];
}
async function planned(...argv: string[]): Promise<Printed> {
  const result = await run('plan', ...argv);
  expect(result).toMatchObject({ code: 0 });
  return JSON.parse(result.out) as Printed;
}

const order = {
  order: json('cases/01-incl-unit-035x30/order-placed.json'),
  store: {
    store_id: 1,
    website_id: 1,
    code: 'default',
    timezone: 'Australia/Sydney',
    base_currency: 'AUD',
    tax_country: 'AU',
  },
};
const event = (data: unknown, more: Record<string, unknown> = {}) => ({
  specversion: '1.0',
  id: 'e1',
  source: 'urn:ledgerlink:0b1c2d3e-aaaa-bbbb-cccc-1234567890ab',
  type: 'com.ledgerlink.magento.customer.changed.v1',
  subject: 'customer:1',
  time: '2026-11-24T00:00:00Z',
  version: '1764000000000000',
  data,
  ...more,
});
const customer = { customer: json('magento/customer.json'), group: { id: 1, code: 'General' } };

describe('plan', () => {
  test('prints exactly operations, holds and needs, and touches nothing', async () => {
    const result = await planned(file('order.json', order), '--organisation', organisation);
    expect(Object.keys(result)).toEqual(['operations', 'holds', 'needs']);
    expect(result.holds).toEqual([]);
    const invoice = result.operations.find(({ kind }) => kind === 'invoice.create');
    const { increment_id: number, grand_total: total } = order.order as { increment_id: string; grand_total: number };
    expect(invoice).toMatchObject({ naturalKey: `ORD-${number}`, expect: { Total: total.toFixed(2) } });
    expect(result.operations[0]).toMatchObject({
      kind: 'contact.create',
      recordKey: expect.stringMatching(/^guest:1:/),
    });
    // Amounts are text, so that nobody's JSON parser makes floats of them.
    expect(JSON.stringify(invoice?.document['LineItems'])).not.toMatch(/"(Quantity|UnitAmount|TaxAmount)":\d/);
  });

  test('account codes of a settings file need no quotes: a bare 090 keeps its zero', async () => {
    const settings = file(
      'settings.yaml',
      'version: 1\ndefaults:\n  accounts: { sales: 200 }\n  tax: { rates: { AU-GST: OUTPUT } }\n  sales: { tolerance: 0.02 }\n  payments: { methods: { checkmo: { account: 090 } } }\n',
    );
    const { operations } = await planned(
      file('order.json', { ...order, invoices: [json('cases/01-incl-unit-035x30/invoice-1.json')] }),
      '--organisation',
      organisation,
      '--settings',
      settings,
    );
    expect(operations.find(({ kind }) => kind === 'invoice.create')?.document['LineItems']).toEqual(
      expect.arrayContaining([expect.objectContaining({ AccountCode: '200' })]),
    );
    expect(operations.find(({ kind }) => kind === 'payment.create')?.document).toMatchObject({
      Account: { Code: '090' },
    });
  });

  test('takes a whole event, and its installation for the contact number', async () => {
    const { operations } = await planned(file('event.json', event(customer)), '--organisation', organisation);
    expect(operations).toMatchObject([{ kind: 'contact.create', document: { ContactNumber: 'M2-0b1c2d3e-1' } }]);
  });

  test('a registered customer’s order asks for the customer’s record', async () => {
    const bought = { ...order, order: { ...(order.order as object), customer_id: 1, customer_is_guest: 0 } };
    const { needs, operations } = await planned(file('order.json', bought), '--organisation', organisation);
    expect(needs).toMatchObject([{ kind: 'record', recordKey: 'customer:1' }]);
    expect(operations.find(({ kind }) => kind === 'invoice.create')).toMatchObject({
      dependsOn: ['customer:1/contact'],
    });
  });

  test('without the organisation says that it is needed', async () => {
    expect(await planned(file('customer.json', customer))).toMatchObject({
      operations: [],
      needs: [{ kind: 'organisation' }],
    });
  });

  test('--explain tells where each value came from', async () => {
    const { explanations } = await planned(file('order.json', order), '--organisation', organisation, '--explain');
    expect(explanations).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ref: expect.stringMatching(/^guest:.*\/contact$/),
          field: 'EmailAddress',
          from: 'order.customer_email',
        }),
        expect.objectContaining({ from: expect.stringContaining('accounts.sales') }),
        expect.objectContaining({ from: expect.stringContaining('tax.rates.AU-GST') }),
      ]),
    );
  });

  test('what the links say was written is not written again', async () => {
    const [operation] = (await planned(file('event.json', event(customer)), '--organisation', organisation)).operations;
    const links = file('links.json', { links: [{ ...operation, xeroType: 'Contact', xeroId: 'c1' }] });
    const again = await planned(join(folder, 'event.json'), '--organisation', organisation, '--links', links);
    expect(again).toEqual({ operations: [], holds: [], needs: [] });
  });

  test('a contact of the directory is used', async () => {
    const directory = file('directory.json', {
      Contacts: [{ ContactID: 'c9', Name: 'Jane', EmailAddress: 'JANE@example.com' }],
    });
    const { operations } = await planned(
      file('event.json', event(customer)),
      '--organisation',
      organisation,
      '--directory',
      directory,
    );
    expect(operations).toMatchObject([{ kind: 'contact.update', document: { ContactID: 'c9' } }]);
  });

  test('a stock snapshot counts what the given orders hold', async () => {
    const settings = file(
      'settings.yaml',
      'defaults: { items: { enabled: true }, stock: { owner: magento, adjustment_account: "401" } }',
    );
    const directory = file('directory.json', {
      Items: [
        {
          ItemID: 'i',
          Code: 'MUG',
          IsTrackedAsInventory: true,
          QuantityOnHand: 5,
          TotalCostPool: 25,
          InventoryAssetAccountCode: '630',
        },
      ],
    });
    const stock = file('stock.json', { sku: 'MUG', sources: [{ source_code: 'default', quantity: 7 }] });
    const base = [stock, '--settings', settings, '--organisation', organisation, '--directory', directory];
    const alone = await planned(...base);
    expect(alone.operations.at(-1)?.document).toMatchObject({
      Type: 'ACCPAY',
      LineItems: [{ Quantity: '2', UnitAmount: '5' }, {}],
    });
    const item = { item_id: 1, product_id: 1, sku: 'MUG', product_type: 'simple', qty_ordered: 1, qty_shipped: 1 };
    const orders = file('orders.json', [
      { order: { entity_id: 1, increment_id: '1', created_at: '2026-11-01 00:00:00', grand_total: 11, items: [item] } },
    ]);
    const shipped = await planned(...base, '--orders', orders);
    expect(shipped.operations.at(-1)?.document).toMatchObject({ LineItems: [{ Quantity: '3' }, {}] });
  });

  test('a website that is off plans nothing and says so', async () => {
    const settings = file('settings.yaml', 'websites: { "1": { mode: "off" } }');
    const result = await run(
      'plan',
      file('event.json', event(customer)),
      '--settings',
      settings,
      '--organisation',
      organisation,
    );
    expect(JSON.parse(result.out)).toEqual({ operations: [], holds: [], needs: [] });
    expect(result.notes).toContain('off');
  });

  test('--json is one line', async () => {
    const { out } = await run('plan', file('event.json', event(customer)), '--organisation', organisation, '--json');
    expect(out).not.toContain('\n');
    expect(Object.keys(JSON.parse(out) as object)).toEqual(['operations', 'holds', 'needs']);
  });

  test.each<[string, string | object, string, RegExp]>([
    ['a file that is no JSON', '{ "order": ', 'LL-1004', /not valid JSON/],
    ['an empty file', '', 'LL-1004', /it is empty/],
    ['an unknown shape', { hello: 1 }, 'LL-1006', /it has hello[\s\S]*Next: A snapshot is a whole CloudEvent/],
    ['a bare order of the REST API', { entity_id: 1, increment_id: '1', items: [] }, 'LL-1006', /put it under "order"/],
    ['a list', [], 'LL-1006', /one snapshot at a time/],
    ['an order without its number', { order: { entity_id: 1, created_at: 'x' } }, 'LL-1006', /order\.increment_id/],
    ['an event of another system', event({}, { type: 'com.example.changed.v1' }), 'LL-1006', /not one of Ledgerlink/],
    [
      'an event of a later version',
      event({}, { type: 'com.ledgerlink.magento.order.changed.v2' }),
      'LL-1006',
      /unknown version/,
    ],
    ['an event whose data was too large', event(undefined), 'LL-1006', /Next: Read the record by GET/],
    ['a broken event', event(customer, { subject: 'nobody' }), 'LL-1006', /subject: not a record key/],
  ])('%s is refused in words, with a next step', async (_what, content, code, message) => {
    const result = await run('plan', file('snapshot.json', content), '--organisation', organisation);
    expect(result).toMatchObject({ code: 1, out: '' });
    expect(result.notes).toMatch(new RegExp(`^${code} `));
    expect(result.notes).toMatch(message);
    expect(result.notes).toMatch(/Next: \S/);
  });

  test.each([
    ['--settings', 'nowhere.yaml', 'LL-1004', 'settings propose'],
    ['--organisation', 'nowhere.json', 'LL-1004', 'ENOENT'],
    ['--links', 'nowhere.json', 'LL-1004', 'ENOENT'],
  ])('a wrong path of %s is named', async (option, path, code, text) => {
    const result = await run('plan', file('event.json', event(customer)), option, join(folder, path));
    expect(result).toMatchObject({ code: 1, notes: expect.stringContaining(path) });
    expect(result.notes).toMatch(new RegExp(`${code}[\\s\\S]*${text}`));
  });

  test('an organisation file that is something else is named', async () => {
    const result = await run(
      'plan',
      file('event.json', event(customer)),
      '--organisation',
      file('o.json', { Accounts: [] }),
    );
    expect(result).toMatchObject({
      code: 1,
      notes: expect.stringMatching(/LL-1006[\s\S]*Organisation, Accounts, TaxRates/),
    });
  });

  test('with --json errors are objects, and wrong use is 2', async () => {
    const result = await run('plan', join(folder, 'none.json'), '--json');
    expect(result.code).toBe(1);
    expect(JSON.parse(result.notes)).toMatchObject({
      error: { code: 'LL-1004', kind: 'needsPerson', nextStep: expect.any(String) },
    });
    expect(await run('plan', file('event.json', event(customer)), '--now', 'yesterday')).toMatchObject({ code: 2 });
    expect(await run('plan')).toMatchObject({ code: 2, notes: expect.stringContaining('--help') });
    expect(await run('plann')).toMatchObject({ code: 2 });
    expect(await run('plan', '--help')).toMatchObject({ code: 0, out: expect.stringContaining('--organisation') });
  });
});

describe('settings', () => {
  test('propose writes a file that check accepts and plan runs with', async () => {
    const magento = file('magento.json', { taxRates: json('cases/01-incl-unit-035x30/tax-rates.json') });
    const out = join(folder, 'settings.yaml');
    const proposed = await run(
      'settings',
      'propose',
      '--organisation',
      organisation,
      '--magento',
      magento,
      '--out',
      out,
    );
    expect(proposed).toMatchObject({ code: 0, out: '', notes: expect.stringContaining('guesses to confirm') });
    const checked = await run('settings', 'check', '--settings', out, '--organisation', organisation);
    expect(checked).toMatchObject({ code: 0, out: expect.stringMatching(/is valid[\s\S]*tax\.rates\.AU-GST/) });
    const { operations, holds } = await planned(
      file('order.json', order),
      '--settings',
      out,
      '--organisation',
      organisation,
    );
    expect(holds).toEqual([]);
    expect(operations.map(({ kind }) => kind)).toContain('invoice.create');
  });

  test('propose never overwrites a file, and prints to standard output without --out', async () => {
    const kept = file('settings.yaml', 'mine');
    const refused = await run('settings', 'propose', '--organisation', organisation, '--out', kept);
    expect(refused).toMatchObject({ code: 2, notes: expect.stringContaining('LL-1005') });
    expect(readFileSync(kept, 'utf8')).toBe('mine');
    const printed = await run('settings', 'propose', '--organisation', organisation);
    const asJson = await run('settings', 'propose', '--organisation', organisation, '--json');
    expect(parse(printed.out)).toEqual(JSON.parse(asJson.out));
  });

  test('check names every fault and what exists', async () => {
    const settings = file('settings.yaml', 'defaults: { accounts: { sales: "999" }, tax: { export: NOTAX } }');
    const result = await run('settings', 'check', '--settings', settings, '--organisation', organisation);
    expect(result).toMatchObject({ code: 1, out: '' });
    expect(result.notes).toMatch(
      /LL-1002[\s\S]*2 fields[\s\S]*accounts\.sales[\s\S]*200 Sales[\s\S]*tax\.export[\s\S]*EXEMPTEXPORT/,
    );
  });

  test('check says which line of the YAML is broken', async () => {
    const settings = file('settings.yaml', 'defaults:\n  mode: live\n bad: [');
    const result = await run('settings', 'check', '--settings', settings, '--organisation', organisation);
    expect(result).toMatchObject({ code: 1, notes: expect.stringMatching(/LL-1004[\s\S]*line \d/) });
  });
});

test('the program itself runs, from another folder, and its exit code is the command’s', () => {
  const program = join(root, 'sidecar/bin/ledgerlink.js');
  const path = file('event.json', event(customer));
  const printed = execFileSync(process.execPath, [program, 'plan', path, '--organisation', organisation, '--json'], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(JSON.parse(printed)).toMatchObject({ operations: [{ kind: 'contact.create' }], holds: [], needs: [] });
  const failed = spawnSync(process.execPath, [program, 'plan', join(folder, 'none.json')], {
    cwd: folder,
    encoding: 'utf8',
  });
  expect(failed).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('LL-1004') });
}, 60_000);
