import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
afterEach(() => xero.stop());

async function start(options: Parameters<typeof startXeroSimulator>[0] = {}): Promise<RawClient> {
  xero = await startXeroSimulator(options);
  xero.world.clock.freeze();
  return new RawClient(xero.url);
}

async function statuses(client: RawClient, calls: number): Promise<number[]> {
  const found: number[] = [];
  for (let call = 0; call < calls; call += 1) found.push((await client.api('GET', '/Currencies')).status);
  return found;
}

describe('rate limits', () => {
  it('count down in three headers and refuse the sixty-first call of a minute, with Retry-After and no body', async () => {
    const client = await start();
    const first = await client.api('GET', '/Currencies');
    expect(first.headers).toMatchObject({
      'x-daylimit-remaining': '4999',
      'x-minlimit-remaining': '59',
      'x-appminlimit-remaining': '9999',
    });
    expect(new Set(await statuses(client, 59))).toEqual(new Set([200]));
    const refused = await client.api('GET', '/Currencies');
    expect([refused.status, refused.body, refused.headers['x-rate-limit-problem']]).toEqual([429, '', 'minute']);
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThanOrEqual(1);
    expect(wait).toBeLessThanOrEqual(60);
    xero.world.clock.advance((wait - 1) * 1000);
    expect(await statuses(client, 1)).toEqual([429]);
    xero.world.clock.advance(1000);
    expect(await statuses(client, 1)).toEqual([200]);
    expect(xero.invariants()).toMatchObject({ throttled: 2, maxPerRollingMinute: 61 });
  });

  it('let a burst round the edge of a fixed window through, and refuse it under the rolling reading', async () => {
    for (const [minuteWindow, expected] of [
      ['fixed', 200],
      ['rolling', 429],
    ] as const) {
      const client = await start({ quirks: { minuteWindow }, seed: 7 });
      const refusedAt = await edgeOfWindow(client);
      xero.world.clock.advance(refusedAt * 1000 - 1000);
      xero.world.clock.advance(60_000);
      expect(await statuses(client, 60)).toEqual(Array(60).fill(200));
      xero.world.clock.advance(1000);
      expect((await client.api('GET', '/Currencies')).status).toBe(expected);
      if (expected === 200) await xero.stop();
    }
  });

  it('end with the day: Starter apps get a thousand calls', async () => {
    const client = await start({ limits: { day: 3 } });
    expect(await statuses(client, 4)).toEqual([200, 200, 200, 429]);
    const refused = await client.api('GET', '/Currencies');
    expect(refused.headers).toMatchObject({ 'x-rate-limit-problem': 'day', 'x-daylimit-remaining': '0' });
    xero.world.clock.advance(Number(refused.headers['retry-after']) * 1000);
    await client.signIn();
    expect(await statuses(client, 1)).toEqual([200]);
  });

  it('allow five calls in progress; the sixth is refused without Retry-After', async () => {
    const client = await start({ latency: { baseMs: 200, perElementMs: 0 } });
    await client.signIn();
    const answers = await Promise.all(Array.from({ length: 7 }, () => client.api('GET', '/Currencies')));
    const refused = answers.filter((answer) => answer.status === 429);
    expect(refused).toHaveLength(2);
    for (const answer of refused) {
      expect(answer.headers['x-rate-limit-problem']).toBe('concurrent');
      expect(answer.headers).not.toHaveProperty('retry-after');
    }
    expect(xero.invariants().maxInFlight).toBe(5);
  });

  it('are counted before the Idempotency-Key is looked at, so that a replay costs a call', async () => {
    const client = await start();
    const key = { 'idempotency-key': 'once' };
    const body = { Contacts: [{ Name: 'Jane' }] };
    const first = await client.api('PUT', '/Contacts', body, key);
    const second = await client.api('PUT', '/Contacts', body, key);
    expect(second.body).toBe(first.body);
    expect([first.headers['x-minlimit-remaining'], second.headers['x-minlimit-remaining']]).toEqual(['59', '58']);
  });
});

/** Fills a window, and tells in how many seconds the next one begins. */
async function edgeOfWindow(client: RawClient): Promise<number> {
  xero.world.limits.settings = { ...xero.world.limits.settings, minute: 1 };
  await client.api('GET', '/Currencies');
  const refused = await client.api('GET', '/Currencies');
  xero.world.limits.settings = { ...xero.world.limits.settings, minute: 60 };
  return Number(refused.headers['retry-after']);
}
