import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Json } from './json';
import { Bookkeeper } from './bookkeeper';
import { faultKinds } from './faults';
import { strictestQuirks } from './quirks';
import { RawClient } from './raw-client';

jest.setTimeout(60_000);

/** The stand-in as its own process, steered through /__sim only. */
const folder = mkdtempSync(join(tmpdir(), 'xero-stand-in-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let running: ChildProcess | undefined;
afterEach(async () => {
  if (running?.exitCode === null) await end(running);
});

async function launch(...args: string[]): Promise<{ url: string; tenantId: string }> {
  running = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'main.ts'), ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const { stdout } = running;
  if (!stdout) throw new Error('no output');
  const [line] = (await once(createInterface(stdout), 'line')) as [string];
  return JSON.parse(line) as { url: string; tenantId: string };
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  await once(child, 'exit');
}

async function sim(
  url: string,
  method: string,
  path: string,
  body?: Json,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const answer = await fetch(`${url}/__sim${path}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: answer.status, json: (await answer.json()) as Record<string, unknown> };
}

const invoice = {
  Type: 'ACCREC', Status: 'AUTHORISED', Contact: { Name: 'Jane' }, Date: '2026-11-20', DueDate: '2026-11-20', InvoiceNumber: 'INV-1',
  LineItems: [{ Description: 'Tee', UnitAmount: 100, AccountCode: '200' }],
}; // prettier-ignore

it('a bookkeeper, faults, switches, clock, limits, journal and ledger are reachable over HTTP', async () => {
  const { url, tenantId } = await launch();
  const client = new RawClient(url);
  expect((await client.api('PUT', '/Invoices', { Invoices: [invoice] })).status).toBe(200);
  expect(
    (
      await sim(url, 'POST', '/bookkeeper', {
        action: 'pay',
        arguments: ['INV-1', '50.00', '090', '2026-11-20', 'by hand'],
      })
    ).status,
  ).toBe(200);
  expect((await sim(url, 'GET', `/ledger?tenant=${tenantId}`)).json).toMatchObject({
    invoices: [{ number: 'INV-1', total: '110.00', amountDue: '60.00', contactName: 'Jane' }],
    payments: [{ reference: 'by hand' }],
  });
  const refused = await sim(url, 'POST', '/bookkeeper', { action: 'voidInvoice', arguments: ['INV-1'] });
  expect([refused.status, refused.json.messages]).toEqual([
    422,
    ['The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.'],
  ]);
  expect((await sim(url, 'POST', '/bookkeeper', { action: 'rob', arguments: [] })).status).toBe(400);

  await sim(url, 'POST', '/faults', [{ kind: 'offline', path: '/Currencies$' }]);
  expect((await client.api('GET', '/Currencies')).status).toBe(503);
  expect((await sim(url, 'GET', '/faults')).json).toMatchObject([{ rule: { kind: 'offline' }, struck: 1 }]);
  expect((await sim(url, 'POST', '/faults', { kind: 'earthquake' })).status).toBe(400);

  expect((await sim(url, 'POST', '/quirks', { voidedNumberFree: true })).json).toMatchObject({
    voidedNumberFree: true,
  });
  expect((await sim(url, 'POST', '/quirks', { voidedNumberFree: 'yes' })).status).toBe(400);
  expect((await sim(url, 'POST', '/quirks', { nonsense: true })).status).toBe(400);
  expect((await sim(url, 'POST', '/limits', { minute: 4 })).json).toMatchObject({ minute: 4, concurrent: 5 });
  expect((await sim(url, 'POST', '/clock', { set: '2027-01-01T00:00:00Z' })).json.now).toBeGreaterThanOrEqual(
    Date.parse('2027-01-01'),
  );
  expect((await client.api('GET', '/Currencies')).status).toBe(401);

  const journal = (await sim(url, 'GET', '/journal')).json as unknown as Record<string, unknown>[];
  expect(journal[0]).toMatchObject({
    method: 'PUT',
    path: '/api.xro/2.0/Invoices',
    status: 200,
    committed: 1,
    tenantId,
  });
  expect(JSON.parse(String(journal[0]?.body))).toEqual({ Invoices: [invoice] });
  expect(JSON.stringify(journal)).not.toContain('Bearer');
  expect((await sim(url, 'GET', '/invariants')).json).toMatchObject({ ok: true, maxInFlight: 1 });
  await sim(url, 'POST', '/reset', {});
  expect((await sim(url, 'GET', '/ledger')).json).toMatchObject({ invoices: [], contacts: [] });
  expect((await sim(url, 'GET', '/nothing')).status).toBe(404);
});

it('books and tokens outlive the process where a state file is given', async () => {
  const state = join(folder, 'state.json');
  const first = await launch('--state', state, '--country', 'NZ');
  const client = new RawClient(first.url);
  const token = await client.signIn();
  const nz = {
    ...invoice,
    LineItems: [{ Description: 'Tee', UnitAmount: 100, AccountCode: '200', TaxType: 'OUTPUT2' }],
  };
  expect((await client.api('PUT', '/Invoices', { Invoices: [nz] })).json().Invoices).toMatchObject([
    { Total: 115, CurrencyCode: 'NZD' },
  ]);
  if (running) await end(running);
  const second = await launch('--state', state, '--country', 'NZ');
  const again = await new RawClient(second.url).send('GET', '/api.xro/2.0/Invoices/INV-1', undefined, {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
  });
  expect(again.json()).toMatchObject({ Invoices: [{ InvoiceNumber: 'INV-1', Total: 115 }] });
});

it('README names every switch, fault and step of the bookkeeper', () => {
  const readme = readFileSync(join(__dirname, 'README.md'), 'utf8');
  const inside = ['constructor', 'perform', 'step', 'call', 'invoice', 'creditNote', 'contact'];
  const steps = Object.getOwnPropertyNames(Bookkeeper.prototype).filter((name) => !inside.includes(name));
  const names = [...Object.keys(strictestQuirks), ...faultKinds, ...steps];
  expect(names.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});
