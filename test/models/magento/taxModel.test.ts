import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { computeOrder, type Algorithm, type CartLine, type Rate, type ShopSettings } from './taxModel';

/** The model may judge the planner only because it gives, to the cent, what a real Magento printed. */
interface RecordedItem {
  readonly sku: string;
  readonly qty_ordered: number;
  readonly original_price: number;
  readonly price_incl_tax: number;
  readonly row_total: number;
  readonly tax_amount: number;
  readonly tax_percent: number;
  readonly discount_amount: number;
  readonly discount_tax_compensation_amount: number;
}
interface RecordedOrder {
  readonly items: readonly RecordedItem[];
  readonly grand_total: number;
  readonly tax_amount: number;
  readonly shipping_amount: number;
  readonly shipping_tax_amount: number;
  readonly shipping_incl_tax: number;
  readonly discount_amount: number;
}
const read = (name: string, file: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../../fixtures/cases', name, file), 'utf8'));

const gst: Rate = { code: 'AU-GST', percent: '10' };
const none: Rate = { code: undefined, percent: '0' };

test.each([
  ['01-incl-total-12lines-10pct', '10'],
  ['01-incl-unit-035x30', '0'],
  ['02-excl-total-12lines-10pct', '10'],
  ['04-mixed-class-none', '0'],
])('the model reproduces %s', (name, discountPercent) => {
  const order = read(name, 'order.json') as RecordedOrder;
  const config = (read(name, 'settings.json') as { default: Record<string, string> }).default;
  const inclusive = config['tax/calculation/price_includes_tax'] === '1';
  const settings: ShopSettings = {
    algorithm: config['tax/calculation/algorithm'] as Algorithm,
    pricesIncludeTax: inclusive,
    taxAfterDiscount: config['tax/calculation/apply_after_discount'] === '1',
    discountPercent,
    discountOnShipping: false,
    shipping: config['carriers/flatrate/price'] ?? '',
    shippingRate: gst,
  };
  const lines = order.items.map((item): CartLine => ({
    sku: item.sku,
    unitPrice: String(item.original_price),
    qty: item.qty_ordered,
    rate: item.tax_percent === 0 ? none : gst,
  }));
  const computed = computeOrder(settings, lines);

  const printed = order.items.map((item) => [
    item.sku,
    item.price_incl_tax,
    item.tax_amount,
    item.discount_amount,
    item.discount_tax_compensation_amount,
    item.row_total,
  ]);
  // REST lowers an order item's row total by its discount
  const modelled = computed.rows.map((row, index) => [
    lines[index]?.sku,
    ...[row.priceInclTax, row.tax, row.discount, row.compensation, row.rowTotal.minus(row.discount)].map((value) =>
      Number(value.toFixed(4)),
    ),
  ]);
  expect(modelled).toEqual(printed);
  expect(
    [computed.shipping.rowTotal, computed.shipping.tax, computed.tax, computed.grandTotal].map((value) =>
      value.toFixed(2),
    ),
  ).toEqual(
    [order.shipping_amount, order.shipping_tax_amount, order.tax_amount, order.grand_total].map((value) =>
      value.toFixed(2),
    ),
  );
});
