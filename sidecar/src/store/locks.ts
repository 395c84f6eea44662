import { sql } from 'kysely';
import type { Dialect } from './dialect';
import type { Tx } from './open';

/**
 * Planning a record and recording an outcome read what the other writes (links, dependencies): where both run at once, an operation could
 * wait for a document that has just been written. So both take this lock first; it ends with the transaction. SQLite runs one transaction at
 * a time anyway.
 */
export async function lockTenant(tx: Tx, dialect: Dialect, tenantId: string): Promise<void> {
  if (dialect === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtext(${`ledgerlink:${tenantId}`}))`.execute(tx);
}
