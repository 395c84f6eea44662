import { ok, param, type Answer, type Call } from './call';
import { notFound } from './errors';
import { list } from './listing';
import type { Account, TaxRate, TrackingCategory } from './model';
import { fixed, wireDate, wireMoment, type OutObject } from './wire';

/** What an organisation is set up with; all of it read-only here, changed through the bookkeeper. */

export function getOrganisation(call: Call): Answer {
  const { facts } = call.books;
  return ok(call, {
    Organisations: [
      {
        Name: facts.name,
        LegalName: facts.name,
        PaysTax: true,
        Version: facts.version,
        OrganisationType: 'COMPANY',
        BaseCurrency: facts.baseCurrency,
        CountryCode: facts.country,
        IsDemoCompany: true,
        OrganisationStatus: 'ACTIVE',
        TaxNumber: facts.taxNumber,
        FinancialYearEndDay: 30,
        FinancialYearEndMonth: 6,
        SalesTaxBasis: 'ACCRUALS',
        SalesTaxPeriod: 'QUARTERLY1',
        DefaultSalesTax: 'Tax Inclusive',
        DefaultPurchasesTax: 'Tax Inclusive',
        PeriodLockDate: facts.periodLockDate === undefined ? undefined : wireDate(facts.periodLockDate),
        EndOfYearLockDate: facts.endOfYearLockDate === undefined ? undefined : wireDate(facts.endOfYearLockDate),
        CreatedDateUTC: wireMoment(facts.created),
        OrganisationEntityType: 'COMPANY',
        Timezone: facts.timeZoneName,
        ShortCode: facts.shortCode,
        OrganisationID: facts.tenantId,
        Edition: 'BUSINESS',
        Class: 'PREMIUM',
        Addresses: [],
        Phones: [],
        ExternalLinks: [],
        PaymentTerms: {},
      },
    ],
  });
}

export function getOrganisationActions(call: Call): Answer {
  const allowed = {
    CreateApprovedInvoice: !call.books.facts.planLimitReached,
    UseMulticurrency: call.books.facts.currencies.length > 1,
  };
  const names = [
    'CreateApprovedInvoice',
    'CreateDraftInvoice',
    'CreateApprovedBill',
    'CreateInvoicePayment',
    'UseMulticurrency',
  ];
  return ok(call, {
    Actions: names.map((name) => ({
      Name: name,
      Status: (allowed as Record<string, boolean>)[name] === false ? 'NOT-ALLOWED' : 'ALLOWED',
    })),
  });
}

export function listAccounts(call: Call): Answer {
  return list(call, {
    plural: 'Accounts',
    records: call.books.accounts.all(),
    fields: {
      Code: { kind: 'text', value: (a) => a.code, orderable: true },
      Name: { kind: 'text', value: (a) => a.name, orderable: true },
      Type: { kind: 'text', value: (a) => a.type },
      Class: { kind: 'text', value: (a) => a.class },
      Status: { kind: 'text', value: (a) => a.status },
      SystemAccount: { kind: 'text', value: (a) => a.systemAccount },
      EnablePaymentsToAccount: { kind: 'flag', value: (a) => a.enablePayments },
    },
    full: accountOut,
  });
}

export function getAccount(call: Call): Answer {
  const account = call.books.accounts.get(param(call, 'id'));
  if (!account) throw notFound();
  return ok(call, { Accounts: [accountOut(account)] });
}

function accountOut(account: Account): OutObject {
  return {
    AccountID: account.id,
    Code: account.code,
    Name: account.name,
    Status: account.status,
    Type: account.type,
    TaxType: account.taxType,
    Description: account.description,
    Class: account.class,
    SystemAccount: account.systemAccount,
    EnablePaymentsToAccount: account.enablePayments,
    ShowInExpenseClaims: false,
    BankAccountNumber: account.bankAccountNumber,
    BankAccountType: account.type === 'BANK' ? 'BANK' : undefined,
    CurrencyCode: account.currencyCode,
    HasAttachments: false,
    UpdatedDateUTC: wireMoment(account.updated),
  };
}

