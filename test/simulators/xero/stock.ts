import type { Books } from './books';
import { Decimal, round, zero } from './decimal';
import { Rejected } from './errors';
import type { Document, Item, Line, StockMove } from './model';

/**
 * Tracked inventory moves with approved documents only: bills raise it at their cost, supplier credits lower it by
 * theirs, sales take it out at moving average cost and sales credits bring it back at that average.
 */
export function moveStock(
  books: Books,
  before: Document | undefined,
  after: Document,
  allowBackorders: boolean,
): StockMove[] {
  const wasIn = before !== undefined && isIn(before);
  if (wasIn && isIn(after) && linesOf(before) === linesOf(after)) return [...(before.stockMoves ?? [])];
  if (wasIn) for (const move of before.stockMoves ?? []) applyMove(books, opposite(move), 'refuse', after.date);
  if (!isIn(after)) return [];
  return after.lines.flatMap((line) => moveOf(books, after, line, allowBackorders));
}

function isIn(document: Document): boolean {
  return document.status === 'AUTHORISED' || document.status === 'PAID';
}

function linesOf(document: Document): string {
  return JSON.stringify(document.lines.map((l) => [l.itemCode, l.quantity, l.lineAmount, l.taxAmount]));
}

function opposite(move: StockMove): StockMove {
  return {
    ...move,
    quantity: new Decimal(move.quantity).neg().toFixed(4),
    cost: new Decimal(move.cost).neg().toFixed(2),
  };
}

function moveOf(books: Books, document: Document, line: Line, allowBackorders: boolean): StockMove[] {
  const item = line.itemCode === undefined ? undefined : books.itemByCode(line.itemCode);
  const quantity = new Decimal(line.quantity ?? '0');
  if (item?.isTracked !== true || quantity.eq(zero)) return [];
  const net = new Decimal(line.lineAmount).minus(
    document.lineAmountTypes === 'Inclusive' ? new Decimal(line.taxAmount) : zero,
  );
  const signed =
    document.type === 'ACCPAY' || document.type === 'ACCRECCREDIT' || document.type === 'SPEND'
      ? quantity
      : quantity.neg();
  const own =
    document.type === 'ACCPAY' || document.type === 'SPEND'
      ? net
      : document.type === 'ACCPAYCREDIT'
        ? net.neg()
        : undefined;
  const cost = own ?? averageCost(item, signed);
  const move = { itemId: item.id, quantity: signed.toFixed(4), cost: cost.toFixed(2) };
  const sale = document.type === 'ACCREC' || document.type === 'RECEIVE';
  if (sale && !allowBackorders) refuseEarlySale(books, item, document.date);
  applyMove(books, move, sale && allowBackorders ? 'backorder' : 'refuse', document.date);
  return [move];
}

function refuseEarlySale(books: Books, item: Item, day: string): void {
  if (books.quirks.saleBeforeStock === 'refuse' && item.stockedSince !== undefined && day < item.stockedSince) {
    throw new Rejected(
      `Item ${item.code} was not in stock on ${day}. The date of a sale cannot be before the first stock was received.`,
    );
  }
}

/** Cost of so many pieces at the average; all that is left costs what is left in the pool. Negative when they leave. */
function averageCost(item: Item, signed: Decimal): Decimal {
  const onHand = new Decimal(item.quantityOnHand);
  const pool = new Decimal(item.totalCostPool);
  if (onHand.lte(zero)) return zero;
  const covered = signed.lt(zero) && signed.abs().gte(onHand) ? onHand : signed.abs();
  const cost = round(pool.times(covered).div(onHand), 2);
  return signed.lt(zero) ? cost.neg() : cost;
}

function applyMove(books: Books, move: StockMove, short: 'refuse' | 'backorder', day: string): void {
  const item = books.items.get(move.itemId);
  if (!item) return;
  const quantity = new Decimal(item.quantityOnHand).plus(new Decimal(move.quantity));
  const leaving = new Decimal(move.quantity).lt(zero);
  if (leaving && quantity.lt(zero) && short === 'refuse')
    throw new Rejected('Insufficient stock. Items are eligible for backorder.');
  const arriving = !leaving && (item.stockedSince === undefined || day < item.stockedSince);
  books.items.put({
    ...item,
    quantityOnHand: quantity.toFixed(4),
    totalCostPool: new Decimal(item.totalCostPool).plus(new Decimal(move.cost)).toFixed(2),
    ...(arriving ? { stockedSince: day } : {}),
    updated: books.clock.now(),
  });
}
