import type { MagentoOrder } from '../../model/snapshot';
import { money, zero, type Money } from '../../shared/money';

/** Tax rate codes as Magento recorded them at checkout; only the order has them, invoices and credit memos do not. */
export interface OrderTaxes {
  /** Codes on an item itself. */
  ofItem(itemId: number): readonly string[];
  /** Codes on an item's fixed product tax, and the tax amount. */
  ofFixedProductTax(itemId: number): { readonly codes: readonly string[]; readonly amount: Money };
  readonly shipping: readonly string[];
  /** Codes of other taxed things by Magento's type, e.g. `quote_gw`, `item_gw`, `printed_card_gw`. */
  ofType(type: string): readonly string[];
  /** All codes of the order with their percentages. */
  readonly applied: readonly { readonly code: string; readonly percent: string }[];
}

const none: readonly string[] = [];

export function readTaxes(order: MagentoOrder): OrderTaxes {
  const items = new Map<number, Set<string>>();
  const fpt = new Map<number, { codes: Set<string>; amount: Money }>();
  const types = new Map<string, Set<string>>();
  const add = (type: string, itemId: number | undefined, code: string | undefined, amount: string) => {
    if (code === undefined) return;
    if (type === 'product' && itemId !== undefined) into(items, itemId, () => new Set<string>()).add(code);
    else if (type === 'weee' && itemId !== undefined) {
      const entry = into(fpt, itemId, () => ({ codes: new Set<string>(), amount: zero }));
      // the same tax stands in two places of the order: once per code counts
      if (!entry.codes.has(code)) entry.amount = entry.amount.plus(money(amount));
      entry.codes.add(code);
    } else into(types, type, () => new Set<string>()).add(code);
  };
  const extra = order.extension_attributes;
  for (const {
    type,
    item_id: own,
    associated_item_id: associated,
    applied_taxes: rates,
  } of extra?.item_applied_taxes ?? [])
    for (const { code, amount } of rates) add(type ?? 'product', own ?? associated, code, amount);
  for (const { item_id: itemId, extension_attributes: more } of order.items)
    for (const tax of more?.itemized_taxes ?? [])
      add(tax.taxable_item_type ?? 'product', itemId, tax.tax_code, tax.amount);
  for (const tax of extra?.additional_itemized_taxes ?? [])
    add(tax.taxable_item_type ?? 'shipping', undefined, tax.tax_code, tax.amount);
  const sorted = (codes: Set<string> | undefined): readonly string[] =>
    codes === undefined ? none : codes.size < 2 ? [...codes] : [...codes].sort();
  return {
    ofItem: (itemId) => sorted(items.get(itemId)),
    ofFixedProductTax: (itemId) => {
      const entry = fpt.get(itemId);
      return { codes: sorted(entry?.codes), amount: entry?.amount ?? zero };
    },
    shipping: sorted(types.get('shipping')),
    ofType: (type) => sorted(types.get(type)),
    applied: (extra?.applied_taxes ?? []).flatMap(({ code, percent }) =>
      code === undefined ? [] : [{ code, percent }],
    ),
  };
}

function into<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
