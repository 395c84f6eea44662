import type { Db, Tx } from './open';
import type { HoldRow, NewHoldRow } from './schema';

/** Statements on `holds`. */

/** Holds that planning this record opened and nobody closed for good: open ones, and those a person skipped. */
export const holdsOfPlan = (db: Db, instanceId: string, plannedBy: string): Promise<HoldRow[]> =>
  db
    .selectFrom('holds')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('planned_by', '=', plannedBy)
    .where('operation_id', 'is', null)
    .where('state', 'in', ['open', 'skipped'])
    .orderBy('id')
    .execute();

export async function openHold(tx: Tx, hold: NewHoldRow): Promise<HoldRow> {
  return tx.insertInto('holds').values(hold).returningAll().executeTakeFirstOrThrow();
}

/** The same hold, told with the newest figures. */
export async function retellHold(
  tx: Tx,
  id: number,
  told: Pick<HoldRow, 'message' | 'next_step' | 'details'>,
): Promise<void> {
  await tx.updateTable('holds').set(told).where('id', '=', id).execute();
}

/** The cause is gone: the hold is over, whether it was open or a person had skipped it. Returns those closed. */
export async function releaseHolds(tx: Tx, ids: readonly number[], note: string, nowMs: number): Promise<HoldRow[]> {
  if (ids.length === 0) return [];
  return tx
    .updateTable('holds')
    .set({ state: 'released', note, closed_at_ms: nowMs })
    .where('id', 'in', ids)
    .where('state', 'in', ['open', 'skipped'])
    .returningAll()
    .execute();
}

/** A person decided that what is held is not to be written. Returns those skipped. */
export async function skipHolds(tx: Tx, ids: readonly number[], note: string, nowMs: number): Promise<HoldRow[]> {
  if (ids.length === 0) return [];
  return tx
    .updateTable('holds')
    .set({ state: 'skipped', note, closed_at_ms: nowMs })
    .where('id', 'in', ids)
    .where('state', '=', 'open')
    .returningAll()
    .execute();
}

/** Holds that delivery opened on these operations are over when the operations are. */
export async function releaseHoldsOfOperations(
  tx: Tx,
  operationIds: readonly string[],
  note: string,
  nowMs: number,
): Promise<HoldRow[]> {
  if (operationIds.length === 0) return [];
  return tx
    .updateTable('holds')
    .set({ state: 'released', note, closed_at_ms: nowMs })
    .where('operation_id', 'in', operationIds)
    .where('state', '=', 'open')
    .returningAll()
    .execute();
}

export interface Cause {
  readonly code: string;
  readonly subject: string;
  readonly count: number;
  readonly oldestMs: number;
}

/** Open holds grouped by cause, the most frequent first: what needs a person. */
export async function openCauses(db: Db): Promise<Cause[]> {
  const rows = await db
    .selectFrom('holds')
    .select(({ fn }) => [
      'code',
      'subject',
      fn.countAll<number>().as('count'),
      fn.min<number>('created_at_ms').as('oldestMs'),
    ])
    .where('state', '=', 'open')
    .groupBy(['code', 'subject'])
    .orderBy('count', 'desc')
    .orderBy('code')
    .orderBy('subject')
    .execute();
  return rows;
}
