import { partRef, type PartRef, type RecordKey } from '../model/record';
import type { Db } from './open';

/** Parts whose document Xero totalled differently, and which no person has looked at yet. */
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
    .where('state', '=', 'open')
    .execute();
  return rows.map((row) => partRef(row.record_key as RecordKey, row.part));
}
