import type { MagentoCreditmemo } from '../../model/snapshot';
import { isZero, money, negate, round, sum, zero, type Money } from '../../shared/money';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';

/**
 * A credit memo's adjustment refund and fee. Magento records no tax on them (tax_amount 0 on a goodwill memo, measured). By setting they are untaxed, or follow the
 * rates of the credited goods (of the order's goods, where nothing is credited): then the credit note's GST is larger than Magento's, which the plan says.
 */
export function adjustmentLines(
  context: OrderContext,
  memo: MagentoCreditmemo,
  where: string,
  credited: readonly SaleLine[],
  ordered: () => readonly SaleLine[],
): { readonly lines: SaleLine[]; readonly taxBeyondMagento: Money } {
  const refund = money(memo.adjustment_positive);
  const fee = money(memo.adjustment_negative).abs();
  const shares = context.settings.tax.adjustments === 'goods' ? mix(credited, ordered) : untaxed;
  const lines = [
    ...spread('adjustmentRefund', 'Adjustment refund', refund, shares, `${where}.adjustment_positive`),
    ...spread('adjustmentFee', 'Adjustment fee', negate(fee), shares, `${where}.adjustment_negative`),
  ];
  return { lines, taxBeyondMagento: sum(lines.map(({ tax }) => tax)) };
}

interface Share {
  readonly codes: readonly string[];
  readonly percent: Money;
  readonly part: Money;
  readonly of: Money;
  readonly tax: Money;
  readonly sample: SaleLine | undefined;
}

const one = money('1');
const untaxed: readonly Share[] = [{ codes: [], percent: zero, part: one, of: one, tax: zero, sample: undefined }];

function mix(credited: readonly SaleLine[], ordered: () => readonly SaleLine[]): readonly Share[] {
  const priced = (lines: readonly SaleLine[]) =>
    lines.filter(({ kind, gross }) => kind === 'product' && gross.gt(zero));
  const own = priced(credited);
  const goods = own.length > 0 ? own : priced(ordered());
  const of = sum(goods.map(({ gross }) => gross));
  if (isZero(of)) return untaxed;
  const byRate = new Map<string, SaleLine[]>();
  for (const line of goods) {
    const rate = `${line.codes.join('+')}/${isZero(line.tax) && isZero(line.percent) ? line.id : ''}`;
    byRate.set(rate, [...(byRate.get(rate) ?? []), line]);
  }
  return [...byRate.values()].map((lines) => ({
    codes: lines[0]?.codes ?? [],
    percent: lines[0]?.percent ?? zero,
    part: sum(lines.map(({ gross }) => gross)),
    of,
    tax: sum(lines.map(({ tax }) => tax)),
    sample: lines[0],
  }));
}

/** The last share takes what rounding left, so that the parts are the adjustment. */
function spread(
  kind: 'adjustmentRefund' | 'adjustmentFee',
  name: string,
  amount: Money,
  shares: readonly Share[],
  path: string,
): SaleLine[] {
  if (isZero(amount)) return [];
  let left = amount;
  return shares.flatMap(({ codes, percent, part, of, tax, sample }, position): SaleLine[] => {
    const gross = position === shares.length - 1 ? left : round(amount.times(part).div(of));
    left = left.minus(gross);
    if (isZero(gross)) return [];
    return [
      {
        kind,
        id: `${kind}:${position}`,
        name,
        quantity: one,
        gross,
        tax: round(gross.times(tax).div(part)),
        codes,
        percent,
        discount: zero,
        item: sample?.item,
        from: {
          gross: path,
          tax: sample === undefined ? 'Magento records no tax on adjustments' : 'settings tax.adjustments: goods',
        },
      },
    ];
  });
}
