import type { Db, Tx } from './open';
import type { SettingsTable } from './schema';

/** Every settings version that was ever in force: links pin the one they were decided by. */

const activeSettings = (db: Db): Promise<SettingsTable | undefined> =>
  db.selectFrom('settings').selectAll().where('active', '=', 1).executeTakeFirst();

/** Puts a version in force. Returns false where it already was. */
export async function activateSettings(
  tx: Tx,
  settings: { version: string; body: string; source: string },
  nowMs: number,
): Promise<boolean> {
  const active = await activeSettings(tx);
  if (active?.version === settings.version) return false;
  await tx.updateTable('settings').set({ active: 0 }).where('active', '=', 1).execute();
  await tx
    .insertInto('settings')
    .values({ ...settings, created_at_ms: nowMs, active: 1 })
    .onConflict((conflict) => conflict.column('version').doUpdateSet({ active: 1 }))
    .execute();
  return true;
}
