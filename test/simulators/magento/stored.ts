import Big from 'big.js';

/** Exact decimals: a JSON number's shortest text is what Magento printed. */
const decimal = (value: unknown): Big =>
  new Big(typeof value === 'number' || typeof value === 'string' ? String(value) : '0');

/**
 * Undoes what only REST does to an order item (Magento\Sales\Model\Order\Webapi\ChangeOutputArray): `row_total` comes less the
 * discount and never below 0, `row_total_incl_tax` less the discount. Where 0 may be such a floor, what was invoiced of the row
 * (`row_invoiced`, not altered) says what it was.
 */
export function asStored<T extends Record<string, unknown>>(item: T): T {
  const discount = decimal(item['discount_amount']);
  if (discount.eq(0)) return item;
  const rest = decimal(item['row_total']);
  const wasFloored = rest.eq(0) && decimal(item['row_invoiced']).gt(0);
  const rowTotal = wasFloored ? decimal(item['row_invoiced']) : rest.plus(discount);
  const inclTax = decimal(item['row_total_incl_tax']).plus(discount);
  return {
    ...item,
    row_total: Number(rowTotal.toFixed()),
    row_total_incl_tax: Number(inclTax.toFixed()),
  };
}
