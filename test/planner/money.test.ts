import { kindsOf, only, planOf, triggerEverything, type Given } from './books';
import { handmade, type Sold } from './handmade';
import { Ledger } from './ledger';
import type { Json } from './recorded';

const freight = { gross: '11.00', gst: '1.00' };
const invoiceTrigger = triggerEverything('invoice');
const orderTrigger = { sales: { triggers: { default: 'order', methods: {} } } };
const sold = (more: Partial<Sold> = {}): Json =>
  handmade({ method: 'probepay', articles: [{ sku: 'MUG', qty: 4, each: '22.00', gst: '8.00' }], freight, ...more });
const first = { id: 1, of: { MUG: 2 }, freight, at: '2026-11-24 03:00:00' };
const second = { id: 2, of: { MUG: 2 }, at: '2026-11-25 20:00:00' };
const holdsOf = (snapshot: Json, given: Given) =>
  planOf(snapshot, given).holds.map(({ code, subject, part }) => `${part}: ${code} / ${subject}`);
const payments = (snapshot: Json, given: Given) =>
  planOf(snapshot, given)
    .operations.filter(({ kind }) => kind === 'payment.create')
    .map(({ document }) => document);

describe('captured money', () => {
  test('several captures of one order: each on its own invoice, or all on the order’s, each on its own day', () => {
    expect(payments(sold({ invoices: [first, second] }), { settings: invoiceTrigger })).toMatchObject([
      {
        Amount: '55.00',
        Date: '2026-11-24',
        Invoice: { InvoiceID: { ref: 'order:7/invoice:1' } },
        Reference: 'INV-000000001 · payment:1',
      },
      {
        Amount: '44.00',
        Date: '2026-11-26',
        Invoice: { InvoiceID: { ref: 'order:7/invoice:2' } },
        Reference: 'INV-000000002 · payment:2',
      },
    ]);
    expect(payments(sold({ invoices: [first, second] }), { settings: orderTrigger })).toMatchObject([
      { Amount: '55.00', Invoice: { InvoiceID: { ref: 'order:7/order' } }, Reference: 'ORD-000000007 · payment:1' },
      { Amount: '44.00', Invoice: { InvoiceID: { ref: 'order:7/order' } }, Reference: 'ORD-000000007 · payment:2' },
    ]);
  });
  test('two captures under one transaction still have references of their own', () => {
    const fields = { transaction_id: 'txn' };
    const references = payments(
      sold({
        invoices: [
          { ...first, fields },
          { ...second, fields },
        ],
      }),
      { settings: orderTrigger },
    ).map((each) => (each as { Reference: string }).Reference);
    expect(references).toEqual(['ORD-000000007 · txn payment:1', 'ORD-000000007 · txn payment:2']);
  });
  test('an invoice that is not captured yet is written without a payment, and paid when it is', () => {
    const open = sold({ invoices: [{ ...first, fields: { state: 1 } }], order: { total_paid: null } });
    const ledger = new Ledger();
    const plan = planOf(open, { settings: invoiceTrigger });
    expect(kindsOf(plan)).toEqual(['invoice.create invoice:1']);
    ledger.apply(plan.operations);
    const captured = sold({
      invoices: [{ ...first, fields: { transaction_id: 'cap' } }],
      snapshot: { transactions: [{ txn_id: 'cap', txn_type: 'capture', created_at: '2026-11-30 20:00:00' }] },
    });
    expect(payments(captured, { settings: invoiceTrigger, links: ledger.links })).toMatchObject([
      { Amount: '55.00', Date: '2026-12-01', Reference: 'INV-000000001 · cap' },
    ]);
  });
  test('an authorisation alone is no money', () => {
    const authorised = sold({
      order: { payment: { method: 'probepay', amount_authorized: 99 } },
      snapshot: { transactions: [{ txn_id: 'auth', txn_type: 'authorization', created_at: '2026-11-24 02:00:00' }] },
    });
    expect(planOf(authorised, { settings: invoiceTrigger })).toMatchObject({ operations: [], holds: [] });
    expect(kindsOf(planOf(authorised, { settings: orderTrigger }))).toEqual(['invoice.create order']);
  });
  test('where Magento counts less as paid than its invoices say, only that is paid', () => {
    expect(
      payments(sold({ invoices: [first, second], order: { total_paid: 70 } }), { settings: invoiceTrigger }),
    ).toMatchObject([{ Amount: '55.00' }, { Amount: '15.00' }]);
  });
  test('more than the invoices say is held, and they are paid', () => {
    const plan = planOf(sold({ invoices: [first], order: { total_paid: 60 } }), { settings: invoiceTrigger });
    expect(only(plan, 'payment.create').document).toMatchObject({ Amount: '55.00' });
    expect(plan.holds).toMatchObject([{ part: 'overpayment', code: 'payment.exceedsDue' }]);
  });
  test('a method that nobody mapped holds its payment and not the invoice', () => {
    const plan = planOf(sold({ method: 'newpay', invoices: [first] }), { settings: invoiceTrigger });
    expect(kindsOf(plan)).toEqual(['invoice.create invoice:1']);
    expect(plan.holds).toMatchObject([{ part: 'payment:1', code: 'payment.unmapped', subject: 'newpay' }]);
  });
  test('an account that takes no payments, or does not exist, holds the payment', () => {
    const to = (code: string) => ({ ...invoiceTrigger, payments: { methods: { probepay: { account: code } } } });
    expect(holdsOf(sold({ invoices: [first] }), { settings: to('200') })).toEqual([
      'payment:1: account.notPayable / 200',
    ]);
    expect(holdsOf(sold({ invoices: [first] }), { settings: to('099') })).toEqual(['payment:1: account.unknown / 099']);
    expect(payments(sold({ invoices: [first] }), { settings: to('acc-090') })).toMatchObject([
      { Account: { AccountID: 'acc-090' } },
    ]);
  });
  test('the payment of a draft waits for its approval, quietly', () => {
    const ledger = new Ledger();
    const settings = { sales: { ...(invoiceTrigger['sales'] as Json), status: 'SUBMITTED' } };
    const plan = planOf(sold({ invoices: [first] }), { settings });
    expect([kindsOf(plan), plan.holds]).toEqual([['invoice.create invoice:1'], []]);
    ledger.apply(plan.operations);
    expect(planOf(sold({ invoices: [first] }), { settings, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
    const [invoice] = ledger.links.filter(({ xeroType }) => xeroType === 'Invoice');
    if (invoice === undefined) throw new Error('no invoice');
    invoice.seen.status = 'AUTHORISED';
    expect(kindsOf(planOf(sold({ invoices: [first] }), { settings, links: ledger.links }))).toEqual([
      'payment.create payment:1',
    ]);
  });
  test('an invoice that somebody paid in Xero already is not paid twice', () => {
    const ledger = new Ledger();
    ledger.apply(planOf(sold(), { settings: orderTrigger }).operations);
    const [invoice] = ledger.links.filter(({ xeroType }) => xeroType === 'Invoice');
    if (invoice === undefined) throw new Error('no invoice');
    invoice.seen = { ...invoice.seen, status: 'PAID', amountPaid: '99.00', amountDue: '0.00' };
    const plan = planOf(sold({ invoices: [first] }), { settings: orderTrigger, links: ledger.links });
    expect(plan.operations).toEqual([]);
    expect(plan.holds).toMatchObject([{ part: 'payment:1', code: 'payment.exceedsDue', subject: 'ORD-000000007' }]);
  });
  test('a denied invoice has its payment taken back first, and is voided then', () => {
    const ledger = new Ledger();
    ledger.apply(planOf(sold({ invoices: [first] }), { settings: invoiceTrigger }).operations);
    const denied = sold({
      invoices: [{ ...first, fields: { state: 3 } }],
      order: { updated_at: '2026-11-25 03:00:00', total_paid: 0 },
    });
    const back = planOf(denied, { settings: invoiceTrigger, links: ledger.links });
    expect(kindsOf(back)).toEqual(['payment.delete payment:1']);
    ledger.apply(back.operations);
    const then = planOf(denied, { settings: invoiceTrigger, links: ledger.links });
    expect(kindsOf(then)).toEqual(['invoice.void invoice:1']);
    ledger.apply(then.operations);
    expect(planOf(denied, { settings: invoiceTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
});

describe('money that the shop held for the buyer', () => {
  const with_ = (values: Json, cash: number) =>
    sold({
      invoices: [{ id: 1, of: { MUG: 4 }, freight, fields: { grand_total: cash, extension_attributes: values } }],
      order: { grand_total: cash, total_paid: cash, extension_attributes: values },
    });
  test('store credit pays from its liability', () => {
    expect(payments(with_({ customer_balance_amount: 40 }, 59), { settings: invoiceTrigger })).toMatchObject([
      { Amount: '40.00', Account: { Code: '831' }, Reference: 'INV-000000001 · storeCredit:1' },
      { Amount: '59.00', Account: { Code: '091' } },
    ]);
  });
  test('cancelling a part gives a gift card back what was not invoiced', () => {
    const values = { gift_cards_amount: 30, gift_cards_invoiced: 15 };
    const snapshot = handmade({
      method: 'probepay',
      articles: [{ sku: 'LAMP', qty: 2, each: '55.00', gst: '10.00', cancelled: 1 }],
      invoices: [
        { id: 1, of: { LAMP: 1 }, fields: { grand_total: 40, extension_attributes: { gift_cards_amount: 15 } } },
      ],
      order: { grand_total: 80, total_paid: 40, total_canceled: 40, tax_canceled: 5, extension_attributes: values },
    });
    const plan = planOf(snapshot, { settings: orderTrigger });
    expect(only(plan, 'invoice.create').expect).toEqual({ Total: '55.00', TotalTax: '5.00' });
    expect(payments(snapshot, { settings: orderTrigger })).toMatchObject([
      { Amount: '15.00', Account: { Code: '830' } },
      { Amount: '40.00', Account: { Code: '091' } },
    ]);
  });
  test('reward points hold the sale until the merchant has decided, then pay from their account', () => {
    const points = with_({ reward_currency_amount: 10 }, 89);
    expect(holdsOf(points, { settings: invoiceTrigger })).toEqual([
      'invoice:1: rewardPoints.undecided / payments.reward_points',
    ]);
    expect(kindsOf(planOf(points, { settings: invoiceTrigger }))).toEqual([]);
    const settings = { ...invoiceTrigger, payments: { reward_points: { account: '830' } } };
    expect(payments(points, { settings })).toMatchObject([
      { Amount: '10.00', Account: { Code: '830' } },
      { Amount: '89.00' },
    ]);
  });
  test('a liability account that is missing or takes no payments holds that payment alone', () => {
    const gift = with_({ gift_cards_amount: 30 }, 69);
    expect(holdsOf(gift, { settings: { ...invoiceTrigger, payments: { gift_card: null } } })).toEqual([
      'giftCard:1: payment.unmapped / payments.gift_card',
    ]);
    expect(holdsOf(gift, { settings: { ...invoiceTrigger, payments: { gift_card: '832' } } })).toEqual([
      'giftCard:1: account.notPayable / 832',
    ]);
    expect(payments(gift, { settings: { ...invoiceTrigger, payments: { gift_card: null } } })).toMatchObject([
      { Amount: '69.00' },
    ]);
  });
});

describe('how a credit is settled', () => {
  const credited = (more: Partial<Sold> = {}) =>
    sold({ invoices: [first, second], creditmemos: [{ id: 5, of: { MUG: 1 } }], ...more });
  const settlement = (snapshot: Json, given: Given) =>
    kindsOf(planOf(snapshot, given)).filter((kind) => /refund|allocation/.test(kind));
  test('money collected by a mapped method goes back from its account, after its payment', () => {
    const plan = planOf(credited(), { settings: orderTrigger });
    expect(only(plan, 'refund.create')).toMatchObject({
      dependsOn: ['order:7/creditmemo:5', 'order:7/payment:1', 'order:7/payment:2'],
      document: {
        Amount: '22.00',
        Account: { Code: '091' },
        CreditNote: { CreditNoteID: { ref: 'order:7/creditmemo:5' } },
      },
    });
  });
  test('a mapped method that has collected nothing yet sets it off', () => {
    const open = { ...first, fields: { state: 1 } };
    const snapshot = sold({ invoices: [open], order: { total_paid: 0 }, creditmemos: [{ id: 5, of: { MUG: 1 } }] });
    expect(settlement(snapshot, { settings: invoiceTrigger })).toEqual(['allocation.create allocation:5:1']);
  });
  test('a method without an account: prepaid stays open, on account is set off, or as set', () => {
    const cheque = credited({ method: 'checkmo' });
    const rule = (value: string, terms = 'immediate') => ({
      sales: { triggers: { default: 'order' }, terms: { default: terms } },
      refunds: { none_methods: value },
    });
    expect(settlement(cheque, { settings: rule('by_terms') })).toEqual([]);
    expect(settlement(cheque, { settings: rule('by_terms', '14 days') })).toEqual([
      'allocation.create allocation:5:order',
    ]);
    expect(settlement(cheque, { settings: rule('allocate') })).toEqual(['allocation.create allocation:5:order']);
    expect(settlement(cheque, { settings: rule('leave_open', '14 days') })).toEqual([]);
  });
  test('what went to store credit is refunded from its liability, the rest by the method', () => {
    const snapshot = credited({
      creditmemos: [{ id: 5, of: { MUG: 1 }, fields: { customer_bal_total_refunded: 10 } }],
    });
    const refunds = planOf(snapshot, { settings: invoiceTrigger }).operations.filter(
      ({ kind }) => kind === 'refund.create',
    );
    expect(refunds.map(({ part, document }) => [part, (document as { Amount: string }).Amount])).toEqual([
      ['refund:5:store_credit', '10.00'],
      ['refund:5', '12.00'],
    ]);
  });
  test('a gift card that had paid gets its part back', () => {
    const values = { gift_cards_amount: 30 };
    const snapshot = sold({
      invoices: [{ id: 1, of: { MUG: 4 }, freight, fields: { grand_total: 69, extension_attributes: values } }],
      creditmemos: [{ id: 5, of: { MUG: 4 }, freight, fields: { grand_total: 69, extension_attributes: values } }],
      order: { grand_total: 69, total_paid: 69, extension_attributes: values },
    });
    const plan = planOf(snapshot, { settings: invoiceTrigger });
    expect(only(plan, 'creditNote.create').expect).toEqual({ Total: '99.00', TotalTax: '9.00' });
    expect(only(plan, 'refund.create', 'refund:5:gift_card').document).toMatchObject({
      Amount: '30.00',
      Account: { Code: '830' },
    });
    expect(only(plan, 'refund.create', 'refund:5').document).toMatchObject({
      Amount: '69.00',
      Account: { Code: '091' },
    });
    const ledger = new Ledger();
    ledger.apply(plan.operations);
    expect(planOf(snapshot, { settings: invoiceTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('a gift card and points turned into store credit go back there, and not twice', () => {
    const values = { gift_cards_amount: 30, reward_currency_amount: 9 };
    const fields = { grand_total: 60, extension_attributes: values };
    const snapshot = sold({
      invoices: [{ id: 1, of: { MUG: 4 }, freight, fields }],
      creditmemos: [{ id: 5, of: { MUG: 4 }, freight, fields: { ...fields, customer_bal_total_refunded: 35 } }],
      order: { grand_total: 60, total_paid: 60, extension_attributes: values },
    });
    const settings = { ...invoiceTrigger, payments: { reward_points: { account: '830' } } };
    const refunds = planOf(snapshot, { settings }).operations.filter(({ kind }) => kind === 'refund.create');
    expect(refunds.map(({ part, document }) => `${part} ${(document as { Amount: string }).Amount}`)).toEqual([
      'refund:5:store_credit 35.00',
      'refund:5:reward_points 4.00',
      'refund:5 60.00',
    ]);
  });
  test('a credit names its invoice, else takes the oldest with those articles, then the next', () => {
    const onAccount = {
      ...invoiceTrigger,
      sales: { ...(invoiceTrigger['sales'] as Json), terms: { default: '14 days' } },
    };
    const to = (more: Partial<Sold>) =>
      planOf(sold({ method: 'checkmo', invoices: [first, second], ...more }), { settings: onAccount })
        .operations.filter(({ kind }) => kind === 'allocation.create')
        .map(({ part, document }) => `${part} ${(document as { Amount: string }).Amount}`);
    expect(to({ creditmemos: [{ id: 5, of: { MUG: 1 }, fields: { invoice_id: 2 } }] })).toEqual([
      'allocation:5:2 22.00',
    ]);
    expect(to({ creditmemos: [{ id: 5, of: { MUG: 1 } }] })).toEqual(['allocation:5:1 22.00']);
    expect(to({ creditmemos: [{ id: 5, of: { MUG: 3 } }] })).toEqual(['allocation:5:1 44.00', 'allocation:5:2 22.00']);
    expect(
      to({
        creditmemos: [
          { id: 5, of: { MUG: 2 } },
          { id: 6, of: { MUG: 1 } },
        ],
      }),
    ).toEqual(['allocation:5:1 44.00', 'allocation:6:2 22.00']);
  });
  test('no more is set off than is open; the rest of the credit stays open', () => {
    const ledger = new Ledger();
    const settings = { sales: { triggers: { default: 'order' }, terms: { default: '14 days' } } };
    const cheque = sold({ method: 'checkmo', invoices: [first, second] });
    ledger.apply(planOf(cheque, { settings }).operations);
    const [invoice] = ledger.links.filter(({ xeroType }) => xeroType === 'Invoice');
    if (invoice === undefined) throw new Error('no invoice');
    invoice.seen = { ...invoice.seen, amountPaid: '90.00', amountDue: '9.00' };
    const plan = planOf(credited({ method: 'checkmo' }), { settings, links: ledger.links });
    expect(only(plan, 'allocation.create').document).toMatchObject({ Amount: '9.00' });
    invoice.seen = { ...invoice.seen, amountPaid: '69.00', amountDue: '30.00' };
    const twice = planOf(
      credited({
        method: 'checkmo',
        creditmemos: [
          { id: 5, of: { MUG: 1 } },
          { id: 6, of: { MUG: 1 } },
        ],
      }),
      { settings, links: ledger.links },
    );
    const amounts = twice.operations
      .filter(({ kind }) => kind === 'allocation.create')
      .map(({ document }) => (document as { Amount: string }).Amount);
    expect(amounts).toEqual(['22.00', '8.00']);
  });
  test('a credit after the cut-over of a sale before it: credit note and refund, nothing set off', () => {
    const settings = { ...invoiceTrigger, cut_over: '2026-11-28' };
    const late = credited({ creditmemos: [{ id: 5, of: { MUG: 1 }, at: '2026-11-29 00:00:00' }] });
    const plan = planOf(late, { settings });
    expect(kindsOf(plan)).toEqual(['creditNote.create creditmemo:5', 'refund.create refund:5']);
    expect(only(plan, 'refund.create').dependsOn).toEqual(['order:7/creditmemo:5']);
  });
  test('the credit of a draft waits for its approval, quietly', () => {
    const settings = { sales: { ...(invoiceTrigger['sales'] as Json), status: 'DRAFT' } };
    const ledger = new Ledger();
    const plan = planOf(credited(), { settings });
    expect([kindsOf(plan), plan.holds]).toEqual([['invoice.create invoice:1', 'invoice.create invoice:2'], []]);
    ledger.apply(plan.operations);
    for (const link of ledger.links) if (link.xeroType === 'Invoice') link.seen.status = 'AUTHORISED';
    expect(kindsOf(planOf(credited(), { settings, links: ledger.links }))).toEqual([
      'payment.create payment:1',
      'payment.create payment:2',
      'creditNote.create creditmemo:5',
    ]);
  });
  test('a memo without articles credits its adjustment, a fee lowers the credit', () => {
    const goodwill = credited({ creditmemos: [{ id: 5, of: {}, fields: { grand_total: 5, adjustment_positive: 5 } }] });
    expect(only(planOf(goodwill, { settings: invoiceTrigger }), 'creditNote.create').document).toMatchObject({
      LineItems: [
        {
          Description: 'Adjustment refund',
          Quantity: '1',
          UnitAmount: '5.00',
          AccountCode: '207',
          TaxType: 'EXEMPTOUTPUT',
          TaxAmount: '0.00',
        },
      ],
    });
    const fee = credited({
      creditmemos: [{ id: 5, of: { MUG: 1 }, fields: { grand_total: 20, adjustment_negative: 2 } }],
    });
    expect(only(planOf(fee, { settings: invoiceTrigger }), 'creditNote.create').document).toMatchObject({
      LineItems: [{ UnitAmount: '22.00' }, { Description: 'Adjustment fee', Quantity: '1', UnitAmount: '-2.00' }],
    });
  });
  test('a credit memo with no invoice anywhere is held', () => {
    const lost = sold({ creditmemos: [{ id: 5, of: { MUG: 1 } }] });
    expect(holdsOf(lost, { settings: invoiceTrigger })).toEqual(['creditmemo:5: creditNote.noInvoice / 000000005']);
  });
  test('a refund stays with the contact of the invoice when the customer was deleted since', () => {
    const customer = { customer_id: 42, customer_is_guest: 0 };
    const ledger = new Ledger();
    ledger.apply(planOf(sold({ invoices: [first], order: customer }), { settings: invoiceTrigger }).operations);
    const [invoice] = ledger.links.filter(({ xeroType }) => xeroType === 'Invoice');
    if (invoice === undefined) throw new Error('no invoice');
    const contact = {
      ...invoice,
      recordKey: 'customer:42' as typeof invoice.recordKey,
      part: 'contact',
      xeroType: 'Contact' as const,
      xeroId: 'contact-42',
    };
    const gone = sold({ invoices: [first], creditmemos: [{ id: 5, of: { MUG: 1 } }], order: { customer_id: null } });
    const plan = planOf(gone, { settings: invoiceTrigger, links: [...ledger.links, contact] });
    expect(only(plan, 'creditNote.create').document).toMatchObject({
      Contact: { ContactID: { ref: 'customer:42/contact' } },
    });
    expect(plan.operations.some(({ kind }) => kind === 'contact.create')).toBe(false);
  });
});
