import type { DocumentItem, OrderItem } from '../../model/snapshot';
import { money, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { IndexedItem } from './orderItems';

export type LineKind =
  | 'product'
  | 'discount'
  | 'heading'
  | 'shipping'
  | 'fpt'
  | 'giftWrapping'
  | 'surcharge'
  | 'adjustmentRefund'
  | 'adjustmentFee'
  | 'rounding';

/** One line of a sale as Magento has it: exact amounts (they may hold fractions of a cent), tax in. */
export interface SaleLine {
  readonly kind: LineKind;
  /** Stable within the document, e.g. `item:12`, `shipping`. */
  readonly id: string;
  readonly name: string;
  readonly quantity: Money;
  readonly gross: Money;
  readonly tax: Money;
  /** Tax rate codes; empty when Magento recorded none. */
  readonly codes: readonly string[];
  /** Magento's percentage: a taxed article that was given away shows tax 0 and a percentage that is not. */
  readonly percent: Money;
  readonly discount: Money;
  readonly item: IndexedItem | undefined;
  /** Credit memos: the quantity that went back into stock; undefined elsewhere. */
  readonly restocked?: Money | undefined;
  readonly from: { readonly gross: string; readonly tax: string };
}

/**
 * The lines of an invoice or credit memo: `row_total + tax + compensation − discount`, which held on every recorded document
 * (`row_total_incl_tax` there is before the discount). The items name neither tax codes nor product facts: they are joined through the order item.
 */
export function documentItemLines(
  context: OrderContext,
  items: readonly DocumentItem[],
  where: string,
  restocked?: ReadonlyMap<number, Money>,
): SaleLine[] {
  return items.flatMap((row, position): SaleLine[] => {
    const indexed = context.items.get(row.order_item_id);
    if (indexed?.role === 'part') return [];
    const quantity = money(row.qty);
    const path = `${where}.items[${position}]`;
    if (indexed?.role === 'heading') return [heading(indexed.item, quantity)];
    const tax = money(row.tax_amount);
    const discount = money(row.discount_amount);
    return [
      {
        kind: 'product',
        id: `item:${row.order_item_id}`,
        name: row.name ?? indexed?.item.name ?? row.sku ?? '',
        quantity,
        gross: money(row.row_total).plus(tax).plus(money(row.discount_tax_compensation_amount)).minus(discount),
        tax,
        codes: codesOf(context, indexed),
        percent: money(indexed?.item.tax_percent),
        discount,
        item: indexed,
        restocked: restocked?.get(row.order_item_id),
        from: {
          gross: `${path}.row_total + tax_amount + discount_tax_compensation_amount - discount_amount`,
          tax: `${path}.tax_amount`,
        },
      },
    ];
  });
}

export const heading = (item: OrderItem, quantity: Money): SaleLine => ({
  kind: 'heading',
  id: `item:${item.item_id}`,
  name: item.name ?? item.sku ?? '',
  quantity,
  gross: zero,
  tax: zero,
  codes: [],
  percent: zero,
  discount: zero,
  item: undefined,
  from: { gross: 'the parts below', tax: 'the parts below' },
});

/** A configurable's tax stands on the parent; should an extension have put it on the child, it is found there. */
export function codesOf(context: OrderContext, indexed: IndexedItem | undefined): readonly string[] {
  if (indexed === undefined) return [];
  const own = context.taxes.ofItem(indexed.item.item_id);
  if (own.length > 0) return own;
  for (const child of indexed.children) {
    const codes = context.taxes.ofItem(child.item_id);
    if (codes.length > 0) return codes;
  }
  return own;
}
