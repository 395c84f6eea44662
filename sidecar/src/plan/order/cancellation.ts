import { isZero, min, money, round, sum, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';
import { cancelledTotals, type Totals } from './storedValue';

export interface Cancelled {
  /** What is left of each line. */
  readonly remaining: readonly SaleLine[];
  /** What was taken off each line, positive. */
  readonly cancelled: readonly SaleLine[];
}

export const isCancelledInPart = (context: OrderContext): boolean =>
  context.order.state !== 'canceled' && money(context.order.total_canceled).gt(zero);

/**
 * Takes off a whole order what was cancelled of it: per line by quantity, and what rounding leaves on the largest, so that it is `total_canceled`
 * and `tax_canceled`. `grand_total` never shrinks, and `total_due` still holds what nobody owes (measured).
 */
export function splitCancelled(context: OrderContext, lines: readonly SaleLine[]): Cancelled {
  const { order } = context;
  const freightShare = shareOf(money(order.shipping_canceled), money(order.shipping_amount));
  const parts = lines.map((line) => {
    const item = line.item?.item;
    const share =
      line.kind === 'shipping'
        ? freightShare
        : item === undefined
          ? undefined
          : shareOf(money(item.qty_canceled), money(item.qty_ordered));
    if (share === undefined) return { gross: zero, tax: zero, quantity: zero };
    const part = (amount: Money) => round(amount.times(share.part).div(share.whole));
    return {
      gross: part(line.gross),
      tax: part(line.tax),
      quantity: line.kind === 'shipping' ? zero : money(item?.qty_canceled),
    };
  });
  const target = cancelledTotals(context);
  giveRest(parts, target, lines.length);
  const cancelled = lines.flatMap((line, position): SaleLine[] => {
    const part = parts[position];
    if (part === undefined || (isZero(part.gross) && isZero(part.tax))) return [];
    return [
      {
        ...line,
        gross: part.gross,
        tax: part.tax,
        quantity: isZero(part.quantity) ? line.quantity : part.quantity,
        discount: zero,
      },
    ];
  });
  const remaining = lines.flatMap((line, position): SaleLine[] => {
    const part = parts[position] ?? { gross: zero, tax: zero, quantity: zero };
    const quantity = line.kind === 'shipping' ? line.quantity : line.quantity.minus(part.quantity);
    if (line.kind === 'heading') return [line];
    if (isZero(quantity)) return [];
    const discount = isZero(line.quantity) ? line.discount : round(line.discount.times(quantity).div(line.quantity));
    return [{ ...line, gross: line.gross.minus(part.gross), tax: line.tax.minus(part.tax), quantity, discount }];
  });
  return { remaining, cancelled };
}

interface Share {
  readonly part: Money;
  readonly whole: Money;
}
const shareOf = (part: Money, whole: Money): Share | undefined =>
  isZero(part) || isZero(whole) ? undefined : { part: min(part, whole), whole };

function giveRest(parts: { gross: Money; tax: Money; quantity: Money }[], target: Totals, lines: number): void {
  const allowed = money('0.01').times(String(lines));
  let largest: (typeof parts)[number] | undefined;
  for (const part of parts) if (largest === undefined || part.gross.gt(largest.gross)) largest = part;
  if (largest === undefined || isZero(largest.gross)) return;
  const gross = round(target.total).minus(sum(parts.map((part) => part.gross)));
  const tax = round(target.tax).minus(sum(parts.map((part) => part.tax)));
  // more than rounding is no rounding: the check of totals will show it
  if (gross.abs().lte(allowed)) largest.gross = largest.gross.plus(gross);
  if (tax.abs().lte(allowed)) largest.tax = largest.tax.plus(tax);
}
