import { sql } from 'kysely';
import { lanes, type Lane } from '../model/operation';
import type { Dialect } from './dialect';
import type { Db, Tx } from './open';
import type { RecordRow } from './schema';

/** Statements on `records`. */

export const recordByKey = (db: Db, instanceId: string, recordKey: string): Promise<RecordRow | undefined> =>
  db
    .selectFrom('records')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', recordKey)
    .executeTakeFirst();

/** As `recordByKey`; on PostgreSQL a snapshot that arrives meanwhile waits for the end of this transaction. */
export function lockRecord(
  tx: Tx,
  dialect: Dialect,
  instanceId: string,
  recordKey: string,
): Promise<RecordRow | undefined> {
  const query = tx
    .selectFrom('records')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', recordKey);
  return (dialect === 'postgres' ? query.forUpdate() : query).executeTakeFirst();
}

export type NewSnapshot = Pick<
  RecordRow,
  | 'instance_id'
  | 'record_key'
  | 'record_type'
  | 'version'
  | 'snapshot'
  | 'deleted'
  | 'website_id'
  | 'store_code'
  | 'label'
  | 'email'
  | 'dirty_reason'
  | 'lane'
>;

const laneRank = (column: string) =>
  sql<number>`case ${sql.ref(column)} ${sql.join(
    lanes.map((lane, rank) => sql`when ${sql.lit(lane)} then ${sql.lit(rank)}`),
    sql` `,
  )} end`;

/**
 * Takes a snapshot if it is newer than the one known (or the same one, whose data was missing), and marks the record to be planned. A record
 * that already waits keeps its better lane. Versions are decimal text without leading zeros, so the longer one is the greater one. Returns
 * whether it was taken.
 */
export async function takeSnapshot(tx: Tx, snapshot: NewSnapshot, nowMs: number): Promise<boolean> {
  const taken = await tx
    .insertInto('records')
    .values({
      ...snapshot,
      tenant_id: null,
      dirty: 1,
      due_at_ms: nowMs,
      tries: 0,
      last_error: null,
      revision: 1,
      planned_version: null,
      planned_at_ms: null,
      settings_version: null,
      created_at_ms: nowMs,
      updated_at_ms: nowMs,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['instance_id', 'record_key'])
        .doUpdateSet((row) => ({
          version: row.ref('excluded.version'),
          snapshot: row.ref('excluded.snapshot'),
          deleted: row.ref('excluded.deleted'),
          website_id: row.fn.coalesce('excluded.website_id', 'records.website_id'),
          store_code: row.fn.coalesce('excluded.store_code', 'records.store_code'),
          label: row.fn.coalesce('excluded.label', 'records.label'),
          email: row.fn.coalesce('excluded.email', 'records.email'),
          dirty: 1,
          dirty_reason: row.ref('excluded.dirty_reason'),
          lane: sql<Lane>`case when records.dirty = 1 and ${laneRank('records.lane')} < ${laneRank('excluded.lane')}
            then records.lane else excluded.lane end`,
          due_at_ms: nowMs,
          tries: 0,
          last_error: null,
          revision: sql<number>`records.revision + 1`,
          updated_at_ms: nowMs,
        }))
        .where(
          sql<boolean>`length(excluded.version) > length(records.version)
            or (length(excluded.version) = length(records.version) and excluded.version > records.version)
            or (excluded.version = records.version and records.snapshot is null)`,
        ),
    )
    .returning('record_key')
    .executeTakeFirst();
  return taken !== undefined;
}

export type DueRecord = Pick<RecordRow, 'instance_id' | 'record_key' | 'lane'>;

/**
 * Records to be planned now: better lanes first, then the longest due. One statement, so that it sees one moment; each lane by itself, so that a
 * backfill of 100,000 is not sorted to find the one that a person waits for.
 */
export async function dueRecords(db: Db, nowMs: number, limit: number): Promise<DueRecord[]> {
  const dueIn = (lane: Lane) => sql`select * from (
    select instance_id, record_key, lane, due_at_ms from records
    where dirty = 1 and lane = ${lane} and due_at_ms <= ${nowMs} order by due_at_ms limit ${limit}
  ) as due_${sql.raw(lane)}`;
  const { rows } = await sql<DueRecord & { due_at_ms: number }>`
    ${sql.join(lanes.map(dueIn), sql` union all `)}`.execute(db);
  const rank = (row: DueRecord) => lanes.indexOf(row.lane);
  return rows.sort((a, b) => rank(a) - rank(b) || a.due_at_ms - b.due_at_ms).slice(0, limit);
}

/** When the next record falls due, in ms since the epoch; undefined: none waits. */
export async function nextDueMs(db: Db): Promise<number | undefined> {
  const row = await db
    .selectFrom('records')
    .select(({ fn }) => fn.min('due_at_ms').as('due'))
    .where('dirty', '=', 1)
    .executeTakeFirst();
  return row?.due ?? undefined;
}

export type Planned = Pick<RecordRow, 'planned_version' | 'planned_at_ms' | 'settings_version' | 'tenant_id'>;

