import { randomBytes } from 'node:crypto';
import { signature } from './oauth';
import { startMagentoSimulator, type MagentoSimulator } from './simulator';

let magento: MagentoSimulator;
beforeEach(async () => {
  magento = await startMagentoSimulator();
});
afterEach(() => magento.close());

async function call(method: string, path: string, body?: unknown) {
  const url = `${magento.url}${path}`;
  const oauth = new Map([
    ['oauth_consumer_key', magento.credentials.consumerKey],
    ['oauth_nonce', randomBytes(16).toString('hex')],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(Math.floor(Date.now() / 1000))],
    ['oauth_token', magento.credentials.accessToken],
    ['oauth_version', '1.0'],
  ]);
  oauth.set('oauth_signature', signature(method, url, oauth, magento.credentials));
  const authorization = `OAuth ${[...oauth].map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ')}`;
  const response = await fetch(url, {
    method,
    headers: { authorization, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as unknown };
}

const reference = (changes: Record<string, unknown> = {}) => ({
  record_type: 'order',
  entity_id: 1,
  part: 'invoice:1',
  tenant_id: '70784a63-d24b-46a9-a4db-0e70a274b056',
  xero_type: 'Invoice',
  xero_id: '243216c5-369e-4056-ac67-05388f86dc81',
  xero_number: 'INV-000000001',
  status: 'synced',
  message: null,
  url: null,
  revision: 3,
  ...changes,
});
const put = (...references: unknown[]) => call('PUT', '/rest/all/V1/ledgerlink/references', { references });
const results = (...expected: string[]) => ({
  status: 200,
  body: expected.map((result): unknown => expect.objectContaining({ result })),
});

describe('References', () => {
  test('an older revision never replaces a newer one; a repetition is stored', async () => {
    expect(await put(reference())).toEqual(results('stored'));
    expect(await put(reference({ revision: 2, xero_number: 'OLD' }))).toEqual(results('stale'));
    expect(await put(reference())).toEqual(results('stored'));
    expect(await put(reference({ revision: '4', xero_number: 'INV-2' }))).toEqual(results('stored'));
    expect(magento.references.of('order', 1)).toMatchObject([{ xero_number: 'INV-2', revision: 4 }]);
  });

  test('one bad reference does not spoil its mates', async () => {
    expect(await put(reference({ xero_id: 'nonsense' }), reference({ part: 'order' }))).toEqual(
      results('error', 'stored'),
    );
    expect(await put(reference({ revision: 9 }), reference({ revision: 8 }))).toEqual(results('stored', 'stale'));
  });

  test('a batch that cannot be read is refused whole', async () => {
    expect(await put(reference(), reference({ entity_id: 'one' }))).toMatchObject({ status: 400 });
    expect(await put(reference({ colour: 'red' }))).toMatchObject({ status: 400 });
    expect(await put()).toMatchObject({ status: 400 });
    expect(await put(...Array.from({ length: 201 }, (_, index) => reference({ entity_id: index + 1 })))).toMatchObject({
      status: 400,
    });
    expect(magento.references.all()).toEqual([]);
  });

  test('are read back in pages, null fields left out', async () => {
    await put(
      reference(),
      reference({ part: 'payment:1', xero_type: 'Payment', xero_number: null }),
      reference({ entity_id: 2 }),
    );
    const page = await call('GET', '/rest/V1/ledgerlink/references?record_type=order&entity_ids=1&limit=1');
    expect(page).toMatchObject({ status: 200, body: { items: [{ part: 'invoice:1' }], next: 1 } });
    const rest = await call('GET', '/rest/V1/ledgerlink/references?record_type=order&entity_ids=1&after=1');
    expect(rest).toMatchObject({ status: 200, body: { items: [{ part: 'payment:1' }] } });
    expect(JSON.stringify(rest.body)).not.toContain('xero_number');
  });
});

describe('Snapshots', () => {
  test('a record read by REST has a newer version than every event before it', async () => {
    const event = magento.shop.save('order:7', { order: { entity_id: 7 } }, 'order.placed');
    const read = await call('GET', '/rest/V1/ledgerlink/snapshots/order/7');
    expect(read).toMatchObject({ status: 200, body: { subject: 'order:7', data: event.data, source: event.source } });
    expect(BigInt((read.body as { version: string }).version)).toBeGreaterThan(BigInt(event.version));
    expect(await call('GET', '/rest/V1/ledgerlink/snapshots/order/8')).toMatchObject({ status: 404 });
  });

  test('come in pages by entity id', async () => {
    for (const id of [12, 3, 7]) magento.shop.save(`order:${id}`, {}, 'order.placed');
    const first = await call('GET', '/rest/V1/ledgerlink/snapshots/order?after=0&limit=2');
    expect(first.body).toMatchObject({ items: [{ subject: 'order:3' }, { subject: 'order:7' }], next: 7 });
    const second = await call('GET', '/rest/V1/ledgerlink/snapshots/order?after=7&limit=2');
    expect(second.body).toMatchObject({ items: [{ subject: 'order:12' }], next: null });
  });
});

describe('Faults', () => {
  test('each does what its name says, and only while it is on', async () => {
    const config = () => call('GET', '/rest/V1/ledgerlink/config');
    magento.faults.missingRights = ['Ledgerlink_Xero::config_read'];
    expect(await config()).toMatchObject({
      status: 401,
      body: { parameters: { resources: 'Ledgerlink_Xero::config_read' } },
    });
    magento.faults.missingRights = [];
    magento.faults.refuseSignatures = true;
    expect(await config()).toMatchObject({ status: 401, body: { message: expect.stringContaining('signature') } });
    magento.faults.refuseSignatures = false;
    magento.faults.seenHost = 'inner.example.com';
    expect(await config()).toMatchObject({ status: 401, body: { message: expect.stringContaining('signature') } });
    magento.faults.seenHost = undefined;
    magento.faults.noModule = true;
    expect(await config()).toMatchObject({ status: 404 });
    magento.faults.noModule = false;
    magento.faults.errors = 1;
    expect(await config()).toMatchObject({ status: 500 });
    magento.faults.down = true;
    await expect(config()).rejects.toThrow('fetch failed');
    magento.faults.down = false;
    expect(await config()).toMatchObject({ status: 200, body: { instance_id: magento.instanceId } });
  });

  test('a lost reply has been carried out', async () => {
    magento.faults.lostReplies = 1;
    await expect(put(reference())).rejects.toThrow('fetch failed');
    expect(magento.references.all()).toHaveLength(1);
  });
});
