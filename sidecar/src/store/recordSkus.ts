import type { Db, Tx } from './open';

/** Statements on `record_skus`: which orders hold a SKU. */

/** The order's newest snapshot names these SKUs; each is open again, as the order may have moved. */
export async function openSkus(tx: Tx, instanceId: string, recordKey: string, skus: readonly string[]): Promise<void> {
  if (skus.length === 0) return;
  await tx
    .insertInto('record_skus')
    .values(skus.map((sku) => ({ instance_id: instanceId, sku, record_key: recordKey, open: 1 })))
    .onConflict((conflict) => conflict.columns(['instance_id', 'sku', 'record_key']).doUpdateSet({ open: 1 }))
    .execute();
}

/** Orders that hold this SKU and about which both sides may still differ, with their snapshots. */
export const openOrdersOfSku = (
  db: Db,
  instanceId: string,
  sku: string,
): Promise<{ record_key: string; snapshot: string | null }[]> =>
  db
    .selectFrom('record_skus')
    .innerJoin('records', (on) =>
      on
        .onRef('records.instance_id', '=', 'record_skus.instance_id')
        .onRef('records.record_key', '=', 'record_skus.record_key'),
    )
    .select(['records.record_key', 'records.snapshot'])
    .where('record_skus.instance_id', '=', instanceId)
    .where('record_skus.sku', '=', sku)
    .where('record_skus.open', '=', 1)
    .orderBy('records.record_key')
    .execute();

export async function closeSku(tx: Tx, instanceId: string, recordKey: string, sku: string): Promise<void> {
  await tx
    .updateTable('record_skus')
    .set({ open: 0 })
    .where('instance_id', '=', instanceId)
    .where('sku', '=', sku)
    .where('record_key', '=', recordKey)
    .execute();
}
