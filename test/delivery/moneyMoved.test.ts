import { linksOfRecord } from '../../sidecar/src/store/links';
import { orderOf } from './orders';
import { openStation, shop, type Station } from './station';

let station: Station;
beforeEach(async () => {
  station = await openStation();
});
afterEach(() => station.stop());

const seenOf = async (part: string) => {
  const links = await linksOfRecord(station.store.db, station.xero.tenantId, shop, 'order:1');
  return links.find((link) => link.part === part)?.seen;
};

test('what is open on an invoice is known after each payment, without asking Xero again', async () => {
  station.road.start();
  await station.plan(orderOf(1));
  await station.settled();
  expect(await seenOf('invoice:1')).toMatchObject({ status: 'PAID', amountPaid: '90.68', amountDue: '0.00' });
  const [invoice] = station.xero.ledger().invoices;
  expect(invoice).toMatchObject({ status: 'PAID', amountDue: '0.00' });
  expect(station.xero.journal().filter((call) => call.method === 'GET' && call.path.includes('/Invoices'))).toEqual([]);
});

test('a payment taken back opens the invoice again', async () => {
  station.road.start();
  await station.plan(orderOf(1));
  await station.settled();
  await station.plan([
    {
      kind: 'payment.delete',
      record: 'order:1',
      part: 'payment:1',
      naturalKey: 'delete INV-000000001 · txn-1',
      document: { PaymentID: { ref: 'order:1/payment:1' }, Status: 'DELETED' },
    },
  ]);
  await station.settled();
  expect(await seenOf('invoice:1')).toMatchObject({ status: 'AUTHORISED', amountPaid: '0.00', amountDue: '90.68' });
});
