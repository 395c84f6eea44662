import { cents, money } from '../shared/money';
import type { FoundDocument, Sendable } from './end';
import type { DeliveryOperation } from './ports';

/**
 * Whether a document that was found by our natural key is what we would have written: contact, total and reference agree. Anything
 * else is somebody else's document, and never adopted. Undefined: they agree; else what differs, for a person.
 */
export function disagreement(
  operation: Pick<DeliveryOperation, 'kind' | 'expect'>,
  sent: Pick<Sendable, 'document'>,
  found: FoundDocument,
): string | undefined {
  const { document } = sent;
  switch (operation.kind) {
    case 'contact.create': {
      // Our contact number makes it ours. By name alone it may be a namesake, so the e-mail must be the same too.
      const number = text(document, 'ContactNumber');
      if (found.contact?.ContactNumber != null && found.contact.ContactNumber === number) return undefined;
      const email = text(document, 'EmailAddress')?.toLowerCase() ?? '';
      const same = email !== '' && (found.contact?.EmailAddress ?? '').toLowerCase() === email;
      const free = found.contact?.ContactNumber == null || found.contact.ContactNumber === '';
      if (same && free) return undefined;
      return `the contact ${found.contact?.Name ?? found.xeroId} in Xero has another number or e-mail`;
    }
    case 'item.create':
      return undefined;
    case 'invoice.create':
    case 'creditNote.create':
    case 'overpayment.create':
    case 'stockAdjustment.create': {
      const contact = nested(document, 'Contact', 'ContactID');
      const total = operation.expect?.Total;
      const differences = [
        contact !== undefined && found.contactId !== null && contact.toLowerCase() !== found.contactId.toLowerCase()
          ? 'another contact'
          : undefined,
        total !== undefined && found.total !== null && !money(total).eq(money(found.total))
          ? `a total of ${found.total} instead of ${total}`
          : undefined,
        (text(document, 'Reference') ?? '') !== (found.reference ?? '')
          ? `the reference "${found.reference ?? ''}"`
          : undefined,
        found.live ? undefined : `the status ${found.seen.status ?? 'void'}`,
      ].filter((difference) => difference !== undefined);
      return differences.length === 0
        ? undefined
        : `the document ${found.xeroNumber ?? found.xeroId} in Xero has ${differences.join(', ')}`;
    }
    case 'payment.create':
    case 'refund.create':
    case 'allocation.create': {
      // They were found by document and reference; the amount is the last thing that may differ.
      const amount = text(document, 'Amount');
      if (amount === undefined || found.total === null || cents(money(amount)) === cents(money(found.total)))
        return undefined;
      return `it is ${found.total} in Xero instead of ${amount}`;
    }
    default:
      return undefined;
  }
}

function text(document: Readonly<Record<string, unknown>>, field: string): string | undefined {
  const value = document[field];
  return typeof value === 'string' ? value : undefined;
}

function nested(document: Readonly<Record<string, unknown>>, object: string, field: string): string | undefined {
  const value = document[object];
  return typeof value === 'object' && value !== null
    ? text(Object.fromEntries(Object.entries(value)), field)
    : undefined;
}
