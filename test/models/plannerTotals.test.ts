import Big from 'big.js';
import fc from 'fast-check';
import { emptyDirectory } from '../../sidecar/src/model/directory';
import { organisationSchema } from '../../sidecar/src/model/organisation';
import { linkBookFrom } from '../../sidecar/src/model/plan';
import { instanceId, orderKey } from '../../sidecar/src/model/record';
import { websiteSettingsSchema } from '../../sidecar/src/model/settings';
import { readSnapshot } from '../../sidecar/src/model/snapshot';
import { plan } from '../../sidecar/src/plan/plan';
import { modelledSnapshot } from './magento/documents';
import type { Algorithm, CartLine, Rate, ShopSettings } from './magento/taxModel';

/**
 * Thousands of orders built by the independent model of Magento's arithmetic: whatever the algorithm, the catalogue, the discount
 * and the cents, the planned invoice charges what Magento charged, and its GST is Magento's.
 */
const organisation = organisationSchema.parse({
  Organisation: { OrganisationID: '11111111-1111-4111-8111-111111111111', CountryCode: 'AU', BaseCurrency: 'AUD' },
  Accounts: [
    { Code: '200', Name: 'Sales', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' },
    { Code: '860', Name: 'Rounding', Type: 'EXPENSE', Class: 'EXPENSE', SystemAccount: 'ROUNDING' },
  ],
  TaxRates: [
    { Name: 'GST on Income', TaxType: 'OUTPUT', EffectiveRate: 10, CanApplyToRevenue: true },
    { Name: 'GST Free Income', TaxType: 'EXEMPTOUTPUT', EffectiveRate: 0, CanApplyToRevenue: true },
    {
      Name: 'BAS Excluded',
      TaxType: 'BASEXCLUDED',
      EffectiveRate: 0,
      CanApplyToRevenue: true,
      CanApplyToExpenses: true,
    },
  ],
});

const website = (trigger: 'order' | 'invoice') =>
  websiteSettingsSchema.parse({
    mode: 'live',
    sales: { triggers: { default: trigger, methods: {} } },
    accounts: { sales: '200' },
    tax: {
      rates: { 'AU-GST': 'OUTPUT' },
      classes: { '0': 'EXEMPTOUTPUT' },
      untaxed: 'EXEMPTOUTPUT',
      export: 'EXEMPTOUTPUT',
      rounding: 'BASEXCLUDED',
    },
    payments: { methods: { checkmo: 'none' } },
    audit: { history_notes: false },
  });

const gst: Rate = { code: 'AU-GST', percent: '10' };
const none: Rate = { code: undefined, percent: '0' };
const price = fc.integer({ min: 1, max: 30_000 }).map((amount) => new Big(amount).div(100).toFixed(2));
const cart = fc
  .array(
    fc.record({ unitPrice: price, qty: fc.integer({ min: 1, max: 40 }), rate: fc.constantFrom(gst, gst, gst, none) }),
    { minLength: 1, maxLength: 14 },
  )
  .map((lines) => lines.map((line, index): CartLine => ({ ...line, sku: `SKU-${index + 100}` })));
const shop = fc.record({
  algorithm: fc.constantFrom<Algorithm>('TOTAL_BASE_CALCULATION', 'ROW_BASE_CALCULATION', 'UNIT_BASE_CALCULATION'),
  pricesIncludeTax: fc.boolean(),
  taxAfterDiscount: fc.boolean(),
  discountPercent: fc.constantFrom('0', '10', '15', '33.33', '50'),
  discountOnShipping: fc.boolean(),
  shipping: fc.constantFrom('0', '9.95', '11', '4.99'),
  shippingRate: fc.constantFrom(gst, none),
}) satisfies fc.Arbitrary<ShopSettings>;

interface PlannedLine {
  readonly Description: string;
  readonly Quantity?: string;
  readonly UnitAmount?: string;
  readonly TaxAmount?: string;
  readonly TaxType?: string;
}

/** What Xero makes of the lines: quantity × unit price to four decimals, each line rounded to cents. */
const lineAmount = (line: PlannedLine): Big =>
  new Big(line.Quantity ?? '0').times(line.UnitAmount ?? '0').round(2, Big.roundHalfUp);
const total = (amounts: readonly Big[]): Big => amounts.reduce((sum, amount) => sum.plus(amount), new Big(0));

function planOf(snapshot: ReturnType<typeof modelledSnapshot>, trigger: 'order' | 'invoice') {
  const settings = website(trigger);
  return plan({
    instanceId: instanceId('22222222-2222-4222-8222-222222222222'),
    recordKey: orderKey(snapshot.order.entity_id),
    snapshot: readSnapshot('order', snapshot),
    settings: { version: 's1', forWebsite: () => settings },
    organisation,
    links: linkBookFrom([]),
    directory: emptyDirectory,
    now: '2026-11-24T04:00:00Z',
  });
}

test.each(['order', 'invoice'] as const)(
  'with the trigger %s, every modelled order becomes one invoice of Magento’s total and GST',
  (trigger) => {
    fc.assert(
      fc.property(shop, cart, (settings, lines) => {
        const snapshot = modelledSnapshot(settings, lines, trigger === 'invoice');
        const printed = trigger === 'invoice' ? snapshot.invoices[0] : snapshot.order;
        fc.pre(printed !== undefined && printed.grand_total > 0);
        const { operations, holds } = planOf(snapshot, trigger);
        expect(holds).toEqual([]);
        const invoices = operations.filter((operation) => operation.kind === 'invoice.create');
        expect(invoices).toHaveLength(1);
        const planned = (invoices[0]?.document as { LineItems: readonly PlannedLine[] }).LineItems;
        expect(total(planned.map(lineAmount)).toFixed(2)).toBe(printed.grand_total.toFixed(2));
        expect(total(planned.map((line) => new Big(line.TaxAmount ?? '0'))).toFixed(2)).toBe(
          printed.tax_amount.toFixed(2),
        );
        expect(planned.some((line) => line.Description === 'Rounding')).toBe(false);
        for (const [index, line] of lines.entries()) {
          const item = snapshot.order.items[index];
          // what cost nothing in the end needs no line
          if (
            item === undefined ||
            item.row_total + item.tax_amount + item.discount_tax_compensation_amount - item.discount_amount < 0.005
          )
            continue;
          const own = planned.filter((candidate) => candidate.Description.includes(`Thing ${line.sku}`));
          expect(own.length).toBeGreaterThan(0);
          if (line.rate.code === undefined)
            expect(
              own.every((candidate) => candidate.TaxAmount === '0.00' && candidate.TaxType === 'EXEMPTOUTPUT'),
            ).toBe(true);
        }
      }),
      { numRuns: 1200 },
    );
  },
);
