import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
afterEach(() => xero.stop());

async function start(options: Parameters<typeof startXeroSimulator>[0] = {}): Promise<RawClient> {
  xero = await startXeroSimulator(options);
  return new RawClient(xero.url);
}

const key = { 'idempotency-key': 'k-1' };
const jane = { Contacts: [{ Name: 'Jane' }] };

describe('Idempotency-Key', () => {
  it('replays the same bytes for six minutes from the first call and then processes again', async () => {
    const client = await start();
    const first = await client.api('PUT', '/Contacts', jane, key);
    xero.world.clock.advance(5 * 60_000);
    expect((await client.api('PUT', '/Contacts', jane, key)).body).toBe(first.body);
    xero.world.clock.advance(61_000);
    const third = await client.api('PUT', '/Contacts', jane, key);
    expect(third.status).toBe(400);
    expect(third.body).toContain('already assigned to another contact');
    expect(xero.ledger().contacts).toHaveLength(1);
    expect(xero.journal().map((entry) => [entry.replayed, entry.committed])).toEqual([
      [false, 1],
      [true, 0],
      [false, 0],
    ]);
  });

  it('refuses another body, address or method under the same key', async () => {
    const client = await start();
    await client.api('PUT', '/Contacts', jane, key);
    for (const other of [
      await client.api('PUT', '/Contacts', { Contacts: [{ Name: 'John' }] }, key),
      await client.api('PUT', '/Contacts?summarizeErrors=false', jane, key),
      await client.api('POST', '/Contacts', jane, key),
    ]) {
      expect([other.status, other.json().Detail]).toEqual([
        400,
        'Idempotency Key: k-1 is used with a different request.',
      ]);
    }
  });

  it('is ignored on reads', async () => {
    const client = await start();
    await client.api('GET', '/Currencies', undefined, key);
    expect((await client.api('GET', '/Accounts', undefined, key)).status).toBe(200);
  });

  it.each([true, false])('keeps validation errors and server errors when so switched (%s)', async (keeps) => {
    const client = await start({
      quirks: { idempotencyKeepsClientErrors: keeps, idempotencyKeepsServerErrors: keeps },
    });
    const bad = { Contacts: [{ Name: 'Jane', EmailAddress: 'jane@refused.example' }] };
    await client.api('PUT', '/Contacts', bad, key);
    xero.world.quirks.refusedEmailDomains = [];
    expect((await client.api('PUT', '/Contacts', bad, key)).status).toBe(keeps ? 400 : 200);
    xero.world.faults.add({ kind: '500-before' });
    const other = { 'idempotency-key': 'k-2' };
    expect((await client.api('PUT', '/Contacts', { Contacts: [{ Name: 'John' }] }, other)).status).toBe(500);
    expect((await client.api('PUT', '/Contacts', { Contacts: [{ Name: 'John' }] }, other)).status).toBe(
      keeps ? 500 : 200,
    );
  });

  it.each([
    ['refuse-409', [200, 409]],
    ['refuse-400', [200, 400]],
    ['wait', [200, 200]],
  ] as const)('answers a duplicate of a call in progress as switched: %s', async (idempotencyInFlight, expected) => {
    const client = await start({ quirks: { idempotencyInFlight }, latency: { baseMs: 150, perElementMs: 0 } });
    await client.signIn();
    const answers = await Promise.all([
      client.api('PUT', '/Contacts', jane, key),
      client.api('PUT', '/Contacts', jane, key),
    ]);
    expect(answers.map((answer) => answer.status).sort()).toEqual([...expected].sort());
    expect(xero.ledger().contacts).toHaveLength(1);
  });

  it('refuses keys above 128 characters', async () => {
    const client = await start();
    expect((await client.api('PUT', '/Contacts', jane, { 'idempotency-key': 'x'.repeat(129) })).status).toBe(400);
  });
});
