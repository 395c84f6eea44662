import { sql } from 'kysely';
import { linkSchema, type Link } from '../model/link';
import type { Db, Tx } from './open';
import type { LinkRow } from './schema';

/** Statements on `links`. */

const linkOfRow = (row: LinkRow): Link =>
  linkSchema.parse({
    tenantId: row.tenant_id,
    instanceId: row.instance_id,
    recordKey: row.record_key,
    part: row.part,
    xeroType: row.xero_type,
    xeroId: row.xero_id,
    xeroNumber: row.xero_number,
    inputFingerprint: row.input_fingerprint,
    documentFingerprint: row.document_fingerprint,
    document: row.document === null ? undefined : (JSON.parse(row.document) as unknown),
    seen: JSON.parse(row.seen) as unknown,
    pins: JSON.parse(row.pins) as unknown,
    revision: row.revision,
  });

/** All links of one record in one organisation. */
export async function linksOfRecord(db: Db, tenantId: string, instanceId: string, recordKey: string): Promise<Link[]> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('tenant_id', '=', tenantId)
    .where('instance_id', '=', instanceId)
    .where('record_key', '=', recordKey)
    .orderBy('id')
    .execute();
  return rows.map(linkOfRow);
}

async function linksWhere(
  db: Db,
  shop: { readonly tenantId: string; readonly instanceId: string },
  xeroType: LinkRow['xero_type'],
  column: 'xero_id' | 'xero_number',
  value: string,
): Promise<Link[]> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('xero_type', '=', xeroType)
    .where(column, '=', value)
    .where('tenant_id', '=', shop.tenantId)
    .where('instance_id', '=', shop.instanceId)
    .orderBy('id')
    .execute();
  return rows.map(linkOfRow);
}

/** The links of one shop whose document has this number, of any record. */
export const linksByNumber = (
  db: Db,
  tenantId: string,
  instanceId: string,
  xeroType: LinkRow['xero_type'],
  xeroNumber: string,
): Promise<Link[]> => linksWhere(db, { tenantId, instanceId }, xeroType, 'xero_number', xeroNumber);

/** The links of one shop that use this Xero document. */
export const linksToDocument = (
  db: Db,
  tenantId: string,
  instanceId: string,
  xeroType: LinkRow['xero_type'],
  xeroId: string,
): Promise<Link[]> => linksWhere(db, { tenantId, instanceId }, xeroType, 'xero_id', xeroId);

export type LinkIdentity = Pick<LinkRow, 'tenant_id' | 'instance_id' | 'record_key' | 'part' | 'xero_type'>;

export const linkRow = (db: Db, id: LinkIdentity): Promise<LinkRow | undefined> =>
  db
    .selectFrom('links')
    .selectAll()
    .where('tenant_id', '=', id.tenant_id)
    .where('instance_id', '=', id.instance_id)
    .where('record_key', '=', id.record_key)
    .where('part', '=', id.part)
    .where('xero_type', '=', id.xero_type)
    .executeTakeFirst();

/** Writes a link or its next revision. Returns it as it is now. */
export async function saveLink(
  tx: Tx,
  link: LinkIdentity &
    Pick<
      LinkRow,
      'xero_id' | 'xero_number' | 'input_fingerprint' | 'document_fingerprint' | 'document' | 'seen' | 'pins'
    >,
  nowMs: number,
): Promise<LinkRow> {
  const {
    tenant_id: _tenant,
    instance_id: _instance,
    record_key: _record,
    part: _part,
    xero_type: _type,
    ...news
  } = link;
  return tx
    .insertInto('links')
    .values({ ...link, revision: 1, created_at_ms: nowMs, updated_at_ms: nowMs })
    .onConflict((conflict) =>
      conflict.columns(['tenant_id', 'instance_id', 'record_key', 'part', 'xero_type']).doUpdateSet({
        ...news,
        updated_at_ms: nowMs,
        revision: sql<number>`links.revision + 1`,
      }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** All links of these records in one organisation and shop. */
export async function linkRowsOfRecords(
  db: Db,
  tenantId: string,
  instanceId: string,
  recordKeys: readonly string[],
): Promise<LinkRow[]> {
  if (recordKeys.length === 0) return [];
  return db
    .selectFrom('links')
    .selectAll()
    .where('instance_id', '=', instanceId)
    .where('record_key', 'in', recordKeys)
    .where('tenant_id', '=', tenantId)
    .orderBy('id')
    .execute();
}
