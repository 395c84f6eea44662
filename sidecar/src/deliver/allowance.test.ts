import fc from 'fast-check';
import { Allowance, xeroLimits, type Ticket } from './allowance';
import type { Verdict } from './classify';
import type { WireReply } from './wire';

const answered = (headers: Record<string, string> = {}): WireReply => ({
  status: 200,
  headers,
  body: '',
  durationMs: 1,
});
const throttled = (limit: NonNullable<Verdict['limit']>, retryAfterMs?: number): Verdict => ({
  kind: 'rateLimited',
  code: 'LL-4002',
  message: 'wait',
  nextStep: '',
  limit,
  ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
});

/** A whole tier from the first header on. */
function opened(dayRemaining = 5000): Allowance {
  const allowance = new Allowance(xeroLimits, 0);
  call(allowance, 0, 0, { 'x-daylimit-remaining': String(dayRemaining) });
  return allowance;
}
function start(
  allowance: Allowance,
  nowMs: number,
  lane: 'person' | 'live' | 'sweep' | 'backfill' = 'live',
): Ticket | undefined {
  const started = allowance.tryStart(lane, nowMs);
  return started.ok ? started.ticket : undefined;
}
function call(allowance: Allowance, fromMs: number, toMs: number, headers: Record<string, string> = {}): boolean {
  const ticket = start(allowance, fromMs);
  if (ticket !== undefined) allowance.finish(ticket, answered(headers), undefined, toMs);
  return ticket !== undefined;
}

test('never more than 60 calls in any minute, however late each of them is counted', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          gapMs: fc.integer({ min: 0, max: 900 }),
          tookMs: fc.integer({ min: 1, max: 60_000 }),
          share: fc.double({ min: 0, max: 1, noNaN: true }),
        }),
        { minLength: 100, maxLength: 400 },
      ),
      (calls) => {
        const allowance = opened();
        const counted: number[] = [];
        const ends: { atMs: number; ticket: Ticket }[] = [];
        let now = 1;
        for (const { gapMs, tookMs, share } of calls) {
          now += gapMs;
          for (const end of ends.filter(({ atMs }) => atMs <= now)) {
            allowance.finish(end.ticket, answered(), undefined, end.atMs);
            ends.splice(ends.indexOf(end), 1);
          }
          const ticket = start(allowance, now);
          if (ticket === undefined) continue;
          const took = Math.min(tookMs, 3000);
          ends.push({ atMs: now + took, ticket });
          counted.push(now + took * share);
          if (ends.length > 4) return false;
        }
        counted.sort((a, b) => a - b);
        return counted.every((at, index) => (counted[index + 60] ?? Number.POSITIVE_INFINITY) - at >= 60_000);
      },
    ),
    { numRuns: 200 },
  );
});

test('the fifth call at once is a person’s', () => {
  const allowance = opened();
  for (let i = 0; i < 4; i += 1) expect(start(allowance, 1)).toBeDefined();
  expect(allowance.tryStart('live', 1)).toMatchObject({ ok: false, reason: 'inFlight' });
  expect(start(allowance, 1, 'person')).toBeDefined();
  expect(allowance.tryStart('person', 1)).toMatchObject({ ok: false, reason: 'inFlight' });
});

test('a burst is a tenth of the day, and the rest is spread over it', () => {
  const allowance = opened();
  let now = 1000;
  let spent = 1;
  const spendUntil = (endMs: number) => {
    while (now < endMs) {
      if (call(allowance, now, now + 1)) spent += 1;
      now += 1100;
    }
  };
  spendUntil(3_600_000);
  expect(spent).toBeGreaterThan(650);
  expect(spent).toBeLessThan(720);
  spendUntil(86_400_000);
  expect(spent).toBeGreaterThan(4900);
  expect(spent).toBeLessThanOrEqual(5000);
});

test('the server’s own count overrules ours: what others spent is not spent again', () => {
  const allowance = opened();
  expect(allowance.view(0).callsLeft).toBe(5000);
  call(allowance, 1000, 1001, { 'x-daylimit-remaining': '40' });
  expect(allowance.view(1001)).toMatchObject({ callsLeft: 40, burstLeft: 40 });
  let now = 2000;
  let spent = 0;
  while (now < 1_500_000) {
    if (call(allowance, now, now + 1)) spent += 1;
    now += 2000;
  }
  expect(spent).toBe(40);
  // Half an hour later one call asks whether a new day has begun.
  now = 43_200_000;
  call(allowance, now, now + 1, { 'x-daylimit-remaining': '4999' });
  expect(allowance.view(now + 1).callsLeft).toBeGreaterThan(4000);
});

test('the minute’s count of the server is believed too', () => {
  const allowance = opened();
  call(allowance, 1000, 1001, { 'x-minlimit-remaining': '2' });
  expect(call(allowance, 1002, 1003)).toBe(true);
  expect(call(allowance, 1004, 1005)).toBe(true);
  expect(allowance.tryStart('live', 1006)).toMatchObject({ ok: false, reason: 'minute' });
  expect(call(allowance, 61_002, 61_003)).toBe(true);
});

