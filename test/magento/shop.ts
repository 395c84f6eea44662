import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { MagentoClient } from '../../sidecar/src/magento/client';
import { freePort } from '../ports';
import { attempt, run, until, type Daemon } from './commands';
import { Database } from './database';
import { copyInstallation, installed, settingSql } from './installation';
import { Rest } from './rest';
import { SearchEngine } from './search-engine';
import { MagentoCommand, WebServer } from './web-server';

const moduleFolder = join(__dirname, '..', '..', 'magento-module');

/** The rights that docs/magento-rest.md names, and no others. */
const leastPrivilege = ['xero', 'references_write', 'references_read', 'config_read', 'snapshots_read'].map(
  (right) => `Ledgerlink_Xero::${right}`,
);

const keysSchema = z.object({
  consumerKey: z.string(),
  consumerSecret: z.string(),
  accessToken: z.string(),
  accessTokenSecret: z.string(),
});

const factsSchema = z.object({ port: z.number(), keys: keysSchema });
const readJson = (file: string): unknown => JSON.parse(readFileSync(file, 'utf8'));

export interface OutboxRow {
  readonly id: number;
  readonly record_key: string;
  readonly reason: string;
  readonly status: string;
  readonly claimed_by: string | null;
}

export const statusSchema = z.looseObject({
  instance_id: z.string(),
  records: z.boolean(),
  transport: z.string().nullable(),
  transport_reason: z.string(),
  outbox: z.object({ pending: z.number(), parked: z.number(), published: z.number(), skipped: z.number() }).partial(),
  problem: z.string().nullable(),
});

/** A real Magento with the module, on loopback. */
export class Shop {
  readonly url: string;
  readonly code: string;
  readonly rest: Rest;
  readonly magento: MagentoCommand;
  readonly #web: WebServer;
  readonly #daemons: Daemon[] = [];

  private constructor(
    private readonly folder: string,
    readonly database: Database,
    private readonly search: SearchEngine,
    port: number,
    readonly keys: z.infer<typeof keysSchema>,
    private readonly isKept: boolean,
  ) {
    this.code = join(folder, 'code');
    this.#web = new WebServer(this.code, folder, port);
    this.url = this.#web.url;
    this.rest = new Rest(this.url);
    this.magento = new MagentoCommand(this.code);
  }

