import type { XeroAllocation, XeroPayment } from '../../model/document';
import type { Link } from '../../model/link';
import type { Part } from '../../model/record';
import { money, zero, type Money } from '../../shared/money';
import { refTo, type OrderContext } from './context';
import { isGone, targetOf } from './linkState';

/**
 * What is open on an invoice once this plan is carried out: as Xero said, else its total less what we linked; less what this plan already pays or allocates.
 */
export function dueOn(context: OrderContext, part: Part, link: Link | undefined, total: Money | undefined): Money {
  const ref = refTo(context, part);
  let due = open(context, ref, link, total);
  for (const { kind, document } of context.plan.operations) {
    if (kind !== 'payment.create' && kind !== 'allocation.create') continue;
    const { Invoice, Amount } = document as XeroPayment & XeroAllocation;
    const id = Invoice?.InvoiceID;
    if (typeof id === 'object' && id.ref === ref) due = due.minus(money(Amount));
  }
  return due;
}

function open(context: OrderContext, ref: string, link: Link | undefined, total: Money | undefined): Money {
  if (link?.seen.amountDue !== undefined) return money(link.seen.amountDue);
  let due = link?.seen.total === undefined ? (total ?? zero) : money(link.seen.total);
  for (const other of context.links) {
    if (!['Payment', 'Allocation'].includes(other.xeroType) || isGone(other) || targetOf(other) !== ref) continue;
    due = due.minus(money((other.document as { Amount?: string }).Amount));
  }
  return due;
}
