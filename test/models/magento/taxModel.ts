import Big from 'big.js';

/**
 * An independent model of how Magento 2.4 works out an order's money: three algorithms, prices with and without tax, percent
 * discounts. Written from measured documents and Magento's documented behaviour; it imports nothing of the sidecar. It has to
 * reproduce the recorded cases to the cent before it may judge anybody.
 */
const Exact = Big();
Exact.DP = 30;
Exact.RM = Big.roundHalfUp;

const round2 = (value: Big): Big => value.round(2, Big.roundHalfUp);
/** Magento adds a millionth before the first rounding of a chain, so that halves go up whatever the float says. */
const firstNudge = new Exact('0.000001');

export type Algorithm = 'TOTAL_BASE_CALCULATION' | 'ROW_BASE_CALCULATION' | 'UNIT_BASE_CALCULATION';

export interface ShopSettings {
  readonly algorithm: Algorithm;
  readonly pricesIncludeTax: boolean;
  /** Tax is worked out on what is left after the discount (the lawful setting). */
  readonly taxAfterDiscount: boolean;
  /** Percent, e.g. `"10"`; `"0"` for none. */
  readonly discountPercent: string;
  readonly discountOnShipping: boolean;
  /** As entered in the shop: with tax where prices include tax. */
  readonly shipping: string;
  readonly shippingRate: Rate;
}

export interface Rate {
  /** Tax rate code; undefined for goods that no rate applies to. */
  readonly code: string | undefined;
  /** Percent as text: `"10"`, `"0"`. */
  readonly percent: string;
}

export interface CartLine {
  readonly sku: string;
  readonly unitPrice: string;
  readonly qty: number;
  readonly rate: Rate;
}

export interface Row {
  readonly price: Big;
  readonly priceInclTax: Big;
  readonly rowTotal: Big;
  readonly rowTotalInclTax: Big;
  readonly tax: Big;
  readonly discount: Big;
  readonly compensation: Big;
}

/** Carries what rounding left over to the next amount of the same chain. */
class Remainders {
  private readonly left = new Map<string, Big>();

  round(amount: Big, chain: string): Big {
    if (amount.eq(0)) return amount;
    const exact = amount.plus(this.left.get(chain) ?? firstNudge);
    const rounded = round2(exact);
    this.left.set(chain, exact.minus(rounded));
    return rounded;
  }
}

const taxOf = (amount: Big, percent: string, contained: boolean): Big => {
  const rate = new Exact(percent).div(100);
  return contained ? amount.times(rate).div(rate.plus(1)) : amount.times(rate);
};

const atLeastZero = (value: Big): Big => (value.lt(0) ? new Exact(0) : value);

function computeRow(
  settings: ShopSettings,
  remainders: Remainders,
  code: string,
  unit: Big,
  qty: Big,
  rate: Rate,
  discount: Big,
): Row {
  const inclusive = settings.pricesIncludeTax;
  const perUnit = settings.algorithm === 'UNIT_BASE_CALCULATION';
  // TOTAL carries the remainder from row to row per rate; ROW and UNIT keep each row to itself
  const chain = (type: string) =>
    `${type}/${rate.percent}/${settings.algorithm === 'TOTAL_BASE_CALCULATION' ? '' : code}`;
  const entered = perUnit ? unit : unit.times(qty);
  const before = remainders.round(
    taxOf(entered, rate.percent, inclusive),
    chain(settings.taxAfterDiscount ? 'before discount' : 'regular'),
  );
  const share = perUnit ? discount.div(qty) : discount;
  const after = settings.taxAfterDiscount
    ? remainders.round(taxOf(atLeastZero(entered.minus(share)), rate.percent, inclusive), chain('regular'))
    : before;
  const times = perUnit ? qty : new Exact(1);
  const tax = after.times(times);
  if (inclusive) {
    const rowTotalInclTax = unit.times(qty);
    const rowTotal = perUnit ? unit.minus(before).times(qty) : rowTotalInclTax.minus(before);
    return {
      price: perUnit ? unit.minus(before) : round2(rowTotal.div(qty)),
      priceInclTax: unit,
      rowTotal,
      rowTotalInclTax,
      tax,
      discount,
      compensation: before.minus(after).times(times),
    };
  }
  const rowTotal = unit.times(qty);
  const rowTotalInclTax = rowTotal.plus(before.times(times));
  return {
    price: unit,
    priceInclTax: perUnit ? unit.plus(before) : round2(rowTotalInclTax.div(qty)),
    rowTotal,
    rowTotalInclTax,
    tax,
    discount,
    compensation: new Exact(0),
  };
}

export interface ComputedOrder {
  readonly rows: readonly Row[];
  readonly shipping: Row;
  readonly grandTotal: Big;
  readonly tax: Big;
}

export function computeOrder(settings: ShopSettings, lines: readonly CartLine[]): ComputedOrder {
  const remainders = new Remainders();
  let discountLeft = new Exact(0);
  const discounts = lines.map((line) => {
    const exact = new Exact(line.unitPrice).times(line.qty).times(settings.discountPercent).div(100).plus(discountLeft);
    const rounded = round2(exact);
    discountLeft = exact.minus(rounded);
    return rounded;
  });
  const rows = lines.map((line, index) =>
    computeRow(
      settings,
      remainders,
      `${index}`,
      new Exact(line.unitPrice),
      new Exact(line.qty),
      line.rate,
      discounts[index] ?? new Exact(0),
    ),
  );
  const freight = new Exact(settings.shipping);
  const freightDiscount = settings.discountOnShipping
    ? round2(freight.times(settings.discountPercent).div(100))
    : new Exact(0);
  const shipping = computeRow(
    settings,
    remainders,
    'shipping',
    freight,
    new Exact(1),
    settings.shippingRate,
    freightDiscount,
  );
  const paid = (row: Row) => row.rowTotal.plus(row.tax).plus(row.compensation).minus(row.discount);
  const all = [...rows, shipping];
  return {
    rows,
    shipping,
    grandTotal: all.reduce((total, row) => total.plus(paid(row)), new Exact(0)),
    tax: all.reduce((total, row) => total.plus(row.tax), new Exact(0)),
  };
}
