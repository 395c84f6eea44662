import type { Organisation, XeroTaxRate } from '../model/organisation';
import { money, round, type Money } from '../shared/money';
import type { MagentoFacts, TaxRateFacts } from './magentoFacts';

/** A guess, with the evidence for it; null: nothing fits, and a person must choose. */
export interface Guess {
  readonly value: string | null;
  readonly why: string;
}

/** Tax types of Xero's country versions, in order of preference; the first that the organisation has is taken. */
interface CountryTypes {
  readonly zero: readonly string[];
  readonly exempt: readonly string[];
  readonly export: readonly string[];
  readonly inputTaxed: readonly string[];
  readonly outside: readonly string[];
  /** Codes that shops of this country use for the standard rate, where Magento was not asked. */
  readonly usual: readonly { readonly code: string; readonly rate: string }[];
}

const countries: Readonly<Record<string, CountryTypes>> = {
  AU: {
    zero: ['EXEMPTOUTPUT'],
    exempt: ['EXEMPTOUTPUT'],
    export: ['EXEMPTEXPORT'],
    inputTaxed: ['INPUTTAXED'],
    outside: ['BASEXCLUDED', 'NONE'],
    usual: [
      { code: 'AU-GST', rate: '10' },
      { code: 'AU-GST-10', rate: '10' },
      { code: 'GST', rate: '10' },
      { code: 'AU-FREE', rate: '0' },
      { code: 'AU-GST-FREE', rate: '0' },
    ],
  },
  NZ: {
    zero: ['ZERORATED'],
    exempt: ['NONE'],
    export: ['ZERORATED'],
    inputTaxed: ['NONE'],
    outside: ['NONE'],
    usual: [
      { code: 'NZ-GST', rate: '15' },
      { code: 'NZ-GST-15', rate: '15' },
      { code: 'GST', rate: '15' },
    ],
  },
  GB: {
    zero: ['ZERORATEDOUTPUT', 'ZERORATED'],
    exempt: ['EXEMPTOUTPUT'],
    export: ['ZERORATEDOUTPUT', 'ZERORATED'],
    inputTaxed: ['EXEMPTOUTPUT'],
    outside: ['NONE'],
    usual: [
      { code: 'UK-VAT', rate: '20' },
      { code: 'GB-VAT', rate: '20' },
      { code: 'VAT', rate: '20' },
      { code: 'GB-VAT-20', rate: '20' },
      { code: 'GB-VAT-5', rate: '5' },
    ],
  },
};
const elsewhere: CountryTypes = {
  zero: ['ZERORATED', 'NONE'],
  exempt: ['NONE'],
  export: ['NONE'],
  inputTaxed: ['NONE'],
  outside: ['NONE'],
  usual: [],
};

/** Xero says GB, people say UK. */
export const homeCountry = (organisation: Organisation): string => {
  const code = organisation.Organisation.CountryCode.toUpperCase();
  return code === 'UK' ? 'GB' : code;
};

const typesOf = (organisation: Organisation): CountryTypes => countries[homeCountry(organisation)] ?? elsewhere;

const forSales = (organisation: Organisation): readonly XeroTaxRate[] =>
  organisation.TaxRates.filter((rate) => rate.Status === 'ACTIVE' && rate.CanApplyToRevenue !== false);

function firstPresent(organisation: Organisation, types: readonly string[], why: string): Guess {
  const active = organisation.TaxRates.filter((rate) => rate.Status === 'ACTIVE');
  const found = types.map((type) => active.find((rate) => rate.TaxType === type)).find((rate) => rate !== undefined);
  return {
    value: found?.TaxType ?? null,
    why: found === undefined ? `${why}; Xero has none of ${types.join(', ')}` : `${why}: ${found.Name}`,
  };
}

export const exportType = (organisation: Organisation): Guess =>
  firstPresent(organisation, typesOf(organisation).export, 'goods sent abroad without tax');
export const untaxedType = (organisation: Organisation): Guess =>
  firstPresent(organisation, typesOf(organisation).zero, 'sales without tax');
export const outsideType = (organisation: Organisation): Guess =>
  firstPresent(organisation, typesOf(organisation).outside, 'not a supply');

const words = (text: string): Set<string> => new Set(text.toLowerCase().match(/[a-z]{3,}/g) ?? []);

/**
 * Rate, name and country must all speak for it: 10 % in another country is not our GST, and half of Xero's 10 % rates are for purchases.
 * What fits best is still only proposed.
 */
export function guessRate(organisation: Organisation, rate: TaxRateFacts): Guess {
  const home = homeCountry(organisation);
  const country = (rate.tax_country_id ?? home).toUpperCase();
  const name = [rate.code, ...(rate.titles ?? []).map((title) => title.value ?? '')].join(' ');
  const percent = money(rate.rate);
  if (country !== home && !(country === 'UK' && home === 'GB'))
    return { value: null, why: `${shown(percent)} % of ${country}: an organisation in ${home} has no tax type for it` };
  if (percent.eq('0')) return guessZero(organisation, name);
  const candidates = forSales(organisation)
    .filter((candidate) => sameRate(candidate, percent))
    .map((candidate) => ({
      candidate,
      score: saleScore(candidate) + [...words(name)].filter((word) => words(candidate.Name).has(word)).length,
    }))
    .sort((a, b) => b.score - a.score || a.candidate.TaxType.localeCompare(b.candidate.TaxType));
  const best = candidates[0];
  return best === undefined || best.score <= 0
    ? { value: null, why: `Xero has no tax rate on sales of ${shown(percent)} %` }
    : { value: best.candidate.TaxType, why: `${shown(percent)} % in ${country}: ${best.candidate.Name}` };
}

