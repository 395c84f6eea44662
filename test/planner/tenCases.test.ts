import { only, planOf, kindsOf, triggerEverything } from './books';
import { handmade, type Sold } from './handmade';
import { Ledger, linesOf, rows, sums } from './ledger';
import { magentoMoment, magentoSearch, snapshotOf, type Moment, type Printed, type PrintedOrder } from './recorded';
import { modelledSnapshot } from '../models/magento/documents';

/** The ten cases that design worked out by hand, as `gross/GST` per line. */
const invoiceTrigger = triggerEverything('invoice');
const orderTrigger = triggerEverything('order');
const onAccount = { sales: { terms: { methods: { checkmo: '14 days' } } } };
const card = { method: 'probepay' };
const guest = magentoMoment('order-guest-invoiced', { invoices: ['invoice-guest'] });

test('1: a guest’s order with configurable, coupon and taxed freight, paid by cheque', () => {
  const plan = planOf(snapshotOf(guest, 'rest'), { settings: invoiceTrigger });
  const invoice = only(plan, 'invoice.create');
  expect(rows(invoice)).toEqual(['79.20/7.20', '31.45/2.86', '2.68/0.24', '9.90/0.90']);
  expect(sums(invoice)).toBe('123.23/11.20');
  expect(linesOf(invoice)[2]).toMatchObject({ Quantity: '3', UnitAmount: '0.8933' });
  expect(kindsOf(plan)).toEqual(['invoice.create invoice:1']);
});

test('2: a coupon on goods and freight, by the trigger order, needs no Rounding line', () => {
  const gst = { code: 'AU-GST', percent: '10' };
  const snapshot = modelledSnapshot(
    {
      algorithm: 'TOTAL_BASE_CALCULATION',
      pricesIncludeTax: true,
      taxAfterDiscount: true,
      discountPercent: '10',
      discountOnShipping: true,
      shipping: '11',
      shippingRate: gst,
    },
    [
      { sku: 'SMALL', unitPrice: '0.99', qty: 7, rate: gst },
      { sku: 'TOTE', unitPrice: '34.95', qty: 3, rate: gst },
    ],
    false,
  );
  const invoice = only(planOf(snapshot, { settings: orderTrigger }), 'invoice.create');
  expect(rows(invoice)).toEqual(['6.24/0.57', '94.36/8.58', '9.90/0.90']);
  expect(sums(invoice)).toBe('110.50/10.05');
});

const bundle: Sold = {
  articles: [
    { sku: 'BOX', qty: 2, each: '56.95', gst: '10.35', heading: true, fields: { product_type: 'bundle' } },
    { sku: 'MUG', qty: 2, each: '22.00', gst: '4.00', parent: 'BOX' },
    { sku: 'TOTE', qty: 2, each: '34.95', gst: '6.35', parent: 'BOX' },
  ],
  freight: { gross: '11.00', gst: '1.00' },
};

test('3: a dynamic bundle is its parts, once; half of it is credited at Magento’s 3.17, not at Xero’s own 3.18', () => {
  const sold = handmadeBundle({
    invoices: [{ id: 70, of: { MUG: 2, TOTE: 2 }, freight: { gross: '11.00', gst: '1.00' } }],
    creditmemos: [{ id: 30, of: { MUG: 1, TOTE: 1 } }],
  });
  for (const settings of [invoiceTrigger, orderTrigger]) {
    const plan = planOf(sold, { settings });
    const invoice = only(plan, 'invoice.create');
    expect(rows(invoice)).toEqual(['44.00/4.00', '69.90/6.35', '11.00/1.00']);
    expect(sums(invoice)).toBe('124.90/11.35');
    const credit = only(plan, 'creditNote.create');
    expect(rows(credit)).toEqual(['22.00/2.00', '34.95/3.17']);
    expect(sums(credit)).toBe('56.95/5.17');
  }
});

