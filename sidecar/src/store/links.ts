import { linkSchema, type Link } from '../model/link';
import type { Db } from './open';
import type { LinkRow } from './schema';

/** Statements on `links`. */

export const linkOfRow = (row: LinkRow): Link =>
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

/** The links of one shop whose document has this number, of any record. */
export async function linksByNumber(
  db: Db,
  tenantId: string,
  instanceId: string,
  xeroType: LinkRow['xero_type'],
  xeroNumber: string,
): Promise<Link[]> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('xero_type', '=', xeroType)
    .where('xero_number', '=', xeroNumber)
    .where('tenant_id', '=', tenantId)
    .where('instance_id', '=', instanceId)
    .orderBy('id')
    .execute();
  return rows.map(linkOfRow);
}

/** The links of one shop that use this Xero document. */
export async function linksToDocument(
  db: Db,
  tenantId: string,
  instanceId: string,
  xeroType: LinkRow['xero_type'],
  xeroId: string,
): Promise<Link[]> {
  const rows = await db
    .selectFrom('links')
    .selectAll()
    .where('xero_type', '=', xeroType)
    .where('xero_id', '=', xeroId)
    .where('tenant_id', '=', tenantId)
    .where('instance_id', '=', instanceId)
    .orderBy('id')
    .execute();
  return rows.map(linkOfRow);
}
