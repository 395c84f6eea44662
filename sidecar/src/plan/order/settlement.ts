import type { XeroPayment } from '../../model/document';
import { cents, max, min, money, round, sum, zero, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import type { PartScope } from '../scope';
import { allocate } from './allocations';
import { linkOf, refTo, scopeOf, settleScope, type OrderContext } from './context';
import type { PostedCredit } from './creditNotes';
import { documentDate, orderTerms } from './documentDates';
import { operation } from './operations';
import { capturesOf, liabilityAccount, methodAccount } from './payments';
import type { StoredValueKind } from './storedValue';

/**
 * How a credit is settled: what went back to store credit or gift cards from those liabilities; money that a mapped method had collected from its account; a method without an account by the
 * terms: a prepaid buyer's credit stays open until the bank shows the refund, on-account terms set it off. Nothing depends on whether the bank was reconciled yesterday.
 */
export function planSettlements(context: OrderContext, credits: readonly PostedCredit[]): void {
  if (context.settings.mode === 'draft') return;
  for (const credit of credits) if (credit.approved) settle(context, credit);
}

function settle(context: OrderContext, credit: PostedCredit): void {
  const returned = returnedStoredValue(context, credit);
  for (const { kind, amount } of returned) refundStoredValue(context, credit, kind, amount);
  const rest = credit.total.minus(sum(returned.map(({ amount }) => amount)));
  if (rest.lte(zero)) return;
  const { payments, refunds } = context.settings;
  const path = `payments.methods.${context.method}`;
  const method = payments.methods[context.method];
  if (method === 'none') {
    const rule = refunds.none_methods;
    const { terms, path: termsPath } = orderTerms(context);
    const allocates = rule === 'allocate' || (rule === 'by_terms' && terms !== 'immediate');
    scopeOf(context, `refund:${credit.memo.entity_id}`).explain(
      'settlement',
      allocates ? 'set off against the invoice' : 'left open',
      rule === 'by_terms' ? `settings ${path}: none, ${termsPath}: ${terms}` : `settings refunds.none_methods: ${rule}`,
    );
    if (allocates) setOff(context, credit, rest);
    return;
  }
  if (wasCaptured(context, credit)) refundMoney(context, credit, rest);
  else setOff(context, credit, rest);
}

/** Adobe Commerce, by its documented fields: what was given back as store credit; what the buyer's cards and points had paid goes back to where it came from. */
function returnedStoredValue(context: OrderContext, credit: PostedCredit): { kind: StoredValueKind; amount: Money }[] {
  const { storedValue, total } = credit;
  const amountOf = (kind: StoredValueKind) => round(storedValue.find((value) => value.kind === kind)?.amount ?? zero);
  const toCredit = returnedAsStoreCredit(context, credit);
  const storeCredit = min(max(toCredit, amountOf('store_credit')), total);
  // beyond the store credit that had paid, the sum holds cards and points that were turned into store credit
  let covered = max(storeCredit.minus(amountOf('store_credit')), zero);
  const rest = (kind: StoredValueKind) => {
    const amount = amountOf(kind);
    const used = min(covered, amount);
    covered = covered.minus(used);
    return amount.minus(used);
  };
  const parts: { kind: StoredValueKind; amount: Money }[] = [
    { kind: 'store_credit', amount: storeCredit },
    { kind: 'gift_card', amount: rest('gift_card') },
    { kind: 'reward_points', amount: rest('reward_points') },
  ];
  return parts.filter(({ amount }) => amount.gt(zero));
}

/** The memo says it; where it does not, the order does, and only an order with one memo tells which one is meant. */
function returnedAsStoreCredit(context: OrderContext, { memo }: PostedCredit): Money {
  const own = memo.customer_bal_total_refunded ?? memo.customer_balance_total_refunded;
  if (own !== undefined) return round(money(own));
  const memos = context.snapshot.creditmemos.filter(({ state }) => state !== 3);
  return memos.length === 1 ? round(money(context.order.extension_attributes?.customer_balance_total_refunded)) : zero;
}

function refundStoredValue(context: OrderContext, credit: PostedCredit, kind: StoredValueKind, amount: Money): void {
  const part = `refund:${credit.memo.entity_id}:${kind}`;
  if (linkOf(context, part, 'Refund') !== undefined) return;
  const scope = scopeOf(context, part);
  refund(context, scope, credit, {
    amount,
    account: liabilityAccount(context, scope, kind, amount),
    key: part,
    after: [],
    from: `creditmemo:${credit.memo.entity_id}, settings payments.${kind}`,
  });
}

function refundMoney(context: OrderContext, credit: PostedCredit, amount: Money): void {
  const part = `refund:${credit.memo.entity_id}`;
  if (linkOf(context, part, 'Refund') !== undefined) return;
  // state 1: Magento has not paid it back yet
  if (credit.memo.state === 1) return;
  const scope = scopeOf(context, part);
  const transaction = credit.memo.transaction_id;
  refund(context, scope, credit, {
    amount,
    account: methodAccount(context, scope, amount),
    key: transaction === undefined || transaction === '' ? part : transaction,
    after: paymentsBefore(context, credit),
    from: `creditmemo:${credit.memo.entity_id}.grand_total, settings payments.methods.${context.method}`,
  });
}

interface Refund {
  readonly amount: Money;
  readonly account: XeroPayment['Account'] | undefined;
  readonly key: string;
  readonly after: readonly string[];
  readonly from: string;
}

function refund(
  context: OrderContext,
  scope: PartScope,
  credit: PostedCredit,
  { amount, account, key, after, from }: Refund,
): void {
  const date = documentDate(context, scope, credit.memo.created_at, 'the time of the credit memo');
  const open = credit.link?.seen.remainingCredit;
  if (open !== undefined && money(open).lt(amount))
    scope.hold(
      'payment.exceedsDue',
      credit.number,
      `${cents(amount)} were paid back for ${credit.number}, and only ${open} are still open on it in Xero.`,
      'See in Xero what else used the credit note; remove an allocation that was made by hand, or skip this.',
    );
  if (!settleScope(context, scope) || account === undefined || date === undefined) return;
  const ref = refTo(context, credit.part);
  const reference = `${credit.number} · ${key}`;
  scope.explain('Amount', cents(amount), from);
  context.plan.operations.push(
    operation(context, {
      kind: 'refund.create',
      part: scope.part,
      naturalKey: reference,
      dependsOn: [ref, ...after],
      document: {
        CreditNote: { CreditNoteID: { ref } },
        Account: account,
        Date: date.day,
        Amount: cents(amount),
        Reference: reference,
      },
      inputFingerprint: fingerprint({ part: scope.part, amount: cents(amount) }),
      reason: `${cents(amount)} of credit memo ${credit.memo.increment_id} were paid back`,
    }),
  );
}

/** The Magento invoices whose money a credit gives back. */
const capturedFor = (context: OrderContext, { shares }: PostedCredit) =>
  capturesOf(context).filter(({ invoice }) =>
    shares.some(
      ({ posted }) => posted.sale.invoice === undefined || posted.sale.invoice.entity_id === invoice.entity_id,
    ),
  );

const wasCaptured = (context: OrderContext, credit: PostedCredit): boolean => capturedFor(context, credit).length > 0;

/** A refund follows its payment: those payments that exist or are in this plan. */
function paymentsBefore(context: OrderContext, credit: PostedCredit): string[] {
  return capturedFor(context, credit).flatMap(({ invoice }) => {
    const part = `payment:${invoice.entity_id}`;
    const exists =
      linkOf(context, part, 'Payment') !== undefined || context.plan.operations.some((each) => each.part === part);
    return exists ? [refTo(context, part)] : [];
  });
}

function setOff(context: OrderContext, credit: PostedCredit, amount: Money): void {
  let left = amount;
  const targets = credit.shares.flatMap(({ posted, amount: share }) => {
    const taken = min(share, left);
    left = left.minus(taken);
    if ((posted.state !== 'planned' && posted.state !== 'posted') || !posted.approved) return [];
    const { number, link, date, total, sale } = posted;
    return [{ part: sale.part, number, link, amount: taken, date, total }];
  });
  allocate(context, credit, targets);
}