/** The credit memo as Magento printed it: 3.17 of the tote's 6.35. */
function handmadeBundle(more: Partial<Sold>) {
  const made = handmade({ ...bundle, ...more }) as {
    creditmemos: { items: Record<string, unknown>[]; tax_amount: number }[];
  };
  for (const memo of made.creditmemos) {
    memo.tax_amount = 5.17;
    for (const item of memo.items)
      if (item['sku'] === 'TOTE') Object.assign(item, { tax_amount: 3.17, row_total: 31.78 });
  }
  return made;
}

test('4: a full credit memo with coupon and discounted freight', () => {
  const [order] = magentoSearch('orders-search') as unknown as PrintedOrder[];
  if (order === undefined) throw new Error('no order was recorded');
  const moment: Moment = {
    name: 'search',
    folder: 'magento',
    order,
    invoices: magentoSearch('invoices-search').filter((each) => each['order_id'] === order.entity_id) as Printed[],
    creditmemos: magentoSearch('creditmemos-search').filter(
      (each) => each['order_id'] === order.entity_id,
    ) as Printed[],
    shipments: [],
    transactions: [],
  };
  const credit = only(planOf(snapshotOf(moment, 'rest'), { settings: invoiceTrigger }), 'creditNote.create');
  expect(rows(credit)).toEqual(['79.20/7.20', '19.80/1.80', '9.90/0.90']);
  expect(sums(credit)).toBe('108.90/9.90');
});

test('5: an adjustment refund is untaxed as in Magento, or taxed as the credited goods', () => {
  const moment = magentoMoment('order-guest-partially-refunded', {
    invoices: ['invoice-guest'],
    creditmemos: ['creditmemo-guest-partial'],
  });
  const snapshot = snapshotOf(moment, 'rest');
  const untaxed = only(planOf(snapshot, { settings: invoiceTrigger }), 'creditNote.create');
  expect(rows(untaxed)).toEqual(['39.60/3.60', '1.50/0.00']);
  expect(sums(untaxed)).toBe('41.10/3.60');
  expect(linesOf(untaxed)[1]).toMatchObject({ TaxType: 'EXEMPTOUTPUT', AccountCode: '207' });
  const taxed = only(
    planOf(snapshot, { settings: { ...invoiceTrigger, tax: { adjustments: 'goods' } } }),
    'creditNote.create',
  );
  expect(sums(taxed)).toBe('41.10/3.74');
  expect(linesOf(taxed)[1]).toMatchObject({ TaxType: 'OUTPUT', TaxAmount: '0.14' });
  expect(taxed.reason).toContain('0.14 that Magento does not record');
});

test('6: a gateway’s capture is paid into its account and its refund comes out of it; the invoice stays paid', () => {
  const snapshot = handmade({
    ...card,
    articles: [{ sku: 'MUG', qty: 2, each: '22.00', gst: '4.00' }],
    freight: { gross: '11.00', gst: '1.00' },
    invoices: [
      { id: 1, of: { MUG: 2 }, freight: { gross: '11.00', gst: '1.00' }, fields: { transaction_id: 'cap-1' } },
    ],
    creditmemos: [{ id: 2, of: { MUG: 1 }, fields: { transaction_id: 'ref-1', invoice_id: 1 } }],
  });
  const plan = planOf(snapshot, { settings: invoiceTrigger });
  expect(kindsOf(plan)).toEqual([
    'invoice.create invoice:1',
    'payment.create payment:1',
    'creditNote.create creditmemo:2',
    'refund.create refund:2',
  ]);
  expect(only(plan, 'payment.create').document).toMatchObject({
    Amount: '55.00',
    Account: { Code: '091' },
    Reference: 'INV-000000001 · cap-1',
  });
  expect(only(plan, 'refund.create').document).toMatchObject({
    Amount: '22.00',
    Account: { Code: '091' },
    Reference: 'CN-000000002 · ref-1',
  });
  expect(only(plan, 'refund.create').dependsOn).toEqual(['order:7/creditmemo:2', 'order:7/payment:1']);
  const ledger = new Ledger();
  ledger.apply(plan.operations);
  expect(ledger.find('invoice:1', 'Invoice')?.seen).toMatchObject({ status: 'PAID', amountDue: '0.00' });
});

