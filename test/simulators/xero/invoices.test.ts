import { startXeroSimulator, type Quirks, type XeroSimulator } from './index';
import type { JsonObject } from './json';
import { RawClient, type RawAnswer } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
let client: RawClient;
beforeEach(async () => {
  xero = await startXeroSimulator();
  client = new RawClient(xero.url);
});
afterEach(() => xero.stop());

interface Shown {
  readonly InvoiceID: string;
  readonly LineItems: { readonly LineItemID: string; readonly [field: string]: unknown }[];
  readonly [field: string]: unknown;
}

const tee: JsonObject = { Description: 'Tee', Quantity: 2, UnitAmount: 55, AccountCode: '200', TaxType: 'OUTPUT' };
const plain: JsonObject = {
  Type: 'ACCREC',
  Status: 'AUTHORISED',
  Contact: { Name: 'Jane' },
  Date: '2026-11-20',
  DueDate: '2026-11-27',
  LineAmountTypes: 'Inclusive',
  InvoiceNumber: 'INV-100',
  LineItems: [tee],
};

function put(...invoices: JsonObject[]): Promise<RawAnswer> {
  return client.api('PUT', '/Invoices?unitdp=4', { Invoices: invoices });
}
function change(id: string, invoice: JsonObject): Promise<RawAnswer> {
  return client.api('POST', `/Invoices/${id}?unitdp=4`, { Invoices: [invoice] });
}
function shown(answer: RawAnswer): Shown {
  const [invoice] = (answer.json().Invoices ?? []) as Shown[];
  if (!invoice) throw new Error(answer.body);
  return invoice;
}
function messages(answer: RawAnswer): string[] {
  if (answer.status !== 400) throw new Error(`accepted: ${answer.body}`);
  const elements = answer.json().Elements as { ValidationErrors: { Message: string }[] }[];
  return elements.flatMap((element) => element.ValidationErrors.map((error) => error.Message));
}
async function made(invoice: JsonObject = plain): Promise<Shown> {
  return shown(await put(invoice));
}
function turn(quirks: Partial<Quirks>): void {
  Object.assign(xero.world.quirks, quirks);
}

