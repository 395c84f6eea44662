import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { freePort } from '../ports';

export interface PostgresServer {
  /** Address of a new, empty database on the server. */
  newDatabase(): Promise<string>;
  /** Stops at once, as a power cut does (`immediate`), keeping the data; only for a server of our own. */
  crash(): Promise<void>;
  /** Starts again on the same port and data after `crash`. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** Why no server can be started here, or undefined. Say it: a suite never skips in silence. */
export function postgresMissing(): string | undefined {
  if (process.env['TEST_DATABASE_URL'] !== undefined) return undefined;
  return binaries() === undefined
    ? 'no PostgreSQL server found (Debian: apt-get install postgresql; or set TEST_DATABASE_URL to a server where databases may be created)'
    : undefined;
}

/** Why the server must not be crashed, or undefined. */
export const postgresNotOurs = (): string | undefined =>
  process.env['TEST_DATABASE_URL'] === undefined ? undefined : 'the server of TEST_DATABASE_URL is not ours to crash';

function binaries(): string | undefined {
  const versions = existsSync('/usr/lib/postgresql') ? readdirSync('/usr/lib/postgresql').sort().reverse() : [];
  return [
    ...versions.map((version) => `/usr/lib/postgresql/${version}/bin`),
    '/usr/local/bin',
    '/usr/local/pgsql/bin',
  ].find((folder) => existsSync(join(folder, 'postgres')) && existsSync(join(folder, 'initdb')));
}

/** PostgreSQL refuses to run as root; Debian's package makes the user `postgres`, every system has `nobody`. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ['postgres', 'nobody']) {
    try {
      const read = (flag: string) =>
        Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
      return { uid: read('-u'), gid: read('-g') };
    } catch {
      continue;
    }
  }
  throw new Error('running as root, and neither the user postgres nor nobody exists to run PostgreSQL');
}

/** A server on a free port with its data in a temporary folder, or the one that TEST_DATABASE_URL names. */
export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined)
    return {
      newDatabase: () => createDatabase(given),
      crash: () => Promise.reject(new Error(postgresNotOurs())),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  const folder = binaries();
  if (folder === undefined) throw new Error(postgresMissing());
  const user = unprivileged();
  const data = mkdtempSync(join(tmpdir(), 'ledgerlink-postgres-'));
  if (user !== undefined) chownSync(data, user.uid, user.gid);
  execFileSync(
    join(folder, 'initdb'),
    ['-D', data, '-U', 'ledgerlink', '--auth=trust', '-E', 'UTF8', '--locale=C', '--no-sync'],
    {
      ...user,
      stdio: 'ignore',
    },
  );
  const port = await freePort();
  const address = `postgres://ledgerlink@127.0.0.1:${port}/postgres`;
  let server: ChildProcess | undefined;
  const start = async () => {
    server = spawn(
      join(folder, 'postgres'),
      [
        '-D',
        data,
        '-p',
        String(port),
        '-c',
        'listen_addresses=127.0.0.1',
        '-c',
        'fsync=off',
        '-c',
        `unix_socket_directories=${data}`,
      ],
      { ...user, stdio: 'ignore' },
    );
    await untilAnswers(address);
  };
  const end = async (signal: 'SIGINT' | 'SIGQUIT') => {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  };
  await start();
  return {
    newDatabase: () => createDatabase(address),
    crash: () => end('SIGQUIT'),
    start,
    stop: async () => {
      await end('SIGINT');
      rmSync(data, { recursive: true, force: true });
    },
  };
}

let databases = 0;

async function createDatabase(address: string): Promise<string> {
  databases += 1;
  const name = `ledgerlink_test_${process.pid}_${Date.now()}_${databases}`;
  const client = new Client({ connectionString: address });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } finally {
    await client.end();
  }
  const url = new URL(address);
  url.pathname = `/${name}`;
  return url.toString();
}

async function untilAnswers(address: string): Promise<void> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const client = new Client({ connectionString: address, connectionTimeoutMillis: 1000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      await client.end();
      return;
    } catch (error) {
      await client.end().catch(() => undefined);
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
