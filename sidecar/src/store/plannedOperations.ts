import type { Lane, Operation } from '../model/operation';
import { assertArrow, liveStates, type OperationState } from '../model/operationState';
import { splitPartRef } from '../model/record';
import { newId } from '../shared/ids';
import type { Db, Tx } from './open';
import type { OperationRow } from './schema';

/** What planning reads and writes of `operations` and `operation_dependencies`. Delivery's statements stand in ./operations. */

/** Live and skipped operations that this record's plan made. Write-backs are not planned: `planned_by` is not the record there. */
export const operationsOfPlan = (db: Db, instanceId: string, plannedBy: string): Promise<OperationRow[]> =>
  db
    .selectFrom('operations')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('planned_by', '=', plannedBy)
    .where('state', 'in', [...liveStates, 'skipped'])
    .orderBy('seq')
    .execute();

/** At most one: the index `operations_live`. */
export const liveTwinOf = (db: Db, instanceId: string, operation: Operation): Promise<OperationRow | undefined> =>
  db
    .selectFrom('operations')
    .selectAll()
    .where('tenant_id', '=', operation.tenantId)
    .where('instance_id', '=', instanceId)
    .where('kind', '=', operation.kind)
    .where('natural_key', '=', operation.naturalKey)
    .where('record_key', '=', operation.recordKey)
    .where('part', '=', operation.part)
    .where('state', 'in', liveStates)
    .executeTakeFirst();

export interface PlannedOperation {
  readonly instanceId: string;
  readonly plannedBy: string;
  readonly operation: Operation;
  readonly lane: Lane;
  readonly preview: boolean;
}

/** `ready` where every document it depends on exists (is linked), else `waiting`; `preview` where it is only to be shown. */
export async function insertPlanned(tx: Tx, planned: PlannedOperation, nowMs: number): Promise<OperationState> {
  const { operation, instanceId } = planned;
  const id = newId();
  const refs = [...new Set(operation.dependsOn)];
  const existing = await linkedRefs(tx, operation.tenantId, instanceId, refs);
  const complete = refs.every((ref) => existing.has(ref));
  const state: OperationState = planned.preview ? 'preview' : complete ? 'ready' : 'waiting';
  await tx
    .insertInto('operations')
    .values({
      id,
      target: 'xero',
      tenant_id: operation.tenantId,
      instance_id: instanceId,
      record_key: operation.recordKey,
      part: operation.part,
      planned_by: planned.plannedBy,
      kind: operation.kind,
      natural_key: operation.naturalKey,
      document: JSON.stringify(operation.document),
      pins: JSON.stringify(operation.pins ?? {}),
      expect: operation.expect === undefined ? null : JSON.stringify(operation.expect),
      input_fingerprint: operation.inputFingerprint,
      document_fingerprint: operation.documentFingerprint,
      reason: operation.reason,
      lane: planned.lane,
      state,
      tries: 0,
      available_at_ms: nowMs,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
      error_code: null,
      error_message: null,
      next_step: null,
      attempt_id: null,
    })
    .execute();
  if (refs.length > 0)
    await tx
      .insertInto('operation_dependencies')
      .values(refs.map((ref) => ({ operation_id: id, ref, satisfied: existing.has(ref) ? 1 : 0 })))
      .execute();
  return state;
}

/** Which of these parts have a document in Xero. */
async function linkedRefs(db: Db, tenantId: string, instanceId: string, refs: readonly string[]): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ref of refs) {
    const { recordKey, part } = splitPartRef(ref);
    const link = await db
      .selectFrom('links')
      .select('id')
      .where('tenant_id', '=', tenantId)
      .where('instance_id', '=', instanceId)
      .where('record_key', '=', recordKey)
      .where('part', '=', part)
      .limit(1)
      .executeTakeFirst();
    if (link !== undefined) found.add(ref);
  }
  return found;
}

/** False: it was claimed or settled meanwhile. */
export async function supersedeOperation(
  tx: Tx,
  operation: { readonly id: string; readonly state: OperationState },
  nowMs: number,
): Promise<boolean> {
  assertArrow(operation.state, 'superseded');
  const result = await tx
    .updateTable('operations')
    .set({ state: 'superseded', updated_at_ms: nowMs })
    .where('id', '=', operation.id)
    .where('state', '=', operation.state)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** An unsent operation moves to a better lane together with its record. */
export async function promoteOperation(tx: Tx, id: string, lane: Lane, nowMs: number): Promise<void> {
  await tx
    .updateTable('operations')
    .set({ lane, updated_at_ms: nowMs })
    .where('id', '=', id)
    .where('state', 'in', ['preview', 'waiting', 'ready', 'held'])
    .execute();
}
