import { z } from 'zod';
import type { DocumentItem } from '../../model/snapshot';
import { isZero, max, min, money, round, sum, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';
import type { IndexedItem } from './orderItems';

/** What Magento writes as JSON text into `weee_tax_applied`: the only place that has the amount with tax (measured). */
const appliedSchema = z.array(
  z.looseObject({
    title: z.string().optional(),
    row_amount: z.union([z.number(), z.string()]).optional(),
    row_amount_incl_tax: z.union([z.number(), z.string()]).optional(),
  }),
);

interface Levy {
  readonly titles: string;
  /** Of the whole row, without and with tax. */
  readonly net: Money;
  readonly gross: Money;
}

interface Carrier {
  readonly weee_tax_applied: string | undefined;
  readonly weee_tax_applied_row_amount: string;
}

function levyOf(carrier: Carrier, taxOfRow: Money): Levy | undefined {
  const text = carrier.weee_tax_applied;
  if (text !== undefined && text.length > 2) {
    const rows = appliedSchema.safeParse(parsed(text));
    if (rows.success && rows.data.length > 0) {
      const net = sum(rows.data.map(({ row_amount: amount }) => money(amount)));
      const gross = sum(rows.data.map((row) => money(row.row_amount_incl_tax ?? row.row_amount)));
      const titles = rows.data.flatMap(({ title }) => (title === undefined ? [] : [title])).join(', ');
      if (!isZero(gross)) return { titles: titles === '' ? 'Fixed product tax' : titles, net, gross: max(gross, net) };
    }
  }
  const net = money(carrier.weee_tax_applied_row_amount);
  return isZero(net) ? undefined : { titles: 'Fixed product tax', net, gross: net.plus(taxOfRow) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The levy of an order item's whole row, without tax: the part of `row_total_incl_tax` that is no price. */
export const fixedProductTaxOf = (indexed: IndexedItem): Money => levyOf(indexed.item, zero)?.net ?? zero;

/** The levies of a whole order, one line per article. */
export function orderFixedProductTax(context: OrderContext): SaleLine[] {
  return context.items.all.flatMap((indexed) => {
    const levy = indexed.role === 'money' ? itemLevy(context, indexed) : undefined;
    return levy === undefined ? [] : [line(context, indexed, levy, money(indexed.item.qty_ordered))];
  });
}

/**
 * The levies of an invoice or credit memo. Invoice items have no field for them, so the order item's is taken by quantity; a credit memo's own item has its row
 * right (and `base_weee_tax_applied_row_amnt` wrong, which is not read).
 */
export function documentFixedProductTax(context: OrderContext, items: readonly DocumentItem[]): SaleLine[] {
  return items.flatMap((row) => {
    const indexed = context.items.get(row.order_item_id);
    if (indexed?.role !== 'money') return [];
    const whole = itemLevy(context, indexed);
    if (whole === undefined) return [];
    const quantity = money(row.qty);
    const ordered = money(indexed.item.qty_ordered);
    const share = (amount: Money) => (isZero(ordered) ? amount : amount.times(quantity).div(ordered));
    const byQuantity: Levy = { titles: whole.titles, net: share(whole.net), gross: share(whole.gross) };
    const own = levyOf(row, byQuantity.gross.minus(byQuantity.net)) ?? byQuantity;
    return [line(context, indexed, { ...own, titles: whole.titles }, quantity)];
  });
}

const itemLevy = (context: OrderContext, { item }: IndexedItem): Levy | undefined =>
  levyOf(item, context.taxes.ofFixedProductTax(item.item_id).amount);

function line(context: OrderContext, indexed: IndexedItem, levy: Levy, quantity: Money): SaleLine {
  const tax = levy.gross.minus(levy.net);
  const { codes } = context.taxes.ofFixedProductTax(indexed.item.item_id);
  const own = codes.length > 0 || isZero(tax) ? codes : context.taxes.ofItem(indexed.item.item_id);
  return {
    kind: 'fpt',
    id: `fpt:${indexed.item.item_id}`,
    name: `${levy.titles}: ${indexed.item.name ?? indexed.item.sku ?? ''}`,
    quantity,
    gross: levy.gross,
    tax,
    codes: own,
    percent: isZero(tax) ? zero : money(indexed.item.tax_percent),
    discount: zero,
    item: indexed,
    from: {
      gross: `order.items[${indexed.item.item_id}].weee_tax_applied (row_amount_incl_tax) by quantity`,
      tax: `order.items[${indexed.item.item_id}].weee_tax_applied (row_amount_incl_tax - row_amount) by quantity`,
    },
  };
}

/**
 * A levy's cents in parts of an order fall where Magento rounded them; the document's header has what its items lack, so the largest levy takes the
 * difference, up to a cent per line.
 */
export function fitFixedProductTax(
  levies: readonly SaleLine[],
  others: readonly SaleLine[],
  header: { readonly total: Money; readonly tax: Money },
): SaleLine[] {
  if (levies.length === 0) return [];
  const lines = [...levies, ...others];
  const allowed = money('0.01').times(String(levies.length));
  const within = (difference: Money) => (difference.abs().lte(allowed) ? difference : zero);
  const gross = within(header.total.minus(sum(lines.map((each) => each.gross))));
  const tax = within(header.tax.minus(sum(lines.map((each) => each.tax))));
  if (isZero(round(gross, 4)) && isZero(round(tax, 4))) return [...levies];
  const [largest] = [...levies].sort((a, b) => b.gross.cmp(a.gross));
  return levies.map((each) =>
    each === largest
      ? { ...each, gross: each.gross.plus(gross), tax: min(each.tax.plus(tax), each.gross.plus(gross)) }
      : each,
  );
}
