import { z } from 'zod';

/** Xero's answers, reduced to what planning needs. A whole answer (`{ "Accounts": [...] , …}`) or the bare array is taken for each. */
const answer = <T extends z.ZodType>(name: string, element: T) =>
  z.preprocess((value) => {
    if (Array.isArray(value)) return value as unknown[];
    if (typeof value === 'object' && value !== null && name in value) return (value as Record<string, unknown>)[name];
    return value ?? [];
  }, z.array(element).default([]));

/** Xero leaves empty fields out; other tools that keep its answers write null. */
const maybeText = z.preprocess((value) => value ?? undefined, z.string().optional());

export const accountSchema = z.object({
  AccountID: z.string().default(''),
  Code: maybeText,
  Name: z.string().default(''),
  Type: z.string().default(''),
  Class: maybeText,
  Status: z.string().default('ACTIVE'),
  TaxType: maybeText,
  SystemAccount: z.string().nullish(),
  EnablePaymentsToAccount: z.boolean().default(false),
  CurrencyCode: z.string().nullish(),
});
export type XeroAccount = z.infer<typeof accountSchema>;

export const taxRateSchema = z.object({
  Name: z.string(),
  TaxType: z.string(),
  Status: z.string().default('ACTIVE'),
  EffectiveRate: z.union([z.number(), z.string()]).default(0).transform(String),
  DisplayTaxRate: z
    .union([z.number(), z.string()])
    .nullish()
    .transform((rate) => (rate === null || rate === undefined ? undefined : String(rate))),
  CanApplyToAssets: z.boolean().optional(),
  CanApplyToEquity: z.boolean().optional(),
  CanApplyToExpenses: z.boolean().optional(),
  CanApplyToLiabilities: z.boolean().optional(),
  CanApplyToRevenue: z.boolean().optional(),
});
export type XeroTaxRate = z.infer<typeof taxRateSchema>;

export const trackingCategorySchema = z.object({
  TrackingCategoryID: z.string().default(''),
  Name: z.string(),
  Status: z.string().default('ACTIVE'),
  Options: z
    .array(
      z.object({ TrackingOptionID: z.string().default(''), Name: z.string(), Status: z.string().default('ACTIVE') }),
    )
    .default([]),
});

const organisationRowSchema = z.object({
  OrganisationID: z.string().default(''),
  Name: z.string().default(''),
  CountryCode: z.string().default(''),
  BaseCurrency: z.string().default(''),
  Timezone: z.string().nullish(),
  PeriodLockDate: z.string().nullish(),
  EndOfYearLockDate: z.string().nullish(),
  ShortCode: z.string().nullish(),
});

/** Also the file form of `--organisation`. `Organisation` may be a whole answer, an array, or one object. */
export const organisationSchema = z
  .object({
    Organisation: z.preprocess((value) => {
      const rows =
        typeof value === 'object' && value !== null && 'Organisations' in value ? value.Organisations : value;
      return Array.isArray(rows) ? (rows[0] as unknown) : (rows ?? {});
    }, organisationRowSchema),
    Accounts: answer('Accounts', accountSchema),
    TaxRates: answer('TaxRates', taxRateSchema),
    TrackingCategories: answer('TrackingCategories', trackingCategorySchema),
    Currencies: answer('Currencies', z.object({ Code: z.string() })),
    Users: answer(
      'Users',
      z.object({
        UserID: z.string().default(''),
        EmailAddress: z.string().default(''),
        FirstName: z.string().nullish(),
        LastName: z.string().nullish(),
      }),
    ),
  })
  .transform((raw) => ({ ...raw, tenantId: raw.Organisation.OrganisationID }));
export type Organisation = z.infer<typeof organisationSchema>;

/** Xero's `/Date(ms+0000)/` (midnight UTC of the document date) or ISO text as `YYYY-MM-DD`; null when unset. */
export function xeroDate(text: string | null | undefined): string | null {
  if (text === null || text === undefined || text === '') return null;
  const match = /^\/Date\((-?\d+)(?:[+-]\d{4})?\)\/$/.exec(text);
  return match === null ? text.slice(0, 10) : new Date(Number(match[1])).toISOString().slice(0, 10);
}

/** The last locked day, `YYYY-MM-DD`: documents must be dated after it. */
export function lockedUntil(organisation: Organisation): string | null {
  const dates = [
    xeroDate(organisation.Organisation.PeriodLockDate),
    xeroDate(organisation.Organisation.EndOfYearLockDate),
  ].filter((date) => date !== null);
  return dates.sort().at(-1) ?? null;
}

/** Whether settings that name `id` mean this organisation: by the connection's tenant id, or by the id it gives itself. */
export function isOrganisation(organisation: Organisation, id: string): boolean {
  const wanted = id.toLowerCase();
  return [organisation.tenantId, organisation.Organisation.OrganisationID].some((own) => own.toLowerCase() === wanted);
}
