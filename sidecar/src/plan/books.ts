import type { Organisation, XeroAccount, XeroTaxRate } from '../model/organisation';

/** Xero's chart of accounts and tax rates, looked up by what settings name. */
export interface Books {
  readonly organisation: Organisation;
  /** By code or AccountID. */
  account(codeOrId: string): XeroAccount | undefined;
  taxRate(taxType: string): XeroTaxRate | undefined;
  readonly roundingAccount: XeroAccount | undefined;
  hasCurrency(code: string): boolean;
}

/** The same organisation object serves thousands of plans; its index is made once (a memo, not a state: same input, same answer). */
const made = new WeakMap<Organisation, Books>();

export function booksOf(organisation: Organisation): Books {
  const known = made.get(organisation);
  if (known !== undefined) return known;
  const accounts = new Map<string, XeroAccount>();
  for (const account of organisation.Accounts) {
    if (account.Code !== undefined && account.Code !== '' && !(accounts.get(account.Code)?.Status === 'ACTIVE'))
      accounts.set(account.Code, account);
    if (account.AccountID !== '') accounts.set(account.AccountID, account);
  }
  const rates = new Map(
    organisation.TaxRates.filter(({ Status }) => Status === 'ACTIVE').map((rate) => [rate.TaxType, rate]),
  );
  const currencies = new Set(organisation.Currencies.map(({ Code }) => Code));
  const books: Books = {
    organisation,
    account: (codeOrId) => accounts.get(codeOrId),
    taxRate: (taxType) => rates.get(taxType),
    roundingAccount: organisation.Accounts.find(
      ({ SystemAccount, Status }) => SystemAccount === 'ROUNDING' && Status === 'ACTIVE',
    ),
    hasCurrency: (code) => code === organisation.Organisation.BaseCurrency || currencies.has(code),
  };
  made.set(organisation, books);
  return books;
}
