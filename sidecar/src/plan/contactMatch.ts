import type { Directory, DirectoryContact } from '../model/directory';
import type { Hold } from '../model/hold';
import type { Link } from '../model/link';
import type { LinkBook } from '../model/plan';
import { recordTypeOf, type InstanceId, type RecordKey } from '../model/record';

/** Xero's `ContactNumber` of a registered customer: names the shop's installation, so that two shops in one organisation differ. */
export const contactNumberOf = (instanceId: InstanceId, customerId: number): string =>
  `M2-${instanceId.slice(0, 8)}-${customerId}`;

/**
 * A guest's contact is found again by its e-mail address. Where Xero has none (it refuses umlauts; the shared contact has none by nature), a
 * number of ours takes its place, so that a lost reply never doubles the contact.
 */
export const guestNumberOf = (instanceId: InstanceId, key: RecordKey): string =>
  `M2-${instanceId.slice(0, 8)}-${key.replaceAll(':', '-')}`.slice(0, 50);

export type HoldFacts = Pick<Hold, 'code' | 'subject' | 'message' | 'nextStep' | 'details'>;

export type Match =
  | { readonly found: 'none' }
  | {
      readonly found: 'contact';
      readonly by: 'link' | 'number' | 'e-mail';
      readonly contactId: string;
      /** Undefined when the mirror does not know it (yet): then the link is believed. */
      readonly contact: DirectoryContact | undefined;
      readonly link: Link | undefined;
      /** Why this one, where there was a choice. */
      readonly note?: string;
    }
  | { readonly found: 'held'; readonly hold: HoldFacts };

interface Books {
  readonly links: LinkBook;
  readonly directory: Directory;
}

/** Look-up order: stored link, contact number, e-mail (exact, case folded, active contacts only). A name never finds anybody. */
export function findContact(
  books: Books,
  key: RecordKey,
  wanted: { readonly number?: string; readonly email: string | undefined; readonly name: string | undefined },
): Match {
  const link = books.links.find(key, 'contact', 'Contact');
  if (link !== undefined) return settle(books.directory, link.xeroId, 'link', link);
  const numbered = wanted.number === undefined ? undefined : books.directory.contactByNumber(wanted.number);
  if (numbered !== undefined) return settle(books.directory, numbered.ContactID, 'number', undefined);
  if (wanted.email === undefined || wanted.email === '') return { found: 'none' };
  return chooseByEmail(books.directory.contactsByEmail(wanted.email), wanted.email, wanted.name);
}

/** Follows merges to the contact that is left; an archived one waits for a person. */
export function settle(directory: Directory, contactId: string, by: 'link' | 'number', link: Link | undefined): Match {
  let id = contactId;
  const seen = new Set<string>();
  for (;;) {
    const contact = directory.contactById(id);
    const target = contact?.MergedToContactID ?? '';
    if (contact !== undefined && target !== '' && !seen.has(target)) {
      seen.add(id);
      id = target;
      continue;
    }
    if (contact !== undefined && contact.ContactStatus !== 'ACTIVE') return { found: 'held', hold: archived(contact) };
    return { found: 'contact', by, contactId: id, contact, link };
  }
}

function archived(contact: DirectoryContact): HoldFacts {
  return {
    code: 'contact.archived',
    subject: contact.ContactID,
    message: `The contact ${contact.Name} is archived in Xero, so nothing can be posted to it.`,
    nextStep: 'Restore the contact in Xero, or choose another contact for this customer.',
    details: { contactId: contact.ContactID, name: contact.Name, status: contact.ContactStatus },
  };
}

/** Without case, accents, punctuation and order of spaces: `O’Brien, Jane` and `obrien jane`. */
const normaliseName = (name: string): string =>
  name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

function chooseByEmail(candidates: readonly DirectoryContact[], email: string, name: string | undefined): Match {
  const take = (contact: DirectoryContact, note?: string): Match => ({
    found: 'contact',
    by: 'e-mail',
    contactId: contact.ContactID,
    contact,
    link: undefined,
    ...(note === undefined ? {} : { note }),
  });
  const [first, second] = candidates;
  if (first === undefined) return { found: 'none' };
  if (second === undefined) return take(first);
  const count = `${candidates.length} contacts in Xero share its e-mail address`;
  const wanted = normaliseName(name ?? '');
  const same = candidates.filter((contact) => wanted !== '' && normaliseName(contact.Name) === wanted);
  if (same.length === 1 && same[0] !== undefined) return take(same[0], `${count}; this one has the same name`);
  // Same names first, then whatever was used last; the directory answers the most recently changed first.
  const [recent, next] = same.length > 1 ? same : candidates;
  if (recent !== undefined && (recent.UpdatedDateUTC ?? '') > (next?.UpdatedDateUTC ?? ''))
    return take(recent, `${count}; this one was used last`);
  return {
    found: 'held',
    hold: {
      code: 'contact.ambiguous',
      subject: email,
      message: `${count}, and nothing tells which of them is meant.`,
      nextStep: 'Merge them in Xero, or take the e-mail address off all but one.',
      details: { contacts: candidates.map(({ ContactID, Name }) => ({ ContactID, Name })) },
    },
  };
}

/**
 * A contact may serve several Magento records (after a merge, or one person on two websites). The one whose number stands on it owns it
 * and alone updates its fields; where the number is somebody else's system's, the customer that was linked first. A guest never
 * owns a contact that a customer uses.
 */
export function ownsContact(
  links: LinkBook,
  key: RecordKey,
  instanceId: InstanceId,
  match: Extract<Match, { found: 'contact' }>,
  ownNumber: string | undefined,
): boolean {
  const number = match.contact?.ContactNumber ?? '';
  if (ownNumber !== undefined && number === ownNumber) return true;
  if (new RegExp(`^M2-${escapeRegExp(instanceId.slice(0, 8))}-\\d+$`).test(number)) return false;
  const other = links.byXeroId('Contact', match.contactId);
  if (other === undefined || other.recordKey === key) return true;
  return recordTypeOf(key) === 'customer' && recordTypeOf(other.recordKey) === 'guest';
}

const escapeRegExp = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
