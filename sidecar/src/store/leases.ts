import { sql } from 'kysely';
import type { Dialect } from './dialect';
import type { Db, Tx } from './open';
import type { LeasesTable } from './schema';

/**
 * One clock for all instances: the database server's. On SQLite the one process that writes the file has every lease anyway, so a lease
 * left by a killed predecessor is free at once.
 */
const nowMs = (dialect: Dialect) =>
  dialect === 'postgres'
    ? sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`
    : sql<number>`cast((julianday('now') - 2440587.5) * 86400000 as integer)`;

/** The new token, or undefined while another holder's lease has not ended. */
export async function acquireLease(
  db: Db,
  dialect: Dialect,
  name: string,
  holder: string,
  ttlMs: number,
): Promise<number | undefined> {
  const now = nowMs(dialect);
  const free = dialect === 'sqlite' ? sql<boolean>`true` : sql<boolean>`leases.expires_at_ms <= ${now}`;
  const { rows } = await sql<{ token: number }>`
    insert into leases (name, holder, token, expires_at_ms) values (${name}, ${holder}, 1, ${now} + ${ttlMs})
    on conflict (name) do update
      set holder = excluded.holder, token = leases.token + 1, expires_at_ms = excluded.expires_at_ms
      where ${free} or leases.holder = excluded.holder
    returning token`.execute(db);
  return rows[0]?.token;
}

/** False: another holder has it. */
export async function renewLease(
  db: Db,
  dialect: Dialect,
  lease: Pick<LeasesTable, 'name' | 'holder' | 'token'>,
  ttlMs: number,
): Promise<boolean> {
  const result = await db
    .updateTable('leases')
    .set({ expires_at_ms: sql<number>`${nowMs(dialect)} + ${ttlMs}` })
    .where('name', '=', lease.name)
    .where('holder', '=', lease.holder)
    .where('token', '=', lease.token)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Ends it now, so that another instance goes on at once. */
export async function releaseLease(db: Db, lease: Pick<LeasesTable, 'name' | 'holder' | 'token'>): Promise<void> {
  await db
    .updateTable('leases')
    .set({ expires_at_ms: 0 })
    .where('name', '=', lease.name)
    .where('holder', '=', lease.holder)
    .where('token', '=', lease.token)
    .execute();
}

/** True while the token holds. Locks the row, so that a takeover waits for this transaction or makes it fail. */
export async function holdsLease(tx: Tx, lease: Pick<LeasesTable, 'name' | 'holder' | 'token'>): Promise<boolean> {
  const result = await tx
    .updateTable('leases')
    .set({ holder: lease.holder })
    .where('name', '=', lease.name)
    .where('holder', '=', lease.holder)
    .where('token', '=', lease.token)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}
