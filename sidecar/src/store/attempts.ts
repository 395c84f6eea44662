import type { Db } from './open';
import type { AttemptRow } from './schema';

/** Statements on `attempts` and `attempt_operations`. */

export const attemptById = (db: Db, id: string): Promise<AttemptRow | undefined> =>
  db.selectFrom('attempts').selectAll().where('id', '=', id).executeTakeFirst();
