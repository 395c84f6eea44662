import { lanes, type Lane, type OperationKind } from '../model/operation';
import type { BacklogRow } from './ports';

/** What is known when the next call is chosen. */
export interface WorkView {
  readonly nowMs: number;
  /** 0 … 1: how full the day's bucket is. */
  readonly fill: number;
  /** 0 … 1: how much of the minute's calls the last minute took. */
  readonly minuteShare: number;
  /** How many operations of a kind one call carries. */
  readonly limitOf: (kind: OperationKind) => number;
}

export type Choice =
  | { readonly row: BacklogRow; readonly lane: Lane }
  /** Nothing may go yet; null: nothing is there. */
  | { readonly waitMs: number | null };

/**
 * When half-filled calls wait for company. Above `from` the bucket is full enough to send whatever waits; below, a call waits until it
 * carries up to `company` operations, but never longer than `longestMs`. Contacts begin to wait first: they are what an order of a new buyer
 * costs more, so that those who are known never wait for those who are not.
 */
interface Patience {
  readonly from: number;
  readonly company: number;
  readonly longestMs: number;
}
const patienceFor: Readonly<Partial<Record<OperationKind, Patience>>> = {
  'contact.create': { from: 0.6, company: 5, longestMs: 300_000 },
};
/**
 * In a rush half-filled calls would spend the burst before it is over; the next full call is only seconds away. A few dozen orders at once
 * are none: they begin to wait when a part of the burst is gone.
 */
const rush = { fromMinuteShare: 0.2, belowFill: 0.8, longestMs: 15_000 };
const ordinary: Patience = { from: 0.2, company: 3, longestMs: 20_000 };
/** Notes in a document's history cost a call each and nobody waits for them. */
const spareKinds: ReadonlySet<OperationKind> = new Set(['history.create']);

/** The next call: whose lane is first, then what has waited longest for its size. */
export function chooseWork(rows: readonly BacklogRow[], view: WorkView): Choice {
  let best: { row: BacklogRow; lane: Lane; rank: number; weight: number } | undefined;
  let soonest: number | null = null;
  for (const row of rows) {
    const lane = spareKinds.has(row.kind) && row.lane !== 'person' ? 'backfill' : row.lane;
    const limit = view.limitOf(row.kind);
    const waited = view.nowMs - row.oldestMs;
    const wait = patienceMs(row, lane, limit, view) - waited;
    if (wait > 0) {
      soonest = soonest === null ? wait : Math.min(soonest, wait);
      continue;
    }
    const rank = lanes.indexOf(lane);
    // Notes come last even among the last.
    const weight = (spareKinds.has(row.kind) ? 0 : Math.min(row.count, limit)) * Math.max(1, waited);
    if (best === undefined || rank < best.rank || (rank === best.rank && weight > best.weight))
      best = { row, lane, rank, weight };
  }
  return best === undefined ? { waitMs: soonest } : { row: best.row, lane: best.lane };
}

function patienceMs(row: BacklogRow, lane: Lane, limit: number, { fill, minuteShare }: WorkView): number {
  const { from, company, longestMs } = patienceFor[row.kind] ?? ordinary;
  if (lane === 'person' || row.count >= limit) return 0;
  if (minuteShare > rush.fromMinuteShare && fill < rush.belowFill) return rush.longestMs;
  if (fill >= from) return 0;
  const wanted = Math.min(limit, 1 + (company - 1) * (1 - fill / from));
  return row.count >= wanted ? 0 : longestMs;
}

/** Aimed at; Xero's hard limit is 3.5 MB. */
const aimBytes = 1_000_000;

/** As many of the oldest as share one call, by group, number and size. */
export function takeBatch<T>(
  candidates: readonly T[],
  limit: number,
  groupOf: (candidate: T) => string,
  bytesOf: (candidate: T) => number,
): T[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const group = groupOf(first);
  const batch: T[] = [];
  let bytes = 0;
  for (const candidate of candidates) {
    if (batch.length >= limit) break;
    if (groupOf(candidate) !== group) continue;
    const size = bytesOf(candidate);
    if (batch.length > 0 && bytes + size > aimBytes) break;
    batch.push(candidate);
    bytes += size;
  }
  return batch;
}
