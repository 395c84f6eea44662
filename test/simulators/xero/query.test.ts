import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
let client: RawClient;
beforeEach(async () => {
  xero = await startXeroSimulator();
  client = new RawClient(xero.url);
  xero.world.clock.freeze(Date.parse('2026-11-20T00:00:00.250Z'));
});
afterEach(() => xero.stop());

interface Shown {
  readonly InvoiceNumber: string;
  readonly [field: string]: unknown;
}

/** Five invoices a second apart: INV-1 of 10.00 … INV-5 of 50.00; INV-2 paid, INV-4 a draft. */
function fiveInvoices(): void {
  const books = xero.bookkeeper();
  for (const n of [1, 2, 3, 4, 5]) {
    books.createInvoice({
      Type: 'ACCREC',
      Status: n === 4 ? 'DRAFT' : 'AUTHORISED',
      Contact: { Name: n % 2 === 1 ? 'Jane' : 'John' },
      Date: `2026-11-1${n}`,
      DueDate: `2026-11-2${n}`,
      InvoiceNumber: `INV-${n}`,
      Reference: `Order ${n} "x"`,
      LineAmountTypes: 'NoTax',
      LineItems: [{ Description: 'x', UnitAmount: n * 10, AccountCode: '200' }],
    });
    if (n === 2) books.pay('INV-2', '20.00', '090', '2026-11-19');
    xero.world.clock.advance(1000);
  }
}

async function numbers(query: string, headers: Record<string, string> = {}): Promise<string[]> {
  const answer = await client.api('GET', `/Invoices?${query}`, undefined, headers);
  if (answer.status !== 200) throw new Error(answer.body);
  return (answer.json().Invoices as Shown[]).map((invoice) => invoice.InvoiceNumber);
}
const where = (filter: string) => `where=${encodeURIComponent(filter)}`;

describe('where', () => {
  beforeEach(fiveInvoices);

  it.each([
    ['Status=="AUTHORISED"', ['INV-1', 'INV-3', 'INV-5']],
    ['Status=="PAID" OR Status=="DRAFT"', ['INV-2', 'INV-4']],
    ['Status=="AUTHORISED" AND Contact.Name=="jane" AND Date>=DateTime(2026,11,13)', ['INV-3', 'INV-5']],
    ['(Status=="PAID" || Status=="DRAFT") && AmountDue>0', ['INV-4']],
    ['AmountDue>=30.00 AND AmountDue<50', ['INV-3', 'INV-4']],
    ['AmountPaid!=0', ['INV-2']],
    ['DueDate<DateTime(2026, 11, 22)', ['INV-1']],
    ['Type=="ACCPAY"', []],
    ['InvoiceNumber=="INV-3"', ['INV-3']],
    ['Reference.StartsWith("order 3")', ['INV-3']],
    ['Reference.Contains("5 \\"X")', ['INV-5']],
    ['Reference!=null AND InvoiceNumber.EndsWith("-1")', ['INV-1']],
  ])('%s', async (filter, expected) => {
    expect(await numbers(where(filter))).toEqual(expected);
  });

  it('by contact id', async () => {
    const john = xero.ledger().contacts.find((contact) => contact.name === 'John');
    expect(await numbers(where(`Contact.ContactID==Guid("${john?.id ?? ''}")`))).toEqual(['INV-2', 'INV-4']);
    expect(await numbers(`ContactIDs=${john?.id ?? ''}&Statuses=PAID,VOIDED`)).toEqual(['INV-2']);
  });

  it.each([
    'Total>5',
    'LineItems.Description=="x"',
    'Status="PAID"',
    'Status=="PAID',
    'Status==PAID',
    'AmountDue=="5"',
    'Date>="2026-11-11"',
    'Status=="A" Date',
    'Status.Length()==3',
    '(Status=="A"',
  ])('cannot be %s', async (filter) => {
    const answer = await client.api('GET', `/Invoices?${where(filter)}`);
    expect([answer.status, answer.json().ErrorNumber, answer.json().Type]).toEqual([400, 16, 'QueryParseException']);
  });
});

