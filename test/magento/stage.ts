import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Receiver } from './receiver';
import { Shop } from './shop';

const scratch = join(__dirname, '..', '..', '.scratch');

/** The one shop that the whole suite works in, and the receiver that its module sends to. */
export class Stage {
  #shop: Shop | undefined;
  readonly receiver = new Receiver();
  /** Measured figures by name, for docs/magento-run.md. */
  readonly figures: Record<string, unknown> = {};

  get shop(): Shop {
    if (this.#shop === undefined) throw new Error('the shop is not running');
    return this.#shop;
  }

  async start(): Promise<void> {
    const root = process.env['MAGENTO_ROOT'];
    if (root === undefined) throw new Error('MAGENTO_ROOT is not set to a Magento code folder with vendor/');
    const started = Date.now();
    this.#shop = await Shop.start(root, (line) => {
      process.stderr.write(`${((Date.now() - started) / 1000).toFixed(0).padStart(4)} s  ${line}\n`);
    });
    this.figures['set-up, s'] = Math.round((Date.now() - started) / 1000);
    await this.receiver.start();
    await this.sendByHttp();
  }

  /** The module records and sends to the receiver. */
  async sendByHttp(): Promise<void> {
    await this.shop.configure({
      'general/enabled': '1',
      'general/transport': 'http',
      'general/sidecar_url': this.receiver.url,
      'general/ingest_secret': this.receiver.secret,
    });
  }

  async stop(): Promise<void> {
    mkdirSync(scratch, { recursive: true });
    writeFileSync(join(scratch, 'magento-figures.json'), `${JSON.stringify(this.figures, null, 2)}\n`);
    await this.receiver.stop();
    await this.#shop?.stop();
  }
}

/** Middle of a list of numbers. */
export function median(values: readonly number[]): number {
  const value = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
  if (value === undefined) throw new Error('no values');
  return value;
}

export function spread(values: readonly number[]): Record<string, number> {
  const sorted = [...values].sort((a, b) => a - b);
  const at = (share: number) =>
    Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(3));
  return { count: sorted.length, median: at(0.5), p95: at(0.95), slowest: at(1) };
}
