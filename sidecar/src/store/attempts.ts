import type { Db, Tx } from './open';
import type { AttemptRow, AttemptOperationRow } from './schema';

/** Statements on `attempts` and `attempt_operations`. */

export const attemptById = (db: Db, id: string): Promise<AttemptRow | undefined> =>
  db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();

export async function insertAttempt(tx: Tx, attempt: AttemptRow, operationIds: readonly string[]): Promise<void> {
  await tx.insertInto('attempts').values(attempt).execute();
  if (operationIds.length > 0)
    await tx
      .insertInto('attempt_operations')
      .values(
        operationIds.map((operation_id, position) => ({
          attempt_id: attempt.id,
          operation_id,
          position,
          outcome: null,
          message: null,
        })),
      )
      .execute();
}

export type AttemptEnd = Pick<
  AttemptRow,
  | 'finished_at_ms'
  | 'outcome'
  | 'http_status'
  | 'response'
  | 'correlation_id'
  | 'error_code'
  | 'error_message'
  | 'duration_ms'
>;

export async function finishAttempt(
  tx: Tx,
  id: string,
  end: AttemptEnd,
  operations: readonly Pick<AttemptOperationRow, 'operation_id' | 'outcome' | 'message'>[],
): Promise<void> {
  await tx.updateTable('attempts').set(end).where('id', '=', id).execute();
  // Most calls end alike for all their operations; the rest is told one by one.
  const plain = operations.filter((operation) => operation.message === null);
  for (const word of new Set(plain.map((operation) => operation.outcome)))
    await tx
      .updateTable('attempt_operations')
      .set({ outcome: word })
      .where('attempt_id', '=', id)
      .where(
        'operation_id',
        'in',
        plain.filter((operation) => operation.outcome === word).map((operation) => operation.operation_id),
      )
      .execute();
  for (const { operation_id, outcome, message } of operations)
    if (message !== null)
      await tx
        .updateTable('attempt_operations')
        .set({ outcome, message })
        .where('attempt_id', '=', id)
        .where('operation_id', '=', operation_id)
        .execute();
}

/** The order in which a call carried its operations. */
export const operationsOfAttempt = (db: Db, attemptId: string): Promise<AttemptOperationRow[]> =>
  db.selectFrom('attempt_operations').selectAll().where('attempt_id', '=', attemptId).orderBy('position').execute();

/** Every time the bytes of this attempt went out under its key, it itself included; found through one of its operations. */
export async function sendingsOf(db: Db, attempt: AttemptRow, operationId: string): Promise<AttemptRow[]> {
  const rows = await db
    .selectFrom('attempts as a')
    .innerJoin('attempt_operations as ao', 'ao.attempt_id', 'a.id')
    .selectAll('a')
    .where('ao.operation_id', '=', operationId)
    .execute();
  return rows.filter((row) => row.id === attempt.id || row.idempotency_key === attempt.idempotency_key);
}
