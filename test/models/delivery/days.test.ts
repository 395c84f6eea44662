import { liveDays, type Days } from './days';

jest.setTimeout(1_800_000);

/** Three days, as measured for docs/performance.md, by `MODEL_DAYS=3`; shorter by default. */
const days = Number(process.env['MODEL_DAYS'] ?? '1');
const long = days >= 3;
const [minute, day] = [60_000, 86_400_000];

/** The limits of both readings of Xero's window, whatever the traffic. */
function expectWithinLimits(lived: Days): void {
  expect(lived.throttled).toBe(0);
  expect(lived.mostIn60s).toBeLessThanOrEqual(60);
  expect(lived.mostAtOnce).toBeLessThanOrEqual(5);
}
function told(name: string, lived: Days): void {
  if (!long) return;
  const seconds = (share: number) => (lived.at(share) / 1000).toFixed(1);
  process.stdout.write(
    `${name}: ${lived.latencies.length} orders, median ${seconds(0.5)} s, p95 ${seconds(0.95)} s, p99 ${seconds(0.99)} s, ${lived.calls} calls\n`,
  );
}

test('1,500 orders a day arrive at once', async () => {
  const lived = await liveDays({ days, ordersPerDay: 1500, sweepsPerDay: 300 });
  told('1,500 a day', lived);
  expectWithinLimits(lived);
  expect(lived.at(0.5)).toBeLessThanOrEqual(2000);
  expect(lived.at(0.95)).toBeLessThanOrEqual(3000);
});

test('2,000 orders a day cost more calls than a day has one by one, and the median still arrives at once', async () => {
  const lived = await liveDays({ days: Math.max(days, 2), ordersPerDay: 2000, sweepsPerDay: 300 });
  told('2,000 a day', lived);
  expectWithinLimits(lived);
  expect(lived.at(0.5)).toBeLessThanOrEqual(3000);
});

test('a sale of 5,000 orders in ten minutes is in within three minutes of its end', async () => {
  const sale = { atMs: 1.5 * day, lastsMs: 10 * minute, orders: 5000 };
  const lived = await liveDays({ days: 1.6, ordersPerDay: 2000, sweepsPerDay: 300, sale });
  told('2,000 a day and a sale', lived);
  expectWithinLimits(lived);
  expect(lived.saleDoneAtMs).toBeLessThanOrEqual(sale.atMs + sale.lastsMs + 3 * minute);
});

test('20,000 orders a day arrive within a minute or two', async () => {
  const lived = await liveDays({ days: long ? days : 0.3, ordersPerDay: 20_000, sweepsPerDay: 300 });
  told('20,000 a day', lived);
  expectWithinLimits(lived);
  expect(lived.at(0.5)).toBeLessThanOrEqual(85_000);
  expect(lived.at(0.95)).toBeLessThanOrEqual(140_000);
});

test('a backfill takes the fewest calls there can be', async () => {
  const orders = long ? 100_000 : 5000;
  const contacts = orders * 0.6;
  const lived = await liveDays({ days: long ? 1.5 : 0.5, ordersPerDay: 0, backfill: { orders, contacts } });
  told(`backfill of ${orders} orders, done after ${String((lived.backfillDoneAtMs ?? Number.NaN) / day)} days`, lived);
  expectWithinLimits(lived);
  expect(lived.backfillDoneAtMs).toBeDefined();
  expect(lived.calls).toBeLessThanOrEqual(1.05 * (contacts / 50 + (2 * orders) / 50));
});

test('beside a backfill live orders arrive at most a tenth later than alone', async () => {
  const traffic = { days: long ? 2 : 0.5, ordersPerDay: 1000, sweepsPerDay: 300 };
  const orders = long ? 100_000 : 20_000;
  const alone = await liveDays(traffic);
  const beside = await liveDays({ ...traffic, backfill: { orders, contacts: orders * 0.6 } });
  told('1,000 a day alone', alone);
  told('1,000 a day beside a backfill', beside);
  expectWithinLimits(beside);
  expect(beside.at(0.5)).toBeLessThanOrEqual(1.1 * alone.at(0.5));
  expect(beside.at(0.95)).toBeLessThanOrEqual(1.1 * alone.at(0.95));
});
