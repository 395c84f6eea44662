import { createHash } from 'node:crypto';
import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
afterEach(() => xero.stop());

const minute = 60_000;
const redirect = 'https://shop.example/connect/xero/callback';

async function start(options: Parameters<typeof startXeroSimulator>[0] = {}): Promise<RawClient> {
  xero = await startXeroSimulator(options);
  return new RawClient(xero.url);
}

function authorizePath(extra: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: 'demo-code',
    redirect_uri: redirect,
    scope: 'offline_access accounting.contacts',
    state: 'abc',
    ...extra,
  });
  return `/identity/connect/authorize?${query.toString()}`;
}

async function consent(client: RawClient, extra: Record<string, string> = {}): Promise<string> {
  const answer = await client.send('GET', authorizePath(extra), undefined, {});
  expect(answer.status).toBe(302);
  const target = new URL(String(answer.headers.location));
  expect(target.searchParams.get('state')).toBe('abc');
  return target.searchParams.get('code') ?? '';
}

function exchange(client: RawClient, code: string, extra: Record<string, string> = {}) {
  return client.form(
    '/connect/token',
    new URLSearchParams({ grant_type: 'authorization_code', code, redirect_uri: redirect, ...extra }),
  );
}

function refresh(client: RawClient, token: unknown) {
  return client.form(
    '/connect/token',
    new URLSearchParams({ grant_type: 'refresh_token', refresh_token: String(token) }),
  );
}

function organisation(client: RawClient, token: unknown, tenant?: string) {
  return client.send('GET', '/api.xro/2.0/Organisation', undefined, {
    accept: 'application/json',
    authorization: `Bearer ${String(token)}`,
    ...(tenant === undefined ? {} : { 'xero-tenant-id': tenant }),
  });
}

describe('a custom connection', () => {
  it('signs in with its secret and reads its organisation without naming it', async () => {
    const client = await start();
    const token = await client.signIn();
    const answer = await organisation(client, token);
    expect(answer.json()).toMatchObject({
      Status: 'OK',
      Organisations: [{ OrganisationID: xero.tenantId, BaseCurrency: 'AUD' }],
    });
    expect((await organisation(client, token, xero.tenantId)).status).toBe(200);
  });

  it('is refused with a wrong secret, an unknown scope, or another organisation', async () => {
    const client = await start({ organisations: [{ country: 'AU' }, { country: 'NZ' }] });
    const wrong = await client.send(
      'POST',
      '/connect/token',
      'grant_type=client_credentials&client_id=demo-custom&client_secret=x',
      {},
    );
    expect([wrong.status, wrong.json()]).toEqual([400, { error: 'invalid_client' }]);
    const scope = await client.form(
      '/connect/token',
      new URLSearchParams({ grant_type: 'client_credentials', scope: 'accounting.transactions' }),
    );
    expect([scope.status, scope.json()]).toEqual([400, { error: 'invalid_scope' }]);
    const [, other] = [...xero.world.books.keys()];
    const answer = await organisation(client, await client.signIn(), other);
    expect(answer.status).toBe(403);
    expect(answer.json()).toMatchObject({ Title: 'Forbidden', Status: 403, Detail: 'AuthenticationUnsuccessful' });
  });

  it('finds its token expired after thirty minutes', async () => {
    const client = await start();
    const token = await client.signIn();
    xero.world.clock.advance(31 * minute);
    const answer = await organisation(client, token);
    expect(answer.status).toBe(401);
    expect(answer.json()).toMatchObject({ Title: 'Unauthorized', Detail: expect.stringMatching(/^TokenExpired/) });
    expect((await organisation(client, 'nonsense')).json()).toMatchObject({
      Status: 401,
      Detail: 'AuthenticationUnsuccessful',
    });
  });

  it('needs the scope that belongs to the address', async () => {
    await start();
    const client = new RawClient(xero.url, 'demo-custom', 'accounting.contacts.read');
    expect((await client.api('GET', '/Contacts')).status).toBe(200);
    const write = await client.api('PUT', '/Contacts', { Contacts: [{ Name: 'Jane' }] });
    expect(write.status).toBe(401);
    expect(write.headers['www-authenticate']).toMatch(/insufficient_scope/);
    expect((await client.api('GET', '/Invoices')).status).toBe(401);
    expect(xero.ledger().contacts).toEqual([]);
  });
});