/** The record is planned as of `revision`. False: it changed meanwhile and stays to be planned. */
export async function settleRecord(
  tx: Tx,
  record: Pick<RecordRow, 'instance_id' | 'record_key' | 'revision'>,
  planned: Planned,
): Promise<boolean> {
  const result = await tx
    .updateTable('records')
    .set({ ...planned, dirty: 0, dirty_reason: null, tries: 0, last_error: null })
    .where('instance_id', '=', record.instance_id)
    .where('record_key', '=', record.record_key)
    .where('revision', '=', record.revision)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** The record stays to be planned, at `dueAtMs`. `error`: why it could not be planned now; counts as a try. */
export async function postponeRecord(
  db: Db,
  record: Pick<RecordRow, 'instance_id' | 'record_key'>,
  dueAtMs: number,
  error?: string,
): Promise<void> {
  await db
    .updateTable('records')
    .set((row) => ({
      due_at_ms: dueAtMs,
      ...(error === undefined ? {} : { last_error: error, tries: row('tries', '+', 1) }),
    }))
    .where('instance_id', '=', record.instance_id)
    .where('record_key', '=', record.record_key)
    .where('dirty', '=', 1)
    .execute();
}

export interface Mark {
  readonly reason: string;
  readonly lane: Lane;
  readonly nowMs: number;
}

/** What a mark writes: the better lane stays, and a record that waits for its next try is due now. */
const marked = ({ reason, lane, nowMs }: Mark) => ({
  dirty: 1,
  dirty_reason: reason,
  lane: sql<Lane>`case when dirty = 1 and ${laneRank('lane')} < ${sql.lit(lanes.indexOf(lane))} then lane else ${lane} end`,
  due_at_ms: nowMs,
  tries: 0,
  revision: sql<number>`revision + 1`,
});

export async function markRecord(db: Db, instanceId: string, recordKey: string, mark: Mark): Promise<boolean> {
  const result = await db
    .updateTable('records')
    .set(marked(mark))
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', recordKey)
    .executeTakeFirst();
  return result.numUpdatedRows === 1n;
}

/** Plans again the records held by this cause (all subjects of the code where none is given). Returns how many. */
export async function markHeldBy(db: Db, cause: { code: string; subject?: string }, mark: Mark): Promise<number> {
  const result = await db
    .updateTable('records')
    .set(marked(mark))
    .where((query) => {
      let held = query
        .selectFrom('holds')
        .select('holds.id')
        .whereRef('holds.instance_id', '=', 'records.instance_id')
        .whereRef('holds.planned_by', '=', 'records.record_key')
        .where('holds.state', '=', 'open')
        .where('holds.code', '=', cause.code);
      if (cause.subject !== undefined) held = held.where('holds.subject', '=', cause.subject);
      return query.exists(held);
    })
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** The mirror was read again: plans again the records whose contact or item met one of the same name, number or code in Xero. */
export async function markConflicted(db: Db, kind: 'contact.create' | 'item.create', mark: Mark): Promise<number> {
  const result = await db
    .updateTable('records')
    .set(marked(mark))
    .where((has) =>
      has.exists(
        has
          .selectFrom('operations')
          .select('operations.seq')
          .whereRef('operations.instance_id', '=', 'records.instance_id')
          .whereRef('operations.planned_by', '=', 'records.record_key')
          .where('operations.kind', '=', kind)
          .where('operations.state', '=', 'held')
          .where('operations.error_code', '=', 'LL-4011'),
      ),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/**
 * Settings or an organisation changed: plans again what is held, what was not sent yet, and what has nothing in Xero (its website may have been
 * off, or its date before the cut-over). What was decided stays decided: a written record without open ends is not touched.
 */
export async function markUnsettled(db: Db, mark: Mark, tenantId?: string): Promise<number> {
  let query = db
    .updateTable('records')
    .set(marked(mark))
    .where((has) =>
      has.or([
        has.exists(
          has
            .selectFrom('holds')
            .select('holds.id')
            .whereRef('holds.instance_id', '=', 'records.instance_id')
            .whereRef('holds.planned_by', '=', 'records.record_key')
            .where('holds.state', '=', 'open'),
        ),
        has.exists(
          has
            .selectFrom('operations')
            .select('operations.seq')
            .whereRef('operations.instance_id', '=', 'records.instance_id')
            .whereRef('operations.planned_by', '=', 'records.record_key')
            .where('operations.state', 'in', ['preview', 'waiting', 'ready', 'held']),
        ),
        has.not(
          has.exists(
            has
              .selectFrom('links')
              .select('links.id')
              .whereRef('links.instance_id', '=', 'records.instance_id')
              .whereRef('links.record_key', '=', 'records.record_key'),
          ),
        ),
      ]),
    );
  if (tenantId !== undefined)
    query = query.where((row) => row.or([row('tenant_id', '=', tenantId), row('tenant_id', 'is', null)]));
  const result = await query.executeTakeFirst();
  return Number(result.numUpdatedRows);
}

/** Plans again the records that have a live operation waiting for one of these documents (`<recordKey>/<part>`). */
export async function markDependants(
  db: Db,
  instanceId: string,
  refs: readonly string[],
  except: string,
  mark: Mark,
): Promise<number> {
  if (refs.length === 0) return 0;
  const result = await db
    .updateTable('records')
    .set(marked(mark))
    .where('instance_id', '=', instanceId)
    .where('record_key', '!=', except)
    .where('record_key', 'in', (query) =>
      query
        .selectFrom('operation_dependencies')
        .innerJoin('operations', 'operations.id', 'operation_dependencies.operation_id')
        .select('operations.planned_by')
        .where('operation_dependencies.ref', 'in', refs)
        .where('operation_dependencies.satisfied', '=', 0)
        .where('operations.instance_id', '=', instanceId)
        .where('operations.state', 'in', ['preview', 'waiting', 'ready', 'held']),
    )
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}
