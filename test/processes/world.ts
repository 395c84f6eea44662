import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { emitByHttp, type Emit } from '../simulators/magento/emit';
import { startMagentoSimulator, type MagentoSimulator } from '../simulators/magento/simulator';
import { startXeroSimulator, type SimulatorOptions, type XeroSimulator } from '../simulators/xero/index';
import { SidecarProcess, freePort, type SidecarOptions } from './sidecar';

export interface WorldOptions {
  /** Writes the settings file the sidecar starts with. */
  readonly writeSettings: (file: string, xero: XeroSimulator) => Promise<void> | void;
  readonly xero?: SimulatorOptions;
  readonly kafka?: NonNullable<SidecarOptions['kafka']>;
  readonly port?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly onLine?: (line: string) => void;
}

/** A shop, an organisation and a sidecar between them: two stand-ins in this process, the sidecar in its own. */
export interface World {
  readonly magento: MagentoSimulator;
  readonly xero: XeroSimulator;
  readonly sidecar: SidecarProcess;
  /** How it was made, for a second one beside it. */
  readonly sidecarOptions: SidecarOptions;
  readonly emit: Emit;
  /** Address of a record's page. */
  page(recordKey: string): string;
  /** Ends everything and removes the database. */
  stop(): Promise<void>;
}

/** Not started yet: `world.sidecar.start()`. */
export async function makeWorld(options: WorldOptions): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-'));
  const xero = await startXeroSimulator(options.xero);
  const magento = await startMagentoSimulator();
  const settingsFile = join(folder, 'settings.yaml');
  await options.writeSettings(settingsFile, xero);
  const ingestSecret = randomBytes(24).toString('hex');
  const sidecarOptions: SidecarOptions = {
    port: options.port ?? (await freePort()),
    databaseUrl: `sqlite:${join(folder, 'ledgerlink.db')}`,
    xeroUrl: xero.url,
    magento,
    settingsFile,
    ingestSecret,
    secretKey: randomBytes(24).toString('hex'),
    ...(options.kafka === undefined ? {} : { kafka: options.kafka }),
    ...(options.env === undefined ? {} : { env: options.env }),
    ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
  };
  const sidecar = new SidecarProcess(sidecarOptions);
  return {
    magento,
    xero,
    sidecar,
    sidecarOptions,
    emit: emitByHttp(sidecar.url, ingestSecret),
    page: (recordKey) => `${sidecar.url}/records/${encodeURIComponent(recordKey)}`,
    stop: async () => {
      try {
        await sidecar.stop();
      } finally {
        await magento.close();
        await xero.stop();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  };
}
