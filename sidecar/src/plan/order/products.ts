import type { OrderContext } from './context';
import type { IndexedItem } from './orderItems';

/** What the snapshot knows of an order line's product. */
export interface LineProduct {
  readonly productType: string | undefined;
  readonly taxClass: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
  /** The product's own SKU: custom options and bundles alter the order line's. */
  readonly sku: string | undefined;
  readonly productId: number | undefined;
}

/** A configurable's line is the child that was chosen: its SKU and its attributes; type and tax class are the line's own, as Magento taxed it. */
export function productOf({ snapshot }: OrderContext, { item, children }: IndexedItem): LineProduct {
  const own = item.product_id === undefined ? undefined : snapshot.products[item.product_id];
  const child = item.product_type === 'configurable' ? children[0] : undefined;
  const chosen = child?.product_id === undefined ? undefined : snapshot.products[child.product_id];
  const attributes = { ...(own?.attributes ?? {}), ...(chosen?.attributes ?? {}) };
  return {
    productType: item.product_type ?? own?.type_id,
    taxClass: own?.tax_class_id ?? chosen?.tax_class_id,
    attributes,
    sku: chosen?.sku ?? child?.sku ?? own?.sku ?? item.sku,
    productId: child?.product_id ?? item.product_id,
  };
}
