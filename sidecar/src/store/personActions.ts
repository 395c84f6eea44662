import { sql } from 'kysely';
import type { Lane } from '../model/operation';
import { assertArrow } from '../model/operationState';
import { appendAudit } from './audit';
import { releaseHoldsOfOperations, skipHolds } from './holds';
import { acceptTotals } from './holdsOfDelivery';
import type { Db, Store, Tx } from './open';
import type { HoldRow, OperationRow } from './schema';

/** What a person chose: one record, everything of one cause, or all that needs a person. */
export type Selection =
  | { readonly by: 'record'; readonly recordKey: string; readonly instanceId?: string | undefined }
  | { readonly by: 'cause'; readonly code: string; readonly subject?: string | undefined }
  | { readonly by: 'all' };

export interface Selected {
  readonly records: readonly { readonly instance_id: string; readonly record_key: string }[];
  readonly operations: readonly OperationRow[];
}

/** More than this and the retry goes as live traffic: one person's click must not outrun the shop. */
const personalUpTo = 20;

/** The records chosen, and their operations that wait for a person or for their next try. */
export async function select(db: Db, selection: Selection): Promise<Selected> {
  const records = await selectedRecords(db, selection);
  if (records.length === 0) return { records, operations: [] };
  const operations: OperationRow[] = [];
  for (const { instance_id, record_key } of records) {
    operations.push(
      ...(await db
        .selectFrom('operations')
        .selectAll()
        .where('instance_id', '=', instance_id)
        .where((where) => where.or([where('planned_by', '=', record_key), where('record_key', '=', record_key)]))
        .where('state', 'in', ['held', 'ready', 'skipped'])
        .orderBy('seq')
        .execute()),
    );
  }
  return { records, operations };
}

async function selectedRecords(db: Db, selection: Selection) {
  switch (selection.by) {
    case 'record': {
      let query = db
        .selectFrom('records')
        .select(['instance_id', 'record_key'])
        .where('record_key', '=', selection.recordKey);
      if (selection.instanceId !== undefined) query = query.where('instance_id', '=', selection.instanceId);
      return query.execute();
    }
    case 'cause': {
      let query = db
        .selectFrom('holds')
        .select(['instance_id', 'planned_by as record_key'])
        .distinct()
        .where('state', '=', 'open')
        .where('code', '=', selection.code);
      if (selection.subject !== undefined) query = query.where('subject', '=', selection.subject);
      return query.execute();
    }
    case 'all':
      return db
        .selectFrom('holds')
        .select(['instance_id', 'planned_by as record_key'])
        .distinct()
        .where('state', '=', 'open')
        .execute();
  }
}

export interface PersonChange {
  readonly actor: string;
  readonly nowMs: number;
  /** Told in the transaction, so that Magento learns of it. */
  readonly onHolds: (tx: Tx, closed: readonly HoldRow[]) => Promise<void>;
}

/** Plans the records anew and makes what delivery held or put off due now. Returns how many records will be looked at. */
export async function retry(store: Store, selection: Selection, change: PersonChange): Promise<number> {
  return store.transaction(async (tx) => {
    const { records, operations } = await select(tx, selection);
    const lane: Lane = records.length > personalUpTo ? 'live' : 'person';
    for (const operation of operations) {
      if (operation.state === 'skipped') continue;
      const to =
        operation.state === 'held' && (await hasOpenDependency(tx, operation.id))
          ? ('waiting' as const)
          : ('ready' as const);
      if (operation.state !== to) assertArrow(operation.state, to);
      await tx
        .updateTable('operations')
        .set({ state: to, lane, available_at_ms: change.nowMs, updated_at_ms: change.nowMs })
        .where('id', '=', operation.id)
        .where('state', '=', operation.state)
        .execute();
    }
    const held = operations.filter((operation) => operation.state === 'held').map((operation) => operation.id);
    const closed = await releaseHoldsOfOperations(tx, held, 'a person tried again', change.nowMs);
    await change.onHolds(tx, [...closed, ...(await acceptTotals(tx, records, change.nowMs))]);
    for (const { instance_id, record_key } of records)
      await tx
        .updateTable('records')
        .set({
          dirty: 1,
          dirty_reason: 'a person tried again',
          lane,
          due_at_ms: change.nowMs,
          tries: 0,
          last_error: null,
          revision: sql`revision + 1`,
        })
        .where('instance_id', '=', instance_id)
        .where('record_key', '=', record_key)
        .execute();
    if (records.length > 0)
      await appendAudit(tx, store.dialect, [
        {
          atMs: change.nowMs,
          actor: change.actor,
          action: 'retry',
          payload: { selection, records: records.length },
          ...(selection.by === 'record' ? { recordKey: selection.recordKey } : {}),
        },
      ]);
    return records.length;
  });
}

/** What is held stays unwritten, with the person's reason; a change of the record asks again only if the hold changes. Returns how many holds. */
export async function skip(store: Store, selection: Selection, reason: string, change: PersonChange): Promise<number> {
  return store.transaction(async (tx) => {
    const { records } = await select(tx, selection);
    let query = tx.selectFrom('holds').selectAll().where('state', '=', 'open');
    if (selection.by === 'cause') {
      query = query.where('code', '=', selection.code);
      if (selection.subject !== undefined) query = query.where('subject', '=', selection.subject);
    } else if (selection.by === 'record') {
      const { recordKey } = selection;
      query = query.where((where) =>
        where.or([where('planned_by', '=', recordKey), where('record_key', '=', recordKey)]),
      );
    }
    const holds = await query.execute();
    const skipped = await skipHolds(
      tx,
      holds.map((hold) => hold.id),
      reason,
      change.nowMs,
    );
    const operationIds = holds.map((hold) => hold.operation_id).filter((id) => id !== null);
    assertArrow('held', 'skipped');
    if (operationIds.length > 0)
      await tx
        .updateTable('operations')
        .set({ state: 'skipped', updated_at_ms: change.nowMs })
        .where('id', 'in', operationIds)
        .where('state', '=', 'held')
        .execute();
    await change.onHolds(tx, skipped);
    const named = skipped.map((hold) => ({
      atMs: change.nowMs,
      actor: change.actor,
      action: 'hold.skipped',
      recordKey: hold.record_key,
      payload: { code: hold.code, subject: hold.subject, part: hold.part, reason, records: records.length },
    }));
    await appendAudit(tx, store.dialect, named);
    return skipped.length;
  });
}

async function hasOpenDependency(tx: Tx, operationId: string): Promise<boolean> {
  const open = await tx
    .selectFrom('operation_dependencies')
    .select('ref')
    .where('operation_id', '=', operationId)
    .where('satisfied', '=', 0)
    .limit(1)
    .executeTakeFirst();
  return open !== undefined;
}
