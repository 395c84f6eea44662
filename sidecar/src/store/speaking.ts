import type { DatabaseConnection, Dialect, Driver, TransactionSettings } from 'kysely';
import { storeError } from './errors';

/** The same dialect, whose every failure is told in our own words (LL-60xx): no statement can forget to. */
export function speaking(dialect: Dialect): Dialect {
  return {
    createDriver: () => new SpeakingDriver(dialect.createDriver()),
    createQueryCompiler: () => dialect.createQueryCompiler(),
    createAdapter: () => dialect.createAdapter(),
    createIntrospector: (db) => dialect.createIntrospector(db),
  };
}

const inWords = <T>(work: Promise<T>): Promise<T> =>
  work.catch((error: unknown) => {
    throw storeError(error);
  });

class SpeakingDriver implements Driver {
  readonly #driver: Driver;
  readonly #inner = new WeakMap<DatabaseConnection, DatabaseConnection>();

  constructor(driver: Driver) {
    this.#driver = driver;
  }

  init(): Promise<void> {
    return inWords(this.#driver.init());
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await inWords(this.#driver.acquireConnection());
    const outer: DatabaseConnection = {
      // `async` because SQLite's driver throws instead of rejecting.
      executeQuery: (query) => inWords((async () => connection.executeQuery(query))()) as never,
      streamQuery: (query, chunkSize) => connection.streamQuery(query, chunkSize) as never,
    };
    this.#inner.set(outer, connection);
    return outer;
  }

  beginTransaction(connection: DatabaseConnection, settings: TransactionSettings): Promise<void> {
    return this.#driver.beginTransaction(connection, settings);
  }

  commitTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.commitTransaction(connection);
  }

  rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    return this.#driver.rollbackTransaction(connection);
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const inner = this.#inner.get(connection);
    if (inner !== undefined) await this.#driver.releaseConnection(inner);
  }

  destroy(): Promise<void> {
    return this.#driver.destroy();
  }
}