test('7: GST-free fruit beside a taxed mug, and an export to New Zealand', () => {
  const fruit = handmade({
    articles: [
      { sku: 'FRUIT', qty: 10, each: '5.00', gst: '0' },
      { sku: 'MUG', qty: 1, each: '22.00', gst: '2.00' },
    ],
    freight: { gross: '11.00', gst: '1.00' },
    snapshot: { products: { 101: { sku: 'FRUIT', tax_class_id: '0' } } },
  });
  const mixed = only(planOf(fruit, { settings: orderTrigger }), 'invoice.create');
  expect(rows(mixed)).toEqual(['50.00/0.00', '22.00/2.00', '11.00/1.00']);
  expect(linesOf(mixed).map(({ TaxType }) => TaxType)).toEqual(['EXEMPTOUTPUT', 'OUTPUT', 'OUTPUT']);
  const abroad = handmade({
    articles: [{ sku: 'MUG', qty: 1, each: '20.00', gst: '0' }],
    freight: { gross: '10.00', gst: '0' },
    country: 'NZ',
  });
  const exported = only(planOf(abroad, { settings: orderTrigger }), 'invoice.create');
  expect(rows(exported)).toEqual(['20.00/0.00', '10.00/0.00']);
  expect(linesOf(exported).map(({ TaxType }) => TaxType)).toEqual(['EXEMPTEXPORT', 'EXEMPTEXPORT']);
});

