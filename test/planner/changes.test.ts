import { kindsOf, only, planOf, triggerEverything } from './books';
import { handmade, type Sold } from './handmade';
import { Ledger, rows, sums } from './ledger';
import { momentsOf, snapshotOf, type Json } from './recorded';

const freight = { gross: '11.00', gst: '1.00' };
const orderTrigger = triggerEverything('order');
const mugs = (more: Json = {}): Sold => ({
  articles: [{ sku: 'MUG', qty: 4, each: '22.00', gst: '8.00', ...more }],
  freight,
});
const placed = handmade(mugs());
/** One of four mugs cancelled after the other three were billed. */
const reduced = handmade({
  ...mugs({ cancelled: 1 }),
  order: { total_canceled: 22, tax_canceled: 2, updated_at: '2026-11-26 00:00:00' },
  invoices: [{ id: 1, of: { MUG: 3 }, freight }],
});

function posted(snapshot: Json = placed, settings = orderTrigger): Ledger {
  const ledger = new Ledger();
  ledger.apply(planOf(snapshot, { settings }).operations);
  return ledger;
}
const invoiceIn = (ledger: Ledger) => {
  const [invoice] = ledger.links.filter(({ xeroType }) => xeroType === 'Invoice');
  if (invoice === undefined) throw new Error('no invoice');
  return invoice;
};