function guessZero(organisation: Organisation, name: string): Guess {
  const types = typesOf(organisation);
  if (/export|overseas|abroad/i.test(name)) return firstPresent(organisation, types.export, 'named as an export');
  if (/input.?tax/i.test(name)) return firstPresent(organisation, types.inputTaxed, 'named as input taxed');
  if (/exempt/i.test(name)) return firstPresent(organisation, types.exempt, 'named as exempt');
  return firstPresent(organisation, types.zero, '0 % at home');
}

function sameRate(candidate: XeroTaxRate, percent: Money): boolean {
  return [candidate.EffectiveRate, candidate.DisplayTaxRate].some(
    (rate) => rate !== undefined && money(rate).eq(percent),
  );
}

/** Sales types are called OUTPUT in all three countries, and their names speak of income or sales. */
function saleScore({ TaxType, Name }: XeroTaxRate): number {
  if (/INPUT|IMPORT|CAPEX|CAPITAL|EXPENSES/.test(TaxType) || /expense|purchase|import|capital/i.test(Name)) return -10;
  return (/^(SR)?OUTPUT\d?$/.test(TaxType) ? 4 : /OUTPUT/.test(TaxType) ? 3 : 1) + (/income|sales/i.test(Name) ? 2 : 0);
}

const shown = (percent: Money): string => round(percent, 4).toFixed();

/** Standard codes of the country, for when Magento's own rates are not known. */
export const usualRates = (organisation: Organisation): TaxRateFacts[] =>
  typesOf(organisation).usual.map(({ code, rate }) => ({ code, rate, tax_country_id: homeCountry(organisation) }));

/**
 * Two rules on one product class put two rates on a line (Magento shows them apart): proposed only where Xero has a rate of that sum, or of
 * that product when one is charged on the other.
 */
export function guessComposites(organisation: Organisation, facts: MagentoFacts): { key: string; guess: Guess }[] {
  const composites = new Map<string, Guess>();
  for (const rules of rulesByClass(facts).values()) {
    const rates = rules.flatMap((rule) =>
      facts.taxRates
        .filter((rate) => rate.id !== undefined && rule.tax_rate_ids.includes(rate.id) && money(rate.rate).gt('0'))
        .filter((rate) => (rate.tax_country_id ?? '').toUpperCase() === homeCountry(organisation))
        .slice(0, 1)
        .map((rate) => ({ rate, rule })),
    );
    const codes = [...new Set(rates.map(({ rate }) => rate.code))].sort();
    if (codes.length < 2) continue;
    const compound =
      new Set(rates.map(({ rule }) => rule.priority)).size > 1 &&
      !rates.some(({ rule }) => rule.calculate_subtotal === true);
    const factor = (value: string) => money('1').plus(money(value).div('100'));
    const percent = compound
      ? rates
          .reduce((product, { rate }) => product.times(factor(rate.rate)), money('1'))
          .minus('1')
          .times('100')
      : rates.reduce((total, { rate }) => total.plus(money(rate.rate)), money('0'));
    const match = forSales(organisation).find(
      (candidate) => sameRate(candidate, round(percent, 4)) && saleScore(candidate) > 0,
    );
    const key = codes.join('+');
    const guess: Guess =
      match === undefined
        ? { value: null, why: `Xero has no tax rate on sales of ${shown(percent)} %` }
        : { value: match.TaxType, why: `together ${shown(percent)} %: ${match.Name}` };
    const before = composites.get(key);
    composites.set(
      key,
      before === undefined || before.value === guess.value
        ? guess
        : {
            value: null,
            why: 'added in one rule and charged on each other in another, so one tax type cannot serve both',
          },
    );
  }
  return [...composites].map(([key, guess]) => ({ key, guess }));
}

function rulesByClass(facts: MagentoFacts): Map<string, MagentoFacts['taxRules'][number][]> {
  const byClass = new Map<string, MagentoFacts['taxRules'][number][]>();
  for (const rule of facts.taxRules)
    for (const id of rule.product_tax_class_ids) byClass.set(id, [...(byClass.get(id) ?? []), rule]);
  return byClass;
}

/**
 * Which tax type an untaxed line of a product class has at home. A class whose rules hold a real rate gets none: if it goes untaxed, there is
 * a reason that a person must see.
 */
export function guessClass(organisation: Organisation, facts: MagentoFacts, id: string, name: string): Guess {
  const ids = new Set((rulesByClass(facts).get(id) ?? []).flatMap((rule) => rule.tax_rate_ids));
  const rates = facts.taxRates.filter(
    (rate) =>
      rate.id !== undefined &&
      ids.has(rate.id) &&
      (rate.tax_country_id ?? '').toUpperCase() === homeCountry(organisation),
  );
  if (rates.some((rate) => money(rate.rate).gt('0')) || (rates.length === 0 && /^taxable/i.test(name)))
    return { value: null, why: 'taxed at home, so an untaxed line of it needs a person' };
  return guessZero(organisation, [name, ...rates.map((rate) => rate.code)].join(' '));
}