  /**
   * Copies the installed shop, puts the module into it and starts it. `root`: a Magento code folder with vendor/, which stays untouched.
   * `say` hears what takes long. MAGENTO_SHOP=<short path> keeps the shop there, to run single tests in it again and again.
   */
  static async start(root: string, say: (line: string) => void): Promise<Shop> {
    const kept = process.env['MAGENTO_SHOP'];
    const folder = kept ?? mkdtempSync(join(tmpdir(), 'll-shop-'));
    const [code, data, facts] = [join(folder, 'code'), join(folder, 'data'), join(folder, 'shop.json')];
    const database = new Database(data, folder);
    const search = new SearchEngine();
    const isNew = !existsSync(facts);
    let shop: Shop | undefined;
    try {
      if (isNew) {
        const installation = await installed(root, say);
        say('copying the installed shop');
        await copyInstallation(installation, { code, data }, database.host);
      }
      placeModule(code);
      await database.start();
      const port = isNew ? await freePort() : factsSchema.parse(readJson(facts)).port;
      const addresses = {
        'web/unsecure/base_url': `http://127.0.0.1:${port}/`,
        'web/secure/base_url': `http://127.0.0.1:${port}/`,
        'catalog/search/opensearch_server_port': String(await search.start()),
      };
      await database.execute(
        Object.entries(addresses)
          .map(([path, value]) => settingSql(path, value))
          .join('\n'),
      );
      const magento = new MagentoCommand(code);
      if (isNew) {
        say('bin/magento module:enable, setup:upgrade');
        // Enabled first: setup:upgrade would do it, but makes the tables of modules only that it knew when it began.
        await magento.run('module:enable', 'Ledgerlink_Xero', 'Ledgerlink_XeroInventory', 'LedgerlinkTest_Probe');
        await magento.run('setup:upgrade', '--keep-generated');
        await database.query('SELECT id FROM ledgerlink_outbox LIMIT 1');
        say('bin/magento setup:di:compile');
        await magento.run('setup:di:compile');
        const keys = await magento.script('integration.php', 'Ledgerlink', ...leastPrivilege);
        writeFileSync(facts, JSON.stringify({ port, keys: keysSchema.parse(JSON.parse(keys)) }));
      } else await magento.run('cache:flush');
      shop = new Shop(folder, database, search, port, factsSchema.parse(readJson(facts)).keys, kept !== undefined);
      await shop.#web.start();
      say(`running at ${shop.url}`);
      return shop;
    } catch (error) {
      if (shop !== undefined) await shop.#web.stop();
      await database.stop();
      await search.stop();
      if (kept === undefined) rmSync(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** The sidecar's own client, with the integration's keys. */
  client(): MagentoClient {
    return new MagentoClient({ baseUrl: this.url, keys: this.keys, now: Date.now, timeoutMs: 60_000 });
  }

  /** Saves settings of the section `ledgerlink` as the configuration page does. Paths without the section, e.g. `general/enabled`. */
  async configure(values: Readonly<Record<string, string>>): Promise<void> {
    await this.magento.script('configure.php', JSON.stringify(values));
  }

  async status(): Promise<z.infer<typeof statusSchema> & { readonly exitCode: number | null }> {
    const { code, output } = await this.magento.attempt('ledgerlink:status', '--json');
    return { ...statusSchema.parse(JSON.parse(output)), exitCode: code };
  }

  /** `bin/magento ledgerlink:relay` until it is stopped. */
  startRelay(): Daemon {
    const relay = this.magento.daemon('ledgerlink:relay');
    this.#daemons.push(relay);
    return relay;
  }

  /** Sends what is due, and ends. */
  drain(): Promise<string> {
    return this.magento.run('ledgerlink:relay', '--once');
  }

  async outbox(recordKey: string): Promise<OutboxRow[]> {
    const rows = await this.database.query(
      `SELECT id, record_key, reason, status, claimed_by FROM ledgerlink_outbox WHERE record_key = '${recordKey}' ORDER BY id`,
    );
    return rows.map((row) => ({
      id: Number(row['id']),
      record_key: row['record_key'] ?? '',
      reason: row['reason'] ?? '',
      status: row['status'] ?? '',
      claimed_by: row['claimed_by'] ?? null,
    }));
  }

  /** Nothing of the past disturbs what follows. */
  async emptyOutbox(): Promise<void> {
    await this.database.execute('DELETE FROM ledgerlink_outbox');
  }

  /** A file below var/, through which the probe module speaks. */
  file(name: string): string {
    return join(this.code, 'var', name);
  }

  lines(name: string): string[] {
    try {
      return readFileSync(this.file(name), 'utf8').split('\n').filter(Boolean);
    } catch {
      return [];
    }
  }

  /** Ends all processes and removes the folder. Throws if anything is left of them. */
  async stop(): Promise<void> {
    try {
      await Promise.all(this.#daemons.map((relay) => relay.stop()));
      await this.#web.stop();
      await this.database.stop();
      await this.search.stop();
      await until('no process is left', async () => (await this.processes()).length === 0, { withinMs: 15_000 });
    } finally {
      if (!this.isKept) rmSync(this.folder, { recursive: true, force: true });
    }
  }

  /** Command lines of processes that work in the shop's folder. */
  async processes(): Promise<string[]> {
    const listing = await run('ps', ['-eo', 'pid=,args=']);
    const byArguments = listing.split('\n').filter((line) => line.includes(this.folder));
    const byFolder = (await attempt('sh', ['-c', `ls -l /proc/[0-9]*/cwd 2>/dev/null`])).stdout
      .split('\n')
      .filter((line) => line.includes(`-> ${this.folder}`));
    return [...byArguments, ...byFolder];
  }
}

/** As app/code/Ledgerlink/…, the way of a Magento without composer; and the probe of these tests beside it. */
function placeModule(code: string): void {
  const place = (from: string, to: string) => {
    const filter = (path: string) => !path.endsWith('/Test');
    cpSync(from, join(code, 'app', 'code', to), { recursive: true, filter });
  };
  place(join(moduleFolder, 'xero'), 'Ledgerlink/Xero');
  place(join(moduleFolder, 'xero-inventory'), 'Ledgerlink/XeroInventory');
  place(join(__dirname, 'probe'), 'LedgerlinkTest/Probe');
}
