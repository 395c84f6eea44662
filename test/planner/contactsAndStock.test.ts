import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { End } from '../../sidecar/src/deliver/end';
import { directoryFileSchema, directoryFrom } from '../../sidecar/src/model/directory';
import { resolveRefs } from '../../sidecar/src/model/document';
import { linkSchema, writtenAfter, type Link } from '../../sidecar/src/model/link';
import { organisationSchema, type Organisation } from '../../sidecar/src/model/organisation';
import { linkBookFrom, type Plan } from '../../sidecar/src/model/plan';
import {
  customerKey,
  instanceId,
  productKey,
  splitPartRef,
  stockKey,
  type RecordKey,
} from '../../sidecar/src/model/record';
import type { Settings } from '../../sidecar/src/model/settings';
import { readSnapshot, type Snapshot } from '../../sidecar/src/model/snapshot';
import { plan } from '../../sidecar/src/plan/plan';
import { settingsFrom } from '../../sidecar/src/settings/readSettings';
import { newId } from '../../sidecar/src/shared/ids';
import { sealingWith } from '../../sidecar/src/shared/sealing';
import { XeroClient } from '../../sidecar/src/xero/client';
import { XeroEnd } from '../../sidecar/src/xero/end';
import { XeroConnection } from '../../sidecar/src/xero/oauth';
import { startXeroSimulator, type XeroSimulator } from '../simulators/xero';
import { RawClient } from '../simulators/xero/raw-client';

jest.setTimeout(30_000);

/**
 * Contacts, items and stock adjustments as planned, through the real SDK, into the strict stand-in: it takes each without a validation error, and
 * planning again from what it answers gives nothing.
 */
class Books {
  links: Link[] = [];
  private constructor(
    readonly xero: XeroSimulator,
    private readonly client: XeroClient,
    private readonly end: End,
    private readonly raw: RawClient,
    private readonly organisation: Organisation,
  ) {}

  static async open(): Promise<Books> {
    const xero = await startXeroSimulator({ limits: 'off' });
    const raw = new RawClient(xero.url);
    const answers: Record<string, unknown> = {};
    for (const name of ['Organisation', 'Accounts', 'TaxRates', 'TrackingCategories', 'Currencies', 'Users'])
      answers[name] = (await raw.api('GET', `/${name}`)).json();
    const connection = new XeroConnection(
      {
        connection: 'custom',
        clientId: 'demo-custom',
        clientSecret: 'demo-secret',
        apiUrl: xero.url,
        identityUrl: xero.url,
        loginUrl: xero.url,
      },
      { loadConnection: () => Promise.resolve(undefined), saveConnection: () => Promise.resolve() },
      sealingWith('a secret key for tests'),
      () => Date.now(),
    );
    const client = new XeroClient({ apiUrl: xero.url, tokens: connection, now: () => performance.now() });
    return new Books(xero, client, new XeroEnd(client, xero.tenantId), raw, organisationSchema.parse(answers));
  }

  async plan(key: RecordKey, snapshot: Snapshot, settings: Settings): Promise<Plan> {
    const contacts = (await this.raw.api('GET', '/Contacts?page=1&pageSize=1000&includeArchived=true')).json();
    const items = (await this.raw.api('GET', '/Items')).json();
    return plan({
      instanceId: instanceId('0b1c2d3e-0000-4000-8000-000000000000'),
      recordKey: key,
      snapshot,
      settings,
      organisation: this.organisation,
      links: linkBookFrom(this.links),
      directory: directoryFrom(directoryFileSchema.parse({ ...contacts, ...items })),
      movements: [],
      now: new Date(this.xero.world.clock.now()).toISOString(),
    });
  }

  /** Sends one call per operation; fails with Xero's own words. */
  async carryOut(planned: Plan): Promise<void> {
    expect(planned.holds).toEqual([]);
    expect(planned.needs).toEqual([]);
    for (const operation of planned.operations) {
      const { resolved, missing } = resolveRefs(operation.document, (ref) => this.idOf(ref));
      expect(missing).toEqual([]);
      const sendable = { ...operation, id: newId(), document: resolved as Record<string, unknown> };
      const call = (request: Parameters<XeroClient['send']>[1]) => this.client.send(this.xero.tenantId, request);
      const reply = await call(await this.end.build([sendable], newId(), call));
      const [result] = this.end.read([sendable], reply) ?? [];
      if (result?.ok !== true) throw new Error(`${operation.kind}: ${reply.body}`);
      expect(result.messages).toEqual([]);
      if (result.document === null) continue;
      if (operation.expect !== undefined) expect(result.document.seen).toMatchObject({ total: operation.expect.Total });
      const before = this.links.find((link) => link.recordKey === operation.recordKey && link.part === operation.part);
      this.links = [
        ...this.links.filter((link) => link !== before),
        linkSchema.parse({
          ...operation,
          ...result.document,
          document: writtenAfter(operation.kind, before?.document, operation.document),
        }),
      ];
    }
  }

  private idOf(ref: string): string | undefined {
    const { recordKey, part } = splitPartRef(ref);
    return this.links.find((link) => link.recordKey === recordKey && link.part === part)?.xeroId;
  }

  async contacts(): Promise<readonly Record<string, unknown>[]> {
    return (await this.raw.api('GET', '/Contacts?page=1')).json()['Contacts'] as Record<string, unknown>[];
  }

  async onHand(code: string): Promise<unknown> {
    const [item] = (await this.raw.api('GET', `/Items/${code}`)).json()['Items'] as Record<string, unknown>[];
    return item?.['QuantityOnHand'];
  }
}

