import { kindsOf, only, planOf, triggerEverything } from './books';
import { handmade, type Sold } from './handmade';
import { linesOf, rows } from './ledger';
import type { Json } from './recorded';

const mug = { sku: 'MUG', qty: 2, each: '22.00', gst: '4.00' };
const freight = { gross: '11.00', gst: '1.00' };
const order = { settings: triggerEverything('order') };
const sale = (more: Partial<Sold> = {}): Json => handmade({ articles: [mug], freight, ...more });
const within = (snapshot: Json, name: string): Json => snapshot[name] as Json;
const written = (snapshot: Json) => rows(only(planOf(snapshot, order), 'invoice.create'));

describe('what Magento leaves out', () => {
  const whole = written(sale());

  test.each([
    'store',
    'customer_group',
    'products',
    'restocked',
    'invoices',
    'creditmemos',
    'shipments',
    'transactions',
  ])('%s may be missing, null, or an empty list as PHP writes empty objects', (name) => {
    const { [name]: _gone, ...rest } = sale();
    for (const snapshot of [rest, { ...rest, [name]: null }, { ...rest, [name]: [] }])
      expect(written(snapshot)).toEqual(whole);
  });

  test('extension attributes, product options and addresses of nothing are empty lists', () => {
    const snapshot = sale();
    const [item] = within(snapshot, 'order')['items'] as Json[];
    const empty = {
      ...snapshot,
      order: {
        ...within(snapshot, 'order'),
        items: [{ ...item, product_option: [] }],
        payment: { method: 'checkmo', additional_information: [] },
      },
      products: { 101: null },
    };
    expect(written(empty)).toEqual(whole);
    const bare = sale({
      articles: [{ ...mug, gst: '0', fields: { extension_attributes: [] } }],
      freight: { gross: '0', gst: '0' },
    });
    const [hold] = planOf({ ...bare, order: { ...within(bare, 'order'), extension_attributes: [] } }, order).holds;
    expect(hold).toMatchObject({ code: 'tax.unmapped' });
  });

  test('an order whose payment method is null names none: its money is held, not refused', () => {
    const paid = sale({ invoices: [{ id: 1, of: { MUG: 2 }, freight }] });
    const plan = planOf({ ...paid, order: { ...within(paid, 'order'), payment: { method: null } } });
    expect(kindsOf(plan)).toEqual(['invoice.create invoice:1']);
    expect(plan.holds).toMatchObject([{ code: 'payment.unmapped', part: 'payment:1' }]);
  });

  test('without a store view the day is the organisation’s: 30 June 14:30 UTC is 1 July in its books', () => {
    const late = sale({ order: { created_at: '2026-06-30 14:30:00' } });
    const dated = (organisation: Json) =>
      only(
        planOf({ ...late, store: null }, { ...order, organisation: { Organisation: organisation } }),
        'invoice.create',
      ).document;
    expect(dated({})).toMatchObject({ Date: '2026-07-01' });
    expect(dated({ Timezone: 'EAUSTRALIASTANDARDTIME' })).toMatchObject({ Date: '2026-07-01' });
    expect(dated({ Timezone: 'GMTSTANDARDTIME' })).toMatchObject({ Date: '2026-06-30' });
    expect(dated({ CountryCode: 'US' })).toMatchObject({ Date: '2026-06-30' });
  });

  test('a levy keeps its name on the credit note, where Magento gives only the amount', () => {
    const levied = {
      ...mug,
      fields: {
        weee_tax_applied: '[{"title":"Recycling levy","row_amount":2,"row_amount_incl_tax":2}]',
        weee_tax_applied_row_amount: 2,
      },
    };
    const snapshot = sale({
      articles: [levied],
      method: 'probepay',
      order: { grand_total: 57 },
      invoices: [{ id: 1, of: { MUG: 2 }, freight, fields: { grand_total: 57 } }],
      creditmemos: [{ id: 2, of: { MUG: 1 }, fields: { grand_total: 23 }, items: { weee_tax_applied_row_amount: 1 } }],
    });
    const note = only(planOf(snapshot), 'creditNote.create');
    expect(linesOf(note).map(({ Description }) => Description)).toEqual([
      'Article MUG [MUG]',
      'Recycling levy: Article MUG',
    ]);
    expect(rows(note)).toEqual(['22.00/2.00', '1.00/0.00']);
  });

  test('an invoice or credit memo that two pages of a search both name becomes one document', () => {
    const sold = sale({
      method: 'probepay',
      invoices: [{ id: 1, of: { MUG: 2 }, freight }],
      creditmemos: [{ id: 5, of: { MUG: 1 } }],
    });
    const twice = (name: string) => [...(sold[name] as Json[]), ...(sold[name] as Json[])];
    const { operations, holds } = planOf({
      ...sold,
      invoices: twice('invoices'),
      creditmemos: twice('creditmemos'),
    });
    expect({ operations, holds }).toEqual({ operations: planOf(sold).operations, holds: [] });
  });
});
