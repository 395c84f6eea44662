import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../sidecar/src/store/open';
import { postgresMissing, startPostgres, type PostgresServer } from '../postgres/server';
import { describeWhere } from '../requirements';

export interface TestDatabase {
  /** The store of this test: empty, schema up to date. */
  readonly store: Store;
  /** Its address, for a second process. */
  readonly url: string;
}

// A machine that does much else at once must not make a test fail.
jest.setTimeout(60_000);

/** Runs one suite on SQLite and on PostgreSQL, each test on a new database. */
export function onEachDatabase(name: string, suite: (database: () => TestDatabase) => void): void {
  describe(`${name} (SQLite)`, () => {
    let folder: string;
    let open: TestDatabase;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ledgerlink-store-'));
      const url = `sqlite:${join(folder, 'ledgerlink.db')}`;
      open = { url, store: await openStore(url) };
    });
    afterEach(async () => {
      await open.store.close();
      rmSync(folder, { recursive: true, force: true });
    });
    suite(() => open);
  });

  describeWhere(postgresMissing(), `${name} (PostgreSQL)`, () => {
    let server: PostgresServer;
    let open: TestDatabase;
    beforeAll(async () => {
      server = await startPostgres();
    }, 60_000);
    afterAll(() => server.stop());
    beforeEach(async () => {
      const url = await server.newDatabase();
      open = { url, store: await openStore(url) };
    });
    afterEach(() => open.store.close());
    suite(() => open);
  });
}