describe('the authorisation code flow', () => {
  it('gives tokens once per code, within five minutes, and lists the connections', async () => {
    await start();
    const client = new RawClient(xero.url, 'demo-code');
    const code = await consent(client);
    const first = await exchange(client, code);
    expect(first.json()).toMatchObject({ token_type: 'Bearer', expires_in: 1800, refresh_token: expect.any(String) });
    expect((await exchange(client, code)).json()).toEqual({ error: 'invalid_grant' });
    const token = String(first.json().access_token);
    const connections = await client.send('GET', '/connections', undefined, { authorization: `Bearer ${token}` });
    expect(connections.headers).toMatchObject({ 'x-appminlimit-remaining': '10000' });
    expect(connections.headers).not.toHaveProperty('x-minlimit-remaining');
    expect(JSON.parse(connections.body)).toMatchObject([
      { tenantId: xero.tenantId, tenantType: 'ORGANISATION', tenantName: 'Demo Company (AU)' },
    ]);
    expect((await organisation(client, token)).status).toBe(403);
    const late = await consent(client);
    xero.world.clock.advance(6 * minute);
    expect((await exchange(client, late)).json()).toEqual({ error: 'invalid_grant' });
  });

  it('checks the PKCE verifier', async () => {
    await start();
    const client = new RawClient(xero.url, 'demo-code');
    const challenge = {
      code_challenge: createHash('sha256').update('secret words').digest('base64url'),
      code_challenge_method: 'S256',
    };
    expect((await exchange(client, await consent(client, challenge), { code_verifier: 'other' })).status).toBe(400);
    expect((await exchange(client, await consent(client, challenge), { code_verifier: 'secret words' })).status).toBe(
      200,
    );
  });

  it('rotates refresh tokens: the old one works for thirty minutes, an unused one for sixty days', async () => {
    await start();
    const client = new RawClient(xero.url, 'demo-code');
    const { refresh_token: first } = (await exchange(client, await consent(client))).json();
    const second = (await refresh(client, first)).json().refresh_token;
    expect(second).not.toBe(first);
    xero.world.clock.advance(29 * minute);
    expect((await refresh(client, first)).status).toBe(200);
    xero.world.clock.advance(2 * minute);
    expect((await refresh(client, first)).json()).toEqual({ error: 'invalid_grant' });
    const third = (await refresh(client, second)).json().refresh_token;
    xero.world.clock.advance(61 * 24 * 60 * minute);
    expect((await refresh(client, third)).json()).toEqual({ error: 'invalid_grant' });
  });

  it('refuses redirects to 127.0.0.1 and unknown apps, and tells the app when the person says no', async () => {
    await start({ consent: 'deny' });
    const client = new RawClient(xero.url, 'demo-code');
    expect(
      (await client.send('GET', authorizePath({ redirect_uri: 'http://127.0.0.1:1/x' }), undefined, {})).status,
    ).toBe(400);
    expect((await client.send('GET', authorizePath({ client_id: 'nobody' }), undefined, {})).body).toContain(
      'unauthorized_client',
    );
    expect(
      (await client.send('GET', authorizePath({ scope: 'accounting.transactions' }), undefined, {})).body,
    ).toContain('invalid_scope');
    const no = await client.send('GET', authorizePath({ redirect_uri: 'http://localhost:1/x' }), undefined, {});
    expect(no.headers.location).toBe('http://localhost:1/x?state=abc&error=access_denied');
  });

  it('ends everything when the token is revoked or the organisation disconnected', async () => {
    await start();
    const client = new RawClient(xero.url, 'demo-code');
    const tokens = (await exchange(client, await consent(client))).json();
    const bearer = { authorization: `Bearer ${String(tokens.access_token)}` };
    const [connection] = xero.world.oauth.connectionsOf('demo-code');
    expect((await client.send('DELETE', `/connections/${connection?.id ?? ''}`, undefined, bearer)).status).toBe(204);
    expect((await organisation(client, tokens.access_token, xero.tenantId)).status).toBe(403);
    expect(
      (await client.form('/connect/revocation', new URLSearchParams({ token: String(tokens.refresh_token) }))).status,
    ).toBe(200);
    expect((await organisation(client, tokens.access_token, xero.tenantId)).status).toBe(401);
    expect((await refresh(client, tokens.refresh_token)).json()).toEqual({ error: 'invalid_grant' });
  });
});
