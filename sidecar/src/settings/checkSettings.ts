import { isDeepStrictEqual } from 'node:util';
import { isOrganisation, type Organisation, type XeroAccount, type XeroTaxRate } from '../model/organisation';
import { settingsFileSchema, type WebsiteSettings } from '../model/settings';
import { classOf, isActive, referenceOf, takesPayments } from './guessAccounts';
import { readContent, type Fault } from './readSettings';

/**
 * Compares a settings file with the organisation it is for: every account, tax type and tracking option it names must exist there, be active
 * and be allowed for its purpose. Each fault lists what exists instead. Faults of form come first and alone.
 */
export function checkSettings(content: unknown, organisation: Organisation): readonly Fault[] {
  const { settings, faults } = readContent(content);
  if (settings === undefined || faults.length > 0) return faults;
  const websites = Object.keys(settingsFileSchema.parse(content ?? {}).websites);
  const found: Fault[] = [];
  const defaults = checkWebsite(settings.forWebsite(-1), organisation);
  found.push(...defaults.map((fault) => ({ ...fault, path: `defaults.${fault.path}` })));
  for (const id of websites)
    // What the defaults say wrong is said once.
    for (const fault of checkWebsite(settings.forWebsite(Number(id)), organisation))
      if (!defaults.some((known) => isDeepStrictEqual(known, fault)))
        found.push({ ...fault, path: `websites.${id}.${fault.path}` });
  return found;
}

function checkWebsite(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  return [
    ...checkTenant(settings, organisation),
    ...checkAccounts(settings, organisation),
    ...checkTaxTypes(settings, organisation),
    ...checkPairs(settings, organisation),
    ...checkTracking(settings, organisation),
    ...checkNumbers(settings),
  ];
}

function checkTenant(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  if (settings.tenant === null || organisation.tenantId === '' || isOrganisation(organisation, settings.tenant))
    return [];
  return [
    {
      path: 'tenant',
      message: `${settings.tenant} is not this organisation, which is ${organisation.tenantId} (${organisation.Organisation.Name})`,
    },
  ];
}

interface AccountUse {
  readonly path: string;
  readonly code: string;
  readonly purpose: 'revenue' | 'line' | 'liability' | 'payment' | 'expense' | 'inventory';
}

const entries = (path: string, map: Readonly<Record<string, string>>, purpose: AccountUse['purpose']): AccountUse[] =>
  Object.entries(map).map(([key, code]) => ({ path: `${path}.${key}`, code, purpose }));

function accountUses(settings: WebsiteSettings): AccountUse[] {
  const { accounts, payments, items, stock } = settings;
  const uses: { path: string; code: string | null; purpose: AccountUse['purpose'] }[] = [
    { path: 'accounts.sales', code: accounts.sales, purpose: 'revenue' },
    { path: 'accounts.shipping', code: accounts.shipping, purpose: 'line' },
    { path: 'accounts.rounding', code: accounts.rounding, purpose: 'line' },
    { path: 'accounts.adjustment_refund', code: accounts.adjustment_refund, purpose: 'line' },
    { path: 'accounts.adjustment_fee', code: accounts.adjustment_fee, purpose: 'line' },
    { path: 'accounts.fpt', code: accounts.fpt, purpose: 'line' },
    { path: 'accounts.surcharge', code: accounts.surcharge, purpose: 'line' },
    { path: 'accounts.gift_wrapping', code: accounts.gift_wrapping, purpose: 'line' },
    { path: 'accounts.gift_card_sold', code: accounts.gift_card_sold, purpose: 'liability' },
    ...entries('accounts.by_attribute.map', accounts.by_attribute?.map ?? {}, 'line'),
    ...entries('accounts.by_product_type', accounts.by_product_type, 'line'),
    ...entries('accounts.by_tax_class', accounts.by_tax_class, 'line'),
    ...Object.entries(payments.methods).map(([method, to]) => ({
      path: `payments.methods.${method}.account`,
      code: to === 'none' ? null : to.account,
      purpose: 'payment' as const,
    })),
    { path: 'payments.gift_card', code: payments.gift_card, purpose: 'payment' },
    { path: 'payments.store_credit', code: payments.store_credit, purpose: 'payment' },
    {
      path: 'payments.reward_points.account',
      code: payments.reward_points === 'undecided' ? null : payments.reward_points.account,
      purpose: 'payment',
    },
    { path: 'items.sales_account', code: items.sales_account, purpose: 'line' },
    { path: 'items.purchase_account', code: items.purchase_account, purpose: 'line' },
    { path: 'stock.asset_account', code: stock.asset_account, purpose: 'inventory' },
    { path: 'stock.cogs_account', code: stock.cogs_account, purpose: 'expense' },
    { path: 'stock.adjustment_account', code: stock.adjustment_account, purpose: 'line' },
  ];
  return uses.filter((use): use is AccountUse => use.code !== null);
}

