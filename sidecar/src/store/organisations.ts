import { organisationSchema, type Organisation } from '../model/organisation';
import type { Db } from './open';

/** Xero's answers about each organisation (accounts, tax rates, lock dates, …), as last read. */

export interface StoredOrganisation {
  readonly tenantId: string;
  readonly organisation: Organisation;
  readonly fetchedAtMs: number;
}

export async function organisationOf(db: Db, tenantId: string): Promise<StoredOrganisation | undefined> {
  const row = await db.selectFrom('organisations').selectAll().where('tenant_id', '=', tenantId).executeTakeFirst();
  return (
    row && {
      tenantId: row.tenant_id,
      // The connection's tenant id is what everything is kept under, whatever id the organisation gives itself.
      organisation: { ...organisationSchema.parse(JSON.parse(row.body)), tenantId: row.tenant_id },
      fetchedAtMs: row.fetched_at_ms,
    }
  );
}

export async function organisationTenants(db: Db): Promise<string[]> {
  const rows = await db.selectFrom('organisations').select('tenant_id').orderBy('tenant_id').execute();
  return rows.map((row) => row.tenant_id);
}

/** `body`: the file form of an organisation (model/organisation). Returns whether anything in it changed. */
export async function saveOrganisation(db: Db, tenantId: string, body: unknown, nowMs: number): Promise<boolean> {
  const text = JSON.stringify(body);
  const known = await db
    .selectFrom('organisations')
    .select('body')
    .where('tenant_id', '=', tenantId)
    .executeTakeFirst();
  await db
    .insertInto('organisations')
    .values({ tenant_id: tenantId, body: text, fetched_at_ms: nowMs })
    .onConflict((conflict) => conflict.column('tenant_id').doUpdateSet({ body: text, fetched_at_ms: nowMs }))
    .execute();
  return known?.body !== text;
}
