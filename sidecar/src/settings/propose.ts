import type { Organisation } from '../model/organisation';
import type { SettingsFile } from '../model/settings';
import { guessAccounts, guessPaymentAccount, isOffline, offlineMethods } from './guessAccounts';
import {
  exportType,
  guessClass,
  guessComposites,
  guessRate,
  homeCountry,
  outsideType,
  untaxedType,
  usualRates,
  type Guess,
} from './guessTax';
import { noMagentoFacts, type MagentoFacts } from './magentoFacts';

export interface Proposal {
  /** A complete settings file: planning runs with it as it is. */
  readonly file: SettingsFile;
  /** Path of each guess (without `defaults.`) → the evidence, for the comment beside it. */
  readonly evidence: ReadonlyMap<string, string>;
  /** Maps' keys for which nothing could be guessed → why; they stand in the file as comments. */
  readonly open: readonly { readonly map: string; readonly key: string; readonly why: string }[];
}

type Tree = Record<string, unknown>;

/** Magento's groups that stand for nobody in particular. */
const everyday = new Set(['NOT LOGGED IN', 'General', 'Retailer']);
const installedClasses: Readonly<Record<string, string>> = { '0': 'None', '2': 'Taxable Goods' };

/**
 * The best guess for every map, from Xero's chart of accounts and tax rates and what is known of the shop. Every guess stands in
 * `unconfirmed`: planning uses it, but live nothing is written that rests on one.
 */
export function proposeSettings(organisation: Organisation, facts: MagentoFacts = noMagentoFacts): Proposal {
  const evidence = new Map<string, string>();
  const open: { map: string; key: string; why: string }[] = [];
  const value = (path: string, guess: Guess): string | null => {
    if (guess.value !== null) evidence.set(path, guess.why);
    return guess.value;
  };
  const entry = (into: Tree, map: string, key: string, guess: Guess, wrap = (text: string): unknown => text): void => {
    if (guess.value === null) return void open.push({ map, key, why: guess.why });
    into[key] = wrap(guess.value);
    evidence.set(`${map}.${key}`, guess.why);
  };

  const accounts = guessAccounts(organisation);
  const rates: Tree = {};
  for (const rate of facts.taxRates.length > 0 ? facts.taxRates : usualRates(organisation))
    entry(rates, 'tax.rates', rate.code, guessRate(organisation, rate));
  for (const { key, guess } of guessComposites(organisation, facts)) entry(rates, 'tax.rates', key, guess);

  const classes: Tree = {};
  for (const [id, name] of productClasses(facts))
    entry(classes, 'tax.classes', id, guessClass(organisation, facts, id, name));

  const methods: Tree = Object.fromEntries(offlineMethods.slice(0, 5).map((method) => [method, 'none']));
  const triggers: Tree = Object.fromEntries(offlineMethods.slice(0, 4).map((method) => [method, 'order']));
  for (const method of facts.paymentMethods) {
    if (method.code in methods) continue;
    if (isOffline(method)) {
      methods[method.code] = 'none';
      triggers[method.code] = 'order';
      evidence.set(`payments.methods.${method.code}`, 'looks like money that arrives later');
      evidence.set(`sales.triggers.methods.${method.code}`, 'looks like money that arrives later');
    } else
      entry(methods, 'payments.methods', method.code, guessPaymentAccount(organisation, method), (account) => ({
        account,
      }));
  }

  const groupTerms: Tree = {};
  const contactGroups: Tree = {};
  for (const { code } of facts.customerGroups) {
    const terms = termsIn(code);
    if (terms !== undefined) {
      groupTerms[code] = terms;
      evidence.set(`sales.terms.groups.${code}`, 'the number of days in the group’s name');
    }
    if (!everyday.has(code)) {
      contactGroups[code] = code;
      evidence.set(`contacts.groups.${code}`, 'a contact group of the same name');
    }
  }

  const untaxed = untaxedType(organisation);
  const outside = outsideType(organisation);
  const defaults = {
    mode: 'preview',
    cut_over: null,
    tenant: organisation.tenantId === '' ? null : organisation.tenantId,
    country: homeCountry(organisation) === '' ? 'AU' : homeCountry(organisation),
    contacts: {
      name: 'company',
      guests: 'per_email',
      shared_name: 'Magento guests',
      shared_limit: identityLimit(homeCountry(organisation)),
      groups: contactGroups,
      fields: [],
    },
    sales: {
      triggers: { default: 'invoice', methods: triggers },
      numbers: { invoice: 'INV-', order: 'ORD-', creditmemo: 'CN-' },
      store_numbers: {},
      reference: 'Order {order} · {po_number} · {payment_method}',
      status: 'AUTHORISED',
      order_statuses: { holded: 'DRAFT', payment_review: 'wait', fraud: 'wait', pending_payment: 'wait' },
      terms: { default: 'immediate', groups: groupTerms, methods: {} },
      zero_total: 'skip',
      locked_period: 'hold',
      surcharges: [],
      bundle_parent_line: true,
      tolerance: '0.02',
    },
    accounts: {
      sales: value('accounts.sales', accounts.sales),
      shipping: value('accounts.shipping', accounts.shipping),
      rounding: null,
      adjustment_refund: value('accounts.adjustment_refund', accounts.adjustment_refund),
      adjustment_fee: value('accounts.adjustment_fee', accounts.adjustment_fee),
      fpt: value('accounts.fpt', accounts.fpt),
      surcharge: value('accounts.surcharge', accounts.surcharge),
      gift_wrapping: value('accounts.gift_wrapping', accounts.gift_wrapping),
      gift_card_sold: value('accounts.gift_card_sold', accounts.gift_card_sold),
      by_attribute: null,
      by_product_type: {},
      by_tax_class: {},
    },
    tax: {
      rates,
      export: value('tax.export', exportType(organisation)),
      overseas_other: null,
      classes,
      untaxed: value('tax.untaxed', untaxed),
      rounding: value('tax.rounding', outside),
      liability: value('tax.liability', outside),
      adjustments: 'untaxed',
    },
    payments: {
      methods,
      gift_card: value('payments.gift_card', accounts.gift_card),
      store_credit: value('payments.store_credit', accounts.store_credit),
      reward_points: 'undecided',
    },
    refunds: { none_methods: 'by_terms' },
    tracking: [],
    items: { enabled: false, sales_account: null, purchase_account: null, code_prefix: '' },
    stock: {
      owner: 'off',
      sources: [],
      asset_account: value('stock.asset_account', accounts.asset),
      cogs_account: value('stock.cogs_account', accounts.cogs),
      adjustment_account: value('stock.adjustment_account', accounts.adjustment),
      contact_name: 'Inventory Adjustments',
      insufficient: 'hold',
    },
    audit: { history_notes: true, owner_attribute: null },
    unconfirmed: [...evidence.keys()],
  };
  return { file: { version: 1, defaults, websites: websites(organisation, facts, defaults.country) }, evidence, open };
}

