import type { IdOrRef, XeroContact } from '../model/document';
import type { Hold, Need } from '../model/hold';
import type { Operation } from '../model/operation';
import type { Plan, PlanInput } from '../model/plan';
import {
  customerKey,
  guestKey,
  partRef,
  sharedGuestKey,
  tenantId,
  type PartRef,
  type RecordKey,
} from '../model/record';
import type { WebsiteSettings } from '../model/settings';
import type { OrderSnapshot, Snapshot } from '../model/snapshot';
import { money } from '../shared/money';
import { fingerprint } from '../shared/ids';
import { orderBuyerFacts } from './contactFacts';
import { contactNumberOf, findContact, guestNumberOf, ownsContact, settle, type HoldFacts } from './contactMatch';
import { uniqueName } from './contactName';
import { buyerFingerprint, changedDetails, contactOperation, planContactGroup } from './contactOperation';
import { explain, nameAfter, nameless, sentence } from './contactOfCustomer';

export type OrderInput = Omit<PlanInput, 'snapshot'> & {
  readonly snapshot: Extract<Snapshot, { recordType: 'order' }>;
};

/** Whom an order's documents are made out to. */
export interface Buyer {
  /** For `Contact.ContactID`: a reference, or the id itself where the contact is known and needs no writing. */
  readonly contact: IdOrRef;
  /** Names the buyer even where `contact` is an id. */
  readonly contactRef: PartRef;
  /** What the documents must wait for: `contactRef`, or nothing where `contact` is an id. */
  readonly dependsOn: readonly PartRef[];
  /** A guest's contact; its record key is the guest's, not the order's. */
  readonly operations: readonly Operation[];
  /** Not empty: no document may be planned for this buyer yet. */
  readonly holds: readonly Hold[];
  readonly needs: readonly Need[];
}

/**
 * Registered customers have a record of their own that makes their contact; orders only depend on it, so that two orders cannot create one
 * buyer twice. Guests, and buyers whose account is gone, get their contact here.
 */
export function planOrderBuyer(input: OrderInput, settings: WebsiteSettings): Buyer {
  const { order, store } = input.snapshot.data;
  if (order.customer_id !== undefined && order.customer_id > 0) {
    const key = customerKey(order.customer_id);
    if (input.isGone?.(key) !== true) return registered(input, key);
    return namedBuyer(input, settings, key, contactNumberOf(input.instanceId, order.customer_id));
  }
  const website = store?.website_id ?? 0;
  if (settings.contacts.guests === 'shared' && belowIdentityLimit(input.snapshot.data, settings))
    return sharedGuest(input, settings, sharedGuestKey(website));
  const email = order.customer_email ?? order.billing_address?.email ?? '';
  if (email.trim() === '') {
    return heldBuyer(input, partRef(input.recordKey, 'contact'), {
      code: 'contact.identityNeeded',
      subject: `order ${order.increment_id}`,
      message: `Order ${order.increment_id} is a guest's and has no e-mail address, so its buyer cannot be told from others.`,
      nextStep: 'Enter the buyer’s e-mail address in Magento, or choose the contact by hand.',
    });
  }
  return namedBuyer(input, settings, guestKey(website, email), undefined);
}

const byRef = (key: RecordKey): Buyer => {
  const ref = partRef(key, 'contact');
  return { contact: { ref }, contactRef: ref, dependsOn: [ref], operations: [], holds: [], needs: [] };
};
const byId = (key: RecordKey, contactId: string): Buyer => ({
  ...byRef(key),
  contact: contactId,
  dependsOn: [],
});

function heldBuyer(input: OrderInput, contactRef: PartRef, hold: HoldFacts): Buyer {
  const tenant = input.organisation === undefined ? null : tenantId(input.organisation.tenantId);
  return {
    contact: { ref: contactRef },
    contactRef,
    dependsOn: [contactRef],
    operations: [],
    holds: [{ recordKey: input.recordKey, part: 'contact', tenantId: tenant, ...hold }],
    needs: [],
  };
}

function registered(input: OrderInput, key: RecordKey): Buyer {
  const link = input.links.find(key, 'contact', 'Contact');
  if (link === undefined) {
    const { order } = input.snapshot.data;
    const why = `the contact of customer ${order.customer_id ?? ''}, who placed order ${order.increment_id}, is made from the customer’s own record`;
    return { ...byRef(key), needs: [{ kind: 'record', recordKey: key, why }] };
  }
  return linkedBuyer(input, key, link.xeroId);
}

/** A link's contact may have been merged (then the one that is left is used) or archived (then a person decides). */
function linkedBuyer(input: OrderInput, key: RecordKey, contactId: string): Buyer {
  const now = settle(input.directory, contactId, 'link', undefined);
  if (now.found === 'held') return heldBuyer(input, partRef(key, 'contact'), now.hold);
  if (now.found === 'contact' && now.contactId !== contactId) return byId(key, now.contactId);
  return byRef(key);
}

/**
 * Australian law wants the buyer's identity on a tax invoice from A$1,000. What counts is the price of the sale in the base currency, what
 * gift cards and store credit paid included.
 */
