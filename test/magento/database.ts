import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Daemon, attempt, onPath, run, until } from './commands';

/** A MariaDB of our own, over its socket only. */
export class Database {
  #daemon: Daemon | undefined;
  readonly #socket: string;

  /** `data`: its files, kept; `runtime`: a short path (sockets may have 107 characters). */
  constructor(
    private readonly data: string,
    private readonly runtime: string,
  ) {
    this.#socket = join(runtime, 'db.sock');
  }

  /** As Magento's env.php wants it: a host with a slash is a socket. */
  get host(): string {
    return this.#socket;
  }

  async create(): Promise<void> {
    mkdirSync(this.data, { recursive: true });
    await run('mariadb-install-db', [
      '--no-defaults',
      `--datadir=${this.data}`,
      '--auth-root-authentication-method=normal',
      '--skip-test-db',
      ...this.#user(),
    ]);
  }

  async start(): Promise<void> {
    const options = join(this.runtime, 'my.cnf');
    writeFileSync(
      options,
      [
        '[mariadbd]',
        `datadir=${this.data}`,
        `socket=${this.#socket}`,
        `pid-file=${join(this.runtime, 'db.pid')}`,
        `tmpdir=${this.runtime}`,
        'skip-networking',
        // Magento 2.4.7 refuses a MariaDB that reports 10.11.
        'version=10.6.20-MariaDB',
        'innodb_buffer_pool_size=512M',
        'innodb_log_file_size=128M',
        // What these tests kill are PHP's processes; the database itself stays, so it need not wait for the disk.
        'innodb_flush_log_at_trx_commit=0',
        'innodb_doublewrite=0',
        'skip-log-bin',
        'performance_schema=OFF',
        'max_connections=100',
        'max_allowed_packet=64M',
      ].join('\n'),
    );
    this.#daemon = new Daemon('MariaDB', onPath('mariadbd') ? 'mariadbd' : 'mysqld', [
      `--defaults-file=${options}`,
      ...this.#user(),
    ]);
    const daemon = this.#daemon;
    await until('MariaDB answers', async () => {
      if (!daemon.isRunning()) throw new Error(`MariaDB ended at its start:\n${daemon.output}`);
      return (await attempt('mariadb', ['--no-defaults', `-S${this.#socket}`, '-uroot', '-e', 'SELECT 1'])).code === 0;
    });
  }

  async stop(): Promise<void> {
    await this.#daemon?.stop(60_000);
  }

  /** Statements without an answer. */
  async execute(sql: string, database = 'magento'): Promise<void> {
    await run('mariadb', ['--no-defaults', `-S${this.#socket}`, '-uroot', database], { input: sql });
  }

  /** Rows of one statement; NULL is null, all else text. */
  async query(sql: string): Promise<Record<string, string | null>[]> {
    const flags = ['--no-defaults', `-S${this.#socket}`, '-uroot', '--xml', 'magento'];
    const xml = await run('mariadb', flags, { input: sql });
    return [...xml.matchAll(/<row>([\s\S]*?)<\/row>/g)].map(([, row = '']) =>
      Object.fromEntries(
        [...row.matchAll(/<field name="([^"]*)"(?: xsi:nil="true" \/>|>([\s\S]*?)<\/field>)/g)].map(
          ([, name = '', value]) => [name, value === undefined ? null : unescape(value)],
        ),
      ),
    );
  }

  /** The one value of a statement, as text. */
  async value(sql: string): Promise<string> {
    const [row] = await this.query(sql);
    const value = row === undefined ? undefined : Object.values(row)[0];
    if (value === undefined || value === null) throw new Error(`no value: ${sql}`);
    return value;
  }

  /** MariaDB refuses to run as root unless it is asked to. */
  #user(): string[] {
    return process.getuid?.() === 0 ? ['--user=root'] : [];
  }
}

const entities: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const unescape = (text: string) => text.replace(/&(lt|gt|amp|quot|apos);/g, (_, name: string) => entities[name] ?? '');

/** A text as an SQL literal. */
export const quote = (text: string): string => `'${text.replace(/\\/g, '\\\\').replace(/'/g, "''")}'`;