describe('a part of an order is cancelled', () => {
  test('before it was posted: the invoice is what is left', () => {
    const invoice = only(planOf(reduced, { settings: orderTrigger }), 'invoice.create');
    expect([sums(invoice), rows(invoice)]).toEqual(['77.00/7.00', ['66.00/6.00', '11.00/1.00']]);
  });
  test('what rounding leaves of Magento’s cancelled total is taken off the largest cancelled line', () => {
    const thirds = (sku: string, each: string, gst: string) => ({ sku, qty: 3, each, gst, cancelled: 1 });
    const sold = handmade({
      articles: [
        {
          ...thirds('A', '0', '0'),
          fields: { row_total: 9.09, row_total_incl_tax: 10, tax_amount: 0.91, tax_percent: 10 },
        },
        {
          ...thirds('B', '0', '0'),
          fields: { row_total: 18.18, row_total_incl_tax: 20, tax_amount: 1.82, tax_percent: 10 },
        },
      ].map((article) => ({
        ...article,
        fields: {
          ...article.fields,
          extension_attributes: { itemized_taxes: [{ tax_code: 'AU-GST', taxable_item_type: 'product' }] },
        },
      })),
      order: { grand_total: 30, tax_amount: 2.73, total_canceled: 10.01, tax_canceled: 0.9 },
    });
    // a third of each is 3.33 and 6.67; Magento cancelled 10.01
    const invoice = only(planOf(sold, { settings: orderTrigger }), 'invoice.create');
    expect([sums(invoice), rows(invoice)]).toEqual(['19.99/1.83', ['6.67/0.61', '13.32/1.22']]);
  });
  test('while the invoice is open: it is corrected, once', () => {
    const ledger = posted();
    const plan = planOf(reduced, { settings: orderTrigger, links: ledger.links });
    expect(kindsOf(plan)).toEqual(['invoice.update order']);
    const update = only(plan, 'invoice.update');
    expect(sums(update)).toBe('77.00/7.00');
    expect(update.document).not.toHaveProperty('InvoiceNumber');
    ledger.apply(plan.operations);
    expect(planOf(reduced, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('and an older snapshot that comes later turns nothing back', () => {
    const ledger = posted();
    ledger.apply(planOf(reduced, { settings: orderTrigger, links: ledger.links }).operations);
    expect(planOf(placed, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('after it was paid in part: the cancelled part is credited, dated now, and set off', () => {
    const ledger = posted();
    const invoice = invoiceIn(ledger);
    invoice.seen = { ...invoice.seen, amountPaid: '77.00', amountDue: '22.00' };
    const plan = planOf(reduced, { settings: orderTrigger, links: ledger.links });
    expect(kindsOf(plan)).toEqual([
      'creditNote.create cancellation',
      'allocation.create allocation:cancellation:order',
    ]);
    expect(sums(only(plan, 'creditNote.create'))).toBe('22.00/2.00');
    expect(only(plan, 'creditNote.create').document).toMatchObject({
      Date: '2026-11-25',
      CreditNoteNumber: 'CN-000000007-C',
    });
    expect(only(plan, 'allocation.create').document).toMatchObject({ Amount: '22.00' });
    ledger.apply(plan.operations);
    expect(planOf(reduced, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('after a gateway’s captures: the recorded order ends in the same net sum either way', () => {
    const settings = { sales: { triggers: { default: 'order' } } };
    const viaGateway = momentsOf('05-partial-everything').map((moment) => {
      const snapshot = snapshotOf(moment, 'stored');
      return { ...snapshot, order: { ...(snapshot['order'] as Json), payment: { method: 'probepay' } } };
    });
    const last = viaGateway.at(-1);
    if (last === undefined) throw new Error('nothing recorded');
    const stepwise = new Ledger();
    for (const snapshot of viaGateway) {
      const plan = planOf(snapshot, { settings, links: stepwise.links });
      expect(plan.holds).toEqual([]);
      stepwise.apply(plan.operations);
    }
    const atOnce = posted(last, settings);
    // 146.50 sold, 39.84 cancelled, 106.66 captured: nothing is owed
    for (const ledger of [stepwise, atOnce])
      expect(invoiceIn(ledger).seen).toMatchObject({ amountDue: '0.00', status: 'PAID', amountPaid: '106.66' });
    expect(stepwise.find('cancellation', 'CreditNote')?.seen.total).toBe('39.84');
    expect(stepwise.find('cancellation', 'CreditNote')?.seen.totalTax).toBe('3.62');
    expect(planOf(last, { settings, links: stepwise.links })).toMatchObject({ operations: [], holds: [] });
  });
});

describe('a whole order is cancelled', () => {
  const cancelled = handmade({
    ...mugs({ cancelled: 4 }),
    order: {
      state: 'canceled',
      status: 'canceled',
      total_canceled: 99,
      tax_canceled: 9,
      updated_at: '2026-11-26 00:00:00',
      relation_child_real_id: '000000007-1',
    },
  });
  test('its draft is deleted, its open invoice voided, which names the order that replaces it', () => {
    const drafts = { sales: { ...(orderTrigger['sales'] as Json), status: 'DRAFT' } };
    expect(kindsOf(planOf(cancelled, { settings: drafts, links: posted(placed, drafts).links }))).toEqual([
      'invoice.delete order',
    ]);
    const plan = planOf(cancelled, { settings: orderTrigger, links: posted().links });
    expect(plan.operations).toMatchObject([
      {
        kind: 'invoice.void',
        document: { Status: 'VOIDED' },
        reason: 'Order 000000007 was cancelled in Magento and replaced by 000000007-1',
      },
    ]);
  });
  test('its paid invoice is never voided: a credit note mirrors its lines and stays open', () => {
    const ledger = posted();
    const invoice = invoiceIn(ledger);
    invoice.seen = { ...invoice.seen, status: 'PAID', amountPaid: '99.00', amountDue: '0.00' };
    const plan = planOf(cancelled, { settings: { ...orderTrigger, accounts: { sales: '207' } }, links: ledger.links });
    expect(kindsOf(plan)).toEqual(['creditNote.create cancellation']);
    expect(sums(only(plan, 'creditNote.create'))).toBe('99.00/9.00');
    expect(only(plan, 'creditNote.create').document).toMatchObject({
      LineItems: [{ AccountCode: '200' }, { AccountCode: '205' }],
    });
    ledger.apply(plan.operations);
    expect(planOf(cancelled, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
  test('it counts as paid where Xero says no more than that', () => {
    const ledger = posted();
    invoiceIn(ledger).seen = { status: 'PAID' };
    expect(kindsOf(planOf(cancelled, { settings: orderTrigger, links: ledger.links }))[0]).toBe(
      'creditNote.create cancellation',
    );
  });
  test('a late snapshot from before the cancellation brings nothing back', () => {
    const ledger = posted();
    ledger.apply(planOf(cancelled, { settings: orderTrigger, links: ledger.links }).operations);
    expect(planOf(placed, { settings: orderTrigger, links: ledger.links })).toMatchObject({
      operations: [],
      holds: [],
    });
  });
});

describe('after posting', () => {
  test('a changed account map rewrites nothing', () => {
    expect(
      planOf(placed, { settings: { ...orderTrigger, accounts: { sales: '207' } }, links: posted().links }),
    ).toMatchObject({ operations: [], holds: [] });
  });
  test('a product’s new tax class, a deleted customer and a new group rewrite nothing', () => {
    const later = handmade({
      ...mugs(),
      order: { customer_email: 'other@example.com', customer_id: null },
      snapshot: { products: { 101: { sku: 'NEW', tax_class_id: '9' } }, customer_group: { code: 'X' } },
    });
    expect(planOf(later, { settings: orderTrigger, links: posted().links }).holds).toEqual([]);
    expect(
      planOf(later, { settings: orderTrigger, links: posted().links }).operations.filter(
        ({ kind }) => !kind.startsWith('contact'),
      ),
    ).toEqual([]);
  });
  test('an amount that changes on an open invoice is corrected, on a paid one held with both columns', () => {
    const changed = handmade({
      ...mugs(),
      articles: [{ sku: 'MUG', qty: 5, each: '22.00', gst: '10.00' }],
      order: { updated_at: '2026-11-27 00:00:00' },
    });
    const open = posted();
    expect(sums(only(planOf(changed, { settings: orderTrigger, links: open.links }), 'invoice.update'))).toBe(
      '121.00/11.00',
    );
    const invoice = invoiceIn(open);
    invoice.seen = { ...invoice.seen, amountPaid: '10.00', amountDue: '89.00' };
    const plan = planOf(changed, { settings: orderTrigger, links: open.links });
    expect(plan.operations).toEqual([]);
    expect(plan.holds).toMatchObject([
      {
        code: 'invoice.changedAfterPosting',
        subject: 'ORD-000000007',
        details: { magento: { total: '121.00', tax: '11.00' }, xero: { total: '99.00' }, difference: '22.00' },
      },
    ]);
  });
  test('an invoice that a person voided in Xero while the sale stands is held: not written again, nothing credited', () => {
    const ledger = posted();
    invoiceIn(ledger).seen.status = 'VOIDED';
    const credited = handmade({
      ...mugs(),
      invoices: [{ id: 1, of: { MUG: 4 }, freight }],
      creditmemos: [{ id: 5, of: { MUG: 1 } }],
    });
    const plan = planOf(credited, { settings: orderTrigger, links: ledger.links });
    expect(plan.operations).toEqual([]);
    expect(plan.holds).toMatchObject([{ code: 'invoice.changedAfterPosting', subject: 'ORD-000000007' }]);
  });
});
