import { organisationSchema } from '../../sidecar/src/model/organisation';
import { emptyDirectory, type Directory } from '../../sidecar/src/model/directory';
import type { Link } from '../../sidecar/src/model/link';
import type { Operation } from '../../sidecar/src/model/operation';
import { linkBookFrom, type Explain, type Plan } from '../../sidecar/src/model/plan';
import { instanceId, orderKey } from '../../sidecar/src/model/record';
import { websiteSettingsSchema } from '../../sidecar/src/model/settings';
import { readSnapshot } from '../../sidecar/src/model/snapshot';
import { planOrder } from '../../sidecar/src/plan/order';
import type { Json } from './recorded';

const everywhere = {
  CanApplyToAssets: true,
  CanApplyToEquity: true,
  CanApplyToExpenses: true,
  CanApplyToLiabilities: true,
  CanApplyToRevenue: true,
};

/** An Australian organisation's books, as Xero's answers give them. */
export const organisationAnswers = {
  Organisation: {
    OrganisationID: '11111111-1111-4111-8111-111111111111',
    Name: 'Citizen Trading',
    CountryCode: 'AU',
    BaseCurrency: 'AUD',
  },
  Accounts: [
    { AccountID: 'acc-090', Code: '090', Name: 'Bank', Type: 'BANK', Class: 'ASSET', Status: 'ACTIVE' },
    { AccountID: 'acc-091', Code: '091', Name: 'Card clearing', Type: 'BANK', Class: 'ASSET', Status: 'ACTIVE' },
    { AccountID: 'acc-200', Code: '200', Name: 'Sales', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' },
    { AccountID: 'acc-205', Code: '205', Name: 'Freight', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' },
    { AccountID: 'acc-207', Code: '207', Name: 'Adjustments', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' },
    { AccountID: 'acc-208', Code: '208', Name: 'Levies', Type: 'REVENUE', Class: 'REVENUE', TaxType: 'OUTPUT' },
    { AccountID: 'acc-610', Code: '610', Name: 'Debtors', Type: 'CURRENT', Class: 'ASSET', SystemAccount: 'DEBTORS' },
    {
      AccountID: 'acc-830',
      Code: '830',
      Name: 'Gift cards',
      Type: 'CURRLIAB',
      Class: 'LIABILITY',
      EnablePaymentsToAccount: true,
    },
    {
      AccountID: 'acc-831',
      Code: '831',
      Name: 'Store credit',
      Type: 'CURRLIAB',
      Class: 'LIABILITY',
      EnablePaymentsToAccount: true,
    },
    { AccountID: 'acc-832', Code: '832', Name: 'Points', Type: 'CURRLIAB', Class: 'LIABILITY' },
    {
      AccountID: 'acc-860',
      Code: '860',
      Name: 'Rounding',
      Type: 'EXPENSE',
      Class: 'EXPENSE',
      SystemAccount: 'ROUNDING',
      TaxType: 'BASEXCLUDED',
    },
  ],
  TaxRates: [
    {
      Name: 'GST on Income',
      TaxType: 'OUTPUT',
      EffectiveRate: 10,
      CanApplyToRevenue: true,
      CanApplyToExpenses: true,
      CanApplyToLiabilities: true,
    },
    {
      Name: 'GST Free Income',
      TaxType: 'EXEMPTOUTPUT',
      EffectiveRate: 0,
      CanApplyToRevenue: true,
      CanApplyToExpenses: false,
    },
    {
      Name: 'GST Free Exports',
      TaxType: 'EXEMPTEXPORT',
      EffectiveRate: 0,
      CanApplyToRevenue: true,
      CanApplyToExpenses: false,
    },
    { Name: 'BAS Excluded', TaxType: 'BASEXCLUDED', EffectiveRate: 0, ...everywhere },
  ],
  TrackingCategories: [{ Name: 'Shop', Status: 'ACTIVE', Options: [{ Name: 'Web' }, { Name: 'Outlet' }] }],
  Currencies: [{ Code: 'AUD' }, { Code: 'USD' }],
  Users: [],
};

export const settingsInput = {
  mode: 'live',
  accounts: {
    sales: '200',
    shipping: '205',
    adjustment_refund: '207',
    adjustment_fee: '207',
    fpt: '208',
    gift_card_sold: '830',
  },
  tax: {
    rates: { 'AU-GST': 'OUTPUT' },
    export: 'EXEMPTEXPORT',
    classes: { '0': 'EXEMPTOUTPUT' },
    untaxed: 'EXEMPTOUTPUT',
    rounding: 'BASEXCLUDED',
    liability: 'BASEXCLUDED',
  },
  payments: {
    methods: { checkmo: 'none', probepay: { account: '091' }, free: 'none' },
    gift_card: '830',
    store_credit: '831',
  },
  audit: { history_notes: false },
};

export type Overrides = Readonly<Record<string, unknown>>;

/** Settings of the tests with some fields changed, objects merged deep. */
export function settingsWith(...overrides: Overrides[]) {
  return websiteSettingsSchema.parse(overrides.reduce<Json>(merge, settingsInput));
}
const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
function merge(base: Json, over: Json): Json {
  const result: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const old = result[key];
    result[key] = isObject(old) && isObject(value) ? merge(old, value) : value;
  }
  return result;
}

export const triggerEverything = (trigger: 'invoice' | 'order' | 'complete'): Overrides => ({
  sales: { triggers: { default: trigger, methods: { checkmo: trigger } } },
});

export interface Given {
  readonly settings?: Overrides;
  readonly organisation?: Json;
  readonly links?: readonly Link[];
  readonly directory?: Directory;
  readonly now?: string;
  readonly explain?: Explain;
}

export function planOf(snapshot: Json, given: Given = {}): Plan {
  const settings = settingsWith(given.settings ?? {});
  const order = snapshot['order'] as { entity_id: number };
  return planOrder({
    instanceId: instanceId('22222222-2222-4222-8222-222222222222'),
    recordKey: orderKey(order.entity_id),
    snapshot: readSnapshot('order', snapshot),
    settings: { version: 's1', forWebsite: () => settings },
    organisation: organisationSchema.parse(merge(organisationAnswers, given.organisation ?? {})),
    links: linkBookFrom(given.links ?? []),
    directory: given.directory ?? emptyDirectory,
    now: given.now ?? '2026-11-25T02:00:00Z',
    publicUrl: 'https://ledger.example',
    explain: given.explain,
  });
}

export const kindsOf = ({ operations }: Plan): string[] =>
  operations.filter(({ kind }) => !kind.startsWith('contact.')).map(({ kind, part }) => `${kind} ${part}`);

export function only(plan: Plan, kind: Operation['kind'], part?: string): Operation {
  const found = plan.operations.filter((each) => each.kind === kind && (part === undefined || each.part === part));
  const [first] = found;
  if (first === undefined || found.length > 1)
    throw new Error(`${found.length} operations ${kind} ${part ?? ''}; holds: ${JSON.stringify(plan.holds, null, 1)}`);
  return first;
}
