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

const lines = (unit: number): JsonObject[] => [
  { Description: 'Tee', UnitAmount: unit, AccountCode: '200', TaxType: 'OUTPUT' },
];
function invoice(number: string, unit: number, contact = 'Jane') {
  return xero.bookkeeper().createInvoice({
    Type: 'ACCREC', Status: 'AUTHORISED', Contact: { Name: contact }, Date: '2026-11-20', DueDate: '2026-11-20', InvoiceNumber: number, LineAmountTypes: 'Inclusive', LineItems: lines(unit),
  }); // prettier-ignore
}
function note(number: string, unit: number, more: JsonObject = {}): JsonObject {
  return {
    Type: 'ACCRECCREDIT',
    Status: 'AUTHORISED',
    Contact: { Name: 'Jane' },
    Date: '2026-11-22',
    CreditNoteNumber: number,
    LineAmountTypes: 'Inclusive',
    LineItems: lines(unit),
    ...more,
  };
}
async function credit(number: string, unit: number, more: JsonObject = {}): Promise<string> {
  const answer = await client.api('PUT', '/CreditNotes', { CreditNotes: [note(number, unit, more)] });
  const [made] = (answer.json().CreditNotes ?? []) as { CreditNoteID: string }[];
  if (!made) throw new Error(answer.body);
  return made.CreditNoteID;
}
function allocate(
  creditId: string,
  invoiceId: string,
  Amount: number,
  Date = '2026-11-23',
  collection = 'CreditNotes',
): Promise<RawAnswer> {
  return client.api('PUT', `/${collection}/${creditId}/Allocations`, {
    Allocations: [{ Invoice: { InvoiceID: invoiceId }, Amount, Date }],
  });
}
function messages(answer: RawAnswer): string[] {
  if (answer.status !== 400) throw new Error(`accepted: ${answer.body}`);
  return (answer.json().Elements as { ValidationErrors: { Message: string }[] }[]).flatMap((e) =>
    e.ValidationErrors.map((v) => v.Message),
  );
}
async function shown(path: string): Promise<Record<string, unknown>> {
  const answer = (await client.api('GET', path)).json();
  const [, list] = Object.entries(answer).find(([, value]) => Array.isArray(value)) ?? [];
  return (list as Record<string, unknown>[])[0] ?? {};
}

