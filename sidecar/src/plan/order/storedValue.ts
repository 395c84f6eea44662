import { money, negate, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';

/** Money that the buyer had left with the shop before: it pays an invoice from a liability account, it is no discount. */
export type StoredValueKind = 'gift_card' | 'store_credit' | 'reward_points';

export interface StoredValue {
  readonly kind: StoredValueKind;
  readonly amount: Money;
  readonly from: string;
}

interface Fields {
  readonly gift_cards_amount?: string | undefined;
  readonly customer_balance_amount?: string | undefined;
  readonly reward_currency_amount?: string | undefined;
}

/** Adobe Commerce, by its documented fields; no such document was recorded. `grand_total` is what is left to pay after them. */
export function storedValueOf(fields: Fields | null | undefined, where: string): StoredValue[] {
  if (fields === null || fields === undefined) return [];
  const values: StoredValue[] = [
    { kind: 'gift_card', amount: money(fields.gift_cards_amount).abs(), from: `${where}.gift_cards_amount` },
    {
      kind: 'store_credit',
      amount: money(fields.customer_balance_amount).abs(),
      from: `${where}.customer_balance_amount`,
    },
    {
      kind: 'reward_points',
      amount: money(fields.reward_currency_amount).abs(),
      from: `${where}.reward_currency_amount`,
    },
  ];
  return values.filter(({ amount }) => amount.gt(zero));
}

/** What the order's stored value pays, less what cancelling gave back: Magento then counts only what was invoiced. */
export function orderStoredValue(context: OrderContext): StoredValue[] {
  const extra = context.order.extension_attributes;
  if (extra === null || extra === undefined) return [];
  const cancelled = money(context.order.total_canceled).gt(zero);
  const where = 'order.extension_attributes';
  if (!cancelled) return storedValueOf(extra, where);
  return storedValueOf(
    {
      gift_cards_amount: extra.gift_cards_invoiced ?? extra.gift_cards_amount,
      customer_balance_amount: extra.customer_balance_invoiced ?? extra.customer_balance_amount,
      reward_currency_amount: extra.reward_currency_amount,
    },
    where,
  );
}

export const totalOf = (values: readonly StoredValue[]): Money =>
  values.reduce((total, { amount }) => total.plus(amount), zero);

export interface Totals {
  readonly total: Money;
  readonly tax: Money;
}

/** What the whole order's lines must add up to, before anything was cancelled. */
export const orderTotals = (context: OrderContext): Totals => ({
  total: money(context.order.grand_total).plus(
    totalOf(storedValueOf(context.order.extension_attributes, 'order.extension_attributes')),
  ),
  tax: money(context.order.tax_amount),
});

/** Of it, what was cancelled. */
export const cancelledTotals = (context: OrderContext): Totals => ({
  total: money(context.order.total_canceled)
    .abs()
    .plus(
      totalOf(storedValueOf(context.order.extension_attributes, '')).plus(negate(totalOf(orderStoredValue(context)))),
    ),
  tax: money(context.order.tax_canceled).abs(),
});
