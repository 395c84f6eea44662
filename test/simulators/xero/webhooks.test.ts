import { createHmac } from 'node:crypto';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { once } from 'node:events';
import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

const key = 'signing key';
let xero: XeroSimulator;
let receiver: Server;
let url: string;
interface Received {
  readonly events: readonly Record<string, unknown>[];
  readonly firstEventSequence: number;
  readonly lastEventSequence: number;
}
let received: Received[];
let answer: (response: ServerResponse, genuine: boolean) => void;

const correct = (response: ServerResponse, genuine: boolean) => void response.writeHead(genuine ? 200 : 401).end();

beforeEach(async () => {
  xero = await startXeroSimulator();
  received = [];
  answer = correct;
  receiver = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const body = Buffer.concat(parts);
      const genuine = createHmac('sha256', key).update(body).digest('base64') === request.headers['x-xero-signature'];
      if (genuine) received.push(JSON.parse(body.toString()) as Received);
      answer(response, genuine);
    });
  });
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  const address = receiver.address();
  url = typeof address === 'object' && address ? `http://127.0.0.1:${address.port}/webhooks/xero` : '';
});
afterEach(async () => {
  await xero.stop();
  receiver.close();
  receiver.closeAllConnections();
});

const sale = {
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  Date: '2026-11-20',
  DueDate: '2026-11-20',
  InvoiceNumber: 'INV-1',
  LineItems: [{ Description: 'x', UnitAmount: 10, AccountCode: '200' }],
};

it('changes by app and by person are announced with ids only, signed; payments as updates of the invoice', async () => {
  xero.world.webhooks.configure({ url, key, auto: false });
  const client = new RawClient(xero.url);
  await client.api('PUT', '/Invoices', { Invoices: [{ ...sale, Contact: { Name: 'Jane' } }] });
  xero.bookkeeper().pay('INV-1', '11.00', '090');
  xero.bookkeeper().createCreditNote({ Type: 'ACCRECCREDIT', Contact: { Name: 'Jane' }, LineItems: sale.LineItems });
  await client.api('PUT', '/Invoices', { Invoices: [{ ...sale, Contact: { Name: 'Nobody' } }] });
  await xero.world.webhooks.deliver();
  const seen = received.flatMap(({ events }) => events.map((e) => `${String(e.eventCategory)} ${String(e.eventType)}`));
  expect([...new Set(seen)]).toEqual(['CONTACT CREATE', 'INVOICE CREATE', 'INVOICE UPDATE', 'CREDITNOTE CREATE']);
  const invoice = xero.ledger().invoices[0];
  expect(received[0]?.events.find((e) => e.eventCategory === 'INVOICE')).toEqual({
    resourceUrl: `https://api.xero.com/api.xro/2.0/Invoices/${invoice?.id ?? ''}`,
    resourceId: invoice?.id,
    tenantId: xero.tenantId,
    tenantType: 'ORGANISATION',
    eventCategory: 'INVOICE',
    eventType: 'CREATE',
    eventDateUtc: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}$/),
  });
  expect(received[0]?.events.at(-1)).toMatchObject({ data: { Type: 'ACCRECCREDIT', Status: 'DRAFT' } });
  expect(received[0]).toMatchObject({ firstEventSequence: 1, lastEventSequence: received[0]?.events.length });
  expect(xero.world.webhooks.state()).toMatchObject({ status: 'ok', queued: 0, violations: [] });
});

it('intent to receive passes a receiver that tells signatures apart, and fails one that does not', async () => {
  xero.world.webhooks.configure({ url, key });
  expect(await xero.world.webhooks.intentToReceive()).toEqual({ ok: true, statuses: [401, 200, 401, 401] });
  answer = (response) => void response.writeHead(200).end();
  expect((await xero.world.webhooks.intentToReceive()).ok).toBe(false);
});

it('a failing receiver is tried again more and more slowly, then disabled; what happened is kept', async () => {
  const { webhooks, clock } = xero.world;
  clock.freeze();
  webhooks.configure({ url, key, auto: false });
  answer = (response) => void response.writeHead(500).end();
  xero.bookkeeper().createContact({ Name: 'Jane' });
  const waits: number[] = [];
  while (webhooks.state().status !== 'disabled') {
    await webhooks.deliver();
    const next = webhooks.state().nextAttempt ?? 0;
    waits.push((next - clock.now()) / 60_000);
    clock.advance(next - clock.now());
  }
  expect(waits.slice(0, 4)).toEqual([15, 30, 60, 120]);
  // The last attempt came a day or more after the first failure, the one before it within the day.
  const hours = (attempts: readonly number[]) => attempts.reduce((sum, wait) => sum + wait, 0) / 60;
  expect(hours(waits.slice(0, -1))).toBeGreaterThanOrEqual(24);
  expect(hours(waits.slice(0, -2))).toBeLessThan(24);
  expect(received.length).toBe(waits.length + 1);
  answer = correct;
  received = [];
  await webhooks.deliver();
  expect(received).toEqual([]);
  webhooks.configure({ url, key, auto: false });
  await webhooks.deliver();
  expect(received.flatMap(({ events }) => events)).toHaveLength(1);
});

it('a body or a cookie in the answer is noted, and events come doubled and shuffled where asked', async () => {
  const { webhooks } = xero.world;
  webhooks.configure({ url, key, auto: false, duplicates: true, shuffle: true });
  answer = (response) => void response.writeHead(200, { 'set-cookie': 'a=b' }).end('ok');
  for (const name of ['A', 'B', 'C', 'D']) xero.bookkeeper().createContact({ Name: name });
  await webhooks.deliver();
  const ids = received.flatMap(({ events }) => events.map((e) => e.resourceId));
  expect(ids).toHaveLength(8);
  expect(new Set(ids).size).toBe(4);
  expect(ids).not.toEqual([...ids.slice(0, 4), ...ids.slice(0, 4)]);
  expect(webhooks.state().violations).toEqual(['the answer 200 had a body', 'the answer set a cookie']);
});
