import { sql, type ExpressionBuilder } from 'kysely';
import type { Lane, OperationKind } from '../model/operation';
import { assertArrow, type OperationState } from '../model/operationState';
import type { Db, Tx } from './open';
import type { Database, NewOperationRow, OperationRow } from './schema';

export async function countOperations(db: Db): Promise<Partial<Record<OperationState, number>>> {
  const rows = await db
    .selectFrom('operations')
    .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}

/** Whose operations: one organisation's, or those to one shop. */
export type OperationScope =
  { readonly target: 'xero'; readonly tenantId: string } | { readonly target: 'magento'; readonly instanceId: string };

const within = (scope: OperationScope) => (where: ExpressionBuilder<Database, 'operations'>) =>
  scope.target === 'xero'
    ? where.and([where('target', '=', 'xero'), where('tenant_id', '=', scope.tenantId)])
    : where.and([where('target', '=', 'magento'), where('instance_id', '=', scope.instanceId)]);

/** Spelt out instead of bound, so that SQLite sees that the partial index `operations_ready` serves. */
const isReady = sql<boolean>`state = 'ready'`;

export async function backlogOf(db: Db, scope: OperationScope, nowMs: number) {
  return db
    .selectFrom('operations')
    .select(({ fn }) => [
      'kind',
      'lane',
      fn.countAll<number>().as('count'),
      fn.min<number>('available_at_ms').as('oldestMs'),
    ])
    .where(within(scope))
    .where(isReady)
    .where('available_at_ms', '<=', nowMs)
    .groupBy(['lane', 'kind'])
    .execute();
}

export async function nextAvailableMs(db: Db, scope: OperationScope, nowMs: number): Promise<number | undefined> {
  const row = await db
    .selectFrom('operations')
    .select(({ fn }) => fn.min<number | null>('available_at_ms').as('at'))
    .where(within(scope))
    .where(isReady)
    .where('available_at_ms', '>', nowMs)
    .executeTakeFirst();
  return row?.at ?? undefined;
}

export const readyOperations = (
  db: Db,
  scope: OperationScope,
  kind: OperationKind,
  lane: Lane,
  nowMs: number,
  limit: number,
): Promise<OperationRow[]> =>
  db
    .selectFrom('operations')
    .selectAll()
    .where(within(scope))
    .where(isReady)
    .where('kind', '=', kind)
    .where('lane', '=', lane)
    .where('available_at_ms', '<=', nowMs)
    .orderBy('available_at_ms')
    .orderBy('seq')
    .limit(limit)
    .execute();

/** Moves several at once; returns how many were in the expected state. */
export async function moveOperations(
  tx: Tx,
  ids: readonly string[],
  from: OperationState,
  to: OperationState,
  nowMs: number,
  attemptId?: string,
): Promise<number> {
  assertArrow(from, to);
  if (ids.length === 0) return 0;
  const result = await tx
    .updateTable('operations')
    .set({ state: to, updated_at_ms: nowMs, ...(attemptId === undefined ? {} : { attempt_id: attemptId }) })
    .where('id', 'in', ids)
    .where('state', '=', from)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export type OperationNews = Pick<
  OperationRow,
  'state' | 'tries' | 'available_at_ms' | 'updated_at_ms' | 'error_code' | 'error_message' | 'next_step'
>;

/** False: it is no longer in the expected state, and nothing was written. */
export async function settleOperation(tx: Tx, id: string, from: OperationState, news: OperationNews): Promise<boolean> {
  // `unknown` may be reported again by a replay that brought no news.
  if (from !== news.state) assertArrow(from, news.state);
  const result = await tx
    .updateTable('operations')
    .set(news)
    .where('id', '=', id)
    .where('state', '=', from)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Those in flight, in the order of their calls. */
export const operationsInFlight = (db: Db, scope: OperationScope): Promise<OperationRow[]> =>
  db
    .selectFrom('operations')
    .selectAll()
    .where(within(scope))
    .where('state', 'in', ['sending', 'unknown'])
    .orderBy('seq')
    .execute();

/** These documents exist now: what waited only for them becomes ready. Refs are of one organisation and one shop. */
export async function satisfyDependencies(
  tx: Tx,
  tenantId: string,
  instanceId: string,
  refs: readonly string[],
  nowMs: number,
): Promise<void> {
  if (refs.length === 0) return;
  const waiting = await tx
    .selectFrom('operation_dependencies as d')
    .innerJoin('operations as o', 'o.id', 'd.operation_id')
    .select('o.id')
    .distinct()
    .where('d.ref', 'in', refs)
    .where('d.satisfied', '=', 0)
    .where('o.tenant_id', '=', tenantId)
    .where('o.instance_id', '=', instanceId)
    .where('o.state', 'in', ['preview', 'waiting', 'held', 'skipped', 'ready'])
    .execute();
  const ids = waiting.map((row) => row.id);
  if (ids.length === 0) return;
  await tx
    .updateTable('operation_dependencies')
    .set({ satisfied: 1 })
    .where('operation_id', 'in', ids)
    .where('ref', 'in', refs)
    .execute();
  assertArrow('waiting', 'ready');
  await tx
    .updateTable('operations')
    .set({ state: 'ready', available_at_ms: nowMs, updated_at_ms: nowMs })
    .where('id', 'in', ids)
    .where('state', '=', 'waiting')
    .where((where) =>
      where.not(
        where.exists(
          where
            .selectFrom('operation_dependencies as d')
            .select('d.ref')
            .whereRef('d.operation_id', '=', 'operations.id')
            .where('d.satisfied', '=', 0),
        ),
      ),
    )
    .execute();
}

/** It depends on these after all. */
export async function unsatisfyDependencies(tx: Tx, operationId: string, refs: readonly string[]): Promise<void> {
  for (const ref of refs)
    await tx
      .insertInto('operation_dependencies')
      .values({ operation_id: operationId, ref, satisfied: 0 })
      .onConflict((conflict) => conflict.columns(['operation_id', 'ref']).doUpdateSet({ satisfied: 0 }))
      .execute();
}

export async function insertOperations(tx: Tx, rows: readonly NewOperationRow[]): Promise<void> {
  if (rows.length > 0)
    await tx
      .insertInto('operations')
      .values([...rows])
      .execute();
}