const fixture = (path: string): Record<string, unknown> =>
  JSON.parse(readFileSync(join(__dirname, '../fixtures', path), 'utf8')) as Record<string, unknown>;
const settings = settingsFrom({
  defaults: {
    mode: 'live',
    contacts: { groups: { Wholesale: 'Trade customers' } },
    accounts: { sales: '200' },
    items: { enabled: true },
    stock: { owner: 'magento', asset_account: '630', cogs_account: '310', adjustment_account: '401' },
  },
});

let books: Books;
beforeEach(async () => (books = await Books.open()));
afterEach(() => books.xero.stop());

async function bringIn(key: RecordKey, type: Snapshot['recordType'], data: unknown): Promise<void> {
  const snapshot = readSnapshot(type, data);
  await books.carryOut(await books.plan(key, snapshot, settings));
  expect(await books.plan(key, snapshot, settings)).toEqual({ operations: [], holds: [], needs: [] });
}
const customer = (id: number, changes: Record<string, unknown>, group = 'General') =>
  bringIn(customerKey(id), 'customer', { customer: { ...changes, id }, group: { id: 1, code: group } });

const address = {
  id: 1,
  firstname: 'Jane',
  lastname: 'Citizen',
  street: ['Level 2', '9 York Street'],
  city: 'Auckland',
  postcode: '1010',
  country_id: 'NZ',
  telephone: '09 555 1234 / 021 555 123',
  fax: '09 555 9999',
  default_billing: true,
};
const jane = {
  email: 'jane.citizen@example.com',
  firstname: 'Jane',
  lastname: 'Citizen',
  website_id: 1,
  addresses: [address],
};

test('customers of every kind become contacts that Xero takes, change with them, and are never doubled', async () => {
  await customer(1, fixture('magento/customer.json'));
  await customer(5, fixture('cases/11-company-vat-two-addresses/customer.json'));
  await customer(2, fixture('cases/07-second-website/customer-main.json'));
  await customer(3, fixture('cases/07-second-website/customer-outlet.json'));
  await customer(6, jane, 'Wholesale');
  await customer(7, { ...jane, email: 'other.jane@example.com' });
  await customer(8, { ...jane, email: 'third.jane@example.com' });
  await customer(9, { email: 'jürgen@exämple.com', firstname: 'Jürgen', lastname: '<Müller> &amp; Söhne' });
  await customer(10, {
    ...jane,
    email: 'long@example.com',
    lastname: 'C'.repeat(300),
    addresses: [{ ...address, street: Array(6).fill('x'.repeat(600)) }],
  });
  const names = (await books.contacts()).map(({ Name }) => Name);
  expect(names).toEqual(
    expect.arrayContaining([
      'Citizen Pty Ltd',
      'Widgets & Sons Pty Ltd',
      'Both Sites',
      'Jane Citizen',
      'Jane Citizen (Auckland 1010)',
      'Jane Citizen (M2 8)',
      'Jürgen Müller & Söhne',
    ]),
  );
  expect(names).toHaveLength(8);

  await customer(
    6,
    { ...jane, lastname: 'Doe', addresses: [{ ...address, street: ['1 New Street'], telephone: '', fax: '' }] },
    'Wholesale',
  );
  const renamed = (await books.contacts()).find(({ Name }) => Name === 'Jane Doe');
  expect(renamed).toMatchObject({
    ContactNumber: 'M2-0b1c2d3e-6',
    EmailAddress: 'jane.citizen@example.com',
    LastName: 'Doe',
  });
  const postal = (renamed?.['Addresses'] as Record<string, unknown>[]).find(
    ({ AddressType }) => AddressType === 'POBOX',
  );
  expect(postal).toMatchObject({ AddressLine1: '1 New Street', Country: 'NZ' });
  expect(postal?.['AddressLine2'] ?? '').toBe('');
});

test('a contact that a bookkeeper made is adopted under its own name', async () => {
  await new RawClient(books.xero.url).api('PUT', '/Contacts', {
    Contacts: [{ Name: 'Jane C. (garden club)', EmailAddress: 'Jane.Citizen@Example.com', AccountNumber: 'GC-1' }],
  });
  await customer(6, jane);
  expect(await books.contacts()).toMatchObject([
    { Name: 'Jane C. (garden club)', AccountNumber: 'GC-1', ContactNumber: 'M2-0b1c2d3e-6', FirstName: 'Jane' },
  ]);
});

test('a product becomes a tracked item, and its quantity in Xero follows the shop up and down', async () => {
  const sku = 'GARDEN-CHAIR-WITH-CUSHION-GREEN-LARGE';
  const product = {
    id: 7,
    sku,
    name: 'Garden chair',
    price: 129.95,
    type_id: 'simple',
    custom_attributes: [{ attribute_code: 'cost', value: '61.3333' }],
  };
  await bringIn(productKey(7), 'product', { product });
  const code = books.links[0]?.xeroNumber ?? '';
  expect(code).toHaveLength(30);
  for (const quantity of [12, 12, 5, 0, 3]) {
    await bringIn(stockKey(sku), 'stock', { sku, product_id: 7, sources: [{ source_code: 'default', quantity }] });
    expect(await books.onHand(code)).toBe(quantity);
  }
  expect(books.links.filter(({ xeroType }) => xeroType === 'StockAdjustment')).toHaveLength(4);
  await bringIn(productKey(7), 'product', { product: { ...product, name: 'Garden chair, large', price: 139 } });
});