describe('creating a sales invoice', () => {
  it('makes the contact by name, works out the totals and owes it all', async () => {
    expect(await made()).toMatchObject({
      Type: 'ACCREC', InvoiceNumber: 'INV-100', Status: 'AUTHORISED', Contact: { Name: 'Jane' }, CurrencyCode: 'AUD',
      SubTotal: 100, TotalTax: 10, Total: 110, AmountDue: 110, AmountPaid: 0, StatusAttributeString: 'OK',
    }); // prettier-ignore
    expect((await made({ ...plain, InvoiceNumber: 'INV-101' })).Contact).toMatchObject({
      ContactID: xero.ledger().contacts[0]?.id,
    });
  });

  it('defaults to a draft, today in the organisation’s zone, tax exclusive, the account’s tax type, and a number', async () => {
    xero.world.clock.freeze(Date.parse('2026-11-20T14:00:00Z'));
    const draft = await made({
      Type: 'ACCREC',
      Contact: { Name: 'Jane' },
      LineItems: [{ Description: 'x', UnitAmount: 10, AccountCode: '200' }],
    });
    expect(draft).toMatchObject({
      Status: 'DRAFT',
      DateString: '2026-11-21T00:00:00',
      LineAmountTypes: 'Exclusive',
      Total: 11,
      InvoiceNumber: 'INV-0001',
    });
    expect(draft.LineItems).toMatchObject([{ TaxType: 'OUTPUT', Quantity: 1, TaxAmount: 1 }]);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['no type', { Type: 'ACCRECCREDIT' }, /Type must be/],
    ['no contact', { Contact: {} }, /must contain at least 1/],
    ['no lines', { LineItems: [] }, /line items must be specified/],
    ['approved from the start as paid', { Status: 'PAID' }, /PAID cannot be given/],
    [
      'a negative quantity',
      { LineItems: [{ ...tee, Quantity: -1 }] },
      /^The quantity value '-1.0000' is invalid. Quantity must not be less than zero.$/,
    ],
    [
      'an unknown account',
      { LineItems: [{ ...tee, AccountCode: '999' }] },
      /^Account code '999' is not a valid code for this document.$/,
    ],
    [
      'a system account',
      { LineItems: [{ ...tee, AccountCode: '610', TaxType: 'BASEXCLUDED' }] },
      /^Account code '610' is not a valid code for this document.$/,
    ],
    [
      'a bank account',
      { LineItems: [{ ...tee, AccountCode: '090', TaxType: 'BASEXCLUDED' }] },
      /^Account code '090' is not a valid code/,
    ],
    [
      'an inventory account without an item',
      { LineItems: [{ ...tee, AccountCode: '630', TaxType: 'BASEXCLUDED' }] },
      /^Account code '630' is not a valid code/,
    ],
    [
      'an archived account',
      { LineItems: [{ ...tee, AccountCode: '499' }] },
      /^Account code '499' has been archived, or deleted. Each line item must reference a valid account.$/,
    ],
    ['no account', { LineItems: [{ Description: 'x', UnitAmount: 1 }] }, /^Account must be valid.$/],
    ['an unknown tax type', { LineItems: [{ ...tee, TaxType: 'OUTPUT2' }] }, /^Tax rate must be valid.$/],
    [
      'a purchase tax on income',
      { LineItems: [{ ...tee, TaxType: 'INPUT' }] },
      /^The TaxType code 'INPUT' cannot be used with account code '200'.$/,
    ],
    ['an unknown item', { LineItems: [{ ...tee, ItemCode: 'nope' }] }, /Item code 'nope' is not valid/],
    [
      'a line total that is not the product',
      { LineItems: [{ ...tee, LineAmount: 110.01 }] },
      /^The line total 110.01 does not match the expected line total 110.00$/,
    ],
    [
      'a discount above the line',
      { LineItems: [{ ...tee, DiscountAmount: 111 }] },
      /Discount must not be greater than the line total/,
    ],
    [
      'three tracking categories',
      {
        LineItems: [
          {
            ...tee,
            Tracking: [
              { Name: 'Store', Option: 'Wholesale' },
              { Name: 'Salesperson', Option: 'Sam' },
              { Name: 'x', Option: 'y' },
            ],
          },
        ],
      },
      /more than two/,
    ],
    [
      'an unknown tracking option',
      { LineItems: [{ ...tee, Tracking: [{ Name: 'Store', Option: 'Nowhere' }] }] },
      /'Nowhere' does not exist/,
    ],
    ['a currency it does not have', { CurrencyCode: 'EUR' }, /not subscribed to currency EUR/],
    ['a number that is not ASCII', { InvoiceNumber: 'INV–1' }, /printable ASCII/],
    ['a total that is not the sum', { Total: 109 }, /does not equal the sum/],
    ['a negative total', { LineItems: [{ ...tee, UnitAmount: -55 }] }, /cannot be negative/],
    ['a rounding amount without opting in', { RoundingAmount: 0.01 }, /not enabled/],
    ['an empty description', { LineItems: [{ ...tee, Description: '' }] }, /at least one character/],
    ['a crooked address', { Url: 'shop' }, /Url must be/],
  ])('refuses %s', async (_what, wrong, message) => {
    expect(messages(await put({ ...plain, ...wrong })).join('\n')).toMatch(message);
    expect(xero.ledger().invoices).toEqual([]);
    expect(xero.ledger().contacts).toEqual([]);
  });

  it('needs a due date once it is more than a draft', async () => {
    const { DueDate: _due, ...without } = plain;
    expect(messages(await put(without))).toEqual(['Due date must be specified.']);
    expect(messages(await put({ ...without, Status: 'SUBMITTED' }))).toEqual(['Due date must be specified.']);
    expect((await made({ ...without, Status: 'DRAFT' })).Status).toBe('DRAFT');
  });

  it('posts to the rounding account, the only system account that may be used, in both directions', async () => {
    const cent = {
      Description: 'Rounding',
      Quantity: 1,
      UnitAmount: -0.01,
      AccountCode: '860',
      TaxType: 'BASEXCLUDED',
    };
    expect(await made({ ...plain, LineItems: [tee, cent] })).toMatchObject({ Total: 109.99, TotalTax: 10 });
  });

  it('takes description-only lines and tracking by name or id', async () => {
    const [store] = xero.world.booksOf().tracking.all();
    const byId = { TrackingCategoryID: store?.id ?? '', TrackingOptionID: store?.options[1]?.id ?? '' };
    const lines = [
      { Description: 'Bundle:' },
      { ...tee, Tracking: [{ Name: 'Store', Option: 'Main Website' }] },
      { ...tee, Tracking: [byId] },
    ];
    const invoice = await made({ ...plain, LineItems: lines });
    expect(invoice).toMatchObject({ Total: 220 });
    expect(invoice.LineItems).toMatchObject([
      { Description: 'Bundle:', Tracking: [] },
      { Tracking: [{ Name: 'Store', Option: 'Main Website' }] },
      { Tracking: [{ Option: 'Wholesale' }] },
    ]);
    expect(invoice.LineItems[0]).not.toHaveProperty('LineAmount');
  });

  it('in another currency carries its rate', async () => {
    expect(await made({ ...plain, CurrencyCode: 'USD', CurrencyRate: 0.6543217 })).toMatchObject({
      CurrencyCode: 'USD',
      CurrencyRate: 0.654322,
      Total: 110,
    });
    expect(await made({ ...plain, InvoiceNumber: 'INV-2', CurrencyCode: 'USD' })).toMatchObject({ CurrencyRate: 0.65 });
  });

  it('with nothing to pay is paid at once', async () => {
    const invoice = await made({ ...plain, LineItems: [{ ...tee, UnitAmount: 0 }] });
    expect(invoice).toMatchObject({ Status: 'PAID', Total: 0, AmountDue: 0 });
    expect(messages(await change(invoice.InvoiceID, { Status: 'VOIDED' }))).toEqual([
      'Invoice not of valid status for modification',
    ]);
    turn({ zeroTotalVoidable: true });
    expect(shown(await change(invoice.InvoiceID, { Status: 'VOIDED' })).Status).toBe('VOIDED');
  });

  it('stops at the plan’s limit of approved invoices', async () => {
    xero.bookkeeper().changeOrganisation({ planLimitReached: true });
    expect(messages(await put(plain))).toEqual(['You have reached the limit of invoices you can approve']);
    expect((await made({ ...plain, Status: 'DRAFT' })).Status).toBe('DRAFT');
  });

  it('takes a rounding amount of up to ten cents once the organisation opted in, with all three totals', async () => {
    xero.bookkeeper().changeOrganisation({ roundingAmountOptIn: true });
    const totals = { SubTotal: 100, TotalTax: 10, Total: 109.95 };
    expect(await made({ ...plain, ...totals, RoundingAmount: -0.05 })).toMatchObject({
      Total: 109.95,
      RoundingAmount: -0.05,
      AmountDue: 109.95,
    });
    expect(messages(await put({ ...plain, InvoiceNumber: 'X', RoundingAmount: -0.05 }))[0]).toContain('needs SubTotal');
    expect(
      messages(await put({ ...plain, InvoiceNumber: 'X', ...totals, Total: 110.11, RoundingAmount: 0.11 }))[0],
    ).toContain('between');
  });
});

