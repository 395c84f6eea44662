import BigFactory from 'big.js';

/**
 * Decimals of the stand-in: its own constructor in strict mode, so that a float can never slip into a total and nothing
 * is shared with the code under test. Rounding is half up, away from zero; Xero documents no midpoint rule, so tests
 * must never depend on it (switch `midpoint`).
 */
export const Decimal = BigFactory();
Decimal.strict = true;
Decimal.DP = 20;

export type Decimal = InstanceType<typeof Decimal>;
export type Midpoint = 'half-up' | 'half-even';

export const zero = new Decimal('0');

/** A JSON number as JavaScript read it: its shortest decimal form is what stood in the bytes. */
export function decimalOf(value: number | string): Decimal {
  return new Decimal(String(value));
}

export function round(value: Decimal, places: number, midpoint: Midpoint = 'half-up'): Decimal {
  return value.round(places, midpoint === 'half-up' ? Decimal.roundHalfUp : Decimal.roundHalfEven);
}

export function sum(values: Iterable<Decimal>): Decimal {
  let total = zero;
  for (const value of values) total = total.plus(value);
  return total;
}

/** Money as the stand-in stores and prints it: two decimals, as text. */
export function cents(value: Decimal): string {
  return round(value, 2).toFixed(2);
}
