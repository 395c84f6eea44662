import { productKey } from '../../model/record';
import { money } from '../../shared/money';
import { itemCodeFor } from '../itemCode';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';
import { productOf } from './products';

/** The Xero item that a line sells. */
export interface LineStockItem {
  readonly code: string;
  readonly tracked: boolean;
  readonly from: string;
}

/**
 * Only an item that exists: linked to the product, or found in the directory under the product's own SKU. Xero refuses a code it does not know, and an
 * order never waits for an item.
 */
export function itemOf(context: OrderContext, line: SaleLine): LineStockItem | undefined {
  const { items, stock } = context.settings;
  if (!items.enabled || line.item === undefined) return undefined;
  const { productId, sku } = productOf(context, line.item);
  const link = productId === undefined ? undefined : context.input.links.find(productKey(productId), 'item', 'Item');
  const code = link?.xeroNumber ?? (sku === undefined ? undefined : itemCodeFor(sku, context.settings));
  if (code === undefined) return undefined;
  const known = context.input.directory.itemByCode(code);
  if (link === undefined && known === undefined) return undefined;
  const tracked = known?.IsTrackedAsInventory === true;
  if (tracked && line.restocked === undefined && stock.insufficient === 'untracked') {
    const onHand = known.QuantityOnHand;
    if (onHand !== null && onHand !== undefined && money(onHand).lt(line.quantity)) return undefined;
  }
  return {
    code,
    tracked,
    from: link === undefined ? `directory, by SKU ${sku ?? ''}` : `link of product ${productId ?? ''}`,
  };
}
