import Big from 'big.js';

/**
 * Money is never a JavaScript number. `Big` in strict mode throws when a number is passed in or read out by accident.
 * Xero and Magento both work in decimal; two decimals for amounts, four for unit prices and quantities.
 */
const Decimal = Big();
Decimal.strict = true;
Decimal.DP = 20;
Decimal.RM = Big.roundHalfUp;

export type Money = Big;
/** A decimal as text, e.g. `"123.23"`: the only form in which an amount leaves the planner or enters the database. */
export type DecimalText = string;

export const zero: Money = new Decimal('0');

/**
 * Reads an amount from Magento's JSON. JSON numbers arrive as doubles; their shortest text form is the number that was
 * written (Magento prints at most 4 decimals), so going through text is exact.
 */
export function money(value: string | number | Big | null | undefined): Money {
  if (value === null || value === undefined || value === '') return zero;
  if (typeof value === 'object') return value;
  return new Decimal(typeof value === 'number' ? String(value) : value);
}

export const isDecimalText = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

/** Rounds half away from zero, as Magento (PHP `round`) and Xero's documents do. */
export const round = (amount: Money, decimals = 2): Money => amount.round(decimals, Big.roundHalfUp);

/** `"12.30"`: exactly two decimals, for amounts. */
export const cents = (amount: Money): DecimalText => round(amount).toFixed(2);

/** Shortest text, for quantities and unit prices: `"3"`, `"0.8933"`. */
export const plain = (amount: Money): DecimalText => amount.toFixed();

export const sum = (amounts: Iterable<Money>): Money => {
  let total = zero;
  for (const amount of amounts) total = total.plus(amount);
  return total;
};

export const isZero = (amount: Money): boolean => amount.eq(zero);
export const max = (a: Money, b: Money): Money => (a.gt(b) ? a : b);
export const min = (a: Money, b: Money): Money => (a.lt(b) ? a : b);
export const negate = (amount: Money): Money => zero.minus(amount);