describe('a credit note', () => {
  it('set against an open invoice lowers both; taken back, both are whole again', async () => {
    const { id } = invoice('INV-1', 110);
    const creditId = await credit('CN-1', 44);
    const answer = await allocate(creditId, id, 44);
    expect(answer.json().Allocations).toMatchObject([
      { Amount: 44, Invoice: { InvoiceID: id }, CreditNote: { CreditNoteID: creditId }, ValidationErrors: [] },
    ]);
    expect(answer.body).not.toContain('AllocationID');
    expect(await shown(`/Invoices/${id}`)).toMatchObject({
      AmountCredited: 44,
      AmountDue: 66,
      CreditNotes: [{ CreditNoteNumber: 'CN-1', AppliedAmount: 44 }],
    });
    const spent = await shown(`/CreditNotes/${creditId}`);
    expect(spent).toMatchObject({
      Status: 'PAID',
      RemainingCredit: 0,
      Total: 44,
      TotalTax: 4,
      Allocations: [{ Amount: 44, Date: `/Date(${Date.parse('2026-11-22')}+0000)/` }],
    });
    const [allocation] = spent.Allocations as { AllocationID: string }[];
    const deleted = await client.api(
      'DELETE',
      `/CreditNotes/${creditId}/Allocations/${allocation?.AllocationID ?? ''}`,
    );
    expect(deleted.json()).toMatchObject({ IsDeleted: true, Invoice: { InvoiceID: id } });
    expect(await shown(`/CreditNotes/${creditId}`)).toMatchObject({
      Status: 'AUTHORISED',
      RemainingCredit: 44,
      Allocations: [],
    });
    expect(await shown(`/Invoices/${id}`)).toMatchObject({ AmountCredited: 0, AmountDue: 110 });
    expect(xero.invariants().problems).toEqual([]);
  });

  it('carries the date sent and the id in the answer where the switches say so', async () => {
    Object.assign(xero.world.quirks, { allocationDate: 'sent', allocationIdInAnswer: true });
    const answer = await allocate(await credit('CN-1', 44), invoice('INV-1', 110).id, 10);
    expect(answer.json().Allocations).toMatchObject([
      { AllocationID: expect.any(String), Date: `/Date(${Date.parse('2026-11-23')}+0000)/` },
    ]);
  });

  it('is refunded by a payment against it, which shows under Invoice with the credit’s type', async () => {
    const creditId = await credit('CN-1', 22);
    const refund = {
      CreditNote: { CreditNoteID: creditId },
      Account: { Code: '091' },
      Date: '2026-11-23',
      Amount: 22,
      Reference: 'CN-1 · re_1',
    };
    const answer = await client.api('PUT', '/Payments', { Payments: [refund] });
    expect(answer.json().Payments).toMatchObject([
      { PaymentType: 'ARCREDITPAYMENT', Invoice: { Type: 'ACCRECCREDIT', InvoiceID: creditId, InvoiceNumber: 'CN-1' } },
    ]);
    expect(await shown(`/CreditNotes/${creditId}`)).toMatchObject({
      Status: 'PAID',
      RemainingCredit: 0,
      Payments: [{ Amount: 22, Reference: 'CN-1 · re_1' }],
    });
    expect(messages(await client.api('PUT', '/Payments', { Payments: [{ ...refund, Amount: 1 }] }))).toHaveLength(2);
  });

  it.each<[string, () => Promise<RawAnswer>, RegExp]>([
    [
      'more than the invoice owes',
      async () => allocate(await credit('CN-1', 220), invoice('INV-1', 110).id, 111),
      /exceeds the amount outstanding/,
    ],
    [
      'more than is left of the credit',
      async () => allocate(await credit('CN-1', 22), invoice('INV-1', 110).id, 23),
      /exceeds the remaining credit/,
    ],
    [
      'another customer’s invoice',
      async () => allocate(await credit('CN-1', 22), invoice('INV-1', 110, 'John').id, 22),
      /do not match/,
    ],
    [
      'a draft credit',
      async () => allocate(await credit('CN-1', 22, { Status: 'DRAFT' }), invoice('INV-1', 110).id, 22),
      /authorised credits/,
    ],
    [
      'another currency',
      async () => allocate(await credit('CN-1', 22, { CurrencyCode: 'USD' }), invoice('INV-1', 110).id, 22),
      /currency/,
    ],
  ])('cannot be set against %s', async (_what, attempt, message) => {
    expect(messages(await attempt()).join('\n')).toMatch(message);
    expect(xero.ledger().allocations).toEqual([]);
  });

  it('takes no discounts, no allocations of its own, and a unique number', async () => {
    const put = (more: JsonObject) => client.api('PUT', '/CreditNotes', { CreditNotes: [note('CN-1', 22, more)] });
    expect(messages(await put({ LineItems: [{ ...lines(22)[0], DiscountRate: 10 }] }))[0]).toContain(
      'sales invoices only',
    );
    expect(messages(await put({ Allocations: [{ Amount: 1 }] }))[0]).toContain(
      'Allocations cannot be set on CreditNote',
    );
    await credit('CN-1', 22);
    expect(messages(await put({}))).toEqual(['Credit note # must be unique.']);
    xero.world.quirks.creditNoteNumberUnique = false;
    expect((await put({})).status).toBe(200);
  });

  it('cannot be voided once used, nor its invoice voided or moved to another contact', async () => {
    const { id } = invoice('INV-1', 110);
    const creditId = await credit('CN-1', 44);
    await allocate(creditId, id, 10);
    const voided = /VOIDED cannot be applied/;
    expect(
      messages(await client.api('POST', `/CreditNotes/${creditId}`, { CreditNotes: [{ Status: 'VOIDED' }] }))[0],
    ).toMatch(voided);
    expect(messages(await client.api('POST', `/Invoices/${id}`, { Invoices: [{ Status: 'VOIDED' }] }))[0]).toMatch(
      voided,
    );
    expect(
      messages(await client.api('POST', `/Invoices/${id}`, { Invoices: [{ Contact: { Name: 'John' } }] })),
    ).toHaveLength(2);
  });

  it('of 0.00 is spent at once, and an unused one can be voided', async () => {
    expect(await shown(`/CreditNotes/${await credit('CN-0', 0)}`)).toMatchObject({ Status: 'PAID' });
    const creditId = await credit('CN-1', 44);
    const answer = await client.api('POST', `/CreditNotes/${creditId}`, { CreditNotes: [{ Status: 'VOIDED' }] });
    expect(answer.json().CreditNotes).toMatchObject([{ Status: 'VOIDED', RemainingCredit: 0 }]);
  });

  it('dated into a locked period is refused', async () => {
    xero.bookkeeper().lock({ period: '2026-11-30' });
    expect(messages(await client.api('PUT', '/CreditNotes', { CreditNotes: [note('CN-1', 22)] }))[0]).toContain(
      'period lock date 30 November 2026',
    );
  });
});