describe('lists', () => {
  beforeEach(fiveInvoices);

  it('come by UpdatedDateUTC unless ordered otherwise', async () => {
    xero.bookkeeper().editInvoice('INV-1', { Reference: 'changed' });
    expect(await numbers('')).toEqual(['INV-2', 'INV-3', 'INV-4', 'INV-5', 'INV-1']);
    expect(await numbers('order=Date%20DESC')).toEqual(['INV-5', 'INV-4', 'INV-3', 'INV-2', 'INV-1']);
    expect((await client.api('GET', '/Invoices?order=Total')).status).toBe(400);
  });

  it('carry lines only in pages, by id, and never in summaries', async () => {
    const light = (await client.api('GET', '/Invoices')).json();
    expect(light).not.toHaveProperty('pagination');
    expect((light.Invoices as Shown[])[0]?.LineItems).toEqual([]);
    const page = (await client.api('GET', '/Invoices?page=2&pageSize=2')).json();
    expect(page).toMatchObject({
      pagination: { page: 2, pageSize: 2, pageCount: 3, itemCount: 5 },
      Invoices: [{ InvoiceNumber: 'INV-3', LineItems: [{ LineAmount: 30 }] }, { InvoiceNumber: 'INV-4' }],
    });
    expect(page.Invoices).toHaveLength(2);
    const [summary] = (await client.api('GET', '/Invoices?page=1&summaryOnly=true')).json().Invoices as Shown[];
    for (const dropped of ['LineItems', 'Payments', 'HasAttachments']) expect(summary).not.toHaveProperty(dropped);
    expect((await client.api('GET', '/Invoices?Statuses=PAID')).json()).toHaveProperty('pagination');
  });

  it('take any page size and clamp it to 1 … 1000', async () => {
    for (const [asked, used] of [
      ['0', 1],
      ['-5', 1],
      ['5000', 1000],
    ] as const) {
      expect((await client.api('GET', `/Invoices?pageSize=${asked}`)).json()).toMatchObject({
        pagination: { pageSize: used },
      });
    }
    expect((await client.api('GET', '/Invoices?page=x')).status).toBe(400);
  });

  it('find invoices by numbers, ids, search and own app', async () => {
    const [first] = xero.ledger().invoices;
    expect(await numbers('InvoiceNumbers=INV-1,INV-9,INV-4')).toEqual(['INV-1', 'INV-4']);
    expect(await numbers(`IDs=${first?.id ?? ''}`)).toEqual(['INV-1']);
    expect(await numbers('searchTerm=order%202')).toEqual(['INV-2']);
    expect(await numbers('createdByMyApp=true')).toEqual([]);
    expect((await client.api('GET', '/Invoices/INV-1')).status).toBe(200);
    xero.world.quirks.invoiceNumberInPath = false;
    expect((await client.api('GET', '/Invoices/INV-1')).status).toBe(404);
  });

  it('If-Modified-Since works to the second, and includes its own second only by switch', async () => {
    const since = { 'if-modified-since': '2026-11-20T00:00:03.900Z' };
    expect(await numbers('', since)).toEqual(['INV-5']);
    xero.world.quirks.modifiedSinceInclusive = true;
    expect(await numbers('', since)).toEqual(['INV-4', 'INV-5']);
    expect(await numbers('', { 'if-modified-since': '2026-11-20T00:00:04' })).toEqual(['INV-5']);
    expect((await client.api('GET', '/Invoices', undefined, { 'if-modified-since': 'yesterday' })).status).toBe(400);
  });
});

it('payments are found by reference, invoice and date', async () => {
  fiveInvoices();
  xero.bookkeeper().pay('INV-1', '4.00', '090', '2026-11-18', 'INV-1 · pi_1');
  const id = xero.ledger().invoices.find((i) => i.number === 'INV-1')?.id ?? '';
  for (const filter of [
    'Reference=="INV-1 · pi_1"',
    `Invoice.InvoiceID==Guid("${id}")`,
    'Date==DateTime(2026,11,18)',
    'Amount==4 AND Status=="AUTHORISED"',
  ]) {
    expect((await client.api('GET', `/Payments?${where(filter)}`)).json().Payments).toMatchObject([
      { Amount: 4, Invoice: { InvoiceNumber: 'INV-1' } },
    ]);
  }
});

it('settings are listed: accounts, tax rates, tracking, currencies, users, themes, actions', async () => {
  const get = async (path: string) => (await client.api('GET', path)).json();
  const accounts = (await get('/Accounts')).Accounts as Shown[];
  expect(accounts).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ Code: '200', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' }),
      expect.objectContaining({ Code: '860', SystemAccount: 'ROUNDING' }),
    ]),
  );
  expect((await get(`/Accounts?${where('Type=="BANK"')}`)).Accounts).toHaveLength(4);
  expect((await get(`/Accounts?${where('EnablePaymentsToAccount==true')}`)).Accounts).toHaveLength(4);
  expect((await get('/TaxRates')).TaxRates).toEqual(
    expect.arrayContaining([
      expect.objectContaining({
        TaxType: 'OUTPUT',
        EffectiveRate: 10,
        CanApplyToRevenue: true,
        CanApplyToExpenses: false,
      }),
    ]),
  );
  const categories = (await get('/TrackingCategories')).TrackingCategories as {
    Name: string;
    Options: { Name: string }[];
  }[];
  expect(categories.map((c) => `${c.Name}: ${c.Options.map((o) => o.Name).join(', ')}`).sort()).toEqual([
    'Salesperson: Alex, Sam, Online',
    'Store: Main Website, Wholesale',
  ]);
  expect((await get('/Currencies')).Currencies).toEqual(
    expect.arrayContaining([expect.objectContaining({ Code: 'AUD' }), expect.objectContaining({ Code: 'USD' })]),
  );
  expect((await get('/Users')).Users).toHaveLength(2);
  expect((await get('/BrandingThemes')).BrandingThemes).toMatchObject([{ Name: 'Standard' }]);
  expect((await get('/Organisation/Actions')).Actions).toContainEqual({ Name: 'UseMulticurrency', Status: 'ALLOWED' });
});
