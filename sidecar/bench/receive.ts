import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { acceptEvents } from '../src/records/accept';
import { receiver } from '../src/records/receive';
import { systemClock as clock } from '../src/shared/clock';
import { openStore } from '../src/store/open';
import { recordsStore } from '../src/store/recordsStore';

/**
 * How many snapshots of 25 kB a second reach the inbox, durable (SQLite unless DATABASE_URL names another database), in transactions of 250 as
 * Kafka brings them and of 1 as a quiet shop does; and how many a second become records. `npx tsx sidecar/bench/receive.ts [count]`.
 */
const count = Number(process.argv[2] ?? '5000');
const snapshotBytes = 25_000;

const event = (run: string, index: number): string =>
  JSON.stringify({
    specversion: '1.0',
    id: `${run}-${index}`,
    source: 'urn:ledgerlink:bench',
    type: 'com.ledgerlink.magento.order.changed.v1',
    subject: `order:${index}`,
    time: '2026-11-24T01:00:00Z',
    version: String(1_000_000 + index),
    reasons: 'order.placed',
    data: {
      order: {
        entity_id: index,
        increment_id: String(index),
        items: Array.from({ length: 5 }, (_, item) => ({
          item_id: item,
          sku: `SKU-${item}`,
          padding: 'x'.repeat(snapshotBytes / 5),
        })),
      },
      store: { website_id: 1, code: 'default' },
    },
  });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-bench-'));
  const store = await openStore(process.env['DATABASE_URL'] ?? `sqlite:${join(folder, 'bench.db')}`);
  const records = recordsStore(store, clock);
  const receive = receiver({ store: records, clock });
  const rate = async (what: string, rows: number, work: () => Promise<unknown>) => {
    const started = performance.now();
    await work();
    const perSecond = Math.round((rows / (performance.now() - started)) * 1000);
    process.stdout.write(`${store.dialect}: ${what}: ${perSecond} a second\n`);
  };
  const run = String(Date.now());
  const messages = (name: string, rows: number) =>
    Array.from({ length: rows }, (_, index) => ({ raw: event(`${run}-${name}`, index), source: 'kafka' as const }));
  const batches = messages('batch', count);
  const singles = messages('single', Math.min(count, 500));

  await rate('received in transactions of 250', count, async () => {
    for (let start = 0; start < count; start += 250) await receive(batches.slice(start, start + 250));
  });
  await rate('received one by one', singles.length, async () => {
    for (const message of singles) await receive([message]);
  });
  await rate('received again (duplicates)', count, async () => {
    for (let start = 0; start < count; start += 250) await receive(batches.slice(start, start + 250));
  });
  await rate('accepted as records', count + singles.length, async () => {
    while ((await acceptEvents(records, 200)) > 0);
  });
  await store.close();
  rmSync(folder, { recursive: true, force: true });
}

void main();