describe('a tax amount given on a line', () => {
  const priced = {
    ...plain,
    LineItems: [
      {
        Description: 'Beads',
        Quantity: 120,
        UnitAmount: 0.0892,
        AccountCode: '200',
        TaxType: 'OUTPUT',
        TaxAmount: 0.98,
      },
    ],
  };

  it('stands instead of the calculated one, or is recalculated where the switch says so', async () => {
    const lines = [{ ...tee, TaxAmount: 9.98 }];
    expect(await made({ ...plain, LineItems: lines })).toMatchObject({ TotalTax: 9.98, SubTotal: 100.02, Total: 110 });
    turn({ taxAmountOverride: 'recalculate' });
    expect(await made({ ...plain, InvoiceNumber: 'INV-2', LineItems: lines })).toMatchObject({
      TotalTax: 10,
      Total: 110,
    });
  });

  it('above the unit price is refused, or taken where the switch says so', async () => {
    expect(messages(await put(priced))).toEqual(['TaxAmount specified cannot be greater than the UnitAmount.']);
    turn({ taxAmountAboveUnitAmount: 'accept' });
    expect(await made(priced)).toMatchObject({ TotalTax: 0.98, Total: 10.7 });
  });

  it('must be zero at 0 % and have the line’s sign', async () => {
    expect(messages(await put({ ...plain, LineItems: [{ ...tee, TaxType: 'EXEMPTOUTPUT', TaxAmount: 1 }] }))).toEqual([
      'TaxAmount must be zero for a tax rate of 0%.',
    ]);
    expect(messages(await put({ ...plain, LineItems: [{ ...tee, TaxAmount: -1 }] }))[0]).toContain('same sign');
    turn({ taxOnZeroRate: 'accept' });
    expect((await made({ ...plain, LineItems: [{ ...tee, TaxType: 'EXEMPTOUTPUT', TaxAmount: 1 }] })).TotalTax).toBe(1);
  });
});

