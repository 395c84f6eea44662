import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';
import { kafkaMissing } from '../kafka/broker';
import { describeWhere } from '../requirements';

jest.setTimeout(400_000);

const program = join(__dirname, '..', '..', 'scripts', 'demo.mjs');
const documentSchema = z.object({
  type: z.enum(['invoice', 'credit note']),
  expected: z.object({ number: z.string(), total: z.string(), tax: z.string() }),
  found: z.object({ total: z.string(), tax: z.string() }),
  writtenBack: z.literal(true),
  differences: z.array(z.string()).length(0),
});
const resultSchema = z.object({
  agrees: z.literal(true),
  orders: z.array(z.object({ label: z.string(), page: z.string(), documents: z.array(documentSchema) })),
  unexplained: z.array(z.string()).length(0),
  xero: z.object({ calls: z.number(), throttled: z.literal(0), problems: z.array(z.string()).length(0) }),
});

function play(...args: string[]) {
  const run = spawnSync(process.execPath, [program, '--exit', '--json', ...args], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 380_000,
  });
  if (run.status !== 0)
    throw new Error(`exit code ${run.status ?? 'none'}\n${run.stdout.slice(-3000)}\n${run.stderr.slice(-3000)}`);
  return resultSchema.parse(JSON.parse(run.stdout));
}

test('npm run demo -- --orders 25 --exit --json: every total agrees, and the exit code says so', () => {
  const { orders, xero } = play('--orders', '25');
  expect(orders).toHaveLength(25);
  const documents = orders.flatMap((order) => order.documents);
  expect(documents.length).toBeGreaterThan(40);
  expect(documents.map(({ found }) => [found.total, found.tax])).toEqual(
    documents.map(({ expected }) => [expected.total, expected.tax]),
  );
  expect(xero.calls).toBeGreaterThan(0);
});

describeWhere(kafkaMissing(), 'npm run demo -- --kafka', () => {
  test('plays the orders through a real broker', () => {
    expect(play('--orders', '5', '--kafka').orders).toHaveLength(5);
  });
});

test('without --exit it shows a page per order until Ctrl-C', async () => {
  const demo = spawn(process.execPath, [program, '--orders', '2'], { stdio: ['ignore', 'pipe', 'pipe'] });
  let printed = '';
  demo.stdout.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  demo.stderr.on('data', (chunk: Buffer) => (printed += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => demo.once('close', resolve));
  try {
    const deadline = Date.now() + 180_000;
    while (!printed.includes('The pages stay open')) {
      if (Date.now() > deadline || demo.exitCode !== null) throw new Error(`no pages:\n${printed.slice(-3000)}`);
      await delay(200);
    }
    const pages = [...printed.matchAll(/^ {2}(\d+) {2}(http\S+)$/gm)];
    expect(pages).toHaveLength(2);
    for (const [, number, address] of pages) {
      const page = await fetch(address ?? '');
      expect(page.status).toBe(200);
      expect(await page.text()).toContain(number);
    }
  } finally {
    demo.kill('SIGTERM');
  }
  expect(await ended).toBe(0);
});