describe('an overpayment', () => {
  it('comes in as a bank transaction, is set against an invoice, and the rest refunded', async () => {
    const { id } = invoice('INV-1', 110);
    const transaction = {
      Type: 'RECEIVE-OVERPAYMENT', Contact: { Name: 'Jane' }, BankAccount: { Code: '090' }, Date: '2026-11-21', Reference: 'paid too much',
      LineItems: [{ Description: 'Overpayment', Quantity: 1, UnitAmount: 130 }],
    }; // prettier-ignore
    const made = await client.api('PUT', '/BankTransactions', { BankTransactions: [transaction] });
    const [{ OverpaymentID } = { OverpaymentID: '' }] = made.json().BankTransactions as { OverpaymentID: string }[];
    expect(await shown(`/Overpayments/${OverpaymentID}`)).toMatchObject({
      RemainingCredit: 130,
      Total: 130,
      Status: 'AUTHORISED',
    });
    expect((await allocate(OverpaymentID, id, 110, '2026-11-21', 'Overpayments')).status).toBe(200);
    expect(await shown(`/Invoices/${id}`)).toMatchObject({
      Status: 'PAID',
      AmountCredited: 110,
      Overpayments: [{ AppliedAmount: 110 }],
    });
    const refund = { Overpayment: { OverpaymentID }, Account: { Code: '090' }, Date: '2026-11-22', Amount: 20 };
    expect((await client.api('PUT', '/Payments', { Payments: [refund] })).status).toBe(200);
    expect(await shown(`/Overpayments/${OverpaymentID}`)).toMatchObject({ RemainingCredit: 0, Status: 'PAID' });
    expect(xero.invariants().problems).toEqual([]);
  });

  it('needs a bank account and one untaxed line', async () => {
    const base = {
      Type: 'RECEIVE-OVERPAYMENT',
      Contact: { Name: 'Jane' },
      BankAccount: { Code: '090' },
      LineItems: [{ Description: 'x', UnitAmount: 1 }],
    };
    const put = (more: JsonObject) =>
      client.api('PUT', '/BankTransactions', { BankTransactions: [{ ...base, ...more }] });
    expect(messages(await put({ BankAccount: { Code: '850' } }))[0]).toContain('bank account');
    expect(messages(await put({ LineAmountTypes: 'Inclusive' }))[0]).toContain('NoTax');
    expect(messages(await put({ LineItems: [{ Description: 'x', UnitAmount: 1, AccountCode: '200' }] }))[0]).toContain(
      "'200' is not a valid code",
    );
  });
});

it('a person can set credit against an invoice and take it back, under the same rules', () => {
  const person = xero.bookkeeper();
  invoice('INV-1', 110);
  person.createCreditNote(note('CN-1', 44));
  const { id } = person.allocateCredit('CN-1', 'INV-1', '44.00');
  expect(xero.ledger().invoices).toMatchObject([{ number: 'INV-1', amountDue: '66.00', amountCredited: '44.00' }]);
  expect(() => person.allocateCredit('CN-1', 'INV-1', '1.00')).toThrow('exceeds the remaining credit');
  person.deleteAllocation(id);
  person.editCreditNote('CN-1', { Status: 'VOIDED' });
  expect(xero.ledger().creditNotes).toMatchObject([{ status: 'VOIDED', amountDue: '0.00' }]);
  expect(xero.invariants().problems).toEqual([]);
});
