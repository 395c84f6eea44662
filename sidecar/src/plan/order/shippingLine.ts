import { isZero, money, sum, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';

/** The header fields that orders, invoices and credit memos share. */
export interface Header {
  readonly discount_amount: string;
  readonly discount_tax_compensation_amount: string;
  readonly shipping_amount: string;
  readonly shipping_tax_amount: string;
  readonly shipping_discount_tax_compensation_amount: string;
}
interface ItemShares {
  readonly discount_amount: string;
  readonly discount_tax_compensation_amount: string;
}

/**
 * Freight, tax in, after its discount: what the header holds and no item does. `shipping_incl_tax` was a cent too high in three recorded cases. A credit memo
 * has no field for the freight's compensation or discount: they sit in the header's sums, so they are always derived.
 */
export function shippingLine(
  context: OrderContext,
  header: Header,
  items: readonly ItemShares[],
  where: string,
): SaleLine | undefined {
  const compensation = money(header.discount_tax_compensation_amount)
    .plus(money(header.shipping_discount_tax_compensation_amount))
    .minus(sumOf(items, 'discount_tax_compensation_amount'));
  const discount = money(header.discount_amount).abs().minus(sumOf(items, 'discount_amount'));
  const tax = money(header.shipping_tax_amount);
  const gross = money(header.shipping_amount).plus(tax).plus(compensation).minus(discount);
  if (isZero(gross) && isZero(tax)) return undefined;
  return {
    kind: 'shipping',
    id: 'shipping',
    name: context.order.shipping_description ?? 'Shipping',
    quantity: one,
    gross,
    tax,
    codes: context.taxes.shipping,
    percent: zero,
    discount,
    item: undefined,
    from: {
      gross: `${where}.shipping_amount + shipping_tax_amount + compensation and discount that no item has`,
      tax: `${where}.shipping_tax_amount`,
    },
  };
}

const one = money('1');
const sumOf = (items: readonly ItemShares[], field: keyof ItemShares): Money =>
  sum(items.map((item) => money(item[field])));
