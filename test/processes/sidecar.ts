import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { Credentials } from '../simulators/magento/oauth';

const program = join(__dirname, '..', '..', 'sidecar', 'dist', 'main.js');

/** A port that was free a moment ago. */
export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export interface SidecarOptions {
  readonly port: number;
  /** `sqlite:<file>` or `postgres://…`. */
  readonly databaseUrl: string;
  readonly xeroUrl: string;
  readonly magento: { readonly url: string; readonly credentials: Credentials } | undefined;
  readonly settingsFile: string;
  readonly ingestSecret: string;
  readonly secretKey: string;
  readonly kafka?: { readonly brokers: string; readonly topic: string; readonly groupId: string };
  /** Any further variable, e.g. LEDGERLINK_CRASH_AT. */
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** The environment of a sidecar that talks to the stand-ins, as architecture says it is configured. */
export function sidecarEnvironment(options: SidecarOptions): Record<string, string> {
  const { magento, kafka } = options;
  return {
    PORT: String(options.port),
    PUBLIC_URL: `http://127.0.0.1:${options.port}`,
    DATABASE_URL: options.databaseUrl,
    LEDGERLINK_SECRET_KEY: options.secretKey,
    LEDGERLINK_INGEST_SECRET: options.ingestSecret,
    XERO_CLIENT_ID: 'demo-custom',
    XERO_CLIENT_SECRET: 'demo-secret',
    XERO_API_URL: options.xeroUrl,
    XERO_IDENTITY_URL: options.xeroUrl,
    XERO_LOGIN_URL: options.xeroUrl,
    ...(magento === undefined
      ? {}
      : {
          MAGENTO_URL: magento.url,
          MAGENTO_CONSUMER_KEY: magento.credentials.consumerKey,
          MAGENTO_CONSUMER_SECRET: magento.credentials.consumerSecret,
          MAGENTO_ACCESS_TOKEN: magento.credentials.accessToken,
          MAGENTO_ACCESS_TOKEN_SECRET: magento.credentials.accessTokenSecret,
        }),
    ...(kafka === undefined
      ? {}
      : { KAFKA_BROKERS: kafka.brokers, KAFKA_TOPIC: kafka.topic, KAFKA_GROUP_ID: kafka.groupId }),
    SETTINGS_FILE: options.settingsFile,
    LOG_LEVEL: 'info',
    ...options.env,
  };
}

/** The sidecar as its own process, started from sidecar/dist as in production. */
export class SidecarProcess {
  readonly url: string;
  /** Everything it printed, oldest first. */
  readonly lines: string[] = [];
  #child: ChildProcess | undefined;
  #ended: Promise<number | null> = Promise.resolve(null);

  constructor(private readonly options: SidecarOptions) {
    this.url = `http://127.0.0.1:${options.port}`;
  }

  /** Resolves once it is ready to take events. `env` adds to the options' own. Throws with its last lines if it ends before. */
  async start(env: Readonly<Record<string, string>> = {}, withinMs = 30_000): Promise<void> {
    if (!existsSync(program)) throw new Error('sidecar/dist is missing: npm run build');
    const { PATH = '', HOME = '' } = process.env;
    const child = spawn(process.execPath, [program], {
      env: { PATH, HOME, ...sidecarEnvironment(this.options), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    this.#ended = new Promise((resolve) => child.once('close', (code) => resolve(code)));
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on('line', (line) => {
        this.lines.push(line);
        this.options.onLine?.(line);
      });
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      if (!this.isRunning()) throw new Error(`the sidecar ended at its start:\n${this.lastLines()}`);
      if (await this.isReady()) return;
      await delay(50);
    }
    await this.kill();
    throw new Error(`the sidecar was not ready within ${withinMs} ms:\n${this.lastLines()}`);
  }

  isRunning(): boolean {
    return this.#child?.exitCode === null && this.#child.signalCode === null;
  }

  async isReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`)).ok;
    } catch {
      return false;
    }
  }

  /** kill -9: nothing is told, nothing is finished. */
  async kill(): Promise<void> {
    this.#child?.kill('SIGKILL');
    await this.#ended;
  }

  /** SIGTERM: it drains; the exit code. */
  async stop(withinMs = 30_000): Promise<number | null> {
    if (!this.isRunning()) return this.#ended;
    this.#child?.kill('SIGTERM');
    const patience = new AbortController();
    const code = await Promise.race([
      this.#ended,
      delay(withinMs, 'late' as const, { signal: patience.signal }).catch(() => 'late' as const),
    ]);
    patience.abort();
    if (code !== 'late') return code;
    await this.kill();
    throw new Error(`the sidecar did not end within ${withinMs} ms of SIGTERM:\n${this.lastLines()}`);
  }

  /** The exit code, once it has ended by itself. */
  ended(): Promise<number | null> {
    return this.#ended;
  }

  lastLines(count = 30): string {
    return this.lines.slice(-count).join('\n');
  }
}
