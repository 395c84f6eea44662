import type { XeroAccount } from '../model/organisation';
import type { WebsiteSettings } from '../model/settings';
import type { Books } from './books';
import type { PartScope } from './scope';

/** An account chosen for a line, and the setting that chose it. */
export interface ChosenAccount {
  readonly account: XeroAccount;
  readonly code: string;
  readonly from: string;
}

export type OwnAccount = 'shipping' | 'adjustment_refund' | 'adjustment_fee' | 'fpt' | 'surcharge' | 'gift_wrapping';

export interface ProductFactsForAccount {
  readonly productType: string | undefined;
  readonly taxClass: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>> | undefined;
}

/** Goods: product attribute, then product type, then tax class, else the default. */
export function salesAccount(
  scope: PartScope,
  settings: WebsiteSettings,
  books: Books,
  product: ProductFactsForAccount,
): ChosenAccount | undefined {
  const { accounts } = settings;
  if (product.productType === 'giftcard')
    return lineAccount(scope, books, accounts.gift_card_sold, 'accounts.gift_card_sold', 'gift cards sold');
  const rule = accounts.by_attribute;
  if (rule !== null) {
    const value = attributeText(product.attributes?.[rule.attribute]);
    const mapped = value === undefined ? undefined : rule.map[value];
    if (mapped !== undefined)
      return lineAccount(scope, books, mapped, `accounts.by_attribute.map.${value ?? ''}`, 'goods');
  }
  const type = product.productType;
  const byType = type === undefined ? undefined : accounts.by_product_type[type];
  if (byType !== undefined) return lineAccount(scope, books, byType, `accounts.by_product_type.${type ?? ''}`, 'goods');
  const taxClass = product.taxClass;
  const byClass = taxClass === undefined ? undefined : accounts.by_tax_class[taxClass];
  if (byClass !== undefined)
    return lineAccount(scope, books, byClass, `accounts.by_tax_class.${taxClass ?? ''}`, 'goods');
  return lineAccount(scope, books, accounts.sales, 'accounts.sales', 'goods');
}

/** Shipping, adjustments, fixed product tax, wrapping: their own account, or the one of sales. */
export function ownAccount(
  scope: PartScope,
  settings: WebsiteSettings,
  books: Books,
  name: OwnAccount,
): ChosenAccount | undefined {
  const own = settings.accounts[name];
  return own === null
    ? lineAccount(scope, books, settings.accounts.sales, 'accounts.sales', name)
    : lineAccount(scope, books, own, `accounts.${name}`, name);
}

export function roundingAccount(scope: PartScope, settings: WebsiteSettings, books: Books): ChosenAccount | undefined {
  if (settings.accounts.rounding !== null)
    return lineAccount(scope, books, settings.accounts.rounding, 'accounts.rounding', 'rounding');
  const account = books.roundingAccount;
  if (account?.Code !== undefined) return { account, code: account.Code, from: 'the organisation’s ROUNDING account' };
  return scope.hold(
    'account.unmapped',
    'accounts.rounding',
    'A Rounding line is needed, and neither the settings nor Xero name an account for it.',
    'Enter an account under accounts.rounding in the settings.',
  );
}

function lineAccount(
  scope: PartScope,
  books: Books,
  code: string | null,
  path: string,
  what: string,
): ChosenAccount | undefined {
  if (code === null)
    return scope.hold(
      'account.unmapped',
      path,
      `No account is set for ${what}.`,
      `Enter the Xero account for ${what} under ${path} in the settings.`,
    );
  scope.uses(path);
  const account = books.account(code);
  if (account?.Code === undefined || account.Status !== 'ACTIVE')
    return scope.hold(
      'account.unknown',
      code,
      `The settings (${path}) name account ${code}, which Xero does not have or has archived.`,
      `Choose an active account of this organisation under ${path}, or create ${code} in Xero.`,
    );
  // Xero: "Account code is not a valid code for this document" for debtors, creditors and bank accounts
  if (account.Type === 'BANK' || ['DEBTORS', 'CREDITORS'].includes(account.SystemAccount ?? ''))
    return scope.hold(
      'account.unknown',
      code,
      `Account ${code} (${account.Name}) cannot stand on a line of an invoice: it is a bank or system account.`,
      `Choose a revenue or liability account under ${path}.`,
    );
  return { account, code: account.Code, from: `settings ${path}` };
}

/** Money goes to bank accounts and to accounts that are enabled for payments; anything else Xero refuses. */
export function payableAccount(
  scope: PartScope,
  books: Books,
  codeOrId: string,
  path: string,
): { readonly Code: string } | { readonly AccountID: string } | undefined {
  scope.uses(path);
  const account = books.account(codeOrId);
  if (account === undefined || account.Status !== 'ACTIVE')
    return scope.hold(
      'account.unknown',
      codeOrId,
      `The settings (${path}) name account ${codeOrId}, which Xero does not have or has archived.`,
      `Choose an active bank or clearing account of this organisation under ${path}.`,
    );
  if (account.Type !== 'BANK' && !account.EnablePaymentsToAccount)
    return scope.hold(
      'account.notPayable',
      codeOrId,
      `Account ${codeOrId} (${account.Name}) does not take payments in Xero.`,
      `In Xero, tick "Enable payments to this account" on ${account.Name}, or choose another account under ${path}.`,
    );
  return account.Code === codeOrId ? { Code: codeOrId } : { AccountID: account.AccountID };
}

/** Attribute values arrive as text, number, or `{ value, label }`, by attribute type. */
export function attributeText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return value.map((part) => attributeText(part) ?? '').join(',');
  if (typeof value === 'object' && value !== null) {
    if ('value' in value) return attributeText(value.value);
    if ('label' in value) return attributeText(value.label);
  }
  return undefined;
}
