import { Kysely, Migrator, type Transaction } from 'kysely';
import { SidecarError } from '../shared/errors';
import type { Dialect } from './dialect';
import { driverCode, isRolledBack, storeError } from './errors';
import { migrationsFor } from './migrations';
import { openPostgres } from './postgres';
import type { Database } from './schema';
import { openSqlite } from './sqlite';

/** What every statement takes: the database itself, or the transaction it is part of. */
export type Db = Kysely<Database>;
export type Tx = Transaction<Database>;

export interface Store {
  readonly db: Db;
  readonly dialect: Dialect;
  /**
   * Runs `work` in one transaction; never await the network inside. Runs it again (up to 5 times) where PostgreSQL chose it as the victim
   * of a conflict. Throws `SidecarError` LL-60xx.
   */
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Throws LL-60xx where the database does not answer. */
  ping(): Promise<void>;
  /** The newest migration applied; a lease is given to equals only. */
  schemaVersion(): Promise<string>;
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Reads only: takes no writer's lock and changes no schema. For commands beside a running sidecar. */
  readonly readOnly?: boolean;
  /** Connections of one process to PostgreSQL. */
  readonly poolSize?: number;
}

/**
 * Opens `sqlite:./data/ledgerlink.db` (folder made, WAL, synchronous=FULL, one writer process), `sqlite::memory:` or
 * `postgres://user:password@host/database`, and brings the schema up to date. Throws `SidecarError`: LL-6001 unreachable, LL-6002 another
 * process writes this file, LL-6004 the schema is newer than this program, LL-6005 to LL-6008.
 */
export async function openStore(databaseUrl: string, options: StoreOptions = {}): Promise<Store> {
  const readOnly = options.readOnly ?? false;
  const opened = open(databaseUrl, readOnly, options.poolSize ?? 10);
  const db = new Kysely<Database>({ dialect: opened.dialect });
  const close = async () => {
    await db.destroy();
    opened.release();
  };
  try {
    await migrate(db, opened.name, readOnly);
  } catch (error) {
    await close().catch(() => undefined);
    throw storeError(error);
  }
  return {
    db,
    dialect: opened.name,
    async transaction(work) {
      for (let tries = 1; ; tries += 1) {
        try {
          return await db.transaction().execute(work);
        } catch (error) {
          if (!isRolledBack(error) || tries >= 5)
            throw error instanceof SidecarError || isOurs(error) ? error : storeError(error);
        }
      }
    },
    async ping() {
      try {
        await db.selectFrom('watermarks').select('name').limit(1).execute();
      } catch (error) {
        throw storeError(error);
      }
    },
    schemaVersion: () => Promise.resolve(newest(opened.name)),
    close,
  };
}

/** An error that the work itself threw, not the database: it goes through as it is. */
const isOurs = (error: unknown): boolean => driverCode(error) === undefined && storeError(error).code === 'LL-9001';

function open(databaseUrl: string, readOnly: boolean, poolSize: number) {
  if (databaseUrl.startsWith('sqlite:')) return openSqlite(databaseUrl.slice('sqlite:'.length), readOnly);
  if (/^postgres(ql)?:\/\//.test(databaseUrl)) return openPostgres(databaseUrl, readOnly, poolSize);
  const scheme = /^[a-z]+:/i.exec(databaseUrl)?.[0] ?? 'no scheme';
  throw new SidecarError('LL-6008', `DATABASE_URL must start with sqlite: or postgres://, not ${scheme}`);
}

const newest = (dialect: Dialect): string => Object.keys(migrationsFor(dialect)).sort().at(-1) ?? '';

async function migrate(db: Db, dialect: Dialect, readOnly: boolean): Promise<void> {
  const known = migrationsFor(dialect);
  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve(known) } });
  const applied = await appliedMigrations(db);
  const foreign = applied.filter((name) => !(name in known));
  if (foreign.length > 0)
    throw new SidecarError(
      'LL-6004',
      `The database was used by a newer sidecar: it has the schema ${foreign.join(', ')}`,
      {
        context: { applied, known: Object.keys(known) },
      },
    );
  const missing = Object.keys(known).filter((name) => !applied.includes(name));
  if (missing.length === 0) return;
  if (readOnly)
    throw new SidecarError('LL-6004', `The database lacks the schema ${missing.join(', ')}; start the sidecar once`);
  const { error } = await migrator.migrateToLatest();
  if (error !== undefined) throw storeError(error);
}

async function appliedMigrations(db: Db): Promise<string[]> {
  const tables = await db.introspection.getTables({ withInternalKyselyTables: true });
  if (!tables.some((table) => table.name === 'kysely_migration')) {
    return [];
  }
  const rows = await db
    .withTables<{ kysely_migration: { name: string } }>()
    .selectFrom('kysely_migration')
    .select('name')
    .orderBy('name')
    .execute();
  return rows.map((row) => row.name);
}
