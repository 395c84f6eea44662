import fc from 'fast-check';
import { Decimal } from './decimal';
import { startXeroSimulator } from './index';
import type { JsonObject } from './json';
import { strictestQuirks } from './quirks';
import { RawClient } from './raw-client';
import { documentTotals, lineTotals, type LineFigures } from './totals';

/**
 * A second, tiny model of Xero's published rounding rules in whole numbers, sharing nothing with totals.ts: prices in
 * ten-thousandths, quantities in ten-thousandths, rates in basis points, amounts in cents; halves away from zero.
 */
type Kind = 'Exclusive' | 'Inclusive' | 'NoTax';
function divide(numerator: bigint, denominator: bigint): bigint {
  const magnitude = (2n * (numerator < 0n ? -numerator : numerator) + denominator) / (2n * denominator);
  return numerator < 0n ? -magnitude : magnitude;
}
function modelLine(
  quantity: bigint,
  price: bigint,
  rate: bigint,
  kind: Kind,
  unitdp: 2 | 4,
): { amount: bigint; tax: bigint } {
  const unit = unitdp === 4 ? price : divide(price, 100n) * 100n;
  const amount = divide(quantity * unit, 1_000_000n);
  if (kind === 'NoTax') return { amount, tax: 0n };
  return { amount, tax: divide(amount * rate, kind === 'Exclusive' ? 10_000n : 10_000n + rate) };
}

const scaled = (value: bigint, places: number) =>
  new Decimal(value.toString()).div(new Decimal((10n ** BigInt(places)).toString()));
const dec = (value: string) => new Decimal(value);
const free = { ...strictestQuirks, taxAmountAboveUnitAmount: 'accept' as const };

function totals(lines: readonly LineFigures[], rate: string, kind: Kind, unitdp: 2 | 4 = 4) {
  const results = lines.map((line) => lineTotals(line, dec(rate), kind, unitdp, free));
  const { subTotal, totalTax, total } = documentTotals(results, kind);
  return [subTotal.toFixed(2), totalTax.toFixed(2), total.toFixed(2)];
}

