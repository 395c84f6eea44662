import type { XeroPayment } from '../../model/document';
import type { MagentoInvoice } from '../../model/snapshot';
import { cents, max, min, money, round, sum, zero, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import { payableAccount } from '../accounts';
import type { PartScope } from '../scope';
import { linkOf, refTo, scopeOf, settleScope, type OrderContext } from './context';
import { documentDate } from './documentDates';
import { dueOn } from './due';
import type { PostedSale } from './invoices';
import { operation } from './operations';
import type { StoredValue, StoredValueKind } from './storedValue';

/** Money that the payment method collected for one Magento invoice. */
export interface Capture {
  readonly invoice: MagentoInvoice;
  readonly amount: Money;
}

/**
 * What was captured. Invoice state 2 alone says so: total_invoiced is set during a payment review already, and an authorisation has no invoice at all. Where Magento counts less as paid
 * than its invoices say, the oldest invoices are paid first and the rest stays open.
 */
export function capturesOf(context: OrderContext): Capture[] {
  const paid = context.snapshot.invoices.filter(
    ({ state, grand_total: total }) => state === 2 && money(total).gt(zero),
  );
  const { total_paid: totalPaid } = context.order;
  let left = totalPaid === undefined ? undefined : money(totalPaid);
  return [...paid]
    .sort((a, b) => a.entity_id - b.entity_id)
    .flatMap((invoice): Capture[] => {
      const exact = money(invoice.grand_total);
      const share = left === undefined ? exact : min(exact, max(left, zero));
      const amount = round(share);
      if (left !== undefined) left = left.minus(share);
      return amount.gt(zero) ? [{ invoice, amount }] : [];
    });
}

export function planPayments(context: OrderContext, sales: readonly PostedSale[]): void {
  // a draft is not paid: its payments wait for its approval, and draft mode writes none at all
  if (context.settings.mode === 'draft') return;
  const captures = capturesOf(context);
  for (const posted of sales) {
    if (posted.sale.cancelled || !posted.approved || (posted.state !== 'planned' && posted.state !== 'posted'))
      continue;
    for (const value of posted.sale.storedValue) payFromLiability(context, posted, value);
    const own = posted.sale.invoice;
    for (const capture of captures)
      if (own === undefined || own.entity_id === capture.invoice.entity_id)
        payCapture(context, posted, capture, captures);
  }
  const target = sales.find(({ state }) => state === 'planned' || state === 'posted');
  if (target !== undefined) holdOverpayment(context, captures);
}

function payCapture(context: OrderContext, posted: PostedSale, capture: Capture, captures: readonly Capture[]): void {
  const { invoice, amount } = capture;
  const part = `payment:${invoice.entity_id}`;
  const method = context.settings.payments.methods[context.method];
  const path = `payments.methods.${context.method}`;
  const scope = scopeOf(context, part);
  // a method set to none: Magento calls its invoices paid although no money came
  if (method === 'none') return scope.explain('Amount', 'no payment', `settings ${path}: none`);
  if (linkOf(context, part, 'Payment') !== undefined) return;
  const account = methodAccount(context, scope, amount);
  const transaction = invoice.transaction_id;
  const shared = captures.some((other) => other !== capture && other.invoice.transaction_id === transaction);
  const key = transaction === undefined || transaction === '' ? part : shared ? `${transaction} ${part}` : transaction;
  pay(context, scope, posted, {
    amount,
    account,
    createdAt: captureTime(context, invoice, captures),
    reference: `${posted.number} · ${key}`,
    from: `invoice:${invoice.entity_id}.grand_total`,
    path,
    reason: `${context.method} captured ${cents(amount)} for invoice ${invoice.increment_id}`,
  });
}

/** The account of the order's payment method; an unknown method is held, for money with no account must not be guessed away. */
export function methodAccount(context: OrderContext, scope: PartScope, amount: Money) {
  const { settings, method, books } = context;
  const setting = settings.payments.methods[method];
  const path = `payments.methods.${method}`;
  if (setting === undefined || setting === 'none')
    return scope.hold(
      'payment.unmapped',
      method,
      `The payment method "${method}" moved ${cents(amount)}, and the settings do not say which account its money reaches.`,
      `Enter the bank or clearing account under ${path}, or "none" if the money is matched in Xero when it arrives.`,
    );
  return payableAccount(scope, books, setting.account, path);
}

/** The capture's own time where the transaction tells it: an invoice may be made before its money is captured. */
function captureTime(context: OrderContext, invoice: MagentoInvoice, captures: readonly Capture[]): string {
  const { transactions } = context.snapshot;
  const own = transactions.find(
    ({ txn_id: id, created_at: at }) => id !== undefined && id === invoice.transaction_id && at !== undefined,
  );
  if (own?.created_at !== undefined) return own.created_at;
  const all = transactions.filter(({ txn_type: type }) => type === 'capture');
  const [only] = all;
  if (all.length === 1 && captures.length === 1 && only?.created_at !== undefined) return only.created_at;
  return invoice.created_at;
}

const liabilities: Readonly<Record<StoredValueKind, { readonly part: string; readonly title: string }>> = {
  gift_card: { part: 'giftCard', title: 'Gift cards' },
  store_credit: { part: 'storeCredit', title: 'Store credit' },
  reward_points: { part: 'rewardPoints', title: 'Reward points' },
};

/** Gift cards, store credit and points: a payment from the liability account, never a negative line. */
function payFromLiability(context: OrderContext, posted: PostedSale, value: StoredValue): void {
  const { part: name, title } = liabilities[value.kind];
  const { sale } = posted;
  const part = `${name}:${sale.invoice === undefined ? 'order' : String(sale.invoice.entity_id)}`;
  if (linkOf(context, part, 'Payment') !== undefined) return;
  const scope = scopeOf(context, part);
  pay(context, scope, posted, {
    amount: round(value.amount),
    account: liabilityAccount(context, scope, value.kind, value.amount),
    createdAt: sale.createdAt,
    reference: `${posted.number} · ${part}`,
    from: value.from,
    path: `payments.${value.kind}`,
    reason: `${title} paid ${cents(value.amount)} of ${posted.number}`,
  });
}

export function liabilityAccount(context: OrderContext, scope: PartScope, kind: StoredValueKind, amount: Money) {
  const { payments } = context.settings;
  const path = `payments.${kind}`;
  const points = payments.reward_points;
  const account =
    kind === 'gift_card'
      ? payments.gift_card
      : kind === 'store_credit'
        ? payments.store_credit
        : points === 'undecided'
          ? null
          : points.account;
  if (account !== null) return payableAccount(scope, context.books, account, path);
  const title = liabilities[kind].title;
  return kind === 'reward_points'
    ? scope.hold(
        'rewardPoints.undecided',
        path,
        `${title} moved ${cents(amount)}, and it is not decided whether they are money held for the buyer.`,
        `Decide with your bookkeeper and enter the liability account under ${path}.`,
      )
    : scope.hold(
        'payment.unmapped',
        path,
        `${title} moved ${cents(amount)}, and the settings do not name the liability account that holds them.`,
        `Enter a liability account that takes payments under ${path}.`,
      );
}

interface Payable {
  readonly amount: Money;
  readonly account: XeroPayment['Account'] | undefined;
  readonly createdAt: string;
  readonly reference: string;
  readonly from: string;
  readonly path: string;
  readonly reason: string;
}

function pay(context: OrderContext, scope: PartScope, posted: PostedSale, payable: Payable): void {
  const date = documentDate(context, scope, payable.createdAt, 'the time of the capture');
  const due = dueOn(context, posted.sale.part, posted.link, posted.total);
  if (due.lt(payable.amount))
    scope.hold(
      'payment.exceedsDue',
      posted.number,
      `${cents(payable.amount)} were received for ${posted.number}, and only ${cents(max(due, zero))} are still open on it in Xero.`,
      'See in Xero what else paid or credited the invoice: remove a payment that was entered twice, or enter the rest as an overpayment; then retry or skip.',
    );
  const { account } = payable;
  if (!settleScope(context, scope) || account === undefined || date === undefined) return;
  const ref = refTo(context, posted.sale.part);
  scope.explain('Amount', cents(payable.amount), payable.from);
  scope.explain('Account', 'Code' in account ? account.Code : account.AccountID, `settings ${payable.path}`);
  context.plan.operations.push(
    operation(context, {
      kind: 'payment.create',
      part: scope.part,
      naturalKey: payable.reference,
      dependsOn: [ref],
      document: {
        Invoice: { InvoiceID: { ref } },
        Account: account,
        Date: date.day,
        Amount: cents(payable.amount),
        Reference: payable.reference,
      },
      inputFingerprint: fingerprint({ part: scope.part, amount: cents(payable.amount) }),
      reason: payable.reason,
    }),
  );
}

/** More than the invoices say: an extension's doing. The invoices are paid; the rest needs a person. */
function holdOverpayment(context: OrderContext, captures: readonly Capture[]): void {
  const { total_paid: totalPaid } = context.order;
  const method = context.settings.payments.methods[context.method];
  if (totalPaid === undefined || method === undefined || method === 'none') return;
  const invoiced = sum(captures.map(({ invoice }) => money(invoice.grand_total)));
  const over = round(money(totalPaid).minus(invoiced));
  if (over.lte(zero)) return;
  const scope = scopeOf(context, 'overpayment');
  scope.hold(
    'payment.exceedsDue',
    `order ${context.order.increment_id}`,
    `Magento counts ${cents(money(totalPaid))} as paid on this order, ${cents(over)} more than its paid invoices add up to.`,
    'Find out what the rest is for; invoice it in Magento, refund it, or enter it in Xero as an overpayment, then skip this.',
  );
  settleScope(context, scope);
}
