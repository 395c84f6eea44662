import type { XeroAccount, XeroTaxRate } from '../model/organisation';

type Class = 'ASSET' | 'EQUITY' | 'EXPENSE' | 'LIABILITY' | 'REVENUE';

/** Xero's account types by class, for answers that leave the class out. */
const classByType: Readonly<Record<string, Class>> = {
  REVENUE: 'REVENUE',
  SALES: 'REVENUE',
  OTHERINCOME: 'REVENUE',
  EXPENSE: 'EXPENSE',
  DIRECTCOSTS: 'EXPENSE',
  OVERHEADS: 'EXPENSE',
  DEPRECIATN: 'EXPENSE',
  CURRLIAB: 'LIABILITY',
  LIABILITY: 'LIABILITY',
  TERMLIAB: 'LIABILITY',
  CURRENT: 'ASSET',
  FIXED: 'ASSET',
  INVENTORY: 'ASSET',
  NONCURRENT: 'ASSET',
  PREPAYMENT: 'ASSET',
  EQUITY: 'EQUITY',
};

/** Xero refuses "The TaxType code 'X' cannot be used with account code 'y'"; a rate says for which classes of account it is meant. */
export function isAllowedOn(rate: XeroTaxRate, account: XeroAccount): boolean {
  const allowed: Readonly<Record<Class, boolean | undefined>> = {
    ASSET: rate.CanApplyToAssets,
    EQUITY: rate.CanApplyToEquity,
    EXPENSE: rate.CanApplyToExpenses,
    LIABILITY: rate.CanApplyToLiabilities,
    REVENUE: rate.CanApplyToRevenue,
  };
  const named = account.Class?.toUpperCase();
  const accountClass = isClass(named) ? named : classByType[account.Type];
  return accountClass === undefined || allowed[accountClass] !== false;
}

const isClass = (name: string | undefined): name is Class =>
  name === 'ASSET' || name === 'EQUITY' || name === 'EXPENSE' || name === 'LIABILITY' || name === 'REVENUE';
