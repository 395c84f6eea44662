import type { Link } from '../../model/link';
import { money, zero } from '../../shared/money';
import type { OrderContext } from './context';

const field = (document: unknown, name: string): string | undefined => {
  if (typeof document !== 'object' || document === null) return undefined;
  const value = (document as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

/** A document's status as last seen in Xero, else as we wrote it. */
export const statusOf = (link: Link): string => link.seen.status ?? field(link.document, 'Status') ?? 'AUTHORISED';

export const isApproved = (link: Link): boolean => ['AUTHORISED', 'PAID'].includes(statusOf(link));
export const isGone = (link: Link): boolean => ['VOIDED', 'DELETED'].includes(statusOf(link));
export const isDraft = (link: Link): boolean => ['DRAFT', 'SUBMITTED'].includes(statusOf(link));

export const dateOf = (link: Link): string | undefined => field(link.document, 'Date');

/**
 * Money or credit on an invoice freezes its amounts: only texts and accounts may change then, and it cannot be voided. What we posted ourselves counts even
 * before Xero was asked again.
 */
export function hasMoney(context: OrderContext, link: Link): boolean {
  if (statusOf(link) === 'PAID') return true;
  if (money(link.seen.amountPaid).gt(zero) || money(link.seen.amountCredited).gt(zero)) return true;
  return context.links.some(
    (other) =>
      ['Payment', 'Allocation'].includes(other.xeroType) &&
      !isGone(other) &&
      targetOf(other) === `${context.recordKey}/${link.part}`,
  );
}

/** Which part a payment or allocation of ours was made to. */
export function targetOf(link: Link): string | undefined {
  const invoice = (link.document as { Invoice?: { InvoiceID?: unknown } } | undefined)?.Invoice?.InvoiceID;
  if (typeof invoice === 'object' && invoice !== null && 'ref' in invoice && typeof invoice.ref === 'string')
    return invoice.ref;
  return undefined;
}
