import type { Db } from './open';
import type { LeasesTable } from './schema';

/** Statements on `leases`. */

export const leaseByName = (db: Db, name: string): Promise<LeasesTable | undefined> =>
  db.selectFrom('leases').selectAll().where('name', '=', name).executeTakeFirst();
