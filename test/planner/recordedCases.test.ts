import Big from 'big.js';
import { Ledger, rows, sums } from './ledger';
import { kindsOf, only, planOf, triggerEverything } from './books';
import { caseNames, expectedOf, momentsOf, snapshotOf, type Moment } from './recorded';

const cents = (amount: number | string | undefined): string =>
  new Big(String(amount ?? 0)).round(2, Big.roundHalfUp).toFixed(2);
const less = (a: number, b: number | undefined): string => cents(new Big(String(a)).minus(String(b ?? 0)).toFixed());
const everyMoment = caseNames.flatMap((name) => momentsOf(name));
const forms = ['stored', 'rest'] as const;

const table = everyMoment.flatMap((moment) => forms.map((amounts) => ({ name: moment.name, moment, amounts })));

test('all seventeen recorded cases are here', () => expect(caseNames).toHaveLength(17));

describe.each(table)('$name, amounts $amounts', ({ moment, amounts }) => {
  const { order, invoices, creditmemos } = moment;
  const snapshot = snapshotOf(moment, amounts);

  test('by the trigger invoice, every Magento invoice becomes one of the printed total and tax', () => {
    const plan = planOf(snapshot, { settings: triggerEverything('invoice') });
    expect(plan.holds).toEqual([]);
    const planned = plan.operations.filter(({ kind }) => kind === 'invoice.create');
    expect(planned.map(({ part }) => part)).toEqual(invoices.map(({ entity_id: id }) => `invoice:${id}`));
    expect(planned.map(sums)).toEqual(invoices.map((each) => `${cents(each.grand_total)}/${cents(each.tax_amount)}`));
    expectCreditNotes(plan, creditmemos);
  });

  test('by the trigger order, the order becomes one invoice of its total less what was cancelled', () => {
    const plan = planOf(snapshot, { settings: triggerEverything('order') });
    expect(plan.holds).toEqual([]);
    if (order.state === 'canceled') return expect(kindsOf(plan)).toEqual([]);
    expect(sums(only(plan, 'invoice.create'))).toBe(
      `${less(order.grand_total, order.total_canceled)}/${less(order.tax_amount, order.tax_canceled)}`,
    );
    expectCreditNotes(plan, creditmemos);
  });

  test('no line is a Rounding line, and what is expected of Xero is what the lines add up to', () => {
    for (const trigger of ['invoice', 'order'] as const) {
      const { operations } = planOf(snapshot, { settings: triggerEverything(trigger) });
      for (const operation of operations) {
        if (operation.expect === undefined) continue;
        expect(sums(operation)).toBe(`${operation.expect.Total}/${operation.expect.TotalTax}`);
        expect(JSON.stringify(operation.document)).not.toContain('"Description":"Rounding"');
      }
    }
  });

  test('planning again after the plan was carried out gives nothing', () => {
    for (const trigger of ['invoice', 'order', 'complete'] as const) {
      const ledger = new Ledger();
      const given = { settings: triggerEverything(trigger) };
      ledger.apply(planOf(snapshot, given).operations);
      const again = planOf(snapshot, { ...given, links: ledger.links });
      expect({ trigger, operations: again.operations, holds: again.holds }).toEqual({
        trigger,
        operations: [],
        holds: [],
      });
    }
  });
});

function expectCreditNotes(plan: ReturnType<typeof planOf>, creditmemos: Moment['creditmemos']): void {
  const planned = plan.operations.filter(({ kind }) => kind === 'creditNote.create');
  expect(planned.map(({ part }) => part)).toEqual(creditmemos.map(({ entity_id: id }) => `creditmemo:${id}`));
  expect(planned.map(sums)).toEqual(creditmemos.map((each) => `${cents(each.grand_total)}/${cents(each.tax_amount)}`));
}

test.each(everyMoment.map((moment) => ({ name: moment.name, moment })))(
  '$name: REST and the module give the same documents and the same fingerprints',
  ({ moment }) => {
    for (const trigger of ['invoice', 'order'] as const) {
      const [stored, rest] = forms.map((amounts) =>
        planOf(snapshotOf(moment, amounts), { settings: triggerEverything(trigger) }).operations.map(
          ({ document, inputFingerprint }) => ({ document, inputFingerprint }),
        ),
      );
      expect(rest).toEqual(stored);
    }
  },
);

/** The truth worked out by hand, where Magento's documents agree with it. */
describe('by hand', () => {
  interface ByHand {
    readonly order: {
      readonly paid: string;
      readonly gst?: string;
      readonly lines?: readonly { sku: string; paid: string; gst: string }[];
    };
    readonly invoices?: readonly { paid: string; gst: string }[];
    readonly refund?: { paid: string; gst: string };
    readonly refunds?: readonly { paid: string; gst?: string }[];
  }
  test.each(caseNames)('%s is worth what was worked out', (name) => {
    const expected = expectedOf(name) as ByHand;
    const last = momentsOf(name).at(-1);
    const placed = momentsOf(name)[0];
    if (last === undefined || placed === undefined) throw new Error(`${name} has no moments`);
    // a case in parts is worth its whole before anything of it was cancelled
    const whole = last.order.state === 'complete' || last.order.state === 'closed' ? last : placed;
    const invoice = only(
      planOf(snapshotOf(whole, 'stored'), { settings: triggerEverything('order') }),
      'invoice.create',
    );
    const [paid, gst] = sums(invoice).split('/');
    expect(paid).toBe(expected.order.paid);
    if (expected.order.gst !== undefined) expect(gst).toBe(expected.order.gst);
    // README of 02-excl: the freight by hand is 10.94, and so it is on Magento's invoice though its shipping_incl_tax says 10.95
    for (const { sku, paid: amount, gst: tax } of expected.order.lines ?? [])
      expect({ sku, rows: rows(invoice) }).toEqual({
        sku,
        rows: expect.arrayContaining([`${amount}/${tax}`]) as unknown,
      });
    const plan = planOf(snapshotOf(last, 'stored'), { settings: triggerEverything('invoice') });
    const invoices = plan.operations.filter(({ kind }) => kind === 'invoice.create').map(sums);
    if (expected.invoices !== undefined)
      expect(invoices).toEqual(expected.invoices.map((each) => `${each.paid}/${each.gst}`));
    const refunds = plan.operations.filter(({ kind }) => kind === 'creditNote.create').map(sums);
    // MAGENTO HAS 0.01 where one eleventh of the 0.05 that came back rounds to 0.00
    if (expected.refund !== undefined && name !== '02-excl-total-12lines-10pct')
      expect(refunds).toEqual([`${expected.refund.paid}/${expected.refund.gst}`]);
    if (expected.refunds !== undefined)
      expect(refunds.map((each) => each.split('/')[0])).toEqual(expected.refunds.map((each) => each.paid));
  });
});
