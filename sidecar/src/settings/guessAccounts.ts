import type { Organisation, XeroAccount } from '../model/organisation';
import type { PaymentMethodFacts } from './magentoFacts';
import type { Guess } from './guessTax';

const classes: Readonly<Record<string, string>> = {
  REVENUE: 'REVENUE',
  SALES: 'REVENUE',
  OTHERINCOME: 'REVENUE',
  CURRLIAB: 'LIABILITY',
  TERMLIAB: 'LIABILITY',
  LIABILITY: 'LIABILITY',
  EQUITY: 'EQUITY',
  BANK: 'ASSET',
  CURRENT: 'ASSET',
  INVENTORY: 'ASSET',
  FIXED: 'ASSET',
  NONCURRENT: 'ASSET',
  PREPAYMENT: 'ASSET',
};

export const classOf = (account: XeroAccount): string => account.Class ?? classes[account.Type] ?? 'EXPENSE';
export const isActive = (account: XeroAccount): boolean => account.Status === 'ACTIVE';
/** Xero takes payments into bank accounts and where "Enable payments to this account" is ticked. */
export const takesPayments = (account: XeroAccount): boolean =>
  account.Type === 'BANK' || account.EnablePaymentsToAccount;
/** Bank accounts may lack a code; the id always works. */
export const referenceOf = (account: XeroAccount): string =>
  account.Code === undefined || account.Code === '' ? account.AccountID : account.Code;

const guess = (account: XeroAccount | undefined, otherwise: string): Guess =>
  account === undefined ? { value: null, why: otherwise } : { value: referenceOf(account), why: account.Name };

function named(accounts: readonly XeroAccount[], pattern: RegExp): XeroAccount | undefined {
  return accounts.find((account) => pattern.test(account.Name));
}

/** Accounts on which a line may stand. */
const lineAccounts = (organisation: Organisation, wanted: string): XeroAccount[] =>
  organisation.Accounts.filter(
    (account) =>
      isActive(account) &&
      classOf(account) === wanted &&
      account.Type !== 'BANK' &&
      (account.SystemAccount ?? '') === '' &&
      (account.Code ?? '') !== '',
  );

export interface AccountGuesses {
  readonly sales: Guess;
  readonly shipping: Guess;
  readonly adjustment_refund: Guess;
  readonly adjustment_fee: Guess;
  readonly fpt: Guess;
  readonly surcharge: Guess;
  readonly gift_wrapping: Guess;
  readonly gift_card_sold: Guess;
  readonly gift_card: Guess;
  readonly store_credit: Guess;
  readonly asset: Guess;
  readonly cogs: Guess;
  readonly adjustment: Guess;
}

export function guessAccounts(organisation: Organisation): AccountGuesses {
  const revenue = lineAccounts(organisation, 'REVENUE');
  const liabilities = lineAccounts(organisation, 'LIABILITY');
  const trade = revenue.filter((account) => account.Type !== 'OTHERINCOME');
  const special =
    /freight|shipping|postage|delivery|interest|refund|surcharge|wrapp|levy|levies|discount|rounding|other/i;
  const sales =
    named(trade, /^(sales|revenue|online sales|web sales)$/i) ??
    trade.find((account) => account.Code === '200') ??
    trade.find((account) => /sale/i.test(account.Name) && !special.test(account.Name)) ??
    trade.find((account) => !special.test(account.Name));
  const asSales = 'no account of its own: as sales';
  const giftCards = liabilities.filter((account) => /gift|voucher/i.test(account.Name));
  const expenses = organisation.Accounts.filter((account) => isActive(account) && classOf(account) === 'EXPENSE');
  return {
    sales: guess(sales, 'no revenue account found'),
    shipping: guess(named(trade, /freight|shipping|postage|delivery/i), asSales),
    adjustment_refund: guess(named(trade, /refund|adjust/i), asSales),
    adjustment_fee: guess(named(trade, /refund|adjust|restock/i), asSales),
    fpt: guess(named(trade, /levy|levies|environment|recycl|weee/i), asSales),
    surcharge: guess(named(trade, /surcharge/i), asSales),
    gift_wrapping: guess(named(trade, /wrapp/i), asSales),
    gift_card_sold: guess(giftCards[0], 'no liability account for gift cards found'),
    gift_card: guess(giftCards.find(takesPayments), 'no gift card account that takes payments found'),
    store_credit: guess(
      liabilities.find(
        (account) => /store credit|customer credit|credit balance/i.test(account.Name) && takesPayments(account),
      ),
      'no store credit account that takes payments found',
    ),
    asset: guess(
      organisation.Accounts.find((account) => isActive(account) && account.Type === 'INVENTORY'),
      'no inventory account found',
    ),
    cogs: guess(
      expenses.find((account) => /cost of (goods|sales)/i.test(account.Name)) ??
        expenses.find((account) => account.Type === 'DIRECTCOSTS'),
      'no cost of goods sold account found',
    ),
    adjustment: guess(
      named(expenses, /(inventory|stock).*(adjust|write)|adjust.*(inventory|stock)/i),
      'no stock adjustment account found',
    ),
  };
}

/** Methods by which no money reaches a gateway: it is matched in Xero when it arrives. */
export const offlineMethods = [
  'checkmo',
  'banktransfer',
  'purchaseorder',
  'cashondelivery',
  'free',
  'companycredit',
] as const;
const offlineWords =
  /\b(cheque|check|money order|bank.?transfer|direct deposit|purchase.?order|cash.?on.?(delivery|pick.?up)|on account)\b/i;

export const isOffline = (method: PaymentMethodFacts): boolean =>
  offlineMethods.some((code) => code === method.code) || offlineWords.test(method.title);

/** Words that several gateways share and that therefore name none. */
const common =
  /^(payments?|pay|gateway|checkout|method|express|standard|hosted|direct|clearing|account|bank|card|cards|credit|online|the|for|and|by)$/;
const telling = (text: string): string[] =>
  (text.toLowerCase().match(/[a-z0-9]{3,}/g) ?? []).filter((word) => !common.test(word));

/** A clearing account named after the gateway; else the one for cards or gateways in general; the shop's own bank account never. */
export function guessPaymentAccount(organisation: Organisation, method: PaymentMethodFacts): Guess {
  const accounts = organisation.Accounts.filter(
    (account) =>
      isActive(account) && takesPayments(account) && classOf(account) === 'ASSET' && referenceOf(account) !== '',
  );
  const wanted = telling(`${method.code} ${method.title}`);
  const own = accounts.find((account) =>
    telling(account.Name).some((word) => wanted.some((other) => other.startsWith(word) || word.startsWith(other))),
  );
  if (own !== undefined) return guess(own, '');
  const clearing = accounts.filter((account) => /clearing|transit|undeposited|gateway|merchant/i.test(account.Name));
  const general =
    named(clearing, /card|eftpos|gateway|merchant|online|web/i) ??
    clearing.find((account) => /^clearing/i.test(account.Name));
  return guess(general, 'no clearing account for it found; create one in Xero');
}
