import type { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import { Invoice } from 'xero-node/dist/gen/model/accounting/models';
import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';
import { changed, sdkClient } from './sdk-scenario';

/** What a program sees of the stand-in through xero-node is what it sees of Xero. */
jest.setTimeout(30_000);

let xero: XeroSimulator;
let api: AccountingApi;
beforeEach(async () => {
  xero = await startXeroSimulator();
  api = sdkClient(xero.url, await new RawClient(xero.url).signIn());
});
afterEach(() => xero.stop());

const invoice: Invoice = {
  type: Invoice.TypeEnum.ACCREC,
  contact: { name: 'Jane' },
  date: '2026-11-20',
  dueDate: '2026-11-20',
  status: Invoice.StatusEnum.AUTHORISED,
  lineItems: [{ description: 'Tee', quantity: 1, unitAmount: 100, accountCode: '200', taxType: 'OUTPUT' }],
};

interface Rejection {
  readonly response: { readonly statusCode: number; readonly headers: Readonly<Record<string, string>> };
  readonly body: unknown;
}

/** xero-node rejects with JSON text, not with an Error. */
async function rejection(call: Promise<unknown>): Promise<Rejection> {
  const reason: unknown = await call.then(
    () => 'accepted',
    (error: unknown) => error,
  );
  if (typeof reason !== 'string') throw new Error('the rejection is no string');
  return JSON.parse(reason) as Rejection;
}

it('a document date arrives as midnight UTC of its day', async () => {
  const { body } = await api.createInvoices(xero.tenantId, { invoices: [invoice] }, true, 4, 'k');
  const date: unknown = body.invoices?.[0]?.date;
  expect(date).toEqual(new Date('2026-11-20T00:00:00Z'));
  expect(body.invoices?.[0]?.total).toBe(110);
});

it('failed elements of a batch carry their messages and a zero id', async () => {
  const { body, response } = await api.createInvoices(
    xero.tenantId,
    { invoices: [invoice, changed(invoice, { contact: {} })] },
    false,
    4,
    'k',
  );
  expect(body.invoices?.map((element) => [element.hasErrors, element.validationErrors?.[0]?.message])).toEqual([
    [false, undefined],
    [true, expect.stringContaining('must contain at least 1')],
  ]);
  expect(body.invoices?.[1]?.invoiceID).toBe('00000000-0000-0000-0000-000000000000');
  expect(response.headers['x-daylimit-remaining']).toBe('4999');
});

it('errors, throttling and broken connections reject with text that tells them apart', async () => {
  const bad = await rejection(
    api.createInvoices(xero.tenantId, { invoices: [changed(invoice, { contact: {} })] }, true, 4, 'k1'),
  );
  expect(bad).toMatchObject({ response: { statusCode: 400 }, body: { Type: 'ValidationException' } });
  xero.world.faults.add({ kind: 'throttle', problem: 'minute', retryAfter: 17 });
  const throttled = await rejection(api.getCurrencies(xero.tenantId));
  expect(throttled.response).toMatchObject({
    statusCode: 429,
    headers: { 'retry-after': '17', 'x-rate-limit-problem': 'minute' },
  });
  xero.world.faults.add({ kind: 'lost-reply' });
  const lost = await rejection(api.createInvoices(xero.tenantId, { invoices: [invoice] }, false, 4, 'k2'));
  expect(lost.response.statusCode).toBe(0);
  expect(xero.ledger().invoices).toHaveLength(1);
});

it('If-Modified-Since, filters with spaces and lists of numbers survive the way', async () => {
  xero.world.clock.set(Date.parse('2026-11-20T10:00:00Z'));
  api.accessToken = await new RawClient(xero.url).signIn();
  await api.createInvoices(xero.tenantId, { invoices: [changed(invoice, { invoiceNumber: 'INV 1' })] }, false, 4, 'k');
  const find = async (since: string, where?: string, numbers?: string[]) =>
    (await api.getInvoices(xero.tenantId, new Date(since), where, undefined, undefined, numbers)).body.invoices?.length;
  expect(await find('2026-11-20T09:59:59Z', 'Contact.Name == "Jane" AND Status=="AUTHORISED"')).toBe(1);
  expect(await find('2026-11-20T11:00:00Z')).toBe(0);
  expect(await find('2026-11-20T00:00:00Z', undefined, ['INV 1', 'INV 2'])).toBe(1);
});
