import { createHash } from 'node:crypto';
import type { Opening } from './books';
import type { Account, AccountClass, OrganisationFacts, TaxRate, TrackingCategory } from './model';

export type Country = 'AU' | 'NZ' | 'UK';

const opened = Date.parse('2024-07-01T00:00:00Z');

/** The same seed gives the same ids in every run, so that fixtures and settings files can name them. */
function stableId(name: string): string {
  const hex = createHash('sha256').update(`ledgerlink xero stand-in/${name}`).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

const classOf: Readonly<Record<string, AccountClass>> = {
  BANK: 'ASSET',
  CURRENT: 'ASSET',
  INVENTORY: 'ASSET',
  FIXED: 'ASSET',
  PREPAYMENT: 'ASSET',
  CURRLIAB: 'LIABILITY',
  TERMLIAB: 'LIABILITY',
  LIABILITY: 'LIABILITY',
  EQUITY: 'EQUITY',
  REVENUE: 'REVENUE',
  SALES: 'REVENUE',
  OTHERINCOME: 'REVENUE',
  EXPENSE: 'EXPENSE',
  DIRECTCOSTS: 'EXPENSE',
  OVERHEADS: 'EXPENSE',
};

export function accountClass(type: string): AccountClass {
  return classOf[type] ?? 'EXPENSE';
}

type AccountRow = readonly [
  code: string,
  name: string,
  type: string,
  tax: 'sale' | 'purchase' | 'none',
  more?: Partial<Account>,
];

/** One chart for all three countries; only the tax types differ. Codes follow Xero's default chart where it has one. */
const chart: readonly AccountRow[] = [
  ['090', 'Business Bank Account', 'BANK', 'none', { bankAccountNumber: '0209087654321050' }],
  ['091', 'Card Clearing', 'BANK', 'none', { bankAccountNumber: 'CARD-CLEARING' }],
  ['092', 'PayPal Clearing', 'BANK', 'none', { bankAccountNumber: 'PAYPAL-CLEARING' }],
  ['093', 'Stripe Clearing', 'BANK', 'none', { bankAccountNumber: 'STRIPE-CLEARING' }],
  ['200', 'Sales', 'REVENUE', 'sale'],
  ['205', 'Freight Recovered', 'REVENUE', 'sale'],
  ['206', 'Surcharges and Gift Wrapping', 'REVENUE', 'sale'],
  ['207', 'Refund Adjustments', 'REVENUE', 'sale'],
  ['208', 'Environmental Levies', 'REVENUE', 'sale'],
  ['260', 'Other Revenue', 'REVENUE', 'sale'],
  ['270', 'Interest Income', 'OTHERINCOME', 'sale'],
  ['310', 'Cost of Goods Sold', 'DIRECTCOSTS', 'purchase'],
  ['400', 'Advertising', 'EXPENSE', 'purchase'],
  ['401', 'Inventory Adjustments', 'DIRECTCOSTS', 'none'],
  ['404', 'Bank Fees', 'EXPENSE', 'none'],
  ['610', 'Accounts Receivable', 'CURRENT', 'none', { systemAccount: 'DEBTORS' }],
  ['615', 'Payments in Transit', 'CURRENT', 'none', { enablePayments: true }],
  ['630', 'Inventory Asset', 'INVENTORY', 'none'],
  ['800', 'Accounts Payable', 'CURRLIAB', 'none', { systemAccount: 'CREDITORS' }],
  ['820', 'Sales Tax', 'CURRLIAB', 'none', { systemAccount: 'GST' }],
  ['840', 'Historical Adjustment', 'CURRLIAB', 'none', { systemAccount: 'HISTORICAL' }],
  ['850', 'Gift Card Liability', 'CURRLIAB', 'none', { enablePayments: true }],
  ['855', 'Store Credit Liability', 'CURRLIAB', 'none', { enablePayments: true }],
  ['860', 'Rounding', 'CURRLIAB', 'none', { systemAccount: 'ROUNDING' }],
  ['880', 'Owner Funds Introduced', 'EQUITY', 'none', { enablePayments: true }],
  ['960', 'Retained Earnings', 'EQUITY', 'none', { systemAccount: 'RETAINEDEARNINGS' }],
  ['499', 'Old Revenue Account', 'REVENUE', 'sale', { status: 'ARCHIVED' }],
];

const everywhere: readonly AccountClass[] = ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY', 'REVENUE'];
const income: readonly AccountClass[] = ['ASSET', 'EQUITY', 'LIABILITY', 'REVENUE'];
const spending: readonly AccountClass[] = ['ASSET', 'EQUITY', 'EXPENSE', 'LIABILITY'];
const zeroRatedIncome: readonly AccountClass[] = ['LIABILITY', 'REVENUE'];

type RateRow = readonly [
  taxType: string,
  name: string,
  rate: string,
  report: string,
  appliesTo: readonly AccountClass[],
];

interface CountryRows {
  readonly facts: Pick<
    OrganisationFacts,
    'name' | 'country' | 'version' | 'baseCurrency' | 'timezone' | 'timeZoneName' | 'taxNumber'
  >;
  readonly sale: string;
  readonly purchase: string;
  readonly none: string;
  readonly component: string;
  readonly rates: readonly RateRow[];
}

const countries: Readonly<Record<Country, CountryRows>> = {
  AU: {
    facts: {
      name: 'Demo Company (AU)', country: 'AU', version: 'AU', baseCurrency: 'AUD',
      timezone: 'Australia/Sydney', timeZoneName: 'AUSEASTERNSTANDARDTIME', taxNumber: '11 111 111 138',
    }, // prettier-ignore
    sale: 'OUTPUT',
    purchase: 'INPUT',
    none: 'BASEXCLUDED',
    component: 'GST',
    rates: [
      ['OUTPUT', 'GST on Income', '10.0000', 'OUTPUT', income],
      ['INPUT', 'GST on Expenses', '10.0000', 'INPUT', spending],
      ['EXEMPTOUTPUT', 'GST Free Income', '0.0000', 'EXEMPTOUTPUT', income],
      ['EXEMPTEXPORT', 'GST Free Exports', '0.0000', 'EXEMPTEXPORT', income],
      ['EXEMPTEXPENSES', 'GST Free Expenses', '0.0000', 'EXEMPTEXPENSES', spending],
      ['EXEMPTCAPITAL', 'GST Free Capital', '0.0000', 'EXEMPTCAPITAL', spending],
      ['CAPEXINPUT', 'GST on Capital', '10.0000', 'CAPITALEXPENSESINPUT', spending],
      ['INPUTTAXED', 'Input Taxed', '0.0000', 'INPUTTAXED', everywhere],
      ['BASEXCLUDED', 'BAS Excluded', '0.0000', 'BASEXCLUDED', everywhere],
      ['GSTONIMPORTS', 'GST on Imports', '0.0000', 'GSTONIMPORTS', spending],
      ['NONE', 'Tax Exempt', '0.0000', 'NONE', everywhere],
    ],
  },
  NZ: {
    facts: {
      name: 'Demo Company (NZ)', country: 'NZ', version: 'NZ', baseCurrency: 'NZD',
      timezone: 'Pacific/Auckland', timeZoneName: 'NEWZEALANDSTANDARDTIME', taxNumber: '101-2-303',
    }, // prettier-ignore
    sale: 'OUTPUT2',
    purchase: 'INPUT2',
    none: 'NONE',
    component: 'GST',
    rates: [
      ['OUTPUT2', '15% GST on Income', '15.0000', 'OUTPUT', income],
      ['INPUT2', '15% GST on Expenses', '15.0000', 'INPUT', spending],
      ['ZERORATED', 'Zero Rated', '0.0000', 'OUTPUT', zeroRatedIncome],
      ['GSTONIMPORTS', 'GST on Imports', '0.0000', 'GSTONIMPORTS', ['LIABILITY']],
      ['NONE', 'No GST', '0.0000', 'NONE', everywhere],
    ],
  },
  UK: {
    facts: {
      name: 'Demo Company (UK)', country: 'GB', version: 'UK', baseCurrency: 'GBP',
      timezone: 'Europe/London', timeZoneName: 'GMTSTANDARDTIME', taxNumber: 'GB 123 4567 89',
    }, // prettier-ignore
    sale: 'OUTPUT2',
    purchase: 'INPUT2',
    none: 'NONE',
    component: 'VAT',
    rates: [
      ['OUTPUT2', '20% (VAT on Income)', '20.0000', 'OUTPUT', income],
      ['INPUT2', '20% (VAT on Expenses)', '20.0000', 'INPUT', spending],
      ['RROUTPUT', '5% (VAT on Income)', '5.0000', 'OUTPUT', income],
      ['RRINPUT', '5% (VAT on Expenses)', '5.0000', 'INPUT', spending],
      ['ZERORATEDOUTPUT', 'Zero Rated Income', '0.0000', 'ZERORATEDOUTPUT', income],
      ['ZERORATEDINPUT', 'Zero Rated Expenses', '0.0000', 'ZERORATEDINPUT', spending],
      ['EXEMPTOUTPUT', 'Exempt Income', '0.0000', 'EXEMPTOUTPUT', income],
      ['EXEMPTINPUT', 'Exempt Expenses', '0.0000', 'EXEMPTINPUT', spending],
      ['NONE', 'No VAT', '0.0000', 'NONE', everywhere],
    ],
  },
};

const currencies: OrganisationFacts['currencies'] = [
  { code: 'AUD', description: 'Australian Dollar', rate: '1.000000' },
  { code: 'NZD', description: 'New Zealand Dollar', rate: '1.090000' },
  { code: 'GBP', description: 'British Pound', rate: '0.520000' },
  { code: 'USD', description: 'United States Dollar', rate: '0.650000' },
];

/** Opening books of an organisation; `name` tells several of one country apart. */
export function openingBooks(country: Country, name?: string): Opening {
  const rows = countries[country];
  const key = name === undefined ? country : `${country}/${name}`;
  const taxTypes = { sale: rows.sale, purchase: rows.purchase, none: rows.none };
  const accounts = chart.map(([code, accountName, type, tax, more]): Account => ({
    id: stableId(`${key}/account/${code}`),
    code,
    name: accountName,
    type,
    class: accountClass(type),
    taxType: taxTypes[tax],
    status: 'ACTIVE',
    enablePayments: false,
    updated: opened,
    ...(type === 'BANK' ? { currencyCode: rows.facts.baseCurrency } : {}),
    ...more,
  }));
  const taxRates = rows.rates.map(([taxType, rateName, rate, reportTaxType, appliesTo]): TaxRate => ({
    id: stableId(`${key}/tax/${taxType}`),
    name: rateName,
    taxType,
    reportTaxType,
    rate,
    appliesTo,
    status: 'ACTIVE',
    component: rows.component,
  }));
  return {
    facts: {
      tenantId: stableId(`${key}/tenant`),
      ...rows.facts,
      ...(name === undefined ? {} : { name }),
      shortCode: `!${stableId(`${key}/short`).slice(0, 5)}`,
      currencies: currencies.filter((c) => c.code === rows.facts.baseCurrency || c.code === 'USD'),
      users: [
        {
          id: stableId(`${key}/user/owner`),
          email: 'owner@shop.example',
          first: 'Olive',
          last: 'Owner',
          role: 'STANDARD',
        },
        {
          id: stableId(`${key}/user/books`),
          email: 'books@shop.example',
          first: 'Ben',
          last: 'Keeper',
          role: 'FINANCIALADVISER',
        },
      ],
      brandingThemes: [{ id: stableId(`${key}/theme`), name: 'Standard' }],
      roundingAmountOptIn: false,
      planLimitReached: false,
      created: opened,
    },
    accounts,
    taxRates,
    tracking: [
      tracking(key, 'Store', ['Main Website', 'Wholesale']),
      tracking(key, 'Salesperson', ['Alex', 'Sam', 'Online']),
    ],
  };
}

function tracking(key: string, name: string, options: readonly string[]): TrackingCategory {
  return {
    id: stableId(`${key}/tracking/${name}`),
    name,
    status: 'ACTIVE',
    options: options.map((option) => ({
      id: stableId(`${key}/tracking/${name}/${option}`),
      name: option,
      status: 'ACTIVE',
    })),
  };
}
