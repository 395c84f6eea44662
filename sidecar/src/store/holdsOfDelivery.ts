import { partRef, type PartRef, type RecordKey } from '../model/record';
import type { Db, Tx } from './open';
import { satisfyDependencies } from './operations';
import type { HoldRow } from './schema';

/** Parts whose document Xero totalled differently, and which no person has let go. */
export async function totalsHeld(
  db: Db,
  tenantId: string,
  instanceId: string,
  recordKeys: readonly string[],
): Promise<PartRef[]> {
  if (recordKeys.length === 0) return [];
  const rows = await db
    .selectFrom('holds')
    .select(['record_key', 'part'])
    .where('instance_id', '=', instanceId)
    .where('record_key', 'in', recordKeys)
    .where('tenant_id', '=', tenantId)
    .where('code', '=', 'delivery.totals')
    // Skipped: a person decided that no money is to be posted on it.
    .where('state', 'in', ['open', 'skipped'])
    .execute();
  return rows.map((row) => partRef(row.record_key as RecordKey, row.part));
}

/** A later version of the document has the right totals: the hold is over by itself. Returns those closed. */
export async function totalsAgree(
  tx: Tx,
  part: { readonly tenantId: string; readonly instanceId: string; readonly recordKey: string; readonly part: string },
  nowMs: number,
): Promise<HoldRow[]> {
  return tx
    .updateTable('holds')
    .set({ state: 'released', note: 'the totals agree now', closed_at_ms: nowMs })
    .where('tenant_id', '=', part.tenantId)
    .where('instance_id', '=', part.instanceId)
    .where('record_key', '=', part.recordKey)
    .where('part', '=', part.part)
    .where('code', '=', 'delivery.totals')
    .where('state', '=', 'open')
    .returningAll()
    .execute();
}

/** A person compared the totals of these records and lets them go: payments follow. Returns the holds closed. */
export async function acceptTotals(
  tx: Tx,
  records: readonly { readonly instance_id: string; readonly record_key: string }[],
  nowMs: number,
): Promise<HoldRow[]> {
  const closed: HoldRow[] = [];
  for (const { instance_id, record_key } of records)
    closed.push(
      ...(await tx
        .updateTable('holds')
        .set({ state: 'released', note: 'a person compared the totals', closed_at_ms: nowMs })
        .where('instance_id', '=', instance_id)
        .where('record_key', '=', record_key)
        .where('code', '=', 'delivery.totals')
        .where('state', '=', 'open')
        .returningAll()
        .execute()),
    );
  for (const hold of closed)
    if (hold.tenant_id !== null)
      await satisfyDependencies(
        tx,
        hold.tenant_id,
        hold.instance_id,
        [partRef(hold.record_key as RecordKey, hold.part)],
        nowMs,
      );
  return closed;
}