/** Why an account cannot serve, or undefined. Debtors, creditors and bank accounts cannot stand on a line (Xero refuses them). */
function unfit(account: XeroAccount, purpose: AccountUse['purpose']): string | undefined {
  const is = `account ${referenceOf(account)} (${account.Name}) is`;
  if (!isActive(account)) return `${is} archived in Xero`;
  if (purpose === 'payment')
    return takesPayments(account)
      ? undefined
      : `${is} neither a bank account nor enabled for payments; tick "Enable payments to this account" in Xero, or choose another`;
  if (account.Type === 'BANK') return `${is} a bank account, which cannot stand on a line`;
  const system = account.SystemAccount ?? '';
  if (system !== '' && system !== 'ROUNDING')
    return `${is} Xero’s own ${system} account, to which nothing can be posted`;
  const wanted = {
    revenue: 'REVENUE',
    liability: 'LIABILITY',
    expense: 'EXPENSE',
    line: undefined,
    inventory: undefined,
  }[purpose];
  if (wanted !== undefined && classOf(account) !== wanted) return `${is} of class ${classOf(account)}, not ${wanted}`;
  if (purpose === 'inventory' && account.Type !== 'INVENTORY') return `${is} of type ${account.Type}, not INVENTORY`;
  return undefined;
}

const findAccount = (organisation: Organisation, codeOrId: string): XeroAccount | undefined =>
  organisation.Accounts.find((account) => account.Code === codeOrId) ??
  organisation.Accounts.find((account) => account.AccountID === codeOrId && codeOrId !== '');

function checkAccounts(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  return accountUses(settings).flatMap(({ path, code, purpose }) => {
    const account = findAccount(organisation, code);
    const reason = account === undefined ? `there is no account ${code} in Xero` : unfit(account, purpose);
    if (reason === undefined) return [];
    const fitting = organisation.Accounts.filter((candidate) => unfit(candidate, purpose) === undefined);
    return [
      {
        path,
        message: `${reason}. ${listed(
          fitting.map((row) => `${referenceOf(row)} ${row.Name}`),
          'accounts that fit',
        )}`,
      },
    ];
  });
}

interface TaxUse {
  readonly path: string;
  readonly type: string;
}

function taxUses({ tax }: WebsiteSettings): TaxUse[] {
  const of = (path: string, map: Readonly<Record<string, string>>): TaxUse[] =>
    Object.entries(map).map(([key, type]) => ({ path: `${path}.${key}`, type }));
  const single = (name: 'export' | 'overseas_other' | 'untaxed' | 'rounding' | 'liability'): TaxUse[] => {
    const type = tax[name];
    return type === null ? [] : [{ path: `tax.${name}`, type }];
  };
  return [
    ...of('tax.rates', tax.rates),
    ...single('export'),
    ...single('overseas_other'),
    ...of('tax.classes', tax.classes),
    ...single('untaxed'),
    ...single('rounding'),
    ...single('liability'),
  ];
}

const activeRate = (organisation: Organisation, type: string): XeroTaxRate | undefined =>
  organisation.TaxRates.find((rate) => rate.TaxType === type && rate.Status === 'ACTIVE');

function checkTaxTypes(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  const exist = organisation.TaxRates.filter((rate) => rate.Status === 'ACTIVE').map(
    (rate) => `${rate.TaxType} ${rate.Name}`,
  );
  return taxUses(settings)
    .filter(({ type }) => activeRate(organisation, type) === undefined)
    .map(({ path, type }) => {
      const known = organisation.TaxRates.find((rate) => rate.TaxType === type);
      const reason =
        known === undefined
          ? `there is no tax type ${type} in Xero`
          : `tax type ${type} (${known.Name}) is ${known.Status.toLowerCase()}`;
      return { path, message: `${reason}. ${listed(exist, 'active tax types')}` };
    });
}

