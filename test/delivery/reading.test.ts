import type { DirectoryContact } from '../../sidecar/src/model/directory';
import { XeroReading } from '../../sidecar/src/xero/reading';
import { ordersOf } from './orders';
import { openStation, xeroLimits, type Station } from './station';

jest.setTimeout(60_000);

let station: Station;
let reading: XeroReading;
beforeEach(async () => {
  station = await openStation({ simulator: { limits: {} }, limits: xeroLimits });
  station.road.start();
  reading = new XeroReading(station.client, station.xero.tenantId, (request) => station.road.call('sweep', request));
  const deadline = Date.now() + 5000;
  while (!station.road.holdsLease() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 10));
});
afterEach(() => station.stop());

test('the organisation is read whole, in the form the planner takes, and reads the same twice', async () => {
  const { organisation, body } = await reading.organisation();
  expect(organisation.tenantId).toBe(station.xero.tenantId);
  expect(organisation.Organisation.BaseCurrency).toBe('AUD');
  expect(organisation.Accounts.find((account) => account.Code === '200')?.Type).toBe('REVENUE');
  expect(organisation.TaxRates.some((rate) => rate.TaxType === 'OUTPUT' && rate.EffectiveRate === '10')).toBe(true);
  expect((await reading.organisation()).body).toEqual(body);
  expect(station.road.allowance().spentByLane.sweep).toBe(12);
});

test('the mirror of contacts is read once in full, then only what changed', async () => {
  const pages: DirectoryContact[][] = [];
  const keep = (contacts: readonly DirectoryContact[]) => Promise.resolve(void pages.push([...contacts]));
  const first = await reading.contacts(undefined, keep);
  await station.plan(ordersOf(2));
  await station.settled();
  const second = await reading.contacts(first, keep);
  const numbers = pages.flat().map((contact) => contact.ContactNumber);
  expect(numbers).toEqual(expect.arrayContaining(['M2-0c5b7b2e-1', 'M2-0c5b7b2e-2']));
  expect((second ?? '') > (first ?? '')).toBe(true);
  station.xero.world.clock.advance(600_000);
  pages.length = 0;
  const third = new Date(Date.parse(second ?? '') + 300_000).toISOString();
  await reading.contacts(third, keep);
  expect(pages.flat()).toEqual([]);
});

test('documents are read back with what Xero says of them now; one that is gone is left out', async () => {
  await station.plan(ordersOf(3));
  await station.settled();
  const { invoices } = station.xero.ledger();
  const found = await reading.documents(
    'Invoice',
    invoices.map((invoice) => invoice.id),
  );
  expect(found.map((document) => [document.xeroNumber, document.seen.status, document.seen.amountDue]).sort()).toEqual(
    invoices.map((invoice) => [invoice.number, 'PAID', '0.00']).sort(),
  );
  expect(await reading.documents('CreditNote', ['00000000-0000-4000-8000-000000000000'])).toEqual([]);
});
