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

/** Events of a major version that was unknown: this sidecar may be newer than the one that set them aside. Returns how many. */
export async function rereadLaterVersions(db: Db): Promise<number> {
  const result = await db
    .updateTable('inbox')
    .set({ state: 'new', note: null })
    .where('state', '=', 'parked')
    .where('note', 'like', 'LL-2004 %')
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
