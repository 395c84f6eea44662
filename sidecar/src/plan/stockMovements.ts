import type { XeroLineItem } from '../model/document';
import type { Link } from '../model/link';
import type { LinkBook, StockMovement } from '../model/plan';
import type { RecordKey } from '../model/record';
import type { WebsiteSettings } from '../model/settings';
import type { OrderItem, OrderSnapshot } from '../model/snapshot';
import { isZero, max, min, money, plain, sum, zero, type Money } from '../shared/money';
import { isBeforeCutOver, isTimezone, storeTime } from './dates';
import { itemCodeFor } from './itemCode';

/**
 * What one order holds of a SKU, from its snapshot (Magento's side) and its links (Xero's side); undefined when it holds none, or when the
 * order will never be posted (before the cut-over, or worth nothing and skipped): then no sales document explains what left.
 */
export function movementOf(
  recordKey: RecordKey,
  snapshot: OrderSnapshot,
  links: LinkBook,
  sku: string,
  settings: WebsiteSettings,
): StockMovement | undefined {
  const pieces = goodsOf(snapshot, sku).map((item) => piecesOf(item, snapshot));
  const code = itemCodeFor(sku, settings);
  const invoices = postedLines(links.of(recordKey), 'Invoice', code);
  const credits = postedLines(links.of(recordKey), 'CreditNote', code);
  const posted = sum(invoices.map(({ quantity }) => quantity));
  if (pieces.length === 0 && isZero(posted)) return undefined;
  if (isZero(posted) && neverPosted(snapshot, settings)) return undefined;
  const postedAt = [...invoices, ...credits]
    .map(({ at }) => at)
    .sort()
    .at(-1);
  return {
    recordKey,
    posted: plain(posted),
    returned: plain(sum(credits.map(({ quantity }) => quantity))),
    shipped: plain(sum(pieces.map(({ shipped }) => shipped))),
    refundedUnshipped: plain(sum(pieces.map(({ refundedUnshipped }) => refundedUnshipped))),
    restocked: plain(sum(pieces.map(({ restocked }) => restocked))),
    ...(postedAt === undefined || postedAt === '' ? {} : { postedAt }),
  };
}

/** Whether the two sides of this order still differ, so that a stock calculation must see it. */
export function isOpen(movement: StockMovement): boolean {
  const left = money(movement.shipped).plus(money(movement.refundedUnshipped));
  return !left.eq(money(movement.posted)) || money(movement.restocked).gt(money(movement.returned));
}

/** A configurable's child repeats the parent's SKU and carries no quantities of its own. */
function goodsOf(snapshot: OrderSnapshot, sku: string): OrderItem[] {
  const byId = new Map(snapshot.order.items.map((item) => [item.item_id, item]));
  return snapshot.order.items.filter((item) => {
    if (item.is_virtual || productSku(item, snapshot) !== sku) return false;
    const parent = item.parent_item_id === undefined ? undefined : byId.get(item.parent_item_id);
    if (item.product_type === 'bundle' || item.product_type === 'grouped') return item.product_type === 'grouped';
    return parent?.product_type !== 'configurable';
  });
}

/** Custom options change a line's SKU; the product's own stands in the snapshot's products. A configurable's line has the child's. */
const productSku = (item: OrderItem, snapshot: OrderSnapshot): string | undefined =>
  item.product_type === 'configurable'
    ? childSku(item, snapshot)
    : (snapshot.products[String(item.product_id ?? '')]?.sku ?? item.sku);

function childSku(parent: OrderItem, snapshot: OrderSnapshot): string | undefined {
  const child = snapshot.order.items.find((item) => item.parent_item_id === parent.item_id);
  return child === undefined
    ? parent.sku
    : (snapshot.products[String(child.product_id ?? '')]?.sku ?? child.sku ?? parent.sku);
}

interface Pieces {
  readonly shipped: Money;
  readonly refundedUnshipped: Money;
  readonly restocked: Money;
}

interface Event {
  readonly at: string;
  readonly shipped: Money;
  readonly refunded: Money;
}

/**
 * Magento's totals do not say whether a refunded piece had been shipped: two ordered, one refunded, one shipped may be either. Its inventory
 * decides when the credit memo is made (what was shipped and not refunded comes back first), so this goes through the same events in time.
 */