describe('numbers', () => {
  it('are unique among sales invoices, whatever became of the first', async () => {
    const first = await made();
    expect(messages(await put(plain))).toEqual(['Invoice # must be unique.']);
    await change(first.InvoiceID, { Status: 'VOIDED' });
    expect(messages(await put(plain))).toEqual(['Invoice # must be unique.']);
    turn({ voidedNumberFree: true });
    expect((await put(plain)).status).toBe(200);
  });

  it('of deleted drafts come free only by switch', async () => {
    const draft = await made({ ...plain, Status: 'DRAFT' });
    expect(shown(await change(draft.InvoiceID, { Status: 'DELETED' })).Status).toBe('DELETED');
    expect(messages(await put(plain))).toEqual(['Invoice # must be unique.']);
    turn({ deletedNumberFree: true });
    expect((await put(plain)).status).toBe(200);
  });

  it('known to a POST without an id edit that invoice, or are refused by switch', async () => {
    const first = await made();
    const again = { Type: 'ACCREC', Contact: { Name: 'Jane' }, InvoiceNumber: 'INV-100', Reference: 'new' };
    expect(shown(await client.api('POST', '/Invoices', { Invoices: [again] }))).toMatchObject({
      InvoiceID: first.InvoiceID,
      Reference: 'new',
      Total: 110,
    });
    turn({ postKnownNumber: 'refuse' });
    expect(messages(await client.api('POST', '/Invoices', { Invoices: [{ ...plain }] }))).toEqual([
      'Invoice # must be unique.',
    ]);
  });

  it('of bills may repeat, and bills take no reference', async () => {
    const bill = { ...plain, Type: 'ACCPAY', LineItems: [{ Description: 'x', UnitAmount: 1, AccountCode: '400' }] };
    await made(bill);
    expect((await put(bill)).status).toBe(200);
    expect(messages(await put({ ...bill, Reference: 'x' }))[0]).toContain('sales invoices only');
  });
});

describe('statuses', () => {
  it.each([
    ['DRAFT', ['SUBMITTED', 'AUTHORISED', 'DELETED'], ['VOIDED', 'PAID']],
    ['SUBMITTED', ['DRAFT', 'AUTHORISED', 'DELETED'], ['VOIDED', 'PAID']],
    ['AUTHORISED', ['VOIDED'], ['DRAFT', 'SUBMITTED', 'DELETED', 'PAID']],
  ])('from %s lead to %s, never to %s', async (from, legal, illegal) => {
    for (const [index, to] of [...illegal, ...legal].entries()) {
      const { InvoiceID } = await made({ ...plain, Status: from, InvoiceNumber: `INV-${from}-${index}` });
      const answer = await change(InvoiceID, { Status: to });
      if (legal.includes(to)) expect(shown(answer).Status).toBe(to);
      else expect(messages(answer)).toEqual(['Invoice not of valid status for modification']);
    }
  });

  it('VOIDED and DELETED are final', async () => {
    const { InvoiceID } = await made();
    await change(InvoiceID, { Status: 'VOIDED' });
    expect(shown(await client.api('GET', `/Invoices/${InvoiceID}`))).toMatchObject({
      Status: 'VOIDED',
      AmountDue: 0,
      Total: 110,
    });
    for (const edit of [{ Status: 'AUTHORISED' }, { Status: 'VOIDED' }, { Reference: 'x' }]) {
      expect(messages(await change(InvoiceID, edit))).toEqual(['Invoice not of valid status for modification']);
    }
  });

  it('an unknown id is 404 in the path and an error of its element in a list', async () => {
    const id = '11111111-1111-4111-8111-111111111111';
    expect((await change(id, { Reference: 'x' })).status).toBe(404);
    expect((await client.api('GET', `/Invoices/${id}`)).status).toBe(404);
    expect(
      messages(await client.api('POST', '/Invoices', { Invoices: [{ InvoiceID: id, Reference: 'x' }] }))[0],
    ).toContain('could not be found');
  });
});

