import { startXeroSimulator, type XeroSimulator } from './index';
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

const tracked: JsonObject = {
  Code: 'TEE', Name: 'Tee', Description: 'Organic tee', InventoryAssetAccountCode: '630',
  PurchaseDetails: { UnitPrice: 10, COGSAccountCode: '310' }, SalesDetails: { UnitPrice: 39.6, AccountCode: '200', TaxType: 'OUTPUT' },
}; // prettier-ignore

function items(...list: JsonObject[]): Promise<RawAnswer> {
  return client.api('PUT', '/Items', { Items: list });
}
function messages(answer: RawAnswer): string[] {
  if (answer.status !== 400) throw new Error(`accepted: ${answer.body}`);
  return (answer.json().Elements as { ValidationErrors: { Message: string }[] }[]).flatMap((e) =>
    e.ValidationErrors.map((v) => v.Message),
  );
}
/** Quantity on hand and value of the stock, as Xero shows them. */
async function stock(): Promise<unknown> {
  const [item] = (await client.api('GET', '/Items/TEE')).json().Items as Record<string, unknown>[];
  return [item?.QuantityOnHand, item?.TotalCostPool];
}

/** A zero-total adjustment as documented: stock line and counter line. */
function adjustment(type: 'ACCPAY' | 'ACCPAYCREDIT', quantity: number, unit: number): Promise<RawAnswer> {
  const document = {
    Type: type,
    Status: 'AUTHORISED',
    Contact: { Name: 'Inventory Adjustments' },
    Date: '2026-11-01',
    LineAmountTypes: 'NoTax',
    LineItems: [
      { Description: 'Adjustment', ItemCode: 'TEE', Quantity: quantity, UnitAmount: unit, AccountCode: '630' },
      { Description: 'Adjustment', Quantity: quantity, UnitAmount: -unit, AccountCode: '401' },
    ],
  };
  return type === 'ACCPAY'
    ? client.api('PUT', '/Invoices?unitdp=4', { Invoices: [{ ...document, DueDate: '2026-11-01' }] })
    : client.api('PUT', '/CreditNotes?unitdp=4', { CreditNotes: [document] });
}
function sale(quantity: number, more: JsonObject = {}, query = ''): Promise<RawAnswer> {
  const line = {
    Description: 'Tee',
    ItemCode: 'TEE',
    Quantity: quantity,
    UnitAmount: 39.6,
    AccountCode: '200',
    TaxType: 'OUTPUT',
  };
  const invoice = {
    Type: 'ACCREC',
    Status: 'AUTHORISED',
    Contact: { Name: 'Jane' },
    Date: '2026-11-20',
    DueDate: '2026-11-20',
    LineAmountTypes: 'Inclusive',
    LineItems: [line],
    ...more,
  };
  return client.api('PUT', `/Invoices${query}`, { Invoices: [invoice] });
}

describe('items', () => {
  it('are tracked with an inventory account and a cost account, found by code, and updated by POST', async () => {
    expect((await items(tracked)).json().Items).toMatchObject([
      {
        Code: 'TEE',
        IsTrackedAsInventory: true,
        QuantityOnHand: 0,
        TotalCostPool: 0,
        PurchaseDetails: { COGSAccountCode: '310' },
      },
    ]);
    expect(messages(await items(tracked))).toEqual(["Price List Item with Code 'TEE' already exists"]);
    const updated = await client.api('POST', '/Items', { Items: [{ Code: 'TEE', Name: 'Tee shirt' }] });
    expect(updated.json().Items).toMatchObject([
      { Name: 'Tee shirt', Description: 'Organic tee', IsTrackedAsInventory: true },
    ]);
  });

  it.each<[string, JsonObject, RegExp]>([
    ['no code', { Code: '' }, /Code is required/],
    ['a code above 30 characters', { Code: 'x'.repeat(31) }, /maximum length of 30/],
    ['a name above 50 characters', { Name: 'x'.repeat(51) }, /maximum length of 50/],
    ['an asset account of another kind', { InventoryAssetAccountCode: '200' }, /not an inventory asset account/],
    ['tracking without a cost account', { PurchaseDetails: { UnitPrice: 1 } }, /together/],
    [
      'a purchase account beside tracking',
      { PurchaseDetails: { COGSAccountCode: '310', AccountCode: '400' } },
      /cannot have PurchaseDetails.AccountCode/,
    ],
    ['a quantity of its own', { QuantityOnHand: 5 }, /cannot be set/],
    ['an unknown sales account', { SalesDetails: { AccountCode: '999' } }, /'999' is not a valid code/],
  ])('refuse %s', async (_what, wrong, message) => {
    expect(messages(await items({ ...tracked, ...wrong })).join()).toMatch(message);
  });

  it('can be deleted until tracked and used', async () => {
    await items(tracked, { Code: 'PLAIN' });
    await adjustment('ACCPAY', 1, 10);
    expect(messages(await client.api('DELETE', '/Items/TEE'))[0]).toContain('has transactions');
    expect((await client.api('DELETE', '/Items/PLAIN')).status).toBe(204);
    expect(
      messages(
        await client.api('POST', '/Items/TEE', { Items: [{ InventoryAssetAccountCode: '630', IsPurchased: false }] }),
      )[0],
    ).toMatch(/together|Tracking cannot/);
  });

  it('supply their account only by switch', async () => {
    await items({
      Code: 'PLAIN',
      Description: 'Plain',
      SalesDetails: { UnitPrice: 20, AccountCode: '260', TaxType: 'OUTPUT' },
    });
    const bare = { LineItems: [{ ItemCode: 'PLAIN' }] };
    expect(messages(await sale(1, bare))).toEqual(['Account must be valid.']);
    xero.world.quirks.itemSuppliesAccount = true;
    expect((await sale(1, bare)).json().Invoices).toMatchObject([
      { Total: 20, LineItems: [{ Description: 'Plain', AccountCode: '260', TaxType: 'OUTPUT', UnitAmount: 20 }] },
    ]);
  });
});

