import type { XeroAccount } from '../../model/organisation';
import { isZero, money } from '../../shared/money';
import { isAllowedOn } from '../taxOnAccount';
import type { PartScope } from '../scope';
import type { OrderContext } from './context';
import { destinationOf } from './destination';
import type { SaleLine } from './lines';
import { productOf } from './products';

interface TaxChoice {
  readonly taxType: string;
  readonly from: string;
}

/** The Xero tax type of a line; undefined when the scope now holds a cause. */
export function taxTypeOf(
  context: OrderContext,
  scope: PartScope,
  line: SaleLine,
  account: XeroAccount,
): TaxChoice | undefined {
  const choice = choose(context, scope, line, account);
  if (choice === undefined) return undefined;
  const { books } = context;
  const rate = books.taxRate(choice.taxType);
  if (rate === undefined && books.organisation.TaxRates.length > 0)
    return scope.hold(
      'tax.unknown',
      choice.taxType,
      `The tax type ${choice.taxType} (${choice.from}) does not exist in Xero or is not active.`,
      'Choose one of the organisation’s tax rates in the settings.',
    );
  if (rate !== undefined && !isAllowedOn(rate, account))
    return scope.hold(
      'tax.notAllowedOnAccount',
      `${choice.taxType} on ${account.Code ?? account.Name}`,
      `Xero does not allow the tax rate ${rate.Name} (${choice.taxType}) on account ${account.Code ?? ''} ${account.Name}, which is of the type ${account.Type}.`,
      'Choose another account or tax type for these lines in the settings, or allow the rate for this kind of account in Xero.',
    );
  return choice;
}

function choose(context: OrderContext, scope: PartScope, line: SaleLine, account: XeroAccount): TaxChoice | undefined {
  const { tax } = context.settings;
  if (line.kind === 'rounding') return rounding(context, scope, account);
  const { item } = line.item ?? {};
  if (item?.product_type === 'giftcard' && line.kind === 'product' && isZero(line.tax))
    return tax.liability === null
      ? unmapped(
          scope,
          'tax.liability',
          'No tax type is set for gift cards sold, which are money held for the buyer and no sale.',
        )
      : setting(scope, 'tax.liability', tax.liability);
  // a taxed article that was given away has tax 0 and its percentage still: that is no zero rate
  if (!isZero(line.tax) || !isZero(line.percent)) return taxed(context, scope, line, account);
  const coded = mappedRate(context, line.codes);
  if (coded !== undefined && line.codes.length > 0) return setting(scope, coded.path, coded.taxType);
  return untaxed(context, scope, line);
}

/** As set; else the untaxed type where this account takes it, else the account's own (the ROUNDING account is an expense to most charts). */
function rounding(context: OrderContext, scope: PartScope, account: XeroAccount): TaxChoice | undefined {
  const { tax } = context.settings;
  if (tax.rounding !== null) return setting(scope, 'tax.rounding', tax.rounding);
  const rate = tax.untaxed === null ? undefined : context.books.taxRate(tax.untaxed);
  if (tax.untaxed !== null && (rate === undefined || isAllowedOn(rate, account)))
    return setting(scope, 'tax.untaxed', tax.untaxed);
  if (account.TaxType !== undefined)
    return { taxType: account.TaxType, from: `the tax type of account ${account.Code ?? ''}` };
  return unmapped(scope, 'tax.rounding', 'No tax type is set for Rounding lines.');
}

function taxed(context: OrderContext, scope: PartScope, line: SaleLine, account: XeroAccount): TaxChoice | undefined {
  const codes = line.codes.length > 0 ? line.codes : codesByPercent(context, line);
  if (codes.length === 0) {
    // given away in an order without any tax: the amount is 0 under every rate
    if (isZero(line.tax) && isZero(line.gross) && account.TaxType !== undefined)
      return { taxType: account.TaxType, from: `the tax type of account ${account.Code ?? ''}` };
    return unmapped(
      scope,
      `tax of ${line.percent.toFixed()}%`,
      `Magento charged tax on "${line.name}" and recorded no tax rate code for it.`,
    );
  }
  const mapped = mappedRate(context, codes);
  if (mapped !== undefined) return setting(scope, mapped.path, mapped.taxType);
  const subject = codes.join('+');
  if (codes.length > 1)
    return scope.hold(
      'tax.severalRates',
      subject,
      `Several tax rates (${codes.join(', ')}) were charged on "${line.name}"; Xero takes one tax type per line.`,
      `Create a tax rate with these components in Xero and enter it under tax.rates as "${subject}".`,
    );
  return unmapped(scope, subject, `The Magento tax rate ${subject} has no tax type in Xero yet.`);
}

