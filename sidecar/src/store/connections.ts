import type { Db } from './open';
import type { ConnectionsTable } from './schema';

/** Statements on `connections`; `secret_body` is encrypted by the caller. */

export const connectionById = (db: Db, id: string): Promise<ConnectionsTable | undefined> =>
  db.selectFrom('connections').selectAll().where('id', '=', id).executeTakeFirst();

export async function saveConnection(db: Db, row: ConnectionsTable): Promise<void> {
  const { id: _id, ...rest } = row;
  await db
    .insertInto('connections')
    .values(row)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(rest))
    .execute();
}
