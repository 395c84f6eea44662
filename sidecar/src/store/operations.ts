import type { OperationState } from '../model/operationState';
import type { Db } from './open';
import type { OperationRow } from './schema';

/** Statements on `operations` and `operation_dependencies`. */

export const operationById = (db: Db, id: string): Promise<OperationRow | undefined> =>
  db.selectFrom('operations').selectAll().where('id', '=', id).executeTakeFirst();

export const operationsOfRecord = (db: Db, instanceId: string, recordKey: string): Promise<OperationRow[]> =>
  db
    .selectFrom('operations')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', recordKey)
    .orderBy('seq')
    .execute();

export async function countOperations(db: Db): Promise<Partial<Record<OperationState, number>>> {
  const rows = await db
    .selectFrom('operations')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
