import BetterSqlite from 'better-sqlite3';
import {
  SqliteAdapter,
  SqliteDialect,
  type Dialect as KyselyDialect,
  type SqliteDatabase,
  type SqliteStatement,
} from 'kysely';
import { mkdirSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { SidecarError } from '../shared/errors';
import { driverCode, storeError } from './errors';
import { speaking } from './speaking';

export interface OpenedDatabase {
  readonly name: 'sqlite' | 'postgres';
  readonly dialect: KyselyDialect;
  /** Gives up what is held beside the connection itself. */
  release(): void;
}

/** Opens the file, makes its folder, and holds the writer's lock until `release`. Throws LL-6002, LL-6005, LL-6006. */
export function openSqlite(path: string, readOnly: boolean): OpenedDatabase {
  if (path === '') throw new SidecarError('LL-6008', 'DATABASE_URL names no file: sqlite:./data/ledgerlink.db');
  const inMemory = path === ':memory:';
  const file = inMemory ? path : resolve(path);
  let lock: BetterSqlite.Database | undefined;
  try {
    if (!inMemory && !readOnly) {
      mkdirSync(dirname(file), { recursive: true });
      lock = takeWriterLock(file);
    }
    const database = new BetterSqlite(file, { readonly: readOnly, fileMustExist: readOnly, timeout: 5000 });
    // FULL: a commit has reached the disk before an event is acknowledged, also when the power goes (NORMAL loses the last ones).
    if (!readOnly) database.pragma('journal_mode = WAL');
    database.pragma('synchronous = FULL');
    database.pragma('foreign_keys = ON');
    return {
      name: 'sqlite',
      dialect: speaking(new TransactionalSqlite({ database: remembering(database) })),
      release: () => lock?.close(),
    };
  } catch (error) {
    lock?.close();
    throw storeError(error);
  }
}

/** Kysely takes SQLite's schema changes to be outside of transactions; they are not, and a half-made schema would be the worse for it. */
class TransactionalSqlite extends SqliteDialect {
  override createAdapter(): SqliteAdapter {
    return new TransactionalAdapter();
  }
}
class TransactionalAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true;
  }
}

/**
 * One process writes, because waiting for another one's transactions would block this one's event loop. The lock is an exclusive transaction
 * on a file beside the database: the operating system takes it back from a process that was killed, which a file with a process id in it
 * would not survive.
 */
function takeWriterLock(file: string): BetterSqlite.Database {
  const lock = new BetterSqlite(`${file}-lock`, { timeout: 0 });
  try {
    lock.pragma('locking_mode = EXCLUSIVE');
    lock.exec('begin exclusive');
    return lock;
  } catch (error) {
    lock.close();
    if (driverCode(error)?.startsWith('SQLITE_BUSY') === true)
      throw new SidecarError('LL-6002', `Another process writes to ${file}`, { cause: error });
    throw error;
  }
}

/** Remembers prepared statements: preparing costs more than running a small one. */
function remembering(database: BetterSqlite.Database): SqliteDatabase {
  const prepared = new Map<string, SqliteStatement>();
  return {
    prepare: (sql) => {
      const known = prepared.get(sql);
      if (known !== undefined) return known;
      const statement = database.prepare(sql);
      // Statements with lists of varying length are not worth keeping for ever.
      if (prepared.size < 500) prepared.set(sql, statement);
      return statement;
    },
    close: () => {
      prepared.clear();
      database.close();
    },
  };
}
