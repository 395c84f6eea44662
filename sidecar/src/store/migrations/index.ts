import type { Migration } from 'kysely';
import type { Dialect } from '../dialect';
import { initial } from './0001-initial';

/** In the order of their names. A released migration never changes; a change is a new one, written so that the old code still runs on it. */
export const migrationsFor = (dialect: Dialect): Record<string, Migration> => ({
  '0001-initial': initial(dialect),
});
