import type { MagentoCreditmemo } from '../../model/snapshot';
import { max, min, money, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';

/**
 * How much of each credited line Magento put back into stock, by order item. The module records it per credit memo item (REST does not say, and then it is nothing); for a configurable
 * Magento returns the child, so the child's quantity counts for the parent's line.
 */
export function restockedBy(context: OrderContext, memo: MagentoCreditmemo): Map<number, Money> {
  const { restocked } = context.snapshot;
  const own = new Map<number, Money>();
  for (const row of memo.items)
    own.set(row.order_item_id, row.entity_id === undefined ? zero : money(restocked[row.entity_id]));
  const result = new Map<number, Money>();
  for (const row of memo.items) {
    const children = context.items.get(row.order_item_id)?.children ?? [];
    const ofChildren = children.map(({ item_id: id }) => own.get(id) ?? zero);
    const back = ofChildren.reduce(max, own.get(row.order_item_id) ?? zero);
    result.set(row.order_item_id, min(back, money(row.qty)));
  }
  return result;
}
