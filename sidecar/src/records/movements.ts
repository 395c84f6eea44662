import { linkBookFrom, type StockMovement } from '../model/plan';
import type { TenantId } from '../model/record';
import type { Settings } from '../model/settings';
import { readSnapshot, type Snapshot } from '../model/snapshot';
import { websiteOf } from '../plan/plan';
import { isOpen, movementOf } from '../plan/stockMovements';
import type { PlanTx, RecordToPlan } from './ports';

const dayMs = 86_400_000;

/**
 * What orders hold of the SKU of a stock record; undefined for other records. An order about which both sides agree is left out from a day
 * after its last posting on: until then the mirror of Xero's quantity may be older than the posting.
 */
export async function movementsFor(
  tx: PlanTx,
  tenantId: TenantId,
  record: RecordToPlan,
  snapshot: Snapshot,
  settings: Settings,
  nowMs: number,
): Promise<StockMovement[] | undefined> {
  if (snapshot.recordType !== 'stock') return undefined;
  const { sku } = snapshot.data;
  const movements: StockMovement[] = [];
  for (const { recordKey, snapshot: text } of await tx.openOrdersOfSku(record.instanceId, sku)) {
    if (text === null) continue;
    const order = readSnapshot('order', JSON.parse(text));
    if (order.recordType !== 'order') continue;
    const id = { instanceId: record.instanceId, recordKey };
    const links = linkBookFrom(await tx.linksOf(tenantId, id));
    const movement = movementOf(recordKey, order.data, links, sku, settings.forWebsite(websiteOf(order)));
    if (movement === undefined) continue;
    if (isOpen(movement) || isRecent(movement.postedAt, nowMs)) movements.push(movement);
    else await tx.closeSku(id, sku);
  }
  return movements;
}

const isRecent = (postedAt: string | undefined, nowMs: number): boolean =>
  postedAt !== undefined && !(nowMs - Date.parse(postedAt) > dayMs);
