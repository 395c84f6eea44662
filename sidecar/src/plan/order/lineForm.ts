import type { DecimalText, Money } from '../../shared/money';
import { cents, isZero, money, plain, round } from '../../shared/money';

/** Quantity, price and tax of one line as Xero takes it. `inWords`: quantity 1, the real one goes into the description. */
export interface LineForm {
  readonly quantity: DecimalText;
  readonly unitAmount: DecimalText;
  readonly taxAmount: DecimalText;
  readonly inWords: boolean;
}

const one = money('1');

/**
 * Xero computes `round(quantity × UnitAmount, 2)` with prices to four decimals (unitdp=4), and the row must be what Magento charged. Where no such price exists, N−1 pieces
 * at one price and one piece with the rest. Sources disagree whether Xero takes a TaxAmount above the UnitAmount (many cheap pieces): those go as one piece
 * with the quantity in words, unless the item's stock is tracked: its quantity is never changed.
 */
export function lineForms(quantity: Money, gross: Money, tax: Money, tracked: boolean): LineForm[] {
  if (quantity.lte('0')) return [whole(gross, tax, !quantity.eq('0'))];
  const unit = round(gross.div(quantity), 4);
  if (!tracked && !quantity.eq(one) && (tax.abs().gt(unit.abs()) || hasTooManyDecimals(quantity)))
    return [whole(gross, tax, true)];
  if (round(quantity.times(unit)).eq(gross))
    return [{ quantity: plain(quantity), unitAmount: price(unit), taxAmount: cents(tax), inWords: false }];
  if (quantity.lte(one)) return [whole(gross, tax, !quantity.eq(one))];
  const most = quantity.minus(one);
  const mostGross = round(most.times(unit));
  const lastGross = gross.minus(mostGross);
  const lastTax = isZero(gross) ? tax : round(tax.times(lastGross).div(gross));
  return [
    { quantity: plain(most), unitAmount: price(unit), taxAmount: cents(tax.minus(lastTax)), inWords: false },
    { quantity: '1', unitAmount: price(lastGross), taxAmount: cents(lastTax), inWords: false },
  ];
}

const whole = (gross: Money, tax: Money, inWords: boolean): LineForm => ({
  quantity: '1',
  unitAmount: price(gross),
  taxAmount: cents(tax),
  inWords,
});

/** Two decimals where two say it all, else four. */
const price = (amount: Money): DecimalText => {
  const two = round(amount);
  return two.eq(amount) ? cents(amount) : plain(amount);
};

const hasTooManyDecimals = (quantity: Money): boolean => !round(quantity, 4).eq(quantity);
