import type { MagentoOrder, OrderItem } from '../../model/snapshot';

/**
 * Where an order keeps a line's money.
 * - `money`: the item itself (a simple product, a configurable or fixed-price bundle with all its money, a part of a dynamic bundle);
 * - `heading`: a dynamic bundle's own line, which repeats the money of its parts and must not be added (measured);
 * - `part`: a child whose parent has the money; all zero.
 */
type ItemRole = 'money' | 'heading' | 'part';

export interface IndexedItem {
  readonly item: OrderItem;
  readonly role: ItemRole;
  readonly parent: OrderItem | undefined;
  readonly children: readonly OrderItem[];
}

export interface ItemIndex {
  readonly all: readonly IndexedItem[];
  get(itemId: number): IndexedItem | undefined;
}

const isNothing = (amount: string): boolean => /^-?0*(\.0*)?$/.test(amount);

/** REST nets `row_total` and clamps it at 0, so a free part still shows by its price. */
const carriesMoney = (item: OrderItem): boolean =>
  !isNothing(item.price) ||
  !isNothing(item.row_total) ||
  !isNothing(item.row_total_incl_tax) ||
  !isNothing(item.tax_amount);

export function indexItems(order: MagentoOrder): ItemIndex {
  const byId = new Map(order.items.map((item) => [item.item_id, item]));
  const children = new Map<number, OrderItem[]>();
  for (const item of order.items) {
    if (item.parent_item_id === undefined || !byId.has(item.parent_item_id)) continue;
    const siblings = children.get(item.parent_item_id);
    if (siblings === undefined) children.set(item.parent_item_id, [item]);
    else siblings.push(item);
  }
  const isDynamic = (item: OrderItem): boolean =>
    item.product_type === 'bundle' && (children.get(item.item_id) ?? []).some(carriesMoney);
  const all = order.items.map((item): IndexedItem => {
    const parent = item.parent_item_id === undefined ? undefined : byId.get(item.parent_item_id);
    const role: ItemRole =
      parent === undefined ? (isDynamic(item) ? 'heading' : 'money') : isDynamic(parent) ? 'money' : 'part';
    return { item, role, parent, children: children.get(item.item_id) ?? [] };
  });
  const index = new Map(all.map((entry) => [entry.item.item_id, entry]));
  return { all, get: (itemId) => index.get(itemId) };
}
