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

function invoice(number: string, unit: number, more: JsonObject = {}) {
  return xero.bookkeeper().createInvoice({
    Type: 'ACCREC',
    Status: 'AUTHORISED',
    Contact: { Name: 'Jane' },
    Date: '2026-11-20',
    DueDate: '2026-11-20',
    InvoiceNumber: number,
    LineAmountTypes: 'Inclusive',
    LineItems: [{ Description: 'Tee', UnitAmount: unit, AccountCode: '200' }],
    ...more,
  });
}
function payment(id: string, Amount: number, more: JsonObject = {}): JsonObject {
  return {
    Invoice: { InvoiceID: id },
    Account: { Code: '091' },
    Date: '2026-11-20',
    Amount,
    Reference: 'INV-1 · pi_1',
    ...more,
  };
}
function pay(...payments: JsonObject[]): Promise<RawAnswer> {
  return client.api('PUT', '/Payments', { Payments: payments });
}
function messages(answer: RawAnswer): string[] {
  if (answer.status !== 400) throw new Error(`accepted: ${answer.body}`);
  return (answer.json().Elements as { ValidationErrors: { Message: string }[] }[]).flatMap((e) =>
    e.ValidationErrors.map((v) => v.Message),
  );
}
async function state(id: string): Promise<unknown> {
  const [shown] = (await client.api('GET', `/Invoices/${id}`)).json().Invoices as Record<string, unknown>[];
  return shown;
}

it('a part payment leaves the rest due; the last cent makes the invoice paid', async () => {
  const { id } = invoice('INV-1', 110);
  const first = await pay(payment(id, 100.5));
  expect(first.json().Payments).toMatchObject([
    {
      Amount: 100.5,
      Status: 'AUTHORISED',
      PaymentType: 'ACCRECPAYMENT',
      Account: { Code: '091' },
      Invoice: { InvoiceNumber: 'INV-1', AmountDue: 9.5, Status: 'AUTHORISED' },
    },
  ]);
  expect(await state(id)).toMatchObject({
    Status: 'AUTHORISED',
    AmountDue: 9.5,
    AmountPaid: 100.5,
    Payments: [{ Amount: 100.5, Reference: 'INV-1 · pi_1' }],
  });
  await pay(payment(id, 9.5, { Date: '2026-11-23' }));
  expect(await state(id)).toMatchObject({
    Status: 'PAID',
    AmountDue: 0,
    FullyPaidOnDate: `/Date(${Date.parse('2026-11-23')}+0000)/`,
  });
  expect(xero.invariants().ok).toBe(true);
});

it('the same payment sent twice is two payments: Xero knows no duplicates', async () => {
  const { id } = invoice('INV-1', 110);
  await pay(payment(id, 55));
  await pay(payment(id, 55));
  expect(xero.ledger().payments).toHaveLength(2);
});

it.each<[string, JsonObject, RegExp]>([
  ['more than is due', { Amount: 110.01 }, /^Payment amount exceeds the amount outstanding on this document$/],
  ['nothing', { Amount: 0 }, /greater than zero/],
  ['fractions of a cent', { Amount: 1.001 }, /two decimal places/],
  [
    'an account that takes no payments',
    { Account: { Code: '200' } },
    /^Account code '200' is not a valid code for this document.$/,
  ],
  ['an unknown account', { Account: { Code: '999' } }, /^Account must be valid.$/],
  ['no account', { Account: {} }, /^Account must be valid.$/],
  ['two targets', { CreditNote: { CreditNoteNumber: 'CN-1' } }, /exactly one of/],
  [
    'an unknown invoice',
    { Invoice: { InvoiceNumber: 'INV-9' } },
    /^The document with the supplied id was not found for this endpoint.$/,
  ],
])('refuses %s', async (_what, wrong, message) => {
  const { id } = invoice('INV-1', 110);
  expect(messages(await pay(payment(id, 10, wrong))).join('\n')).toMatch(message);
  expect(xero.ledger().payments).toEqual([]);
});

it('drafts and paid invoices take no payment, with both of Xero’s sentences', async () => {
  const draft = invoice('INV-1', 110, { Status: 'DRAFT' });
  const authorisedOnly = 'Payments can only be made against Authorised documents';
  expect(messages(await pay(payment(draft.id, 1)))).toEqual([authorisedOnly]);
  const paid = invoice('INV-2', 110);
  await pay(payment(paid.id, 110));
  expect(messages(await pay(payment(paid.id, 1)))).toEqual([
    authorisedOnly,
    'Payment amount exceeds the amount outstanding on this document',
  ]);
});

it('pays from a liability that allows payments, by number, and by POST of one', async () => {
  invoice('INV-1', 110);
  const one = { InvoiceNumber: 'INV-1', Account: { Code: '850' }, Date: '2026-11-20', Amount: 30 };
  expect((await client.api('POST', '/Payments', one)).json().Payments).toMatchObject([
    { Amount: 30, Account: { Name: 'Gift Card Liability' } },
  ]);
});

it('two payments of one call cannot together exceed what is due', async () => {
  const { id } = invoice('INV-1', 110);
  const answer = await client.api('PUT', '/Payments?summarizeErrors=false', {
    Payments: [payment(id, 100), payment(id, 100)],
  });
  expect(answer.json().Payments).toMatchObject([
    { StatusAttributeString: 'OK' },
    { StatusAttributeString: 'ERROR', PaymentID: '00000000-0000-0000-0000-000000000000' },
  ]);
  expect(xero.ledger().payments).toHaveLength(1);
});

it('deleting a payment reopens the invoice; nothing else about a payment changes', async () => {
  const { id } = invoice('INV-1', 110);
  await pay(payment(id, 110));
  const [paid] = xero.ledger().payments;
  const change = (body: JsonObject) => client.api('POST', `/Payments/${paid?.id ?? ''}`, body);
  expect(messages(await change({ Payments: [{ Amount: 1 }] }))[0]).toContain('cannot be modified');
  expect((await change({ Status: 'DELETED' })).json().Payments).toMatchObject([
    { Status: 'DELETED', Invoice: { AmountDue: 110 } },
  ]);
  expect(await state(id)).toMatchObject({ Status: 'AUTHORISED', AmountDue: 110, Payments: [] });
  expect(await state(id)).not.toHaveProperty('FullyPaidOnDate');
  expect(messages(await change({ Status: 'DELETED' }))).toEqual(['The payment has already been deleted.']);
});

it('reconciled payments and payments in a locked period stay', async () => {
  const { id } = invoice('INV-1', 110);
  await pay(payment(id, 10), payment(id, 10));
  const [first, second] = xero.ledger().payments;
  xero.bookkeeper().reconcile(first?.id ?? '');
  expect(messages(await client.api('POST', `/Payments/${first?.id ?? ''}`, { Status: 'DELETED' }))[0]).toContain(
    'reconciled',
  );
  xero.bookkeeper().lock({ period: '2026-11-20' });
  expect(messages(await client.api('POST', `/Payments/${second?.id ?? ''}`, { Status: 'DELETED' }))[0]).toContain(
    'period lock date',
  );
  expect(messages(await pay(payment(id, 10)))[0]).toContain('period lock date');
});