export function listTaxRates(call: Call): Answer {
  return list(call, {
    plural: 'TaxRates',
    records: call.books.taxRates.all().map((rate) => ({ ...rate, updated: 0 })),
    fields: {
      TaxType: { kind: 'text', value: (t) => t.taxType },
      Name: { kind: 'text', value: (t) => t.name, orderable: true },
      Status: { kind: 'text', value: (t) => t.status },
    },
    full: taxRateOut,
  });
}

export function getTaxRate(call: Call): Answer {
  const rate = call.books.taxRate(param(call, 'id'));
  if (!rate) throw notFound();
  return ok(call, { TaxRates: [taxRateOut(rate)] });
}

function taxRateOut(rate: TaxRate): OutObject {
  return {
    Name: rate.name,
    TaxType: rate.taxType,
    ReportTaxType: rate.reportTaxType,
    CanApplyToAssets: rate.appliesTo.includes('ASSET'),
    CanApplyToEquity: rate.appliesTo.includes('EQUITY'),
    CanApplyToExpenses: rate.appliesTo.includes('EXPENSE'),
    CanApplyToLiabilities: rate.appliesTo.includes('LIABILITY'),
    CanApplyToRevenue: rate.appliesTo.includes('REVENUE'),
    DisplayTaxRate: fixed(rate.rate, 4),
    EffectiveRate: fixed(rate.rate, 4),
    Status: rate.status,
    TaxComponents: [{ Name: rate.component, Rate: fixed(rate.rate, 4), IsCompound: false, IsNonRecoverable: false }],
  };
}

export function listTrackingCategories(call: Call): Answer {
  const archived = call.query.get('includeArchived') === 'true';
  return list(call, {
    plural: 'TrackingCategories',
    records: call.books.tracking
      .all()
      .filter((category) => archived || category.status === 'ACTIVE')
      .map((category) => ({ ...category, updated: 0 })),
    fields: {
      Name: { kind: 'text', value: (c) => c.name, orderable: true },
      Status: { kind: 'text', value: (c) => c.status },
    },
    full: trackingOut,
  });
}

export function getTrackingCategory(call: Call): Answer {
  const category = call.books.tracking.get(param(call, 'id'));
  if (!category) throw notFound();
  return ok(call, { TrackingCategories: [trackingOut(category)] });
}

function trackingOut(category: TrackingCategory): OutObject {
  return {
    Name: category.name,
    Status: category.status,
    TrackingCategoryID: category.id,
    Options: category.options.map((option) => ({
      TrackingOptionID: option.id,
      Name: option.name,
      Status: option.status,
    })),
  };
}

export function listCurrencies(call: Call): Answer {
  return list(call, {
    plural: 'Currencies',
    records: call.books.facts.currencies.map((currency) => ({ ...currency, id: currency.code, updated: 0 })),
    fields: { Code: { kind: 'text', value: (c) => c.code, orderable: true } },
    full: (currency) => ({ Code: currency.code, Description: currency.description }),
  });
}

export function listUsers(call: Call): Answer {
  const { facts } = call.books;
  return list(call, {
    plural: 'Users',
    records: facts.users.map((user) => ({ ...user, updated: facts.created })),
    fields: {
      EmailAddress: { kind: 'text', value: (u) => u.email },
      IsSubscriber: { kind: 'flag', value: () => false },
    },
    full: (user) => ({
      UserID: user.id,
      EmailAddress: user.email,
      FirstName: user.first,
      LastName: user.last,
      UpdatedDateUTC: wireMoment(facts.created),
      IsSubscriber: user.role === 'STANDARD',
      OrganisationRole: user.role,
    }),
  });
}

export function listBrandingThemes(call: Call): Answer {
  const { facts } = call.books;
  return ok(call, {
    BrandingThemes: facts.brandingThemes.map((theme, index) => ({
      BrandingThemeID: theme.id,
      Name: theme.name,
      SortOrder: index,
      CreatedDateUTC: wireMoment(facts.created),
    })),
  });
}