describe('edits', () => {
  it('of an unpaid approved invoice reach everything; lines without their id are replaced, omitted ones deleted', async () => {
    const before = await made({ ...plain, LineItems: [tee, { ...tee, Description: 'Mug', UnitAmount: 11 }] });
    const [first] = before.LineItems;
    const after = shown(
      await change(before.InvoiceID, {
        Date: '2026-11-21',
        LineItems: [
          { LineItemID: first?.LineItemID ?? '', Quantity: 1 },
          { ...tee, Description: 'Cap', UnitAmount: 5.5 },
        ],
      }),
    );
    expect(after).toMatchObject({ Total: 66, DateString: '2026-11-21T00:00:00' });
    expect(after.LineItems).toMatchObject([
      { LineItemID: first?.LineItemID, Description: 'Tee', Quantity: 1 },
      { Description: 'Cap' },
    ]);
    turn({ approvedLinesEditable: false });
    expect(messages(await change(before.InvoiceID, { LineItems: [{ ...tee, Quantity: 3 }] }))).toEqual([
      'Invoice not of valid status for modification',
    ]);
    expect((await change(before.InvoiceID, { Reference: 'still fine' })).status).toBe(200);
  });

  it('after a payment are limited to reference, due date, number, url, contact and the wording of lines', async () => {
    const { InvoiceID, LineItems } = await made();
    xero.bookkeeper().pay(InvoiceID, '10.00', '090');
    const lineId = LineItems[0]?.LineItemID ?? '';
    const fine = {
      Reference: 'r',
      DueDate: '2026-12-01',
      InvoiceNumber: 'INV-NEW',
      Url: 'https://shop.example/1',
      Contact: { Name: 'John' },
      LineItems: [{ LineItemID: lineId, Description: 'Shirt', AccountCode: '260' }],
    };
    expect(shown(await change(InvoiceID, fine))).toMatchObject({
      Reference: 'r',
      InvoiceNumber: 'INV-NEW',
      Contact: { Name: 'John' },
      Total: 110,
      AmountDue: 100,
      LineItems: [{ Description: 'Shirt', AccountCode: '260' }],
    });
    const pair = [
      'Invoice not of valid status for modification',
      'This document cannot be edited as it has a payment or credit note allocated to it.',
    ];
    for (const edit of [
      { Date: '2026-11-01' },
      { LineItems: [{ LineItemID: lineId, Quantity: 1 }] },
      { LineItems: [tee] },
      { CurrencyCode: 'USD' },
    ]) {
      expect(messages(await change(InvoiceID, edit))).toEqual(pair);
    }
    expect(messages(await change(InvoiceID, { Status: 'VOIDED' }))).toEqual([
      'The status VOIDED cannot be applied to the invoice because it has payments or credit notes allocated to it.',
    ]);
  });

  it('of a paid bill are refused altogether', async () => {
    const bill = await made({
      ...plain,
      Type: 'ACCPAY',
      LineItems: [{ Description: 'x', UnitAmount: 1, AccountCode: '400' }],
    });
    xero.bookkeeper().pay(bill.InvoiceID, '0.50', '090');
    expect(messages(await change(bill.InvoiceID, { DueDate: '2027-01-01' }))).toHaveLength(2);
  });
});

