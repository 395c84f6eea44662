import type { Db } from './open';

/** Named marks of how far something was read: a mirror's newest change, a poll's last page. */

export async function watermark(db: Db, name: string): Promise<string | undefined> {
  const row = await db.selectFrom('watermarks').select('value').where('name', '=', name).executeTakeFirst();
  return row?.value;
}

export async function setWatermark(db: Db, name: string, value: string): Promise<void> {
  await db
    .insertInto('watermarks')
    .values({ name, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}
