import { lanes, type Lane, type OperationKind } from '../model/operation';
import type { BacklogRow } from './ports';

/** What is known when the next call is chosen. */
export interface WorkView {
  readonly nowMs: number;
  /** 0 … 1: how full the day's bucket is. */
  readonly fill: number;
  /** How many operations of a kind one call carries. */
  readonly limitOf: (kind: OperationKind) => number;
}

export type Choice =
  | { readonly row: BacklogRow; readonly lane: Lane }
  /** Nothing may go yet; null: nothing is there. */
  | { readonly waitMs: number | null };

/** Above this the bucket is full enough to send whatever waits; below, calls are shared. */
const generousFill = 0.5;
/** How long a half-filled call waits for company when the bucket is empty. Contacts wait longest: they are what a new buyer's order costs more. */
const longestWaitMs: Readonly<Partial<Record<OperationKind, number>>> = { 'contact.create': 60_000 };
const otherWaitMs = 20_000;
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
    const wait = patienceMs(row, lane, limit, view.fill) - waited;
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

function patienceMs(row: BacklogRow, lane: Lane, limit: number, fill: number): number {
  if (lane === 'person' || row.count >= limit || fill >= generousFill) return 0;
  return (longestWaitMs[row.kind] ?? otherWaitMs) * (1 - fill / generousFill);
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
