import type { XeroInvoice } from '../../model/document';
import type { Link } from '../../model/link';
import { cents, isZero, type Money } from '../../shared/money';
import type { Day } from '../dates';
import type { PartScope } from '../scope';
import { changeInvoice } from './changes';
import { linkOf, scopeOf, settleScope, type OrderContext } from './context';
import { currencyOf } from './currency';
import { documentDate, dueDateOf } from './documentDates';
import { newStatus } from './documentStatus';
import { numberOf, referenceOf } from './documentNumber';
import { planHistoryNote } from './history';
import { itemOf } from './itemCode';
import { lineItems } from './lineItems';
import { dateOf, isApproved, isGone } from './linkState';
import { operation } from './operations';
import { bookSale, saleFingerprint, type Sale } from './sale';

/** What became of a sale: what its payments and credits may build on. */
export interface PostedSale {
  readonly sale: Sale;
  readonly number: string;
  readonly date: Day;
  readonly link: Link | undefined;
  /** `planned` or `posted`: it exists or will. `waiting`: held or kept back. `absent`: it never will (cut-over, zero, cancelled). */
  readonly state: 'planned' | 'posted' | 'waiting' | 'absent';
  /** Payments and allocations need an approved invoice. */
  readonly approved: boolean;
  readonly total: Money;
}

/** Plans one sale: a new invoice, the smallest legal change of one that is there, or nothing. */
export function planSale(context: OrderContext, sale: Sale): PostedSale {
  const link = linkOf(context, sale.part, 'Invoice');
  const scope = scopeOf(context, sale.part);
  const date = documentDate(context, scope, sale.createdAt, sale.dateFrom);
  const number = link?.xeroNumber ?? numberOf(context, scope, sale.kind, sale.incrementId, 'Invoice');
  const posted: PostedSale = {
    sale,
    number,
    date: (link === undefined ? undefined : dateOf(link)) ?? date?.day ?? '',
    link,
    state: 'absent',
    approved: false,
    total: sale.target.total.round(2),
  };
  if (link !== undefined) {
    changeInvoice(context, sale, link, number);
    // voided by a person while the sale stands: its money and credits wait for what they decide
    const state = isGone(link) ? (sale.cancelled ? 'absent' : 'waiting') : 'posted';
    return { ...posted, state, approved: isApproved(link) };
  }
  if (sale.cancelled || date?.beforeCutOver === true) return posted;
  if (context.statusRule === 'wait') return { ...posted, state: 'waiting' };
  const booked = bookSale(context, scope, sale);
  if (booked === undefined || date === undefined) {
    settleScope(context, scope);
    return { ...posted, state: 'waiting' };
  }
  const isZeroSale = isZero(booked.total) && isZero(booked.tax);
  const givesTrackedGoods =
    isZeroSale && booked.lines.some((line) => line.kind === 'product' && itemOf(context, line)?.tracked === true);
  if (isZeroSale && context.settings.sales.zero_total === 'skip' && !givesTrackedGoods) return posted;
  const items = lineItems(context, scope, booked, { keepZeroLines: isZeroSale });
  const currency = currencyOf(context, scope, sale.rate);
  const dueDate = dueDateOf(context, scope, date);
  scope.uses(
    context.method in context.settings.sales.triggers.methods
      ? `sales.triggers.methods.${context.method}`
      : 'sales.triggers.default',
  );
  holdUndecidedPoints(context, scope, sale);
  if (!settleScope(context, scope) || currency === undefined) return { ...posted, state: 'waiting' };
  const buyer = context.buyer();
  if (buyer.holds.length > 0) return { ...posted, state: 'waiting' };
  const status = newStatus(context);
  scope.explain('Status', status.status, status.from);
  const document: XeroInvoice = {
    Type: 'ACCREC',
    Contact: { ContactID: buyer.contact },
    InvoiceNumber: number,
    Reference: referenceOf(context, scope, sale.kind === 'invoice' ? { invoice: sale.incrementId } : {}),
    ...urlOf(context),
    Date: date.day,
    ...(dueDate === undefined ? {} : { DueDate: dueDate }),
    Status: status.status,
    LineAmountTypes: 'Inclusive',
    ...currency,
    LineItems: items,
  };
  context.plan.operations.push(
    operation(context, {
      kind: 'invoice.create',
      part: sale.part,
      naturalKey: number,
      dependsOn: buyer.dependsOn,
      document,
      inputFingerprint: saleFingerprint(sale, booked),
      reason:
        sale.kind === 'invoice'
          ? `Invoice ${sale.incrementId} of order ${context.order.increment_id} was created in Magento`
          : `Order ${sale.incrementId} was ${context.trigger === 'complete' ? 'completed' : 'placed'} in Magento`,
      contact: buyer.contactRef,
      heldBack: status.heldBack,
      expect: { Total: cents(booked.total), TotalTax: cents(booked.tax) },
    }),
  );
  planHistoryNote(context, { part: sale.part, xeroType: 'Invoice', number, createdAt: sale.createdAt, date });
  return { ...posted, state: 'planned', approved: status.status === 'AUTHORISED' };
}

const urlOf = ({ input, recordKey }: OrderContext): { Url?: string } =>
  input.publicUrl === undefined
    ? {}
    : { Url: `${input.publicUrl.replace(/\/+$/, '')}/records/${encodeURIComponent(recordKey)}` };

/** Points may be money held for the buyer or a discount: the whole invoice depends on what the merchant says. */
function holdUndecidedPoints(context: OrderContext, scope: PartScope, sale: Sale): void {
  const points = sale.storedValue.find(({ kind }) => kind === 'reward_points');
  if (points === undefined || context.settings.payments.reward_points !== 'undecided') return;
  scope.hold(
    'rewardPoints.undecided',
    'payments.reward_points',
    `Reward points paid ${cents(points.amount)} of this sale, and it is not decided whether they are money held for the buyer.`,
    'Decide with your bookkeeper and enter the liability account under payments.reward_points in the settings.',
  );
}
