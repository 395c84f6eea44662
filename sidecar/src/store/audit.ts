import { sql } from 'kysely';
import { canonicalJson, newId, sha256 } from '../shared/ids';
import type { Dialect } from './dialect';
import type { Db, Tx } from './open';
import type { AuditRow } from './schema';

/** The trail of who did what. Each row's hash covers the one before; personal data stands in a payload that can be erased. */

export interface AuditEntry {
  readonly atMs: number;
  /** `sidecar`, or who it was: `person:<e-mail>`, `cli:<user>`. */
  readonly actor: string;
  /** e.g. `record.planned`, `hold.skipped`, `settings.activated`. */
  readonly action: string;
  readonly recordKey?: string | undefined;
  readonly payload?: unknown;
}

const genesis = sha256('ledgerlink audit');

const hashOf = (row: Omit<AuditRow, 'id' | 'hash'>): string =>
  sha256(
    canonicalJson([row.prev_hash, row.at_ms, row.actor, row.action, row.record_key, row.payload_id, row.payload_hash]),
  );

/** Appends in the caller's transaction, so that nothing is done without its row and no row tells what was not done. */
export async function appendAudit(tx: Tx, dialect: Dialect, entries: readonly AuditEntry[]): Promise<void> {
  if (entries.length === 0) return;
  // Appending is strictly one after the other: a second writer waits here until the first one's transaction ends.
  if (dialect === 'postgres') await sql`select pg_advisory_xact_lock(hashtext('ledgerlink:audit'))`.execute(tx);
  let previous = (await newestAudit(tx))?.hash ?? genesis;
  for (const entry of entries) {
    const payload = entry.payload === undefined ? null : { id: newId(), body: canonicalJson(entry.payload) };
    const row = {
      at_ms: entry.atMs,
      actor: entry.actor,
      action: entry.action,
      record_key: entry.recordKey ?? null,
      payload_id: payload?.id ?? null,
      payload_hash: payload === null ? null : sha256(payload.body),
      prev_hash: previous,
    };
    previous = hashOf(row);
    if (payload !== null) await tx.insertInto('audit_payloads').values(payload).execute();
    await tx
      .insertInto('audit')
      .values({ ...row, hash: previous })
      .execute();
  }
}

const newestAudit = (db: Db): Promise<AuditRow | undefined> =>
  db.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(1).executeTakeFirst();

export type ChainFault = { readonly id: number; readonly fault: 'altered' | 'missing before' | 'payload altered' };

/** Reads the whole chain in pages. An erased payload is no fault: its hash stays. Returns the first fault. */
export async function checkAuditChain(db: Db): Promise<ChainFault | undefined> {
  let previous = genesis;
  let after = 0;
  for (;;) {
    const rows = await db
      .selectFrom('audit')
      .leftJoin('audit_payloads', 'audit_payloads.id', 'audit.payload_id')
      .selectAll('audit')
      .select('audit_payloads.body')
      .where('audit.id', '>', after)
      .orderBy('audit.id')
      .limit(1000)
      .execute();
    for (const { body, ...row } of rows) {
      if (row.prev_hash !== previous) return { id: row.id, fault: 'missing before' };
      if (row.hash !== hashOf(row)) return { id: row.id, fault: 'altered' };
      if (body !== null && sha256(body) !== row.payload_hash) return { id: row.id, fault: 'payload altered' };
      previous = row.hash;
      after = row.id;
    }
    if (rows.length < 1000) return undefined;
  }
}
