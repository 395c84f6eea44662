import { fork, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { SidecarError } from '../shared/errors';
import { storeError } from './errors';
import { openStore } from './open';

describe('opening the database file', () => {
  let folder: string;
  const file = () => join(folder, 'deep', 'er', 'ledgerlink.db');
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerlink-open-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const codeOf = (work: Promise<unknown>) =>
    work.then(
      () => 'opened',
      (error: unknown) => (error instanceof SidecarError ? error.code : `not ours: ${String(error)}`),
    );

  it('makes its folder, keeps a write-ahead log and syncs every commit', async () => {
    const store = await openStore(`sqlite:${file()}`);
    expect(statSync(file()).size).toBeGreaterThan(0);
    const pragma = async (name: string) =>
      (await sql<Record<string, unknown>>`pragma ${sql.raw(name)}`.execute(store.db)).rows[0];
    expect(await pragma('journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(await pragma('synchronous')).toEqual({ synchronous: 2 });
    await store.close();
  });

  it('opens again with everything in it, and migrates only once', async () => {
    const first = await openStore(`sqlite:${file()}`);
    await first.db.insertInto('watermarks').values({ name: 'a', value: 'b' }).execute();
    await first.close();
    const again = await openStore(`sqlite:${file()}`);
    expect(await again.db.selectFrom('watermarks').selectAll().execute()).toEqual([{ name: 'a', value: 'b' }]);
    await again.close();
  });

  it('refuses a second writer with LL-6002, lets readers in, and gives way when the writer is done', async () => {
    const writer = await openStore(`sqlite:${file()}`);
    expect(await codeOf(openStore(`sqlite:${file()}`))).toBe('LL-6002');
    const reader = await openStore(`sqlite:${file()}`, { readOnly: true });
    await reader.ping();
    await expect(reader.db.insertInto('watermarks').values({ name: 'a', value: 'b' }).execute()).rejects.toMatchObject({
      code: 'LL-6006',
    });
    await reader.close();
    await writer.close();
    const next = await openStore(`sqlite:${file()}`);
    await next.close();
  });

  it('is free again after the writer was killed', async () => {
    const source = `
      const Database = require(${JSON.stringify(require.resolve('better-sqlite3'))});
      const lock = new Database(process.argv[2] + '-lock');
      lock.pragma('locking_mode = EXCLUSIVE');
      lock.exec('begin exclusive');
      process.send('locked');
      setInterval(() => undefined, 1000);`;
    const script = join(folder, 'writer.js');
    writeFileSync(script, source);
    const store = await openStore(`sqlite:${file()}`);
    await store.close();
    const child: ChildProcess = fork(script, [file()]);
    await new Promise((resolve) => child.once('message', resolve));
    expect(await codeOf(openStore(`sqlite:${file()}`))).toBe('LL-6002');
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
    expect(await codeOf(openStore(`sqlite:${file()}`).then((next) => next.close()))).toBe('opened');
  });

  it('says LL-6004 of a schema that a later version made', async () => {
    const store = await openStore(`sqlite:${file()}`);
    await sql`insert into kysely_migration (name, timestamp) values ('0099-later', '2027-01-01')`.execute(store.db);
    await store.close();
    expect(await codeOf(openStore(`sqlite:${file()}`))).toBe('LL-6004');
  });

  it('says LL-6005 of a file that is no database', async () => {
    const broken = join(folder, 'broken.db');
    writeFileSync(broken, 'This is not a database at all.'.repeat(200));
    expect(await codeOf(openStore(`sqlite:${broken}`))).toBe('LL-6005');
  });

  it('says LL-6006 of a folder that cannot be made or a file that cannot be written', async () => {
    writeFileSync(join(folder, 'plain'), '');
    expect(await codeOf(openStore(`sqlite:${join(folder, 'plain', 'ledgerlink.db')}`))).toBe('LL-6006');
    expect(await codeOf(openStore(`sqlite:${join(folder, 'never-made.db')}`, { readOnly: true }))).toBe('LL-6006');
  });

  it('says LL-6008 of an address it does not know, without repeating what may be a password', async () => {
    expect(await codeOf(openStore('mysql://root:secret@host/db'))).toBe('LL-6008');
    expect(await codeOf(openStore('sqlite:'))).toBe('LL-6008');
    const error = await openStore('postgres://user:se cret@:bad:/').catch(
      (failure: unknown) => failure as SidecarError,
    );
    expect(error).toMatchObject({ code: 'LL-6008' });
    expect(JSON.stringify([(error as SidecarError).message, (error as SidecarError).context])).not.toContain('cret');
  });

  it('says LL-6001 of a server that is not there', async () => {
    expect(await codeOf(openStore('postgres://nobody@127.0.0.1:1/none'))).toBe('LL-6001');
  });

  it('says LL-6003 when the disk is full, and works again when there is room', async () => {
    const store = await openStore(`sqlite:${file()}`);
    const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(store.db);
    await sql`pragma max_page_count = ${sql.lit((rows[0]?.page_count ?? 0) + 2)}`.execute(store.db);
    const big = store.db.insertInto('watermarks').values({ name: 'big', value: 'x'.repeat(100_000) });
    await expect(big.execute()).rejects.toMatchObject({ code: 'LL-6003', kind: 'needsPerson' });
    await sql`pragma max_page_count = 1000000`.execute(store.db);
    await big.execute();
    await store.close();
  });

  it('rolls everything back where the work throws, and lets that error through', async () => {
    const store = await openStore(`sqlite:${file()}`);
    const work = store.transaction(async (tx) => {
      await tx.insertInto('watermarks').values({ name: 'a', value: 'b' }).execute();
      throw new RangeError('mine');
    });
    await expect(work).rejects.toThrow(RangeError);
    expect(await store.db.selectFrom('watermarks').selectAll().execute()).toEqual([]);
    await store.close();
  });
});

describe('what a failure of the database means', () => {
  it.each([
    [{ code: 'ECONNREFUSED' }, 'LL-6001'],
    [{ code: '57P01' }, 'LL-6001'],
    [{ code: '08006' }, 'LL-6001'],
    [{ code: '40P01' }, 'LL-6001'],
    [{ code: 'SQLITE_BUSY' }, 'LL-6001'],
    [{ code: 'SQLITE_FULL' }, 'LL-6003'],
    [{ code: '53100' }, 'LL-6003'],
    [{ code: 'SQLITE_CORRUPT_VTAB' }, 'LL-6005'],
    [{ code: 'SQLITE_READONLY_DBMOVED' }, 'LL-6006'],
    [{ code: '28P01' }, 'LL-6007'],
    [{ code: '3D000' }, 'LL-6007'],
    [{ code: '23505' }, 'LL-9001'],
    [{ code: 'SQLITE_CONSTRAINT_UNIQUE' }, 'LL-9001'],
    [{ code: '42P01' }, 'LL-9001'],
  ])('%j is %s', (cause, code) => {
    expect(storeError(Object.assign(new Error('said so'), cause)).code).toBe(code);
  });

  it('finds the driver’s code behind wrappings', () => {
    const inner = Object.assign(new Error('inner'), { code: '53300' });
    expect(storeError(new Error('outer', { cause: inner })).code).toBe('LL-6001');
  });
});