/** `CanApplyTo…` of the tax rate against the account's class: Xero refuses "The TaxType code 'X' cannot be used with account code 'Y'". */
function mayCombine(rate: XeroTaxRate, account: XeroAccount): boolean {
  const flags: Readonly<Record<string, boolean | undefined>> = {
    ASSET: rate.CanApplyToAssets,
    EQUITY: rate.CanApplyToEquity,
    EXPENSE: rate.CanApplyToExpenses,
    LIABILITY: rate.CanApplyToLiabilities,
    REVENUE: rate.CanApplyToRevenue,
  };
  return flags[classOf(account)] !== false;
}

/** Which tax types meet which accounts on a line. */
function checkPairs(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  const uses = accountUses(settings);
  const at = (...paths: string[]) =>
    uses.filter((use) => paths.some((path) => use.path === path || use.path.startsWith(`${path}.`)));
  const goods = at('accounts.sales', 'accounts.by_attribute', 'accounts.by_product_type', 'accounts.by_tax_class');
  const shipping = at('accounts.shipping');
  const extras = at(
    'accounts.adjustment_refund',
    'accounts.adjustment_fee',
    'accounts.fpt',
    'accounts.surcharge',
    'accounts.gift_wrapping',
  );
  const meet = (path: string): readonly AccountUse[] => {
    if (path === 'tax.rounding') return at('accounts.rounding');
    if (path === 'tax.liability') return at('accounts.gift_card_sold');
    if (path === 'tax.untaxed') return [...shipping, ...extras];
    return path.startsWith('tax.classes') ? goods : [...goods, ...shipping];
  };
  return taxUses(settings).flatMap(({ path, type }) => {
    const rate = activeRate(organisation, type);
    if (rate === undefined) return [];
    const bad = meet(path).filter((use) => {
      const account = findAccount(organisation, use.code);
      return account !== undefined && !mayCombine(rate, account);
    });
    const [first] = bad;
    if (first === undefined) return [];
    const account = findAccount(organisation, first.code);
    const fitting = organisation.TaxRates.filter(
      (candidate) => candidate.Status === 'ACTIVE' && account !== undefined && mayCombine(candidate, account),
    );
    return [
      {
        path,
        message: `tax type ${type} (${rate.Name}) cannot be used with ${bad.map((use) => `account ${use.code} (${use.path})`).join(', ')}. ${listed(
          fitting.map((row) => `${row.TaxType} ${row.Name}`),
          `tax types that may be used with ${first.code}`,
        )}`,
      },
    ];
  });
}

function checkTracking(settings: WebsiteSettings, organisation: Organisation): Fault[] {
  const active = organisation.TrackingCategories.filter((category) => category.Status === 'ACTIVE');
  return settings.tracking.flatMap((rule, index) => {
    const path = `tracking[${index}]`;
    const category = active.find((candidate) => candidate.Name === rule.category);
    if (category === undefined)
      return [
        {
          path: `${path}.category`,
          message: `there is no tracking category ${rule.category} in Xero. ${listed(
            active.map((row) => row.Name),
            'active categories',
          )}`,
        },
      ];
    const options = category.Options.filter((option) => option.Status === 'ACTIVE').map((option) => option.Name);
    const named = [
      ...Object.entries(rule.map).map(([key, option]) => ({ path: `${path}.map.${key}`, option })),
      ...(rule.default === null ? [] : [{ path: `${path}.default`, option: rule.default }]),
    ];
    return named
      .filter(({ option }) => !options.includes(option))
      .map((row) => ({
        path: row.path,
        message: `tracking category ${category.Name} has no option ${row.option}. ${listed(options, 'its options')}`,
      }));
  });
}

/** Magento counts orders and invoices apart, so the same number occurs in both; the prefix must tell them apart. */
function checkNumbers({ sales }: WebsiteSettings): Fault[] {
  const sets = [
    { path: 'sales.numbers', numbers: sales.numbers },
    ...Object.entries(sales.store_numbers).map(([code, own]) => ({
      path: `sales.store_numbers.${code}`,
      numbers: { invoice: own.invoice ?? sales.numbers.invoice, order: own.order ?? sales.numbers.order },
    })),
  ];
  return sets
    .filter(({ numbers }) => numbers.invoice === numbers.order)
    .map(({ path, numbers }) => ({
      path: `${path}.order`,
      message: `orders and invoices both become invoices in Xero and would share numbers: "${numbers.order}" must differ from the prefix of invoices`,
    }));
}

const listed = (rows: readonly string[], what: string): string =>
  rows.length === 0 ? `Xero has no ${what}` : `Xero has these ${what}: ${rows.join('; ')}`;