function piecesOf(item: OrderItem, snapshot: OrderSnapshot): Pieces {
  let shipped = zero;
  let refunded = zero;
  let refundedUnshipped = zero;
  for (const event of eventsOf(item, snapshot)) {
    const withCustomer = max(zero, shipped.minus(refunded));
    refundedUnshipped = refundedUnshipped.plus(max(zero, event.refunded.minus(withCustomer)));
    shipped = shipped.plus(event.shipped);
    refunded = refunded.plus(event.refunded);
  }
  const owed = money(item.qty_ordered).minus(money(item.qty_canceled));
  const memoItems = snapshot.creditmemos
    .flatMap((memo) => memo.items)
    .filter((row) => row.order_item_id === item.item_id);
  return {
    shipped,
    // Magento lets ship a piece that was refunded unshipped; then it did leave.
    refundedUnshipped: max(zero, min(refundedUnshipped, owed.minus(shipped))),
    restocked: sum(memoItems.map((row) => money(snapshot.restocked[String(row.entity_id ?? '')]))),
  };
}

/** Shipments and credit memos of an item in time, a shipment first where both are of one second. */
function eventsOf(item: OrderItem, snapshot: OrderSnapshot): Event[] {
  const parent = snapshot.order.items.find((row) => row.item_id === item.parent_item_id);
  const pieces = (rows: readonly { readonly order_item_id: number; readonly qty: string }[], id: number) =>
    sum(rows.filter((row) => row.order_item_id === id).map((row) => money(row.qty)));
  // A bundle that ships as one, or was credited as one, counts on its parent only.
  const quantity = (rows: readonly { readonly order_item_id: number; readonly qty: string }[]): Money => {
    const own = pieces(rows, item.item_id);
    if (parent?.product_type !== 'bundle' || !isZero(own) || isZero(money(parent.qty_ordered))) return own;
    return pieces(rows, parent.item_id).times(money(item.qty_ordered)).div(money(parent.qty_ordered));
  };
  const events = [
    ...snapshot.shipments.map((row) => ({ at: row.created_at ?? '', shipped: quantity(row.items), refunded: zero })),
    ...snapshot.creditmemos.map((row) => ({ at: row.created_at, shipped: zero, refunded: quantity(row.items) })),
  ].sort((a, b) => a.at.localeCompare(b.at));
  // A snapshot without its shipments or credit memos still has the totals.
  const missing = {
    at: '',
    shipped: max(zero, money(item.qty_shipped).minus(sum(events.map(({ shipped }) => shipped)))),
    refunded: max(zero, money(item.qty_refunded).minus(sum(events.map(({ refunded }) => refunded)))),
  };
  return [{ ...missing, refunded: zero }, ...events, { ...missing, shipped: zero }];
}

/** Only approved documents move stock in Xero. */
function postedLines(links: readonly Link[], xeroType: 'Invoice' | 'CreditNote', code: string) {
  return links
    .filter((link) => link.xeroType === xeroType && ['AUTHORISED', 'PAID'].includes(statusOf(link) ?? ''))
    .flatMap((link) =>
      linesOf(link)
        .filter((line) => line.ItemCode === code)
        .map((line) => ({ quantity: money(line.Quantity ?? '0'), at: link.seen.updatedAt ?? '' })),
    );
}

const field = (document: unknown, name: string): unknown =>
  typeof document === 'object' && document !== null ? (document as Readonly<Record<string, unknown>>)[name] : undefined;

const statusOf = (link: Link): string | undefined => {
  const planned = field(link.document, 'Status');
  return link.seen.status ?? (typeof planned === 'string' ? planned : undefined);
};

function linesOf(link: Link): readonly Partial<XeroLineItem>[] {
  const lines = field(link.document, 'LineItems');
  return Array.isArray(lines) ? (lines as readonly Partial<XeroLineItem>[]) : [];
}

/** Dated before the cut-over with nothing left to come, or worth nothing where such sales are skipped. */
function neverPosted(snapshot: OrderSnapshot, settings: WebsiteSettings): boolean {
  const { order, invoices } = snapshot;
  if (settings.mode === 'off') return true;
  const { triggers, zero_total: zeroTotal } = settings.sales;
  const trigger = triggers.methods[order.payment?.method ?? ''] ?? triggers.default;
  const byInvoice = trigger === 'invoice' && !['complete', 'closed', 'canceled'].includes(order.state ?? '');
  const dated = [order.created_at, ...(trigger === 'order' ? [] : invoices.map((invoice) => invoice.created_at))];
  const own = snapshot.store?.timezone ?? '';
  const zone = isTimezone(own) ? own : 'UTC';
  const before = dated.every((at) => isBeforeCutOver(at, storeTime(at, zone) ?? at, settings.cut_over));
  if (before && !byInvoice) return true;
  const more = order.extension_attributes;
  const worth = money(order.grand_total)
    .plus(money(more?.gift_cards_amount))
    .plus(money(more?.customer_balance_amount));
  return zeroTotal === 'skip' && isZero(worth);
}
