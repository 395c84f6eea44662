import { cents, isZero, money, round, sum, zero, type Money } from '../../shared/money';
import type { PartScope } from '../scope';
import type { SaleLine } from './lines';
import type { Totals } from './storedValue';

/** A line in whole cents, ready to be written. */
export type BookedLine = SaleLine;

export interface Booked {
  readonly lines: readonly BookedLine[];
  readonly total: Money;
  readonly tax: Money;
}

/** The largest difference of tax alone that is taken for rounding. */
const taxTolerance = money('0.02');
const one = money('1');

/**
 * Brings a document's lines to the cents that Magento charged, or holds it with both columns.
 * Fractions of a cent (decimal quantities: 35.9466) are no discrepancy: the money that moved is the rounded total.
 */
export function closeTotals(
  scope: PartScope,
  document: string,
  exact: readonly SaleLine[],
  target: Totals,
  options: { readonly tolerance: string; readonly isCreditMemo: boolean },
): Booked | undefined {
  const residual = round(target.total.minus(sum(exact.map(({ gross }) => gross))));
  const taxResidual = round(target.tax.minus(sum(exact.map(({ tax }) => tax))));
  const tolerance = money(options.tolerance);
  const taxNowhere = !isZero(taxResidual) && !exact.some(isTaxed);
  if (residual.abs().gt(tolerance) || taxResidual.abs().gt(taxTolerance) || taxNowhere) {
    return disagree(scope, document, exact, target, residual, taxResidual);
  }
  let lines = [...exact];
  if (!isZero(residual)) {
    const freight = lines.find(({ kind }) => kind === 'shipping');
    // Magento takes the whole freight discount off again when discounted freight is credited in parts: total and tax are a cent too
    // small alike. The memo's total is what was paid back, so the freight gives way.
    if (options.isCreditMemo && residual.eq(taxResidual) && freight !== undefined)
      lines = lines.map((line) =>
        line === freight ? { ...line, gross: line.gross.plus(residual), tax: line.tax.plus(taxResidual) } : line,
      );
    else lines.push(roundingLine(residual));
  }
  return {
    ...inCents(lines, round(target.total), round(target.tax)),
    total: round(target.total),
    tax: round(target.tax),
  };
}

const roundingLine = (residual: Money): SaleLine => ({
  kind: 'rounding',
  id: 'rounding',
  name: 'Rounding',
  quantity: one,
  gross: residual,
  tax: zero,
  codes: [],
  percent: zero,
  discount: zero,
  item: undefined,
  from: { gross: 'the total of the document less its lines', tax: 'none' },
});

/** Rounds every line and puts what is left on the largest line; tax on the largest taxed one. */
function inCents(exact: readonly SaleLine[], total: Money, tax: Money): { readonly lines: BookedLine[] } {
  const lines = exact.map((line) => ({ ...line, gross: round(line.gross), tax: round(line.tax) }));
  const grossLeft = total.minus(sum(lines.map(({ gross }) => gross)));
  const taxLeft = tax.minus(sum(lines.map((line) => line.tax)));
  const largest = largestOf(lines.filter(({ kind }) => kind !== 'rounding' && kind !== 'heading'));
  const taxed = lines.filter(isTaxed);
  const largestTaxed = largestOf(taxed.filter(({ kind }) => kind !== 'rounding')) ?? largest;
  return {
    lines: lines.map((line) => ({
      ...line,
      gross: line === largest ? line.gross.plus(grossLeft) : line.gross,
      tax: line === largestTaxed ? line.tax.plus(taxLeft) : line.tax,
    })),
  };
}

const isTaxed = (line: SaleLine): boolean => !isZero(line.tax) || !isZero(line.percent) || line.codes.length > 0;

const largestOf = (lines: readonly BookedLine[]): BookedLine | undefined => {
  let best: BookedLine | undefined;
  for (const line of lines) if (best === undefined || line.gross.abs().gt(best.gross.abs())) best = line;
  return best;
};

function disagree(
  scope: PartScope,
  document: string,
  lines: readonly SaleLine[],
  target: Totals,
  residual: Money,
  taxResidual: Money,
): undefined {
  const total = sum(lines.map(({ gross }) => gross));
  const tax = sum(lines.map((line) => line.tax));
  return scope.hold(
    'totals.disagree',
    document,
    `Totals do not agree: Magento charged ${cents(target.total)} with tax ${cents(target.tax)}, its lines add up to ${cents(total)} with tax ${cents(tax)}.`,
    'Compare both columns with the document in Magento. An extension may add a charge that no line shows; then enter the document in Xero by hand and skip this one.',
    {
      magento: { total: cents(target.total), tax: cents(target.tax) },
      lines: {
        total: cents(total),
        tax: cents(tax),
        rows: lines.map((line) => ({ name: line.name, gross: cents(line.gross), tax: cents(line.tax) })),
      },
      difference: { total: cents(residual), tax: cents(taxResidual) },
    },
  );
}