describe('totals', () => {
  it('agree with an independent model in whole numbers on any document', () => {
    const line = fc.record({ quantity: fc.bigInt(0n, 10_000_000n), price: fc.bigInt(-100_000_000n, 100_000_000n) });
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 30 }),
        fc.constantFrom(0n, 500n, 1000n, 1250n, 1500n, 2000n),
        fc.constantFrom<Kind>('Exclusive', 'Inclusive', 'NoTax'),
        fc.constantFrom<2 | 4>(2, 4),
        (lines, rate, kind, unitdp) => {
          const model = lines.map(({ quantity, price }) => modelLine(quantity, price, rate, kind, unitdp));
          const amount = model.reduce((sum, l) => sum + l.amount, 0n);
          const tax = model.reduce((sum, l) => sum + l.tax, 0n);
          const total = kind === 'Exclusive' ? amount + tax : amount;
          const figures = lines.map(({ quantity, price }) => ({
            quantity: scaled(quantity, 4),
            unitAmount: scaled(price, 4),
          }));
          const cents = [total - tax, tax, total].map((value) => scaled(value, 2).toFixed(2));
          expect(totals(figures, scaled(rate, 2).toString(), kind, unitdp)).toEqual(cents);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('follow the published example: 25.06, 25.61 and 25.63 at 15 % make 11.44 of tax, not 11.45', () => {
    const lines = ['25.06', '25.61', '25.63'].map((price) => ({ unitAmount: dec(price) }));
    expect(totals(lines, '15', 'Exclusive')).toEqual(['76.30', '11.44', '87.74']);
  });

  it('follow the published inclusive example with a returned article', () => {
    const lines = [
      { quantity: dec('3'), unitAmount: dec('59.00'), taxAmount: dec('19.67') },
      { quantity: dec('1'), unitAmount: dec('-79.00'), taxAmount: dec('-8.78') },
    ];
    expect(totals(lines, '12.5', 'Inclusive')).toEqual(['87.11', '10.89', '98.00']);
    expect(
      totals(
        lines.map(({ taxAmount: _given, ...line }) => line),
        '12.5',
        'Inclusive',
      ),
    ).toEqual(['87.11', '10.89', '98.00']);
  });

  it('round a price to two decimals first unless asked for four', () => {
    const beads = [{ quantity: dec('1000'), unitAmount: dec('0.0149') }];
    expect(totals(beads, '10', 'NoTax', 4)).toEqual(['14.90', '0.00', '14.90']);
    expect(totals(beads, '10', 'NoTax', 2)).toEqual(['10.00', '0.00', '10.00']);
  });

  it('round halves away from zero, or to even where the switch says so', () => {
    const half = { unitAmount: dec('0.25') };
    expect(lineTotals(half, dec('10'), 'Exclusive', 2, free).taxAmount.toFixed(2)).toBe('0.03');
    expect(lineTotals({ unitAmount: dec('-0.25') }, dec('10'), 'Exclusive', 2, free).taxAmount.toFixed(2)).toBe(
      '-0.03',
    );
    expect(lineTotals(half, dec('10'), 'Exclusive', 2, { ...free, midpoint: 'half-even' }).taxAmount.toFixed(2)).toBe(
      '0.02',
    );
  });

  it('take discounts off the line, where they drift as Xero’s do', () => {
    const discounted = { quantity: dec('3'), unitAmount: dec('9.99'), discountRate: dec('33.33') };
    expect(lineTotals(discounted, dec('10'), 'Inclusive', 4, free).lineAmount.toFixed(2)).toBe('19.98');
    expect(
      lineTotals(
        { quantity: dec('2'), unitAmount: dec('44'), discountAmount: dec('8.80') },
        dec('10'),
        'Inclusive',
        4,
        free,
      ),
    ).toMatchObject({
      lineAmount: dec('79.20'),
      taxAmount: dec('7.20'),
    });
  });
});

/** Documents worked out by hand from recorded sales: gross and GST per line, and the totals a customer paid. */
const byHand: [string, [description: string, quantity: number, unit: number, tax: number][], number, number][] = [
  ['two tees, a tote, three cards and freight', [['TEE-M', 2, 39.6, 7.2], ['TOTE', 1, 31.45, 2.86], ['CARD', 3, 0.8933, 0.24], ['Freight', 1, 9.9, 0.9]], 123.23, 11.2],
  ['a coupon on goods and freight', [['Pin', 1, 6.24, 0.57], ['Tote', 1, 94.36, 8.58], ['Freight', 1, 9.9, 0.9]], 110.5, 10.05],
  ['a dynamic bundle', [['Mug', 2, 22, 4], ['Tote', 2, 34.95, 6.35], ['Freight', 1, 11, 1]], 124.9, 11.35],
  ['half of it credited, where Xero alone would make 5.18', [['Mug', 1, 22, 2], ['Tote', 1, 34.95, 3.17]], 56.95, 5.17],
  ['a full credit', [['Tee', 2, 39.6, 7.2], ['Mug', 1, 19.8, 1.8], ['Freight', 1, 9.9, 0.9]], 108.9, 9.9],
]; // prettier-ignore

it.each(byHand)('posts %s to the cent', async (_what, lines, total, tax) => {
  const xero = await startXeroSimulator();
  try {
    const LineItems = lines.map(([Description, Quantity, UnitAmount, TaxAmount]): JsonObject => ({
      Description,
      Quantity,
      UnitAmount,
      TaxAmount,
      AccountCode: '200',
      TaxType: 'OUTPUT',
    }));
    const invoice = {
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      Contact: { Name: 'Jane' },
      Date: '2026-11-20',
      DueDate: '2026-11-20',
      LineAmountTypes: 'Inclusive',
      LineItems,
    };
    const answer = await new RawClient(xero.url).api('PUT', '/Invoices?unitdp=4', { Invoices: [invoice] });
    expect(answer.json().Invoices).toMatchObject([{ Total: total, TotalTax: tax, AmountDue: total }]);
  } finally {
    await xero.stop();
  }
});
