import { sql } from 'kysely';
import { openStore } from '../../sidecar/src/store/open';
import { postgresMissing, postgresNotOurs, startPostgres, type PostgresServer } from '../postgres/server';
import { describeWhere, itWhere } from '../requirements';

jest.setTimeout(60_000);

describeWhere(postgresMissing(), 'what PostgreSQL says, in our words', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres();
  });
  afterAll(() => server.stop());
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'done',
      (error: unknown) => (error as { code?: string }).code,
    );

  it('says LL-6007 of a database or a user that does not exist', async () => {
    const missing = new URL(await server.newDatabase());
    missing.pathname = '/no_such_database';
    expect(await codeOf(openStore(missing.toString()))).toBe('LL-6007');
    const stranger = new URL(await server.newDatabase());
    stranger.username = 'stranger';
    expect(await codeOf(openStore(stranger.toString()))).toBe('LL-6007');
  });

  it('says LL-6006 of writing through a store that only reads, and LL-6004 of a schema that is not there', async () => {
    const url = await server.newDatabase();
    expect(await codeOf(openStore(url, { readOnly: true }))).toBe('LL-6004');
    await (await openStore(url)).close();
    const reader = await openStore(url, { readOnly: true });
    await reader.ping();
    expect(await codeOf(reader.db.insertInto('watermarks').values({ name: 'a', value: 'b' }).execute())).toBe(
      'LL-6006',
    );
    await reader.close();
  });

  it('lets two processes bring a new schema up to date at the same moment', async () => {
    const url = await server.newDatabase();
    const stores = await Promise.all([openStore(url), openStore(url), openStore(url)]);
    const { rows } = await sql<{ count: number }>`select count(*) as count from kysely_migration`.execute(stores[0].db);
    expect(rows[0]?.count).toBe(1);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('runs a transaction again that PostgreSQL chose as the victim of a deadlock', async () => {
    const store = await openStore(await server.newDatabase());
    await store.db
      .insertInto('watermarks')
      .values(['a', 'b'].map((name) => ({ name, value: '0' })))
      .execute();
    let runs = 0;
    const both = (first: string, second: string, met: () => Promise<void>) =>
      store.transaction(async (tx) => {
        runs += 1;
        const raise = (name: string) =>
          sql`update watermarks set value = cast(cast(value as integer) + 1 as text) where name = ${name}`.execute(tx);
        await raise(first);
        await met();
        await raise(second);
      });
    // Each holds its first row before either asks for the other's; only in the first run.
    let arrived = 0;
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const meet = () => {
      arrived += 1;
      if (arrived === 2) open();
      return gate;
    };
    await Promise.all([both('a', 'b', meet), both('b', 'a', meet)]);
    expect(runs).toBe(3);
    const rows = await store.db.selectFrom('watermarks').select('value').execute();
    expect(rows.map((row) => row.value)).toEqual(['2', '2']);
    await store.close();
  });

  itWhere(
    postgresNotOurs(),
    'says LL-6001 while the server is away, and works with the same store when it is back',
    async () => {
      const store = await openStore(await server.newDatabase());
      await store.ping();
      await server.crash();
      expect(await codeOf(store.ping())).toBe('LL-6001');
      expect(await codeOf(store.transaction((tx) => tx.selectFrom('watermarks').selectAll().execute()))).toBe(
        'LL-6001',
      );
      await server.start();
      await store.ping();
      await store.close();
    },
  );
});
