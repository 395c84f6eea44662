import type { XeroLineItem, XeroTracking } from '../../model/document';
import { cents, isZero, money, negate, plain, round, zero, type Money } from '../../shared/money';
import { ownAccount, roundingAccount, salesAccount, type ChosenAccount, type OwnAccount } from '../accounts';
import type { PartScope } from '../scope';
import type { OrderContext } from './context';
import { describe } from './description';
import { itemOf, type LineStockItem } from './itemCode';
import { lineForms } from './lineForm';
import type { LineKind, SaleLine } from './lines';
import { productOf } from './products';
import { taxTypeOf } from './taxType';
import type { Booked, BookedLine } from './totals';
import { trackingOf } from './tracking';

interface Options {
  /** A document of 0.00 that is posted all the same shows its lines. */
  readonly keepZeroLines: boolean;
}

/** Writes booked lines as Xero's line items: account, tax type, tracking, item code, form. */
export function lineItems(
  context: OrderContext,
  scope: PartScope,
  booked: Booked,
  { keepZeroLines }: Options,
): XeroLineItem[] {
  const written: XeroLineItem[] = [];
  for (const line of booked.lines.flatMap(apartFromDiscount)) {
    if (line.kind === 'heading') {
      if (context.settings.sales.bundle_parent_line) written.push({ Description: describe(context, line, true) });
      continue;
    }
    const item = line.kind === 'product' ? itemOf(context, line) : undefined;
    // what was given away is shown only where Xero keeps its stock
    const shown = !isZero(line.gross) || !isZero(line.tax) || item?.tracked === true || keepZeroLines;
    if (!shown) continue;
    const account = accountOf(context, scope, line);
    const tax = account === undefined ? undefined : taxTypeOf(context, scope, line, account.account);
    const tracking = trackingOf(context, scope, line);
    if (account === undefined || tax === undefined || tracking === undefined) continue;
    for (const part of byRestock(line, item)) {
      for (const form of lineForms(part.quantity, part.gross, part.tax, part.item?.tracked === true)) {
        const position = written.length;
        written.push({
          Description: describe(context, { ...line, quantity: part.quantity }, form.inWords),
          Quantity: form.quantity,
          UnitAmount: form.unitAmount,
          ...(part.item === undefined ? {} : { ItemCode: part.item.code }),
          AccountCode: account.code,
          TaxType: tax.taxType,
          TaxAmount: form.taxAmount,
          ...(tracking.length === 0 ? {} : { Tracking: tracking }),
        });
        if (scope.explaining) explainLine(scope, position, line, account, tax.from, written[position], part.item);
      }
    }
  }
  return written;
}

/**
 * A shop that taxes the price before its discount may charge more tax than is left of the price (all of it, with a 100% coupon). Xero takes no line whose tax
 * is above its amount, so the price with its tax and the discount stand on two lines.
 */
function apartFromDiscount(line: BookedLine): BookedLine[] {
  const discount = round(line.discount);
  if (line.tax.abs().lte(line.gross.abs()) || discount.lte(zero)) return [line];
  return [
    { ...line, gross: line.gross.plus(discount), discount: zero },
    {
      ...line,
      kind: line.kind === 'product' ? 'discount' : line.kind,
      name: `Discount on ${line.name}`,
      quantity: money('1'),
      gross: negate(discount),
      tax: zero,
      discount: zero,
    },
  ];
}

interface StockPart {
  readonly quantity: Money;
  readonly gross: Money;
  readonly tax: Money;
  readonly item: LineStockItem | undefined;
}

/**
 * A tracked ItemCode on a credit note returns stock in Xero, so it stands only on the quantity that Magento put back; the rest of the row goes without it. Undefined
 * `restocked` means a sale.
 */
function byRestock(line: BookedLine, item: LineStockItem | undefined): StockPart[] {
  const all = { quantity: line.quantity, gross: line.gross, tax: line.tax };
  if (item?.tracked !== true || line.restocked === undefined) return [{ ...all, item }];
  if (line.restocked.gte(line.quantity)) return [{ ...all, item }];
  if (line.restocked.lte(zero)) return [{ ...all, item: undefined }];
  const share = (amount: Money) =>
    amount
      .times(line.restocked ?? zero)
      .div(line.quantity)
      .round(2);
  const back = { quantity: line.restocked, gross: share(line.gross), tax: share(line.tax) };
  return [
    { ...back, item },
    {
      quantity: line.quantity.minus(back.quantity),
      gross: line.gross.minus(back.gross),
      tax: line.tax.minus(back.tax),
      item: undefined,
    },
  ];
}

const ownAccounts: Readonly<Partial<Record<LineKind, OwnAccount>>> = {
  shipping: 'shipping',
  fpt: 'fpt',
  giftWrapping: 'gift_wrapping',
  surcharge: 'surcharge',
  adjustmentRefund: 'adjustment_refund',
  adjustmentFee: 'adjustment_fee',
};

function accountOf(context: OrderContext, scope: PartScope, line: SaleLine): ChosenAccount | undefined {
  const { settings, books } = context;
  if (line.kind === 'rounding') return roundingAccount(scope, settings, books);
  const own = ownAccounts[line.kind];
  if (own !== undefined) return ownAccount(scope, settings, books, own);
  const product =
    line.item === undefined
      ? { productType: undefined, taxClass: undefined, attributes: undefined }
      : productOf(context, line.item);
  return salesAccount(scope, settings, books, product);
}

function explainLine(
  scope: PartScope,
  position: number,
  line: BookedLine,
  account: ChosenAccount,
  taxFrom: string,
  written: XeroLineItem | undefined,
  item: LineStockItem | undefined,
): void {
  const at = (name: string) => `LineItems[${position}].${name}`;
  const tracking: readonly XeroTracking[] = written?.Tracking ?? [];
  scope.explain(
    at('UnitAmount'),
    `${written?.Quantity ?? ''} × ${written?.UnitAmount ?? ''} of ${cents(line.gross)}`,
    line.from.gross,
  );
  scope.explain(at('TaxAmount'), written?.TaxAmount ?? '', line.from.tax);
  scope.explain(at('AccountCode'), account.code, account.from);
  scope.explain(at('TaxType'), written?.TaxType ?? '', taxFrom);
  scope.explain(at('Quantity'), plain(line.quantity), line.from.gross.replace(/\.[^.]*$/, '.qty'));
  if (item !== undefined) scope.explain(at('ItemCode'), item.code, item.from);
  for (const { Name, Option } of tracking) scope.explain(at('Tracking'), `${Name}: ${Option}`, 'settings tracking');
}
