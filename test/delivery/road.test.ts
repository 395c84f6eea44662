import { ordersOf, contactOf, invoiceOf, paymentOf } from './orders';
import type { FaultKind } from '../simulators/xero';
import { acceptTotals } from '../../sidecar/src/store/holdsOfDelivery';
import { openStation, shop, xeroLimits, type Station, type StationOptions } from './station';

jest.setTimeout(60_000);

let station: Station;
async function start(options: StationOptions = {}): Promise<Station> {
  station = await openStation(options);
  station.road.start();
  return station;
}
afterEach(async () => {
  const { problems } = station.xero.invariants();
  await station.stop();
  expect(problems).toEqual([]);
});

/** Every order once: contact, invoice with our totals, payment of all of it. */
function expectEachOnce(count: number): void {
  const { contacts, invoices, payments } = station.xero.ledger();
  const ours = contacts.filter((contact) => contact.contactNumber?.startsWith('M2-'));
  expect(new Set(ours.map((contact) => contact.contactNumber)).size).toBe(count);
  expect(ours).toHaveLength(count);
  expect(invoices).toHaveLength(count);
  expect(new Set(invoices.map((invoice) => invoice.number)).size).toBe(count);
  expect(invoices.map((invoice) => [invoice.total, invoice.amountDue, invoice.status])).toEqual(
    Array.from({ length: count }, () => ['90.68', '0.00', 'PAID']),
  );
  expect(payments.filter((payment) => payment.status !== 'DELETED')).toHaveLength(count);
}

test('orders reach Xero once each, in as few calls as they fit in', async () => {
  await start();
  await station.plan(ordersOf(60));
  await station.settled();
  expectEachOnce(60);
  const writes = station.xero.journal().filter((entry) => entry.method !== 'GET');
  expect(writes.length).toBeLessThanOrEqual(8);
  expect(writes.every((entry) => entry.headers['idempotency-key'] !== undefined)).toBe(true);
  const links = await station.store.db.selectFrom('links').selectAll().execute();
  expect(links).toHaveLength(180);
  expect(new Set(links.map((link) => link.xero_id)).size).toBe(180);
});

test('the very bytes that were stored are the bytes that arrived', async () => {
  await start();
  await station.plan(ordersOf(3));
  await station.settled();
  const attempts = await station.store.db.selectFrom('attempts').selectAll().execute();
  const arrived = station.xero.journal().filter((entry) => entry.method !== 'GET');
  expect(attempts.map((attempt) => attempt.request_body).sort()).toEqual(arrived.map((entry) => entry.body).sort());
  expect(attempts.map((attempt) => attempt.outcome)).toEqual(attempts.map(() => 'ok'));
});

test.each<[FaultKind, string]>([
  ['500-after', 'the call was carried out and answered 500'],
  ['500-before', 'the call was not carried out and answered 500'],
  ['lost-reply', 'the answer was lost'],
  ['reset-before', 'the connection was cut before the call was carried out'],
  ['reset-mid-response', 'half of the answer arrived'],
  ['offline', 'the organisation was offline'],
  ['html', 'a gateway answered with a page'],
] as const)(
  'nothing is lost or doubled when on every kind of call %s: %s',
  async (kind) => {
    await start();
    for (const path of ['/Contacts$', '/Invoices$', '/Payments$'])
      station.xero.world.faults.add({ kind, method: 'PUT', path });
    await station.plan(ordersOf(7));
    // An organisation that is offline is asked again after a minute.
    if (kind === 'offline')
      for (let i = 0; i < 4; i += 1) {
        await new Promise((resolve) => setTimeout(resolve, 400));
        station.clock.advance(61_000);
        station.road.tryNow();
      }
    await station.settled();
    expectEachOnce(7);
    expect(station.xero.world.faults.list().map((fault) => fault.struck)).toEqual([1, 1, 1]);
  },
  30_000,
);

test('a bad document is held with Xero’s words, and its mates go', async () => {
  await start();
  await station.plan([...ordersOf(4), contactOf(9), invoiceOf(9, 9, '999')]);
  await station.settled();
  expect(station.xero.ledger().invoices).toHaveLength(4);
  const holds = await station.store.db.selectFrom('holds').selectAll().execute();
  expect(holds.map((hold) => [hold.code, hold.subject, hold.state])).toEqual([['account.unknown', '999', 'open']]);
  expect(holds[0]?.message).toContain("Account code '999' is not a valid code");
});

test('a document that is in Xero already is adopted when it is ours, and held when it is another’s', async () => {
  await start();
  await station.plan([contactOf(1), contactOf(2)]);
  await station.settled();
  await station.plan([invoiceOf(1), invoiceOf(2)]);
  await station.settled();
  // The links are lost, as after a restored backup; the second document is no longer the same.
  await station.store.db.deleteFrom('links').where('xero_type', '=', 'Invoice').execute();
  await station.store.db.deleteFrom('operations').where('kind', '=', 'invoice.create').execute();
  const other = invoiceOf(2);
  await station.plan([invoiceOf(1), { ...other, document: { ...other.document, Reference: 'Order 77' } }]);
  await station.settled();
  const links = await station.store.db
    .selectFrom('links')
    .select('xero_number')
    .where('xero_type', '=', 'Invoice')
    .execute();
  expect(links).toEqual([{ xero_number: 'INV-000000001' }]);
  const holds = await station.store.db.selectFrom('holds').select(['code', 'message']).execute();
  expect(holds).toHaveLength(1);
  expect(holds[0]?.code).toBe('delivery.conflict');
  expect(station.xero.ledger().invoices).toHaveLength(2);
});

test('no payment is posted on an invoice that Xero totalled differently', async () => {
  await start();
  const invoice = invoiceOf(1);
  await station.plan([contactOf(1), { ...invoice, expect: { Total: '90.69', TotalTax: '8.24' } }, paymentOf(1)]);
  const deadline = Date.now() + 10_000;
  while (((await station.states())['done'] ?? 0) < 2 && Date.now() < deadline)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(await station.states()).toEqual({ done: 2, waiting: 1 });
  expect(station.xero.ledger().payments).toHaveLength(0);
  const holds = await station.store.db.selectFrom('holds').select(['code', 'message']).execute();
  expect(holds.map((hold) => hold.code)).toEqual(['delivery.totals']);

  // A person compared both columns and lets it go.
  await station.store.transaction((tx) =>
    acceptTotals(tx, [{ instance_id: shop, record_key: 'order:1' }], station.clock.now()),
  );
  station.road.wake();
  await station.settled();
  expect(station.xero.ledger().payments).toHaveLength(1);
});

test('the documented limits are never exceeded, and a 429 is not ours', async () => {
  await start({ simulator: { limits: {} }, limits: xeroLimits });
  await station.plan(ordersOf(30));
  await station.settled();
  expectEachOnce(30);
  expect(station.xero.journal().filter((entry) => entry.status === 429)).toHaveLength(0);
  const saved = await station.store.db.selectFrom('allowances').selectAll().execute();
  expect(saved).toHaveLength(1);
  expect(station.road.allowance()).toMatchObject({ perDay: 5000 });
});
