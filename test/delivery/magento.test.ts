import { MagentoClient } from '../../sidecar/src/magento/client';
import { MagentoEnd } from '../../sidecar/src/magento/end';
import { authorizationFor } from '../../sidecar/src/magento/sign';
import { orderKey } from '../../sidecar/src/model/record';
import { startMagentoSimulator, type MagentoSimulator } from '../simulators/magento/simulator';

let magento: MagentoSimulator;
beforeEach(async () => {
  magento = await startMagentoSimulator();
});
afterEach(() => magento.close());

const client = () =>
  new MagentoClient({ baseUrl: magento.url, keys: magento.credentials, now: () => performance.now() });

const reference = (entityId: number, revision: number) => ({
  id: `op-${entityId}-${revision}`,
  kind: 'references.write' as const,
  recordKey: `order:${entityId}`,
  part: 'invoice:1',
  naturalKey: `order:${entityId}`,
  document: {
    references: [
      {
        record_type: 'order',
        entity_id: entityId,
        part: 'invoice:1',
        tenant_id: '70784a63-d24b-46a9-a4db-0e70a274b056',
        xero_type: 'Invoice',
        xero_id: '243216c5-369e-4056-ac67-05388f86dc81',
        xero_number: 'INV-000000001',
        status: 'synced',
        message: null,
        url: null,
        revision,
      },
    ],
  },
});

test('the shop introduces itself to a signed call', async () => {
  expect((await client().shop()).instance_id).toBe(magento.instanceId);
});

test('references of several orders share a call, and an older one is no failure', async () => {
  const end = new MagentoEnd(client());
  const batch = [reference(1, 3), reference(2, 1)];
  const reply = await end.send('', await end.build(batch));
  expect(end.read(batch, reply)).toEqual([
    { ok: true, document: null, messages: [] },
    { ok: true, document: null, messages: [] },
  ]);
  const older = [reference(1, 2)];
  expect(end.read(older, await end.send('', await end.build(older)))).toEqual([
    { ok: true, document: null, messages: ['Magento has a newer reference.'] },
  ]);
  expect(magento.requests.filter((request) => request.method === 'PUT')).toHaveLength(2);
});

test('an order that Magento does not have is gone, not an error', async () => {
  expect(await client().snapshot(orderKey(987654))).toBe('gone');
});

test.each([
  [
    'a proxy that changes the host',
    () => void (magento.faults.seenHost = 'shop.internal'),
    'LL-5003',
    /HTTP_HOST|proxy/,
  ],
  [
    'a missing right',
    () => void magento.faults.missingRights.push('Ledgerlink_Xero::config_read'),
    'LL-5004',
    /resource|permission/i,
  ],
  ['a shop without the module', () => void (magento.faults.noModule = true), 'LL-5005', /module/],
  ['a shop in trouble', () => void (magento.faults.errors = 1), 'LL-5001', /MAGENTO_URL|tried again/],
])('%s is told with its own next step', async (_name, breakIt, code, nextStep) => {
  breakIt();
  await expect(client().shop()).rejects.toMatchObject({ code, nextStep: expect.stringMatching(nextStep) });
});

test('a wrong secret is told as wrong keys or a changed address, never with the secret in it', async () => {
  const wrong = new MagentoClient({
    baseUrl: magento.url,
    keys: { ...magento.credentials, consumerSecret: 'x'.repeat(32) },
    now: () => performance.now(),
  });
  const error: unknown = await wrong.shop().catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'LL-5003' });
  expect(JSON.stringify(error)).not.toContain(magento.credentials.accessTokenSecret);
});

test('the signature is the one that the standard’s base string gives', () => {
  const keys = { consumerKey: 'ck', consumerSecret: 'cs&', accessToken: 'at', accessTokenSecret: 'as' };
  const header = authorizationFor('get', 'https://shop.example/rest/all/V1/x?after=a%20b&limit=2', keys, {
    nonce: 'n',
    timestamp: 1,
  });
  // openssl: printf '%s' "$base" | openssl dgst -sha256 -hmac 'cs%26&as' -binary | base64
  expect(header).toContain('oauth_signature="');
  expect(() => authorizationFor('GET', 'https://shop.example/x?f%5B10%5D=1', keys)).toThrow(RangeError);
});