describe('8: a cancelled order whose invoice stands in Xero', () => {
  const cancelled = snapshotOf(magentoMoment('order-canceled'), 'rest');
  const order = cancelled['order'] as Record<string, unknown>;
  const items = order['items'] as Record<string, unknown>[];
  const placed = {
    ...cancelled,
    order: {
      ...order,
      state: 'new',
      status: 'pending',
      total_canceled: null,
      tax_canceled: null,
      shipping_canceled: null,
      items: items.map((item) => ({ ...item, qty_canceled: 0 })),
    },
  };
  const posted = () => {
    const ledger = new Ledger();
    const plan = planOf(placed, { settings: orderTrigger });
    expect(sums(only(plan, 'invoice.create'))).toBe('33.00/3.00');
    ledger.apply(plan.operations);
    return ledger;
  };

  test('is voided', () => {
    const ledger = posted();
    const plan = planOf(cancelled, { settings: orderTrigger, links: ledger.links });
    expect(kindsOf(plan)).toEqual(['invoice.void order']);
    ledger.apply(plan.operations);
    expect(planOf(cancelled, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });

  test('is credited and set off when its period is locked meanwhile', () => {
    const ledger = posted();
    const given = {
      settings: orderTrigger,
      organisation: { Organisation: { PeriodLockDate: '/Date(1795564800000+0000)/' } },
      now: '2026-12-03T02:00:00Z',
    };
    const plan = planOf(cancelled, { ...given, links: ledger.links });
    expect(kindsOf(plan)).toEqual([
      'creditNote.create cancellation',
      'allocation.create allocation:cancellation:order',
    ]);
    expect(sums(only(plan, 'creditNote.create'))).toBe('33.00/3.00');
    expect(only(plan, 'creditNote.create').document).toMatchObject({ Date: '2026-12-03' });
    expect(only(plan, 'allocation.create').document).toMatchObject({ Amount: '33.00' });
    ledger.apply(plan.operations);
    expect(planOf(cancelled, { ...given, links: ledger.links })).toMatchObject({ operations: [], holds: [] });
  });

  test('makes nothing when it was never posted', () => {
    expect(planOf(cancelled, { settings: orderTrigger })).toMatchObject({ operations: [], holds: [] });
  });
});

describe('9: an invoice and three credit memos', () => {
  const sold: Sold = {
    articles: [
      { sku: 'SET', qty: 3, each: '44.00', gst: '12.00' },
      { sku: 'LAMP', qty: 1, each: '44.00', gst: '4.00' },
    ],
    freight: { gross: '11.00', gst: '1.00' },
    invoices: [{ id: 1, of: { SET: 3, LAMP: 1 }, freight: { gross: '11.00', gst: '1.00' } }],
    creditmemos: [
      { id: 1, of: { SET: 1 } },
      { id: 2, of: { LAMP: 1 } },
      { id: 3, of: { SET: 1 }, freight: { gross: '10.00', gst: '0.91' } },
    ],
    order: { state: 'complete', status: 'complete' },
  };
  const all = handmade(sold);
  const upTo = (invoices: number, memos: number) => ({
    ...all,
    invoices: (all['invoices'] as unknown[]).slice(0, invoices),
    creditmemos: (all['creditmemos'] as unknown[]).slice(0, memos),
  });
  const steps = [upTo(0, 0), upTo(1, 0), upTo(1, 1), upTo(1, 2), upTo(1, 3)];

  test.each([
    ['in order', [0, 1, 2, 3, 4]],
    ['the last first', [4, 0, 1, 2, 3]],
    ['backwards', [4, 3, 2, 1, 0]],
    ['with repetitions', [1, 1, 0, 3, 3, 2, 4, 4, 1]],
  ])('end in the same books when events arrive %s', (_, sequence) => {
    const ledger = new Ledger();
    for (const step of sequence) {
      const snapshot = steps[step];
      if (snapshot === undefined) throw new Error(`no step ${step}`);
      const plan = planOf(snapshot, { settings: invoiceTrigger, links: ledger.links });
      expect(plan.holds).toEqual([]);
      ledger.apply(plan.operations);
    }
    const books = ledger.links
      .filter(({ xeroType }) => xeroType === 'Invoice' || xeroType === 'CreditNote')
      .map(({ part, seen }) => `${part} ${seen.total ?? ''}/${seen.totalTax ?? ''}`)
      .sort();
    expect(books).toEqual([
      'creditmemo:1 44.00/4.00',
      'creditmemo:2 44.00/4.00',
      'creditmemo:3 54.00/4.91',
      'invoice:1 187.00/17.00',
    ]);
  });
});

describe('10: a gift card pays', () => {
  const sale = (gift: number, total: number) =>
    handmade({
      ...card,
      articles: [{ sku: 'LAMP', qty: 1, each: '110.00', gst: '10.00' }],
      invoices: [
        { id: 1, of: { LAMP: 1 }, fields: { grand_total: total, extension_attributes: { gift_cards_amount: gift } } },
      ],
      order: { grand_total: total, total_paid: total, extension_attributes: { gift_cards_amount: gift } },
    });
  test.each(['invoice', 'order'] as const)(
    'a part of it (trigger %s): two payments, from the liability and from the gateway',
    (trigger) => {
      const plan = planOf(sale(30, 80), { settings: triggerEverything(trigger) });
      expect(sums(only(plan, 'invoice.create'))).toBe('110.00/10.00');
      const payments = plan.operations.filter(({ kind }) => kind === 'payment.create').map(({ document }) => document);
      expect(payments).toMatchObject([
        { Amount: '30.00', Account: { Code: '830' } },
        { Amount: '80.00', Account: { Code: '091' } },
      ]);
    },
  );
  test('all of it: the sale is no zero sale and is posted', () => {
    const plan = planOf(sale(110, 0), { settings: invoiceTrigger });
    expect(sums(only(plan, 'invoice.create'))).toBe('110.00/10.00');
    expect(only(plan, 'payment.create').document).toMatchObject({ Amount: '110.00', Account: { Code: '830' } });
  });
});

test('the example on account: a cheque order’s credit is set off against the open invoice', () => {
  const moment = magentoMoment('order-guest-partially-refunded', {
    invoices: ['invoice-guest'],
    creditmemos: ['creditmemo-guest-partial'],
  });
  const plan = planOf(snapshotOf(moment, 'rest'), {
    settings: { sales: { ...onAccount.sales, triggers: { default: 'order' } } },
  });
  expect(only(plan, 'allocation.create').document).toMatchObject({ Amount: '41.10' });
});