function belowIdentityLimit({ order }: OrderSnapshot, settings: WebsiteSettings): boolean {
  const more = order.extension_attributes;
  const rate = money(order.base_to_order_rate);
  const worth = money(order.grand_total)
    .plus(money(more?.gift_cards_amount))
    .plus(money(more?.customer_balance_amount))
    .plus(money(more?.reward_currency_amount));
  const inBase = rate.gt('0') ? worth.div(rate) : worth;
  return inBase.lt(money(settings.contacts.shared_limit));
}

/** The merchant named this contact, so here the name alone is enough to find it. */
function sharedGuest(input: OrderInput, settings: WebsiteSettings, key: RecordKey): Buyer {
  const link = input.links.find(key, 'contact', 'Contact');
  if (link !== undefined) return linkedBuyer(input, key, link.xeroId);
  const name = settings.contacts.shared_name;
  const number = guestNumberOf(input.instanceId, key);
  const known = input.directory.contactByNumber(number) ?? input.directory.contactsByName(name)[0];
  if (known !== undefined) return byId(key, known.ContactID);
  const operation = contactOperation({
    kind: 'contact.create',
    recordKey: key,
    tenantId: tenantId(input.organisation?.tenantId ?? ''),
    naturalKey: number,
    document: { Name: name, ContactNumber: number },
    inputFingerprint: fingerprint({ shared: name }),
    reason: 'Guests share one contact by the settings',
    pins: { settingsVersion: input.settings.version },
  });
  return { ...byRef(key), operations: [operation] };
}

function namedBuyer(
  input: OrderInput,
  settings: WebsiteSettings,
  key: RecordKey,
  customerNumber: string | undefined,
): Buyer {
  const { links, directory, instanceId } = input;
  const { order, customer_group: group } = input.snapshot.data;
  const facts = orderBuyerFacts(input.snapshot.data, settings);
  const number =
    customerNumber ?? (facts.details.EmailAddress === undefined ? guestNumberOf(instanceId, key) : undefined);
  if (facts.name === undefined)
    return heldBuyer(input, partRef(key, 'contact'), nameless(`the buyer of order ${order.increment_id}`));
  const match = findContact(input, key, {
    ...(number === undefined ? {} : { number }),
    email: facts.email,
    name: facts.name,
  });
  if (match.found === 'held') return heldBuyer(input, partRef(key, 'contact'), match.hold);
  // Known by number or e-mail: a registered customer's contact, or the bookkeeper's own. The order is posted to it; it is left alone.
  if (match.found === 'contact' && match.link === undefined) return byId(key, match.contactId);

  const tenant = tenantId(input.organisation?.tenantId ?? '');
  const naturalKey = number ?? facts.email ?? key;
  const label = `${customerNumber === undefined ? 'Guest' : 'Buyer'} ${facts.name}`;
  const base = {
    recordKey: key,
    tenantId: tenant,
    naturalKey,
    inputFingerprint: buyerFingerprint(facts),
    pins: { settingsVersion: input.settings.version, asOf: asOf(input) },
  };
  const lastResort = customerNumber === undefined ? (facts.email ?? key) : `M2 ${order.customer_id ?? ''}`;
  if (match.found === 'none') {
    const Name = uniqueName(directory, facts.name, facts.place, lastResort);
    const document: XeroContact = {
      Name,
      ...(number === undefined ? {} : { ContactNumber: number }),
      ...facts.details,
    };
    const reason = sentence(`${label} placed order ${order.increment_id} and is new to Xero`, facts.notes);
    const create = contactOperation({
      ...base,
      kind: 'contact.create',
      document: explain(input, key, document, facts),
      reason,
    });
    const groups: Pick<Plan, 'operations' | 'holds'> = planContactGroup(
      links,
      settings,
      { ...base, label },
      group?.code,
    );
    return { ...byRef(key), operations: [create, ...groups.operations] };
  }

  const current = match.contactId === match.link?.xeroId ? byRef(key) : byId(key, match.contactId);
  const writtenAsOf = match.link?.pins.asOf;
  // Only a later order tells a newer address than the one that made the contact; planning an old order again changes nothing.
  if (writtenAsOf === undefined || writtenAsOf > base.pins.asOf) return current;
  if (match.link?.inputFingerprint === base.inputFingerprint) return current;
  if (!ownsContact(links, key, instanceId, match, number)) return current;
  const changed = changedDetails(match.link?.document, {
    ...facts.details,
    ...nameAfter(match.link?.document, facts, (name) =>
      uniqueName(directory, name, facts.place, lastResort, match.contactId),
    ),
  });
  const fields = Object.keys(changed);
  if (fields.length === 0) return current;
  const document = explain(input, key, { ContactID: match.contactId, ...changed }, facts);
  const reason = sentence(
    `${label} placed order ${order.increment_id} with new details: ${fields.join(', ')}`,
    facts.notes,
  );
  return { ...current, operations: [contactOperation({ ...base, kind: 'contact.update', document, reason })] };
}

/** Orders by time, those of one second by id: comparable as text. */
function asOf({ snapshot }: OrderInput): string {
  const { order } = snapshot.data;
  return `${order.created_at} ${String(order.entity_id).padStart(12, '0')}`;
}