test('the tier is inferred from the first header', () => {
  expect(opened(999).view(0).perDay).toBe(1000);
  expect(opened(1001).view(0).perDay).toBe(5000);
  expect(opened(4999).view(0).perDay).toBe(5000);
  expect(opened(9990).view(0).perDay).toBe(10_000);
  expect(opened(4999).view(0).burstLeft).toBe(499);
});

test('a 429 pauses the whole organisation for as long as Xero says', () => {
  const allowance = opened();
  const ticket = start(allowance, 1);
  if (ticket === undefined) throw new Error('no ticket');
  allowance.finish(ticket, { ...answered(), status: 429 }, throttled('minute', 17_000), 10);
  expect(allowance.tryStart('person', 17_000)).toEqual({ ok: false, reason: 'pause', waitMs: 10 });
  expect(start(allowance, 17_010)).toBeDefined();
});

test.each([0, 4000])(
  'a day that was spent is a whole one again when Xero said it would be (%d left are told)',
  (told) => {
    const allowance = opened(10);
    const ticket = start(allowance, 1000);
    if (ticket === undefined) throw new Error('no ticket');
    allowance.finish(ticket, answered(), throttled('day', 4000), 1000);
    expect(start(allowance, 4999)).toBeUndefined();
    // Twenty calls in the next seconds, not one every 19 s.
    let made = 0;
    for (let at = 5001; at < 25_001; at += 1000)
      if (call(allowance, at, at + 100, told === 0 ? {} : { 'x-daylimit-remaining': String(told) })) made += 1;
    expect(made).toBe(20);
  },
);

test('too many at once: half as many now, one more each quiet minute', () => {
  const allowance = opened();
  const ticket = start(allowance, 1);
  if (ticket === undefined) throw new Error('no ticket');
  allowance.finish(ticket, { ...answered(), status: 429 }, throttled('concurrent'), 10);
  const atOnce = (nowMs: number): number => {
    const tickets: Ticket[] = [];
    for (let next = start(allowance, nowMs); next !== undefined; next = start(allowance, nowMs)) tickets.push(next);
    tickets.forEach((taken) => allowance.finish(taken, answered(), undefined, nowMs));
    return tickets.length;
  };
  expect(atOnce(3000)).toBe(2);
  expect(atOnce(61_000)).toBe(3);
  expect(atOnce(122_000)).toBe(4);
  expect(atOnce(400_000)).toBe(4);
});

test('a restart forgets neither the minute nor the day nor a pause; a clock set back only makes us slower', () => {
  const before = opened();
  for (let i = 0; i < 57; i += 1) expect(call(before, 10 + i, 11 + i)).toBe(true);
  const text = before.save(1000, 5_000_000) ?? '';
  for (const wall of [5_000_500, 5_000_500 - 3_600_000]) {
    const after = Allowance.restore(xeroLimits, text, 0, wall);
    expect(after.view(0).spentToday).toBe(58);
    expect(after.tryStart('live', 0)).toMatchObject({ ok: false, reason: 'minute' });
    expect(call(after, 60_100, 60_101)).toBe(true);
  }
  const paused = opened();
  paused.pause(30_000, 'Xero asked us to wait', 0);
  const restored = Allowance.restore(xeroLimits, paused.save(1000, 5_000_000) ?? '', 0, 5_010_000);
  expect(restored.tryStart('live', 18_999)).toMatchObject({ ok: false, reason: 'pause' });
  expect(start(restored, 19_001)).toBeDefined();
});

test('calls that a dead process left count as under way until they must have timed out', () => {
  const before = opened();
  for (let i = 0; i < 4; i += 1) start(before, 100);
  const after = Allowance.restore(xeroLimits, before.save(200, 9_000) ?? '', 0, 9_000);
  expect(after.tryStart('live', 0)).toMatchObject({ ok: false, reason: 'inFlight' });
  expect(start(after, 60_000)).toBeDefined();
});

test('a backfill takes what others leave: a third of the burst, three calls at once', () => {
  const allowance = opened();
  for (let i = 0; i < 3; i += 1) expect(start(allowance, 1, 'backfill')).toBeDefined();
  expect(start(allowance, 1, 'backfill')).toBeUndefined();
  expect(start(allowance, 1, 'live')).toBeDefined();
  const spent = opened();
  for (let i = 0, now = 1; i < 200; now += 1200) if (call(spent, now, now + 1)) i += 1;
  expect(spent.tryStart('backfill', 260_000)).toMatchObject({ ok: false, reason: 'day' });
  expect(start(spent, 260_000, 'live')).toBeDefined();
});

test('what each lane spends and what the day will have cost are told', () => {
  const allowance = opened();
  start(allowance, 1, 'person');
  start(allowance, 2, 'sweep');
  const half = allowance.view(43_200_000);
  expect(half.spentByLane).toEqual({ person: 1, live: 1, sweep: 1, backfill: 0 });
  expect(half.projectedEndOfDay).toBe(6);
  expect(half.dayEndsInMs).toBe(43_200_000);
});
