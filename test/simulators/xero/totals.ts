import { Decimal, round, sum, zero } from './decimal';
import { Rejected } from './errors';
import type { LineAmountTypes } from './model';
import type { Quirks } from './quirks';

/** A line's figures as they were sent. */
export interface LineFigures {
  readonly quantity?: Decimal | undefined;
  readonly unitAmount?: Decimal | undefined;
  readonly lineAmount?: Decimal | undefined;
  readonly taxAmount?: Decimal | undefined;
  readonly discountRate?: Decimal | undefined;
  readonly discountAmount?: Decimal | undefined;
}

export interface LineResult {
  readonly quantity: Decimal;
  readonly unitAmount: Decimal;
  readonly lineAmount: Decimal;
  readonly taxAmount: Decimal;
}

type Rules = Pick<Quirks, 'midpoint' | 'taxAmountAboveUnitAmount' | 'taxAmountOverride' | 'taxOnZeroRate'>;

const hundred = new Decimal('100');
const one = new Decimal('1');

/**
 * One line by Xero's published rounding rules: the unit price is rounded first (2 decimals, 4 with `unitdp=4`), then the
 * line amount, then the tax of the line; totals are sums of rounded lines.
 */
export function lineTotals(
  sent: LineFigures,
  rate: Decimal,
  types: LineAmountTypes,
  unitdp: 2 | 4,
  rules: Rules,
): LineResult {
  const quantity = round(sent.quantity ?? one, 4, rules.midpoint);
  if (quantity.lt(zero)) {
    throw new Rejected(`The quantity value '${quantity.toFixed(4)}' is invalid. Quantity must not be less than zero.`);
  }
  const unitAmount = round(sent.unitAmount ?? unitFromLine(sent, quantity), unitdp, rules.midpoint);
  const gross = quantity.times(unitAmount);
  const expected = round(gross.minus(discountOf(sent, gross)), 2, rules.midpoint);
  if (sent.lineAmount !== undefined && !sent.lineAmount.eq(expected)) {
    throw new Rejected(
      `The line total ${sent.lineAmount.toFixed(2)} does not match the expected line total ${expected.toFixed(2)}`,
    );
  }
  const calculated = taxOf(expected, rate, types, rules);
  return {
    quantity,
    unitAmount,
    lineAmount: expected,
    taxAmount: givenTax(sent, calculated, unitAmount, expected, rate, types, rules),
  };
}

export function documentTotals(lines: readonly { lineAmount: Decimal; taxAmount: Decimal }[], types: LineAmountTypes) {
  const amounts = sum(lines.map((line) => line.lineAmount));
  const totalTax = sum(lines.map((line) => line.taxAmount));
  const subTotal = types === 'Inclusive' ? amounts.minus(totalTax) : amounts;
  return { subTotal, totalTax, total: subTotal.plus(totalTax) };
}

function unitFromLine(sent: LineFigures, quantity: Decimal): Decimal {
  if (sent.lineAmount === undefined || quantity.eq(zero)) return zero;
  return sent.lineAmount.div(quantity);
}

function discountOf(sent: LineFigures, gross: Decimal): Decimal {
  const { discountRate, discountAmount } = sent;
  if (discountRate === undefined && discountAmount === undefined) return zero;
  if (discountRate !== undefined && (discountRate.lt(zero) || discountRate.gt(hundred))) {
    throw new Rejected('Discount rate must be between 0 and 100');
  }
  const discount = discountAmount ?? gross.times(discountRate ?? zero).div(hundred);
  if (discount.gt(gross)) throw new Rejected('Discount must not be greater than the line total');
  return discount;
}

function taxOf(lineAmount: Decimal, rate: Decimal, types: LineAmountTypes, rules: Rules): Decimal {
  switch (types) {
    case 'NoTax':
      return zero;
    case 'Exclusive':
      return round(lineAmount.times(rate).div(hundred), 2, rules.midpoint);
    case 'Inclusive':
      return round(lineAmount.times(rate).div(hundred.plus(rate)), 2, rules.midpoint);
  }
}

function givenTax(
  sent: LineFigures,
  calculated: Decimal,
  unitAmount: Decimal,
  lineAmount: Decimal,
  rate: Decimal,
  types: LineAmountTypes,
  rules: Rules,
): Decimal {
  const given = sent.taxAmount;
  if (given === undefined) return calculated;
  if (!given.eq(round(given, 2))) throw new Rejected('TaxAmount must have no more than two decimal places.');
  if (!given.eq(zero)) {
    if (types === 'NoTax') throw new Rejected('TaxAmount must be zero when LineAmountTypes is NoTax.');
    if (rate.eq(zero) && rules.taxOnZeroRate === 'refuse')
      throw new Rejected('TaxAmount must be zero for a tax rate of 0%.');
    if (given.lt(zero) !== lineAmount.lt(zero))
      throw new Rejected('TaxAmount must have the same sign as the line amount.');
    if (rules.taxAmountAboveUnitAmount === 'refuse' && given.abs().gt(unitAmount.abs())) {
      throw new Rejected('TaxAmount specified cannot be greater than the UnitAmount.');
    }
  }
  return rules.taxAmountOverride === 'accept' ? given : calculated;
}
