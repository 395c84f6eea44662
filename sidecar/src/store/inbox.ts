import type { Dialect } from './dialect';
import type { Db, Tx } from './open';
import type { InboxRow, InboxState, NewInboxRow } from './schema';

/** Statements on `inbox`. */

/** SQLite takes at most 32,766 values in one statement. */
const rowsPerStatement = 500;

/** Leaves out what is known already. Returns the states of the rows inserted. */
export async function insertEvents(tx: Tx, rows: readonly NewInboxRow[]): Promise<InboxState[]> {
  const states: InboxState[] = [];
  for (let start = 0; start < rows.length; start += rowsPerStatement) {
    const inserted = await tx
      .insertInto('inbox')
      .values(rows.slice(start, start + rowsPerStatement))
      .onConflict((conflict) => conflict.columns(['instance_id', 'event_id']).doNothing())
      .returning('state')
      .execute();
    for (const row of inserted) states.push(row.state);
  }
  return states;
}

/** The oldest events that nobody looked at yet; on PostgreSQL another process takes others. */
export function claimNewEvents(tx: Tx, dialect: Dialect, limit: number): Promise<InboxRow[]> {
  const query = tx.selectFrom('inbox').selectAll().where('state', '=', 'new').orderBy('id').limit(limit);
  return (dialect === 'postgres' ? query.forUpdate().skipLocked() : query).execute();
}

export async function settleEvent(tx: Tx, id: number, state: InboxState, note: string | null): Promise<void> {
  await tx.updateTable('inbox').set({ state, note }).where('id', '=', id).where('state', '=', 'new').execute();
}

/** Oldest event that was not looked at, in ms since the epoch: the inbox's age. */
export async function oldestNewEvent(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom('inbox')
    .select('received_at_ms')
    .where('state', '=', 'new')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row?.received_at_ms;
}

export async function countInbox(db: Db): Promise<Partial<Record<InboxState, number>>> {
  const rows = await db
    .selectFrom('inbox')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

export const eventsOfRecord = (db: Db, instanceId: string, recordKey: string): Promise<InboxRow[]> =>
  db
    .selectFrom('inbox')
    .selectAll()
    .where('record_key', '=', recordKey)
    .where('instance_id', '=', instanceId)
    .orderBy('id')
    .execute();

export const parkedEvents = (db: Db, limit: number): Promise<InboxRow[]> =>
  db.selectFrom('inbox').selectAll().where('state', '=', 'parked').orderBy('id', 'desc').limit(limit).execute();

/** A person, or a newer sidecar, has the event read again. Returns whether it was parked. */
export async function unparkEvent(db: Db, id: number): Promise<boolean> {
  const result = await db
    .updateTable('inbox')
    .set({ state: 'new', note: null })
    .where('id', '=', id)
    .where('state', '=', 'parked')
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
