import type { Db } from './open';

/** Statements on `allowances`: the call limits' state of each organisation, as JSON that deliver/ reads and writes. */

export async function allowanceState(db: Db, tenantId: string): Promise<string | undefined> {
  const row = await db.selectFrom('allowances').select('state').where('tenant_id', '=', tenantId).executeTakeFirst();
  return row?.state;
}

export async function saveAllowanceState(db: Db, tenantId: string, state: string, nowMs: number): Promise<void> {
  await db
    .insertInto('allowances')
    .values({ tenant_id: tenantId, state, updated_at_ms: nowMs })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ state, updated_at_ms: nowMs }))
    .execute();
}
