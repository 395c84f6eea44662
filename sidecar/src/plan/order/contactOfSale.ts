import type { IdOrRef } from '../../model/document';
import type { Link } from '../../model/link';
import { splitPartRef, type PartRef } from '../../model/record';
import type { OrderContext } from './context';

interface ChosenContact {
  readonly contact: IdOrRef;
  readonly contactRef: PartRef;
  readonly dependsOn: readonly PartRef[];
}

/**
 * A credit goes to the invoice's own contact, pinned on its link, even if the customer was deleted or became another one since; without an invoice, to the buyer. Merged
 * contacts in Xero are followed. Undefined: no document may be made for this buyer yet (the plan holds the cause).
 */
export function contactOf(context: OrderContext, link: Link | undefined): ChosenContact | undefined {
  const pinned = link?.pins.contact;
  if (pinned !== undefined && pinned.includes('/')) {
    const { recordKey, part } = splitPartRef(pinned);
    const known = context.input.links.find(recordKey, part, 'Contact');
    const merged =
      known === undefined ? undefined : context.input.directory.contactById(known.xeroId)?.MergedToContactID;
    if (merged !== undefined && merged !== null && merged !== '')
      return { contact: merged, contactRef: pinned, dependsOn: [] };
    if (known !== undefined) return { contact: { ref: pinned }, contactRef: pinned, dependsOn: [pinned] };
  }
  const buyer = context.buyer();
  return buyer.holds.length > 0 ? undefined : buyer;
}
