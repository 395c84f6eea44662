import type { MagentoCreditmemo, MagentoInvoice } from '../../model/snapshot';
import { isZero, min, money, round, sum, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { PostedSale } from './invoices';

/** A part of a credit memo and the sale it credits. */
export interface Share {
  readonly posted: PostedSale;
  readonly amount: Money;
}

/**
 * Which sale a credit memo credits: the whole order where the order is one sale; else the invoice it names, else the oldest invoice that billed those articles and
 * has them not yet refunded, then the next. Memos are taken in order, so that each finds what the earlier ones left.
 */
export function creditedSales(
  context: OrderContext,
  sales: readonly PostedSale[],
): ReadonlyMap<number, readonly Share[]> {
  const memos = [...context.snapshot.creditmemos]
    .filter(({ state }) => state !== 3)
    .sort((a, b) => a.entity_id - b.entity_id);
  const result = new Map<number, readonly Share[]>();
  const whole = sales.find(({ sale }) => sale.kind === 'order');
  const billed = sales.flatMap((posted) => {
    const { invoice, cancelled } = posted.sale;
    return invoice === undefined || cancelled ? [] : [{ posted, invoice, left: quantitiesOf(invoice) }];
  });
  for (const memo of memos) {
    const total = memoTotal(memo);
    if (whole !== undefined) {
      result.set(memo.entity_id, [{ posted: whole, amount: total }]);
      continue;
    }
    const named = billed.find(({ invoice }) => invoice.entity_id === memo.invoice_id);
    result.set(
      memo.entity_id,
      spread(memo, total, named === undefined ? billed : [named, ...billed.filter((other) => other !== named)]),
    );
  }
  return result;
}

interface Billed {
  readonly posted: PostedSale;
  readonly invoice: MagentoInvoice;
  readonly left: Map<number, Money>;
}

const quantitiesOf = (invoice: MagentoInvoice): Map<number, Money> =>
  new Map(invoice.items.map((item) => [item.order_item_id, money(item.qty)]));

const memoTotal = (memo: MagentoCreditmemo): Money => {
  const more = memo.extension_attributes;
  return round(
    sum(
      [memo.grand_total, more?.gift_cards_amount, more?.customer_balance_amount, more?.reward_currency_amount].map(
        (each) => money(each),
      ),
    ),
  );
};

/** Takes the memo's articles off the invoices, oldest first; freight and adjustments go with the first that is touched. */
function spread(memo: MagentoCreditmemo, total: Money, billed: readonly Billed[]): Share[] {
  const amounts = new Map<Billed, Money>();
  for (const row of memo.items) {
    const quantity = money(row.qty);
    const gross = money(row.row_total)
      .plus(money(row.tax_amount))
      .plus(money(row.discount_tax_compensation_amount))
      .minus(money(row.discount_amount));
    let open = quantity;
    for (const each of billed) {
      const left = each.left.get(row.order_item_id) ?? zero;
      const taken = min(open, left);
      if (taken.lte(zero)) continue;
      each.left.set(row.order_item_id, left.minus(taken));
      open = open.minus(taken);
      const share = isZero(quantity) ? zero : round(gross.times(taken).div(quantity));
      amounts.set(each, (amounts.get(each) ?? zero).plus(share));
    }
  }
  const touched = billed.filter((each) => amounts.has(each));
  const [first] = touched.length > 0 ? touched : billed;
  if (first === undefined) return [];
  const others = touched
    .filter((each) => each !== first)
    .map((each) => ({ posted: each.posted, amount: amounts.get(each) ?? zero }));
  return [{ posted: first.posted, amount: total.minus(sum(others.map(({ amount }) => amount))) }, ...others];
}
