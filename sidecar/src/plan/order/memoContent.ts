import type { MagentoCreditmemo } from '../../model/snapshot';
import { cents, money, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import type { PartScope } from '../scope';
import { adjustmentLines } from './adjustments';
import type { OrderContext } from './context';
import { documentFixedProductTax, fitFixedProductTax } from './fixedProductTax';
import { giftWrappingLines } from './giftWrapping';
import { itemOf } from './itemCode';
import { documentItemLines, type SaleLine } from './lines';
import { orderLines } from './orderLines';
import { restockedBy } from './restocked';
import { shippingLine } from './shippingLine';
import { storedValueOf, totalOf, type StoredValue, type Totals } from './storedValue';
import { surchargeLines } from './surcharges';
import { closeTotals, type Booked } from './totals';

/** A credit memo's lines, exact, and what they must add up to. */
export interface MemoContent {
  readonly lines: readonly SaleLine[];
  readonly target: Totals;
  readonly storedValue: readonly StoredValue[];
  readonly taxBeyondMagento: Money;
}

export function memoContent(context: OrderContext, memo: MagentoCreditmemo, where: string): MemoContent {
  const storedValue = storedValueOf(memo.extension_attributes, `${where}.extension_attributes`);
  const items = documentItemLines(context, memo.items, where, restockedBy(context, memo));
  const bearers = memo.items.filter(({ order_item_id: id }) => context.items.get(id)?.role !== 'heading');
  const shipping = shippingLine(context, memo, bearers, where);
  const adjustments = adjustmentLines(context, memo, where, items, () => orderLines(context));
  const besides = [
    ...giftWrappingLines(context, memo.extension_attributes, `${where}.extension_attributes`),
    ...surchargeLines(context, memo.extension_attributes, `${where}.extension_attributes`),
    ...(shipping === undefined ? [] : [shipping]),
    ...adjustments.lines,
  ];
  const target = {
    total: money(memo.grand_total).plus(totalOf(storedValue)),
    tax: money(memo.tax_amount).plus(adjustments.taxBeyondMagento),
  };
  const levies = documentFixedProductTax(context, memo.items);
  return {
    lines: [...items, ...fitFixedProductTax(levies, [...items, ...besides], target), ...besides],
    target,
    storedValue,
    taxBeyondMagento: adjustments.taxBeyondMagento,
  };
}

export const closeMemo = (context: OrderContext, scope: PartScope, memo: MagentoCreditmemo, content: MemoContent) =>
  closeTotals(scope, `credit memo ${memo.increment_id}`, content.lines, content.target, {
    tolerance: context.settings.sales.tolerance,
    isCreditMemo: true,
  });

export const returnsTrackedGoods = (context: OrderContext, booked: Booked): boolean =>
  booked.lines.some((line) => line.kind === 'product' && itemOf(context, line)?.tracked === true);

/** Of Magento's facts, not of settings: how adjustments are taxed changes no credit note that is there. */
export const memoFingerprint = (memo: MagentoCreditmemo, booked: Booked): string =>
  fingerprint({
    number: memo.increment_id,
    created: memo.created_at,
    total: cents(booked.total),
    magentoTax: cents(money(memo.tax_amount)),
    lines: booked.lines
      .filter(({ kind }) => kind !== 'adjustmentRefund' && kind !== 'adjustmentFee')
      .map(({ id, quantity, gross, tax, codes }) => [id, quantity.toFixed(), cents(gross), cents(tax), codes]),
    adjustment: [cents(money(memo.adjustment_positive)), cents(money(memo.adjustment_negative).abs())],
  });
