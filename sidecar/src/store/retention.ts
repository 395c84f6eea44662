import { sql } from 'kysely';
import type { Store, Tx } from './open';

/** How long things are kept, in days. Links, records and the audit chain are kept for ever: they are the memory of what is in the books. */
export const keepDays = {
  /** A sender may repeat an event this long and it is still known. */
  events: 30,
  /** What could not be understood: longer, as a person may look at it late. */
  parked: 180,
  /** Done, superseded and skipped operations, with their attempts' requests and answers. */
  operations: 365,
  holds: 365,
} as const;

const dayMs = 86_400_000;
/** One transaction deletes at most this many rows, so that intake never waits long for it. */
const rowsAtOnce = 1_000;

export interface Pruned {
  readonly events: number;
  readonly operations: number;
  readonly attempts: number;
  readonly holds: number;
}

/** Deletes what is older than it need be, in small transactions. Safe to interrupt and to repeat. */
export async function prune(store: Store, nowMs: number): Promise<Pruned> {
  const before = (days: number) => nowMs - days * dayMs;
  const events =
    (await inSteps(store, (tx) => deleteEvents(tx, ['accepted', 'ignored'], before(keepDays.events)))) +
    (await inSteps(store, (tx) => deleteEvents(tx, ['parked'], before(keepDays.parked))));
  const operations = await inSteps(store, (tx) => deleteOperations(tx, before(keepDays.operations)));
  const attempts = await inSteps(store, (tx) => deleteAttempts(tx, before(keepDays.operations)));
  const holds = await inSteps(store, (tx) => deleteHolds(tx, before(keepDays.holds)));
  return { events, operations, attempts, holds };
}

async function inSteps(store: Store, step: (tx: Tx) => Promise<number>): Promise<number> {
  let total = 0;
  for (;;) {
    const deleted = await store.transaction(step);
    total += deleted;
    if (deleted < rowsAtOnce) return total;
  }
}

async function deleteEvents(
  tx: Tx,
  states: readonly ('accepted' | 'ignored' | 'parked')[],
  beforeMs: number,
): Promise<number> {
  const result = await tx
    .deleteFrom('inbox')
    .where('id', 'in', (old) =>
      old
        .selectFrom('inbox')
        .select('id')
        .where('received_at_ms', '<', beforeMs)
        .where('state', 'in', states)
        .orderBy('received_at_ms')
        .limit(rowsAtOnce),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function deleteOperations(tx: Tx, beforeMs: number): Promise<number> {
  const rows = await tx
    .selectFrom('operations')
    .select('id')
    .where('state', 'in', ['done', 'superseded'])
    .where('updated_at_ms', '<', beforeMs)
    .limit(rowsAtOnce)
    .execute();
  const ids = rows.map((row) => row.id);
  if (ids.length === 0) return 0;
  await tx.deleteFrom('operation_dependencies').where('operation_id', 'in', ids).execute();
  await tx.deleteFrom('attempt_operations').where('operation_id', 'in', ids).execute();
  await tx.deleteFrom('operations').where('id', 'in', ids).execute();
  return ids.length;
}

/** Attempts none of whose operations is left. An open one is never deleted: its outcome may still matter. */
async function deleteAttempts(tx: Tx, beforeMs: number): Promise<number> {
  const result = await tx
    .deleteFrom('attempts')
    .where('id', 'in', (old) =>
      old
        .selectFrom('attempts')
        .select('attempts.id')
        .where('sent_at_ms', '<', beforeMs)
        .where('outcome', 'in', ['ok', 'partial', 'error'])
        .where((attempt) =>
          attempt.not(
            attempt.exists(
              attempt
                .selectFrom('attempt_operations')
                .select(sql<number>`1`.as('one'))
                .whereRef('attempt_operations.attempt_id', '=', 'attempts.id'),
            ),
          ),
        )
        .limit(rowsAtOnce),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}

async function deleteHolds(tx: Tx, beforeMs: number): Promise<number> {
  const result = await tx
    .deleteFrom('holds')
    .where('id', 'in', (old) =>
      old
        .selectFrom('holds')
        .select('id')
        .where('state', '=', 'released')
        .where('closed_at_ms', '<', beforeMs)
        .limit(rowsAtOnce),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
}
