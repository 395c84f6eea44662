import Big from 'big.js';
import fc from 'fast-check';
import { modelledSnapshot } from '../models/magento/documents';
import type { Algorithm, CartLine, ShopSettings } from '../models/magento/taxModel';
import { only, planOf, triggerEverything } from './books';
import { rows } from './ledger';

const gst = { code: 'AU-GST', percent: '10' };

const shop = fc.record({
  algorithm: fc.constantFrom<Algorithm>('TOTAL_BASE_CALCULATION', 'ROW_BASE_CALCULATION', 'UNIT_BASE_CALCULATION'),
  pricesIncludeTax: fc.boolean(),
  taxAfterDiscount: fc.boolean(),
  discountPercent: fc.constantFrom('0', '10', '33.33', '100'),
  discountOnShipping: fc.boolean(),
  shipping: fc.constantFrom('0', '9.95', '4.99'),
  shippingRate: fc.constantFrom(gst, { code: undefined, percent: '0' }),
}) satisfies fc.Arbitrary<ShopSettings>;
const cart = fc
  .array(fc.record({ cents: fc.integer({ min: 1, max: 20_000 }), qty: fc.integer({ min: 1, max: 40 }) }), {
    minLength: 1,
    maxLength: 6,
  })
  .map((lines) =>
    lines.map(({ cents, qty }, index): CartLine => ({
      sku: `S${index}`,
      unitPrice: new Big(cents).div(100).toFixed(2),
      qty,
      rate: gst,
    })),
  );

/** What REST makes of a stored order item (ChangeOutputArray): the row less its discount, never below 0; with tax, less the discount. */
function asRest<
  T extends {
    row_total: number;
    row_total_incl_tax: number;
    tax_amount: number;
    discount_amount: number;
    discount_tax_compensation_amount: number;
  },
>(item: T): T {
  const net = new Big(item.row_total).minus(item.discount_amount);
  return {
    ...item,
    row_total: Number((net.lt(0) ? new Big(0) : net).toFixed()),
    row_total_incl_tax: Number(net.plus(item.tax_amount).plus(item.discount_tax_compensation_amount).toFixed()),
  };
}

test('an order read by plain REST becomes the same lines as the module’s, in every tax setting', () => {
  fc.assert(
    fc.property(shop, cart, (settings, lines) => {
      const stored = modelledSnapshot(settings, lines, false);
      fc.pre(stored.order.grand_total > 0);
      const rest = { ...stored, amounts: 'rest', order: { ...stored.order, items: stored.order.items.map(asRest) } };
      const given = { settings: triggerEverything('order') };
      const [fromModule, fromRest] = [planOf(stored, given), planOf(rest, given)];
      expect(fromRest.holds).toEqual(fromModule.holds);
      if (fromModule.holds.length === 0)
        expect(rows(only(fromRest, 'invoice.create'))).toEqual(rows(only(fromModule, 'invoice.create')));
    }),
    { numRuns: 200 },
  );
});