describe('lock dates', () => {
  it('close the past to new documents, edits and voids', async () => {
    const { InvoiceID } = await made();
    xero.bookkeeper().lock({ period: '2026-11-20' });
    const locked = 'The document date cannot be before the period lock date 20 November 2026';
    expect(messages(await put({ ...plain, InvoiceNumber: 'INV-2' }))).toEqual([locked]);
    for (const edit of [{ Reference: 'x' }, { Status: 'VOIDED' }, { Date: '2026-11-25' }])
      expect(messages(await change(InvoiceID, edit))).toEqual([locked]);
    expect((await put({ ...plain, InvoiceNumber: 'INV-2', Date: '2026-11-21' })).status).toBe(200);
    expect((await client.api('GET', '/Organisation')).body).toContain('"PeriodLockDate":"/Date(1795132800000+0000)/"');
    xero.bookkeeper().lock({ period: null, endOfYear: '2026-11-21' });
    expect(messages(await put({ ...plain, InvoiceNumber: 'INV-3' }))[0]).toContain('end of year lock date');
  });
});

it('history notes are kept in order, limited in length, and read back', async () => {
  const { InvoiceID } = await made();
  const note = (Details: string) =>
    client.api('PUT', `/Invoices/${InvoiceID}/History`, { HistoryRecords: [{ Details }] });
  expect((await note('Created by Ledgerlink')).json().HistoryRecords).toMatchObject([
    { Details: 'Created by Ledgerlink', User: 'System Generated' },
  ]);
  expect((await note('x'.repeat(251))).status).toBe(400);
  turn({ historyLength: 2500 });
  expect((await note('x'.repeat(251))).status).toBe(200);
  expect((await client.api('GET', `/Invoices/${InvoiceID}/History`)).json().HistoryRecords).toHaveLength(2);
});

it('unit prices keep four decimals only where the request asks for them, on the way in and out', async () => {
  const card = { Description: 'Card', Quantity: 3, UnitAmount: 0.8933, AccountCode: '200', TaxType: 'OUTPUT' };
  const { InvoiceID } = await made({ ...plain, LineItems: [card] });
  const unit = async (query: string) =>
    shown(await client.api('GET', `/Invoices/${InvoiceID}${query}`)).LineItems[0]?.UnitAmount;
  expect([await unit('?unitdp=4'), await unit('?unitdp=2'), await unit('')]).toEqual([0.8933, 0.89, 0.89]);
  const rounded = await client.api('PUT', '/Invoices', {
    Invoices: [{ ...plain, InvoiceNumber: 'INV-2', LineItems: [card] }],
  });
  expect(shown(rounded)).toMatchObject({ Total: 2.67 });
});

it.each<[string, JsonObject, RegExp]>([
  ['what follows by arithmetic', { AmountDue: 5 }, /^AmountDue cannot be set on Invoice.$/],
  ['an address of its own', { InvoiceAddresses: [{ City: 'x' }] }, /^InvoiceAddresses cannot be set on Invoice.$/],
  ['an item by object', { LineItems: [{ ...tee, Item: { Code: 'x' } }] }, /^Item cannot be set on LineItem.$/],
  ['an entered total', { EnteredTotal: 5 }, /^EnteredTotal cannot be set on Invoice.$/],
])('fields that Xero would drop in silence are refused: %s', async (_what, more, message) => {
  expect(messages(await put({ ...plain, ...more })).join()).toMatch(message);
});

it('a contact named by its id is a reference and changes nothing about the contact', async () => {
  const { id } = xero.bookkeeper().createContact({ Name: 'Jane' });
  expect(messages(await put({ ...plain, Contact: { ContactID: id, Name: 'John' } }))).toEqual([
    'Contact.Name cannot be set here: Contact is a reference.',
  ]);
});

it('a new due date of a part-paid invoice leaves UpdatedDateUTC alone; a new reference moves it', async () => {
  xero.world.clock.freeze();
  const { InvoiceID } = await made();
  xero.bookkeeper().pay(InvoiceID, '1.00', '090');
  const updated = async () => shown(await client.api('GET', `/Invoices/${InvoiceID}`)).UpdatedDateUTC;
  const before = await updated();
  xero.world.clock.advance(60_000);
  expect(shown(await change(InvoiceID, { DueDate: '2027-01-01' })).DueDateString).toBe('2027-01-01T00:00:00');
  expect(await updated()).toBe(before);
  await change(InvoiceID, { Reference: 'x' });
  expect(await updated()).not.toBe(before);
});