/** Classes that products may have: what Magento lists and what its rules name, and "None", which no list has. */
function productClasses(facts: MagentoFacts): Map<string, string> {
  const classes = new Map<string, string>([['0', 'None']]);
  for (const { id, name, type } of facts.taxClasses)
    if (id !== '' && type.toUpperCase() !== 'CUSTOMER')
      classes.set(id, name === '' ? (installedClasses[id] ?? '') : name);
  for (const rule of facts.taxRules)
    for (const id of rule.product_tax_class_ids) if (!classes.has(id)) classes.set(id, installedClasses[id] ?? '');
  return classes;
}

/** `Net 30`, `Wholesale 14 days`, `Trade 20 EOM`. */
function termsIn(group: string): string | undefined {
  const days = /(?:^|\D)(\d{1,2})(?:\D|$)/.exec(group)?.[1];
  if (days === undefined || Number(days) === 0) return undefined;
  if (/eom|end of month/i.test(group)) return `${Number(days)} days after end of month`;
  return /net|day|term|account/i.test(group) ? `${Number(days)} days` : undefined;
}

/** From here on a tax invoice must say who bought: Australia and New Zealand 1,000; the United Kingdom above 250. */
const identityLimit = (country: string): string => (country === 'GB' ? '250.01' : '1000');

const byCurrency: Readonly<Record<string, string>> = { AUD: 'AU', NZD: 'NZ', GBP: 'GB', USD: 'US' };

/**
 * Websites that sell from another country. One in a base currency that this organisation does not keep stays planned all the same: its sales are
 * held until it has an organisation of its own, and do not go missing in silence.
 */
function websites(
  organisation: Organisation,
  facts: MagentoFacts,
  country: string,
): Record<string, Record<string, unknown>> {
  const found: Record<string, Record<string, unknown>> = {};
  for (const store of facts.storeConfigs) {
    const currency = store.base_currency_code ?? organisation.Organisation.BaseCurrency;
    const own = byCurrency[currency] ?? country;
    if (currency === organisation.Organisation.BaseCurrency || own === country) continue;
    found[String(store.website_id)] = { country: own };
  }
  return found;
}