function mappedRate(
  { settings }: OrderContext,
  codes: readonly string[],
): { path: string; taxType: string } | undefined {
  const name = codes.join('+');
  const taxType = settings.tax.rates[name];
  return taxType === undefined ? undefined : { path: `tax.rates.${name}`, taxType };
}

/** Never the percentage alone: only a code that this very order applied at that percentage. */
function codesByPercent({ taxes }: OrderContext, line: SaleLine): readonly string[] {
  const { applied } = taxes;
  const [only] = applied;
  if (isZero(line.percent)) return applied.length === 1 && only !== undefined ? [only.code] : [];
  const same = applied.filter(({ percent }) => money(percent).eq(line.percent));
  const [match] = same;
  return same.length === 1 && match !== undefined ? [match.code] : [];
}

/**
 * No tax was charged. Physical goods that left the country are an export; what is picked up, virtual or only paid from abroad is not an export by itself; at home the
 * product's tax class tells a GST-free article from one of class None: both look the same in Magento's amounts (measured).
 */
function untaxed(context: OrderContext, scope: PartScope, line: SaleLine): TaxChoice | undefined {
  const { tax } = context.settings;
  const { shippedAbroad, buyerAbroad, pickedUp } = destinationOf(context);
  const indexed = line.item;
  const isVirtual = indexed?.item.is_virtual === true;
  const isAdjustmentAlone =
    indexed === undefined && (line.kind === 'adjustmentRefund' || line.kind === 'adjustmentFee');
  if (shippedAbroad && !isVirtual && !isAdjustmentAlone)
    return tax.export === null
      ? unmapped(scope, 'tax.export', 'No tax type is set for goods shipped abroad.')
      : setting(scope, 'tax.export', tax.export);
  if (indexed === undefined || line.kind === 'fpt')
    return tax.untaxed === null
      ? unmapped(scope, 'tax.untaxed', `No tax type is set for "${line.name}", on which no tax was charged.`)
      : setting(scope, 'tax.untaxed', tax.untaxed);
  const product = productOf(context, indexed);
  const byClass = product.taxClass === undefined ? undefined : tax.classes[product.taxClass];
  const abroadOtherwise = buyerAbroad && (isVirtual || pickedUp);
  if (byClass !== undefined && !abroadOtherwise)
    return setting(scope, `tax.classes.${product.taxClass ?? ''}`, byClass);
  if (buyerAbroad) {
    if (tax.overseas_other !== null) return setting(scope, 'tax.overseas_other', tax.overseas_other);
    return unmapped(
      scope,
      'tax.overseas_other',
      `"${line.name}" was sold without tax to a buyer abroad and nothing was shipped abroad, so it is not an export by itself.`,
    );
  }
  if (product.taxClass === undefined)
    return unmapped(
      scope,
      `tax class of ${product.sku ?? line.name}`,
      `"${line.name}" was sold without tax, and Magento did not tell the product's tax class.`,
    );
  return unmapped(
    scope,
    `tax.classes.${product.taxClass}`,
    `"${line.name}" was sold without tax at home, and its tax class ${product.taxClass} has no tax type in Xero yet.`,
  );
}

function setting(scope: PartScope, path: string, taxType: string): TaxChoice {
  scope.uses(path);
  return { taxType, from: `settings ${path}` };
}

const unmapped = (scope: PartScope, subject: string, message: string): undefined =>
  scope.hold(
    'tax.unmapped',
    subject,
    message,
    subject.startsWith('tax.')
      ? `Ask your bookkeeper which tax type applies and enter it under ${subject} in the settings.`
      : `Ask your bookkeeper which tax type applies and enter it in the settings (tax.rates for a rate, tax.classes for a tax class).`,
  );