describe('stock', () => {
  beforeEach(() => items(tracked));

  it('rises by a zero-total bill at its cost and falls by a zero-total supplier credit', async () => {
    const raised = await adjustment('ACCPAY', 10, 10);
    expect(raised.json().Invoices).toMatchObject([{ Total: 0, Status: 'PAID' }]);
    expect(await stock()).toEqual([10, 100]);
    await adjustment('ACCPAY', 10, 12.5);
    expect(await stock()).toEqual([20, 225]);
    expect((await adjustment('ACCPAYCREDIT', 4, 11.25)).json().CreditNotes).toMatchObject([
      { Total: 0, Status: 'PAID' },
    ]);
    expect(await stock()).toEqual([16, 180]);
    expect(xero.invariants().problems).toEqual([]);
  });

  it('leaves with a sale at average cost and comes back with a credit note, exactly with a void', async () => {
    await adjustment('ACCPAY', 3, 10);
    await adjustment('ACCPAY', 1, 11);
    await sale(2, { InvoiceNumber: 'INV-1' });
    expect(await stock()).toEqual([2, 20.5]);
    const line = {
      Description: 'Tee',
      ItemCode: 'TEE',
      Quantity: 1,
      UnitAmount: 39.6,
      AccountCode: '200',
      TaxType: 'OUTPUT',
    };
    await client.api('PUT', '/CreditNotes', {
      CreditNotes: [
        {
          Type: 'ACCRECCREDIT',
          Status: 'AUTHORISED',
          Contact: { Name: 'Jane' },
          Date: '2026-11-21',
          LineItems: [line],
        },
      ],
    });
    expect(await stock()).toEqual([3, 30.75]);
    xero.bookkeeper().voidInvoice('INV-1');
    expect(await stock()).toEqual([5, 51.25]);
    expect(xero.invariants().problems).toEqual([]);
  });

  it('does not move with drafts, nor twice with an edit that leaves the lines alone', async () => {
    await adjustment('ACCPAY', 3, 10);
    await sale(2, { Status: 'DRAFT', InvoiceNumber: 'INV-1' });
    expect(await stock()).toEqual([3, 30]);
    xero.bookkeeper().approve('INV-1');
    xero.bookkeeper().editInvoice('INV-1', { Reference: 'x' });
    expect(await stock()).toEqual([1, 10]);
    xero.bookkeeper().editInvoice('INV-1', {
      LineItems: [{ Description: 'Tee', ItemCode: 'TEE', Quantity: 3, UnitAmount: 1, AccountCode: '200' }],
    });
    expect(await stock()).toEqual([0, 0]);
  });

  it('does not go below zero, unless backorders are allowed', async () => {
    await adjustment('ACCPAY', 1, 10);
    expect(messages(await sale(2))).toEqual(['Insufficient stock. Items are eligible for backorder.']);
    expect(messages(await adjustment('ACCPAYCREDIT', 2, 10))[0]).toContain('Insufficient stock');
    expect(await stock()).toEqual([1, 10]);
    expect((await sale(3, {}, '?allowBackorders=true')).status).toBe(200);
    const [item] = (await client.api('GET', '/Items')).json().Items as Record<string, unknown>[];
    expect(item).toMatchObject({ QuantityOnHand: 0, QuantityAvailable: 0, QuantityOnBackOrder: 2, TotalCostPool: 0 });
  });

  it('cannot be sold before it came, except by switch', async () => {
    await adjustment('ACCPAY', 5, 10);
    expect(messages(await sale(1, { Date: '2026-10-31' }))[0]).toContain('not in stock on 2026-10-31');
    xero.world.quirks.saleBeforeStock = 'accept';
    expect((await sale(1, { Date: '2026-10-31' })).status).toBe(200);
  });

  it('lines must go to its own asset account', async () => {
    const wrong = {
      Type: 'ACCPAY',
      Status: 'AUTHORISED',
      Contact: { Name: 'S' },
      Date: '2026-11-01',
      DueDate: '2026-11-01',
      LineItems: [{ Description: 'x', ItemCode: 'TEE', Quantity: 1, UnitAmount: 1, AccountCode: '400' }],
    };
    expect(messages(await client.api('PUT', '/Invoices', { Invoices: [wrong] }))).toEqual([
      "Account code '400' is not a valid code for this document.",
    ]);
  });
});
