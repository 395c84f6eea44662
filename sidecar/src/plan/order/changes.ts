import type { Link } from '../../model/link';
import { cents, money, round } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import { creditCancelled } from './cancellationCredit';
import { scopeOf, settleScope, type OrderContext } from './context';
import { isLocked } from './documentDates';
import { newStatus } from './documentStatus';
import { bookSale, saleFingerprint, type Sale } from './sale';
import { lineItems } from './lineItems';
import { dateOf, hasMoney, isDraft, isGone, statusOf } from './linkState';
import { operation } from './operations';
import { deletePaymentsOf } from './voidedPayments';
import type { Booked } from './totals';

/**
 * The smallest legal change of an invoice that stands in Xero, or a hold with remedies; never a silent difference. The same facts, or an older snapshot, change
 * nothing.
 */
export function changeInvoice(context: OrderContext, sale: Sale, link: Link, number: string): void {
  if (context.isOlderThan(link)) return;
  if (sale.cancelled) return cancelInvoice(context, sale, link, number);
  const scope = scopeOf(context, sale.part);
  if (isGone(link)) {
    scope.hold(
      'invoice.changedAfterPosting',
      number,
      `Invoice ${number} was ${statusOf(link).toLowerCase()} in Xero, but in Magento the sale stands.`,
      'If that was meant, cancel or credit the sale in Magento as well, or skip this; else enter the invoice again in Xero.',
    );
    settleScope(context, scope);
    return;
  }
  const booked = bookSale(context, scope, sale);
  if (booked === undefined) {
    settleScope(context, scope);
    return;
  }
  const now = saleFingerprint(sale, booked);
  if (now === link.inputFingerprint || link.inputFingerprint === '')
    return approveHeldBack(context, sale, link, number, now);
  if (isEditable(context, link)) {
    const items = lineItems(context, scope, booked, { keepZeroLines: true });
    if (!settleScope(context, scope)) return;
    context.plan.operations.push(
      operation(context, {
        kind: 'invoice.update',
        part: sale.part,
        naturalKey: number,
        dependsOn: [],
        document: { InvoiceID: link.xeroId, LineAmountTypes: 'Inclusive', LineItems: items },
        inputFingerprint: now,
        reason: `${title(sale)} changed in Magento`,
        contact: link.pins.contact,
        heldBack: link.pins.heldBack,
        expect: { Total: cents(booked.total), TotalTax: cents(booked.tax) },
      }),
    );
    return;
  }
  if (sale.cancelledLines().length > 0) {
    creditCancelled(context, sale, link, number, 'part');
    return;
  }
  holdChange(context, sale, link, number, booked);
}

/** Without money or credit on it every field of an invoice may change; in a locked period nothing may. */
function isEditable(context: OrderContext, link: Link): boolean {
  const date = dateOf(link);
  return !hasMoney(context, link) && !(date !== undefined && isLocked(context, date));
}

function holdChange(context: OrderContext, sale: Sale, link: Link, number: string, booked: Booked): void {
  const scope = scopeOf(context, sale.part);
  scope.hold(
    'invoice.changedAfterPosting',
    number,
    `${title(sale)} changed in Magento after invoice ${number} was paid, credited or locked in Xero, where its amounts can no longer change.`,
    'Compare both columns; credit the difference in Xero by hand, or undo the change in Magento, then skip this.',
    {
      magento: { total: cents(booked.total), tax: cents(booked.tax) },
      xero: { total: link.seen.total ?? 'not seen', tax: link.seen.totalTax ?? 'not seen', status: statusOf(link) },
      difference: link.seen.total === undefined ? undefined : cents(round(booked.total.minus(money(link.seen.total)))),
    },
  );
  settleScope(context, scope);
}

/** A document that was a draft because of the order's status is approved once the order has moved on. */
function approveHeldBack(context: OrderContext, sale: Sale, link: Link, number: string, now: string): void {
  if (link.pins.heldBack === undefined || !isDraft(link) || context.statusRule === 'wait') return;
  const { status, heldBack } = newStatus(context);
  if (heldBack !== undefined || status === statusOf(link) || status === 'DRAFT') return;
  context.plan.operations.push(
    operation(context, {
      kind: 'invoice.update',
      part: sale.part,
      naturalKey: number,
      dependsOn: [],
      document: { InvoiceID: link.xeroId, Status: status },
      inputFingerprint: link.inputFingerprint === '' ? now : link.inputFingerprint,
      reason: `Order ${context.order.increment_id} is no longer ${link.pins.heldBack} in Magento`,
      contact: link.pins.contact,
    }),
  );
}

/** Cancelled: a draft is deleted, an approved invoice without money voided; a paid or locked one gets a credit note dated now. */
function cancelInvoice(context: OrderContext, sale: Sale, link: Link, number: string): void {
  if (isGone(link)) return;
  const date = dateOf(link);
  const locked = date !== undefined && isLocked(context, date);
  if (!locked && deletePaymentsOf(context, sale, number)) return;
  if (locked || hasMoney(context, link)) {
    creditCancelled(context, sale, link, number, 'whole');
    return;
  }
  const kind = isDraft(link) ? 'invoice.delete' : 'invoice.void';
  const child = context.order.relation_child_real_id;
  context.plan.operations.push(
    operation(context, {
      kind,
      part: sale.part,
      naturalKey: number,
      dependsOn: [],
      document: { InvoiceID: link.xeroId, Status: kind === 'invoice.delete' ? 'DELETED' : 'VOIDED' },
      inputFingerprint: fingerprint({ number: sale.incrementId, cancelled: true }),
      reason: `${title(sale)} was cancelled in Magento${child === undefined || child === '' || child === '0' ? '' : ` and replaced by ${child}`}`,
      contact: link.pins.contact,
    }),
  );
}

const title = (sale: Sale): string => `${sale.kind === 'order' ? 'Order' : 'Invoice'} ${sale.incrementId}`;
