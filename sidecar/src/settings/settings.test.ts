import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { organisationSchema, type Organisation } from '../model/organisation';
import { checkSettings } from './checkSettings';
import { magentoFactsFrom, noMagentoFacts, type MagentoFacts } from './magentoFacts';
import { proposeSettings } from './propose';
import { readContent, settingsFrom } from './readSettings';
import { writeYaml } from './writeYaml';
import type { WebsiteSettings } from '../model/settings';

const fixtures = join(__dirname, '../../../test/fixtures');
const json = (path: string): unknown => JSON.parse(readFileSync(join(fixtures, path), 'utf8'));
const organisations = Object.fromEntries(
  ['au', 'nz', 'uk'].map((country) => [country, organisationSchema.parse(json(`xero/organisation-${country}.json`))]),
) as Record<'au' | 'nz' | 'uk', Organisation>;
const { au, nz, uk } = organisations;

const faultsOf = (content: unknown): Record<string, string> =>
  Object.fromEntries(readContent(content).faults.map(({ path, message }) => [path, message]));

describe('reading a settings file', () => {
  test('defaults hold for every website, and a website overrides only what it names', () => {
    const settings = settingsFrom({
      defaults: {
        mode: 'live',
        sales: { terms: { groups: { Wholesale: '30 days' } } },
        stock: { sources: ['a', 'b'] },
      },
      websites: { '2': { sales: { terms: { groups: { Trade: '7 days' } } }, stock: { sources: ['c'] } } },
    });
    expect(settings.forWebsite(1)).toMatchObject({ mode: 'live', stock: { sources: ['a', 'b'] } });
    expect(settings.forWebsite(2)).toMatchObject({
      mode: 'live',
      sales: { terms: { groups: { Wholesale: '30 days', Trade: '7 days' } } },
      stock: { sources: ['c'] },
    });
    expect(settings.forWebsite(99)).toEqual(settings.forWebsite(1));
  });

  test('naming one payment method does not forget what is shipped for the others', () => {
    const { payments, sales } = settingsFrom({
      defaults: {
        payments: { methods: { stripe: { account: '093' } } },
        sales: { triggers: { methods: { stripe: 'invoice' } } },
      },
    }).forWebsite(1);
    expect(payments.methods).toMatchObject({ stripe: { account: '093' }, checkmo: 'none' });
    expect(sales.triggers.methods).toMatchObject({ stripe: 'invoice', checkmo: 'order' });
  });

  test('a store view’s prefix leaves the merchant’s other prefixes alone', () => {
    const { sales } = settingsFrom({
      defaults: { sales: { numbers: { creditmemo: 'CR-' }, store_numbers: { outlet: { invoice: 'OUT-' } } } },
    }).forWebsite(1);
    expect({ ...sales.numbers, ...sales.store_numbers['outlet'] }).toEqual({
      invoice: 'OUT-',
      order: 'ORD-',
      creditmemo: 'CR-',
    });
  });

  test('every fault is named at once, with its place', () => {
    expect(faultsOf({ websites: { x: {} } })).toEqual({ 'websites.x': 'a website id' });
    expect(
      faultsOf({
        sales: {},
        defaults: { sales: { status: 'PAID', trigers: {} }, accounts: { sales: 200 }, cut_over: 'tomorrow' },
        websites: { '2': { mode: 'on', payments: { methods: { stripe: { acount: '1' } } } } },
      }),
    ).toEqual({
      sales: expect.stringContaining('under `defaults`'),
      'defaults.sales.trigers': expect.stringContaining('`sales.triggers`'),
      'defaults.sales.status': expect.stringContaining('AUTHORISED'),
      'defaults.accounts.sales': expect.stringContaining('quotes'),
      'defaults.cut_over': expect.stringContaining('2026-07-01'),
      'websites.2.mode': expect.stringContaining('preview'),
      'websites.2.payments.methods.stripe.acount': expect.stringContaining('no such setting'),
      'websites.2.payments.methods.stripe': expect.anything(),
    });
  });

  test('the version follows the content and nothing else', () => {
    const version = (content: unknown) => settingsFrom(content).version;
    expect(version({})).toBe(version({ version: 1, defaults: { mode: 'preview' } }));
    expect(version({ defaults: { mode: 'live' } })).not.toBe(version({}));
    expect(version({ websites: { '2': { mode: 'live' } } })).not.toBe(version({}));
  });

  test('invalid settings stop with LL-1002 and all faults', () => {
    let thrown: unknown;
    try {
      settingsFrom({ defaults: { mode: 'x', country: 'AUS' } }, 'shop.yaml');
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({
      code: 'LL-1002',
      message: expect.stringMatching(/shop\.yaml: 2 fields[\s\S]*mode[\s\S]*country/),
    });
  });
});

describe('checking settings against the organisation', () => {
  const check = (defaults: Record<string, unknown>, organisation = au) => checkSettings({ defaults }, organisation);
  const only = (defaults: Record<string, unknown>, organisation = au) => {
    const faults = check(defaults, organisation);
    expect(faults).toHaveLength(1);
    return faults[0] ?? { path: '', message: '' };
  };

  test('a file that names only what exists passes', () => {
    expect(
      check({
        accounts: { sales: '200', shipping: '205', gift_card_sold: '850' },
        tax: { rates: { 'AU-GST': 'OUTPUT' }, export: 'EXEMPTEXPORT', classes: { '0': 'EXEMPTOUTPUT' } },
        payments: { methods: { stripe: { account: '093' } }, gift_card: '850' },
        tracking: [{ category: 'Store', from: 'website', map: { base: 'Main Website' }, default: 'Wholesale' }],
      }),
    ).toEqual([]);
  });

  test.each<[string, Record<string, unknown>, string, RegExp]>([
    [
      'an account that does not exist',
      { accounts: { sales: '999' } },
      'defaults.accounts.sales',
      /no account 999.*200 Sales; 205 Freight Recovered/,
    ],
    ['an archived account', { accounts: { shipping: '499' } }, 'defaults.accounts.shipping', /archived/],
    ['a bank account on a line', { accounts: { fpt: '090' } }, 'defaults.accounts.fpt', /bank account/],
    ['Xero’s own account', { accounts: { surcharge: '610' } }, 'defaults.accounts.surcharge', /DEBTORS/],
    ['an expense account for sales', { accounts: { sales: '400' } }, 'defaults.accounts.sales', /EXPENSE, not REVENUE/],
    [
      'a payment account that takes no payments',
      { payments: { methods: { stripe: { account: '200' } } } },
      'defaults.payments.methods.stripe.account',
      /enabled for payments.*093 Stripe Clearing/,
    ],
    [
      'a stock account of another type',
      { stock: { asset_account: '310' } },
      'defaults.stock.asset_account',
      /not INVENTORY.*630/,
    ],
    [
      'a tax type that does not exist',
      { tax: { rates: { GST: 'OUTPUT2' } } },
      'defaults.tax.rates.GST',
      /no tax type OUTPUT2.*OUTPUT GST on Income/,
    ],
    [
      'a tax type that its account does not allow',
      { accounts: { sales: '200' }, tax: { rates: { GST: 'INPUT' } } },
      'defaults.tax.rates.GST',
      /cannot be used with account 200.*OUTPUT GST on Income/,
    ],
    [
      'a tracking category that does not exist',
      { tracking: [{ category: 'Shop', from: 'store' }] },
      'defaults.tracking[0].category',
      /no tracking category Shop.*Store; Salesperson/,
    ],
    [
      'a tracking option that does not exist',
      { tracking: [{ category: 'Store', from: 'store', map: { default: 'Main' } }] },
      'defaults.tracking[0].map.default',
      /no option Main.*Main Website; Wholesale/,
    ],
    [
      'one prefix for orders and invoices',
      { sales: { numbers: { order: 'INV-' } } },
      'defaults.sales.numbers.order',
      /differ/,
    ],
    ['another organisation', { tenant: nz.tenantId }, 'defaults.tenant', /Demo Company \(AU\)/],
  ])('%s is refused with what exists', (_what, defaults, path, message) => {
    const fault = only(defaults);
    expect(fault.path).toBe(path);
    expect(fault.message).toMatch(message);
  });

  test('an account may be named by its id, as bank accounts can lack a code', () => {
    const id = au.Accounts.find((account) => account.Code === '093')?.AccountID;
    expect(check({ payments: { methods: { stripe: { account: id } } } })).toEqual([]);
  });

  test('a fault of the defaults is told once, one of a website with its place', () => {
    const content = { defaults: { accounts: { sales: '999' } }, websites: { '2': { accounts: { shipping: '998' } } } };
    expect(checkSettings(content, au).map(({ path }) => path)).toEqual([
      'defaults.accounts.sales',
      'websites.2.accounts.shipping',
    ]);
  });
});

const shop = {
  taxRates: json('cases/04-export-nz/tax-rates.json'),
  taxRules: json('cases/04-export-nz/tax-rules.json'),
  storeConfigs: json('cases/07-second-website/store-configs.json'),
  paymentMethods: [
    { code: 'checkmo', title: 'Check / Money order' },
    { code: 'stripe_payments', title: 'Stripe' },
    { code: 'paypal_express', title: 'PayPal Express Checkout' },
    { code: 'eway_rapid', title: 'Credit card' },
    { code: 'invoice30', title: 'On account' },
  ],
  customerGroups: {
    items: [
      { id: 0, code: 'NOT LOGGED IN' },
      { id: 1, code: 'General' },
      { id: 4, code: 'Trade Net 30' },
    ],
  },
};

describe('proposing settings', () => {
  const proposed = (organisation: Organisation, facts = noMagentoFacts): WebsiteSettings =>
    settingsFrom(proposeSettings(organisation, facts).file).forWebsite(1);

  test('an Australian shop gets GST by rate, name and country, exports and GST-free classes', () => {
    const { tax } = proposed(au, magentoFactsFrom(shop));
    expect(tax).toMatchObject({
      rates: { 'AU-GST': 'OUTPUT', 'AU-FREE': 'EXEMPTOUTPUT' },
      export: 'EXEMPTEXPORT',
      overseas_other: null,
      classes: { '0': 'EXEMPTOUTPUT', '4': 'EXEMPTOUTPUT' },
      untaxed: 'EXEMPTOUTPUT',
      rounding: 'BASEXCLUDED',
      liability: 'BASEXCLUDED',
    });
    // Taxed classes, other countries' rates and rates that Xero lacks are left to a person.
    expect(Object.keys(tax.rates).sort()).toEqual(['AU-FREE', 'AU-GST']);
    expect(tax.classes).not.toHaveProperty('2');
  });

  test('the same percentage of another country is not our tax', () => {
    const facts = magentoFactsFrom({ taxRates: [{ id: 1, code: 'JP-CT', rate: 10, tax_country_id: 'JP' }] });
    expect(proposed(au, facts).tax.rates).toEqual({});
  });

  test('two rates on one line are proposed only where Xero has their sum, and they are always put together alike', () => {
    const rule = (taxClass: number, rate: number, priority: number) => ({
      priority,
      product_tax_class_ids: [taxClass],
      tax_rate_ids: [rate],
    });
    const factsOf = (...taxRules: ReturnType<typeof rule>[]) =>
      magentoFactsFrom({
        taxRates: [
          { id: 1, code: 'B', rate: 10, tax_country_id: 'AU' },
          { id: 2, code: 'A', rate: 2.5, tax_country_id: 'AU' },
        ],
        taxRules,
      });
    const withRate = (percent: string): Organisation => ({
      ...au,
      TaxRates: [
        ...au.TaxRates,
        {
          Name: 'GST and levy on income',
          TaxType: 'TAX001',
          Status: 'ACTIVE',
          EffectiveRate: percent,
          DisplayTaxRate: undefined,
        },
      ],
    });
    const added = [rule(5, 1, 0), rule(5, 2, 0)];
    const compounded = [rule(6, 1, 0), rule(6, 2, 1)];
    const rates = (organisation: Organisation, facts: MagentoFacts) => proposed(organisation, facts).tax.rates;
    expect(rates(au, factsOf(...added))).toEqual({ B: 'OUTPUT' });
    expect(rates(withRate('12.5'), factsOf(...added))).toEqual({ B: 'OUTPUT', 'A+B': 'TAX001' });
    expect(rates(withRate('12.75'), factsOf(...added))).toEqual({ B: 'OUTPUT' });
    expect(rates(withRate('12.75'), factsOf(...compounded))).toEqual({ B: 'OUTPUT', 'A+B': 'TAX001' });
    expect(rates(withRate('12.5'), factsOf(...added, ...compounded))).toEqual({ B: 'OUTPUT' });
  });

  test.each([
    [
      'nz' as const,
      'NZ-GST',
      15,
      'NZ',
      { rate: 'OUTPUT2', export: 'ZERORATED', untaxed: 'ZERORATED', rounding: 'NONE' },
    ],
    [
      'uk' as const,
      'UK-VAT',
      20,
      'GB',
      { rate: 'OUTPUT2', export: 'ZERORATEDOUTPUT', untaxed: 'ZERORATEDOUTPUT', rounding: 'NONE' },
    ],
  ])('%s has its own types', (country, code, rate, tax_country_id, types) => {
    const { tax, country: home } = proposed(
      organisations[country],
      magentoFactsFrom({ taxRates: [{ code, rate, tax_country_id }] }),
    );
    expect(home).toBe(tax_country_id);
    expect({ rate: tax.rates[code], export: tax.export, untaxed: tax.untaxed, rounding: tax.rounding }).toEqual(types);
  });

  test('accounts are guessed by what they are called and what they are', () => {
    expect(proposed(au).accounts).toMatchObject({
      sales: '200',
      shipping: '205',
      rounding: null,
      adjustment_refund: '207',
      fpt: '208',
      gift_wrapping: '206',
      gift_card_sold: '850',
    });
    expect(proposed(au)).toMatchObject({
      payments: { gift_card: '850', store_credit: '855', reward_points: 'undecided' },
      stock: { owner: 'off', asset_account: '630', cogs_account: '310', adjustment_account: '401' },
    });
  });

  test('gateways get their clearing account, money that comes later gets none, the bank account never', () => {
    const { payments, sales } = proposed(au, magentoFactsFrom(shop));
    expect(payments.methods).toEqual({
      checkmo: 'none',
      banktransfer: 'none',
      purchaseorder: 'none',
      cashondelivery: 'none',
      free: 'none',
      stripe_payments: { account: '093' },
      paypal_express: { account: '092' },
      eway_rapid: { account: '091' },
      invoice30: 'none',
    });
    expect(sales.triggers.methods).toMatchObject({ invoice30: 'order' });
    expect(sales.triggers.methods).not.toHaveProperty('paypal_express');
  });

  test('terms are read from a group’s name', () => {
    expect(proposed(au, magentoFactsFrom(shop)).sales.terms.groups).toEqual({ 'Trade Net 30': '30 days' });
  });

  test('a website in a currency that the organisation does not keep is planned as of its own country, so that its sales are held', () => {
    const facts = magentoFactsFrom({ storeConfigs: [{ id: 9, website_id: 3, base_currency_code: 'NZD' }] });
    const settings = settingsFrom(proposeSettings(au, facts).file);
    expect(settings.forWebsite(3)).toMatchObject({ mode: 'preview', country: 'NZ' });
    expect(settings.forWebsite(1)).toMatchObject({ mode: 'preview', country: 'AU' });
  });

  test('an organisation without accounts to guess from leaves them open', () => {
    const bare = organisationSchema.parse({ Organisation: { OrganisationID: 't', CountryCode: 'AU' } });
    const settings = proposed(bare);
    expect(settings.accounts.sales).toBeNull();
    expect(settings.tax.rates).toEqual({});
    expect(settings.unconfirmed).toEqual([]);
  });

  describe.each([
    ['au' as const, noMagentoFacts],
    ['nz' as const, noMagentoFacts],
    ['uk' as const, noMagentoFacts],
    ['au' as const, magentoFactsFrom(shop)],
  ])('the file for %s', (country, facts) => {
    const proposal = proposeSettings(organisations[country], facts);
    const text = writeYaml(proposal);

    test('reads back as the same settings and passes the check', () => {
      expect(parse(text)).toEqual(proposal.file);
      expect(checkSettings(parse(text), organisations[country])).toEqual([]);
    });

    test('marks every guess, in its place and in the list', () => {
      const { unconfirmed } = settingsFrom(parse(text)).forWebsite(1);
      expect(unconfirmed.length).toBeGreaterThan(10);
      expect(text.match(/# please confirm/g)).toHaveLength(unconfirmed.length);
    });
  });

  test('the word off stands in quotes: older YAML readers would make it false', () => {
    expect(writeYaml(proposeSettings(au))).toMatch(/^ {4}owner: "off"$/m);
  });

  test('what could not be guessed stands as a comment with the reason', () => {
    const text = writeYaml(proposeSettings(au, magentoFactsFrom(shop)));
    expect(text).toMatch(/# "AU-LEVY": \?\s+\(Xero has no tax rate on sales of 2\.5 %\)/);
    expect(text).toMatch(/# "US-CA-\*-Rate 1": \?\s+\(8\.25 % of US/);
  });

  test('the shop’s answers are taken under any spelling, whole or bare', () => {
    const bare = magentoFactsFrom({
      tax_rates: (shop.taxRates as { items: unknown[] }).items,
      'payment-methods': { checkmo: 'Check', stripe: 'Stripe' },
      TAXCLASSES: { items: [{ class_id: 2, class_name: 'Taxable Goods', class_type: 'PRODUCT' }] },
      unknown: 1,
    });
    expect(bare.taxRates).toHaveLength(5);
    expect(bare.paymentMethods.map(({ code }) => code)).toEqual(['checkmo', 'stripe']);
    expect(bare.taxClasses).toEqual([{ id: '2', name: 'Taxable Goods', type: 'PRODUCT' }]);
  });

  test('a British organisation is at home in GB', () => {
    expect(uk.Organisation.CountryCode).toBe('GB');
    expect(proposed(uk)).toMatchObject({ country: 'GB', contacts: { shared_limit: '250.01' } });
  });
});
