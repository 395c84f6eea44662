import { startXeroSimulator, type FaultKind, type FaultRule, type XeroSimulator } from './index';
import { RawClient, type RawAnswer } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
let client: RawClient;
beforeEach(async () => {
  xero = await startXeroSimulator();
  client = new RawClient(xero.url);
});
afterEach(() => xero.stop());

let next = 0;
function write(key?: string): Promise<RawAnswer> {
  next += 1;
  const name = key === undefined ? `Buyer ${next}` : 'Keyed';
  return client.api(
    'PUT',
    '/Contacts',
    { Contacts: [{ Name: name }] },
    key === undefined ? {} : { 'idempotency-key': key },
  );
}
/** Status, or the error code of a broken connection. */
async function outcome(call: Promise<RawAnswer>): Promise<number | string> {
  try {
    const answer = await call;
    if (answer.status === 200) answer.json();
    return answer.status;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'broken';
  }
}

it.each<[FaultKind, number | string, number]>([
  ['500-before', 500, 0],
  ['500-after', 500, 1],
  ['lost-reply', 'ECONNRESET', 1],
  ['reset-before', 'ECONNRESET', 0],
  ['reset-mid-response', 'ECONNRESET', 1],
  ['throttle', 429, 0],
  ['offline', 503, 0],
  ['html', 502, 0],
  ['revoke-token', 401, 0],
  ['disconnect', 403, 0],
])('%s: the caller sees %s, the books hold %i', async (kind, seen, held) => {
  xero.world.faults.add({ kind });
  expect(await outcome(write())).toBe(seen);
  expect(xero.ledger().contacts).toHaveLength(held);
  expect(xero.journal().at(-1)).toMatchObject({
    fault: kind,
    committed: held,
    status: typeof seen === 'number' ? seen : 0,
    counted: true,
  });
});

it.each<[FaultKind, number]>([
  ['lost-reply', 200],
  ['500-after', 500],
  ['500-before', 500],
])('after %s the same key replays what Xero kept, and nothing is written twice', async (kind, replayed) => {
  xero.world.faults.add({ kind });
  await outcome(write('k'));
  const before = xero.ledger().contacts.length;
  expect(await outcome(write('k'))).toBe(replayed);
  expect(xero.ledger().contacts).toHaveLength(before);
  expect(xero.journal().at(-1)).toMatchObject({ replayed: true });
});

it('hung calls never answer, with or without commit, and stay in progress until the caller hangs up', async () => {
  await client.signIn();
  for (const [kind, held] of [
    ['hang-before', 0],
    ['hang-after', 1],
  ] as const) {
    xero.world.faults.add({ kind });
    const abort = new AbortController();
    const call = fetch(`${xero.url}/api.xro/2.0/Contacts`, {
      method: 'PUT',
      signal: abort.signal,
      headers: {
        authorization: `Bearer ${await client.signIn()}`,
        accept: 'application/json',
        'content-type': 'application/json',
        'idempotency-key': kind,
      },
      body: '{"Contacts":[{"Name":"Hung"}]}',
    });
    const failed = expect(call).rejects.toThrow();
    await until(() => xero.journal().at(-1)?.endedAt !== undefined && xero.journal().at(-1)?.fault === kind);
    expect(xero.world.limits.inFlight('demo-custom', xero.tenantId)).toBe(1);
    abort.abort();
    await failed;
    await until(() => xero.world.limits.inFlight('demo-custom', xero.tenantId) === 0);
    expect(xero.ledger().contacts).toHaveLength(held);
  }
});

it('slow calls wait before or after the commit', async () => {
  for (const [kind, heldMeanwhile] of [
    ['slow-before', 0],
    ['slow-after', 2],
  ] as const) {
    xero.world.faults.add({ kind, delayMs: 150 });
    const seen = xero.journal().length;
    const call = write();
    await until(() => xero.journal().length > seen && (kind === 'slow-before' || xero.ledger().contacts.length === 2));
    expect(xero.ledger().contacts).toHaveLength(heldMeanwhile);
    expect((await call).status).toBe(200);
  }
});

it('a storm of 429s carries its own header, count and wait', async () => {
  xero.world.faults.add({ kind: 'throttle', problem: 'day', retryAfter: 73451, count: 2 });
  for (const _ of [1, 2]) {
    const answer = await write();
    expect(answer.headers).toMatchObject({
      'x-rate-limit-problem': 'day',
      'retry-after': '73451',
      'x-daylimit-remaining': '0',
    });
  }
  expect((await write()).status).toBe(200);
});

it('strikes only what it matches: method, path, body, nth, count, probability by seed', async () => {
  const kinds = async (rule: Partial<FaultRule>, calls: () => Promise<RawAnswer>[]) => {
    xero.world.faults.clear();
    xero.world.faults.add({ kind: '500-before', ...rule });
    const statuses: number[] = [];
    for (const call of calls()) statuses.push((await call).status);
    return statuses;
  };
  const three = () => [write(), write(), write()];
  expect(await kinds({ method: 'GET' }, three)).toEqual([200, 200, 200]);
  expect(await kinds({ path: '/Invoices$' }, three)).toEqual([200, 200, 200]);
  expect(await kinds({ body: 'Nobody' }, three)).toEqual([200, 200, 200]);
  expect((await kinds({ path: '/Contacts$', nth: 2 }, three)).filter((status) => status === 500)).toHaveLength(1);
  expect(await kinds({ count: 0 }, three)).toEqual([500, 500, 500]);
  expect(await kinds({ count: 0, probability: 0 }, three)).toEqual([200, 200, 200]);
  const draws = async () =>
    (await kinds({ count: 0, probability: 0.5, seed: 3 }, () => [...three(), ...three()])).filter(
      (status) => status === 500,
    ).length;
  const first = await draws();
  expect(first).toBe(await draws());
  expect(first).toBeGreaterThan(0);
  expect(first).toBeLessThan(6);
});

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 5000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('it did not happen in five seconds');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
