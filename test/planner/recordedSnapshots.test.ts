import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { organisationAnswers, planOf, triggerEverything } from './books';
import { sums } from './ledger';

const folder = join(__dirname, '..', 'fixtures', 'snapshots');
const read = (name: string): unknown => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const money = z.string().regex(/^\d+\.\d\d$/);
const truths = z.record(z.string(), z.object({ total: money, gst: money, why: z.string() })).parse(read('expected'));
const names = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ''))
  .filter((name) => name !== 'expected');

/** A second rate, for the basket that has one. */
const organisation = {
  TaxRates: [
    ...organisationAnswers.TaxRates,
    { Name: 'Reduced', TaxType: 'TAX005', EffectiveRate: 5, CanApplyToRevenue: true, CanApplyToExpenses: false },
  ],
};
const settings = (trigger: 'invoice' | 'order') => ({
  ...triggerEverything(trigger),
  tax: { rates: { 'AU-5': 'TAX005' } },
});

test('every recorded snapshot has its truth, worked out by hand', () => {
  expect(names.sort()).toEqual(Object.keys(truths).sort());
});

test.each(Object.entries(truths))(
  'a recorded order of the kind "%s" becomes invoices of the total and GST worked out by hand',
  (name, { total, gst }) => {
    const { data } = z.object({ data: z.record(z.string(), z.unknown()) }).parse(read(name));
    for (const trigger of ['order', 'invoice'] as const) {
      const plan = planOf(data, { settings: settings(trigger), organisation });
      const invoices = plan.operations.filter(({ kind }) => kind === 'invoice.create');
      const isOpen = (data['invoices'] as readonly unknown[]).length === 0;
      expect({ trigger, holds: plan.holds, invoices: invoices.map(sums) }).toEqual({
        trigger,
        holds: [],
        // Nothing was sold where all was given away: such orders are skipped unless the settings say otherwise.
        invoices: total === '0.00' || (trigger === 'invoice' && isOpen) ? [] : [`${total}/${gst}`],
      });
    }
  },
);
