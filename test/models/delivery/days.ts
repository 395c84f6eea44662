import { Road } from '../../../sidecar/src/deliver/road';
import { xeroLimits } from '../../../sidecar/src/deliver/allowance';
import type { Lane } from '../../../sidecar/src/model/operation';
import { operationOf, tenant } from './history';
import { MemoryStore } from './memoryStore';
import { MeteredXero } from './meteredXero';
import { ModelEnd } from './modelXero';
import { VirtualClock } from './virtualClock';

const dayMs = 86_400_000;

export interface Traffic {
  readonly days: number;
  readonly ordersPerDay: number;
  readonly callsPerDay?: number;
  /** Calls of mirrors and sweeps, evenly spread. */
  readonly sweepsPerDay?: number;
  readonly sale?: { readonly atMs: number; readonly lastsMs: number; readonly orders: number };
  /** Orders of the past, all at once at the start. */
  readonly backfill?: { readonly orders: number; readonly contacts: number };
  readonly seed?: number;
}

export interface Days {
  /** Milliseconds from the order to its payment, sorted. */
  readonly latencies: readonly number[];
  readonly at: (share: number) => number;
  readonly unfinished: number;
  readonly calls: number;
  readonly throttled: number;
  readonly mostAtOnce: number;
  readonly mostIn60s: number;
  readonly backfillDoneAtMs: number | undefined;
  readonly saleDoneAtMs: number | undefined;
}

/** 40 % of orders bring a buyer that Xero does not know yet. */
const newBuyers = 0.4;

/** Lives through days of trade on the real road, with a clock of its own. */
export async function liveDays(traffic: Traffic): Promise<Days> {
  const random = seeded(traffic.seed ?? 1);
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const xero = new MeteredXero(clock, traffic.callsPerDay ?? 5000, random);
  const road = new Road({
    scope: { target: 'xero', tenantId: tenant },
    end: new ModelEnd(xero, 50),
    store,
    limits: xeroLimits,
    clock,
    random,
    holder: 'days',
    report: () => undefined,
  }).start();

  let n = 0;
  const arrivedMs = new Map<string, number>();
  const sale = new Set<string>();
  function arrive(lane: Lane, withContact: boolean): string {
    n += 1;
    if (withContact) store.add(operationOf('contact.create', n, [], lane), clock.now());
    store.add(operationOf('invoice.create', n, withContact ? [`order:${n}/contact:${n}`] : [], lane), clock.now());
    const payment = operationOf('payment.create', n, [`order:${n}/invoice:${n}`], lane);
    store.add(payment, clock.now());
    road.wake();
    return payment.id;
  }

  const endMs = traffic.days * dayMs;
  async function orders(fromMs: number, untilMs: number, perMs: number, into?: Set<string>) {
    await clock.sleep(fromMs);
    for (;;) {
      await clock.sleep(-Math.log(1 - random()) / perMs);
      if (clock.monotonic() >= untilMs) return;
      const id = arrive('live', random() < newBuyers);
      arrivedMs.set(id, clock.now());
      into?.add(id);
    }
  }
  async function sweeps(perDay: number) {
    for (;;) {
      await clock.sleep(dayMs / perDay);
      await road.call('sweep', { method: 'GET', path: '/sweep', body: null, idempotencyKey: null });
    }
  }
  const backfill: string[] = [];
  if (traffic.backfill !== undefined)
    for (let i = 0; i < traffic.backfill.orders; i += 1)
      backfill.push(arrive('backfill', i < traffic.backfill.contacts));
  if (traffic.ordersPerDay > 0) void orders(0, endMs, traffic.ordersPerDay / dayMs);
  if (traffic.sale !== undefined)
    void orders(
      traffic.sale.atMs,
      traffic.sale.atMs + traffic.sale.lastsMs,
      traffic.sale.orders / traffic.sale.lastsMs,
      sale,
    );
  if ((traffic.sweepsPerDay ?? 0) > 0) void sweeps(traffic.sweepsPerDay ?? 0);

  await clock.runUntil(() => false, endMs);
  const done = (id: string) => store.rows.get(id)?.doneAtMs;
  const latencies = [...arrivedMs]
    .map(([id, at]) => (done(id) ?? Number.POSITIVE_INFINITY) - at)
    .filter(Number.isFinite)
    .sort((a, b) => a - b);
  const latest = (ids: Iterable<string>): number | undefined => {
    let last: number | undefined;
    for (const id of ids) {
      const at = done(id);
      if (at === undefined) return undefined;
      last = Math.max(last ?? 0, at - clock.wallOffsetMs);
    }
    return last;
  };
  return {
    latencies,
    at: (share) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? Number.NaN,
    unfinished: arrivedMs.size - latencies.length,
    calls: xero.calls,
    throttled: xero.throttled,
    mostAtOnce: xero.mostAtOnce,
    mostIn60s: mostWithin(xero.arrivals, 60_000),
    backfillDoneAtMs: latest(backfill),
    saleDoneAtMs: latest(sale),
  };
}

function mostWithin(times: readonly number[], windowMs: number): number {
  let most = 0;
  let first = 0;
  times.forEach((time, index) => {
    while ((times[first] ?? time) <= time - windowMs) first += 1;
    most = Math.max(most, index - first + 1);
  });
  return most;
}

/** The same days every time (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
