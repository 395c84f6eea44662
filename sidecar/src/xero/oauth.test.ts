import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sealingWith } from '../shared/sealing';
import { XeroConnection } from './oauth';

let server: Server;
let answer: (form: URLSearchParams) => { status: number; body: string };
let asked: string[];
let now: number;

beforeEach(async () => {
  asked = [];
  now = 1_000_000;
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.on('end', () => {
      const form = new URLSearchParams(body);
      asked.push(form.get('scope') ?? '');
      const given = answer(form);
      response.writeHead(given.status, { 'content-type': 'application/json' }).end(given.body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

function connection(): XeroConnection {
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new XeroConnection(
    { connection: 'custom', clientId: 'id', clientSecret: 'secret', apiUrl: url, identityUrl: url, loginUrl: url },
    { loadConnection: () => Promise.resolve(undefined), saveConnection: () => Promise.resolve() },
    sealingWith('a secret key for tests'),
    () => now,
  );
}
const token = (expires_in: number | string) => ({
  status: 200,
  body: JSON.stringify({ access_token: `token-${asked.length}`, expires_in }),
});
const invalidScope = { status: 400, body: '{"error":"invalid_scope"}' };

test.each(['{"access_token":"abc', '<html>maintenance</html>', '', '{}'])(
  'a token answer that cannot be read (%s) is tried again, not held as a mistake',
  async (body) => {
    answer = () => ({ status: 200, body });
    await expect(connection().accessToken()).rejects.toMatchObject({ code: 'LL-4001', kind: 'transient' });
  },
);

test('an app that lacks the scope for overpayments connects without it', async () => {
  answer = (form) => (form.get('scope')?.includes('banktransactions') === true ? invalidScope : token(1800));
  await expect(connection().accessToken()).resolves.toBe('token-2');
  expect(asked.at(-1)).toBe('accounting.settings accounting.contacts accounting.invoices accounting.payments');
});

test('an app of before March 2026 connects with the broad names', async () => {
  answer = (form) => (form.get('scope')?.includes('accounting.transactions') === true ? token(1800) : invalidScope);
  await expect(connection().accessToken()).resolves.toBe('token-3');
});

test('where no set of scopes is granted, those that are needed are named', async () => {
  answer = () => invalidScope;
  await expect(connection().accessToken()).rejects.toMatchObject({
    code: 'LL-4006',
    message: expect.stringContaining('accounting.invoices') as string,
  });
});

test('a token that lives shortly is used for half its life, one that lives long until a minute before its end', async () => {
  const connected = connection();
  answer = () => token('4');
  expect(await connected.accessToken()).toBe('token-1');
  now += 1_900;
  expect(await connected.accessToken()).toBe('token-1');
  now += 200;
  answer = () => token(1800);
  expect(await connected.accessToken()).toBe('token-2');
  now += 1_739_000;
  expect(await connected.accessToken()).toBe('token-2');
  now += 2_000;
  expect(await connected.accessToken()).toBe('token-3');
});
