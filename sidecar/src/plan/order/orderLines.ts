import { isZero, money, round, sum, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import { fixedProductTaxOf, fitFixedProductTax, orderFixedProductTax } from './fixedProductTax';
import { giftWrappingLines } from './giftWrapping';
import { codesOf, heading, type SaleLine } from './lines';
import type { IndexedItem } from './orderItems';
import { shippingLine } from './shippingLine';
import { surchargeLines } from './surcharges';
import { orderTotals } from './storedValue';

interface Reading {
  readonly from: string;
  gross(indexed: IndexedItem): Money;
}

/** The amounts as stored: the same formula as on invoices. */
const stored: Reading = {
  from: 'row_total + tax_amount + discount_tax_compensation_amount - discount_amount',
  gross: ({ item }) =>
    money(item.row_total)
      .plus(money(item.tax_amount))
      .plus(money(item.discount_tax_compensation_amount))
      .minus(money(item.discount_amount)),
};

/**
 * REST lowers `row_total` by the discount and stops at 0, and price × quantity misses by a cent; which reading holds depends on the shop's tax settings,
 * so the first that closes to the header is taken. `row_total_incl_tax` holds the fixed product tax (without its GST) as well.
 */
const rest: readonly Reading[] = [
  {
    from: 'row_total_incl_tax (less fixed product tax)',
    gross: (indexed) => money(indexed.item.row_total_incl_tax).minus(fixedProductTaxOf(indexed)),
  },
  {
    from: 'price_incl_tax x qty_ordered - discount_amount',
    gross: ({ item }) =>
      round(money(item.price_incl_tax).times(money(item.qty_ordered)), 4).minus(money(item.discount_amount)),
  },
  {
    from: 'row_total + tax_amount + discount_tax_compensation_amount',
    gross: ({ item }) =>
      money(item.row_total).plus(money(item.tax_amount)).plus(money(item.discount_tax_compensation_amount)),
  },
];

/** Every line of a whole order, exact. */
export function orderLines(context: OrderContext): readonly SaleLine[] {
  const { order, snapshot } = context;
  const target = orderTotals(context);
  const bearers = order.items.filter(({ item_id: id }) => context.items.get(id)?.role !== 'heading');
  const shipping = shippingLine(context, order, bearers, 'order');
  const besides = [
    ...giftWrappingLines(context, order.extension_attributes, 'order.extension_attributes'),
    ...surchargeLines(context, order.extension_attributes, 'order.extension_attributes'),
    ...(shipping === undefined ? [] : [shipping]),
  ];
  const levies = orderFixedProductTax(context);
  let best: { readonly lines: SaleLine[]; readonly off: Money } | undefined;
  for (const reading of snapshot.amounts === 'stored' ? [stored] : rest) {
    const items = itemLines(context, reading);
    const lines = [...items, ...fitFixedProductTax(levies, [...items, ...besides], target), ...besides];
    const off = target.total.minus(sum(lines.map(({ gross }) => gross))).abs();
    if (isZero(round(off))) return lines;
    if (best === undefined || off.lt(best.off)) best = { lines, off };
  }
  return best?.lines ?? [];
}

function itemLines(context: OrderContext, reading: Reading): SaleLine[] {
  return context.items.all.flatMap((indexed): SaleLine[] => {
    const { item, role } = indexed;
    const quantity = money(item.qty_ordered);
    if (role === 'part') return [];
    if (role === 'heading') return [heading(item, quantity)];
    return [
      {
        kind: 'product',
        id: `item:${item.item_id}`,
        name: item.name ?? item.sku ?? '',
        quantity,
        gross: reading.gross(indexed),
        tax: money(item.tax_amount),
        codes: codesOf(context, indexed),
        percent: money(item.tax_percent),
        discount: money(item.discount_amount),
        item: indexed,
        from: { gross: `order.items[${item.item_id}].${reading.from}`, tax: `order.items[${item.item_id}].tax_amount` },
      },
    ];
  });
}
