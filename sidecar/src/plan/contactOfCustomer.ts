import type { Plan, PlanInput } from '../model/plan';
import { customerKey, partRef, tenantId, type RecordKey } from '../model/record';
import type { WebsiteSettings } from '../model/settings';
import type { Snapshot } from '../model/snapshot';
import { customerFacts, type BuyerFacts } from './contactFacts';
import { contactNumberOf, findContact, ownsContact } from './contactMatch';
import { isNameOf, uniqueName } from './contactName';
import { buyerFingerprint, changedDetails, contactOperation, planContactGroup } from './contactOperation';
import type { XeroContact } from '../model/document';

export type CustomerInput = Omit<PlanInput, 'snapshot'> & {
  readonly snapshot: Extract<Snapshot, { recordType: 'customer' }>;
};

const nothing: Plan = { operations: [], holds: [], needs: [] };

/** A registered customer's contact: created, adopted, or brought up to date by the fields that changed. */
export function planCustomer(input: CustomerInput, settings: WebsiteSettings): Plan {
  const { snapshot, links, directory, instanceId } = input;
  // A deleted account leaves its contact alone: its invoices stand, and a refund may still come.
  if (snapshot.deleted || input.organisation === undefined) return nothing;
  const { customer, group } = snapshot.data;
  const tenant = tenantId(input.organisation.tenantId);
  const key = customerKey(customer.id);
  const number = contactNumberOf(instanceId, customer.id);
  const facts = customerFacts(snapshot.data, settings);
  if (facts.name === undefined)
    return {
      ...nothing,
      holds: [{ recordKey: key, part: 'contact', tenantId: tenant, ...nameless(`customer ${customer.id}`) }],
    };
  const match = findContact(input, key, { number, email: facts.email, name: facts.name });
  if (match.found === 'held')
    return { ...nothing, holds: [{ recordKey: key, part: 'contact', tenantId: tenant, ...match.hold }] };

  const label = `Customer ${facts.name} (${customer.id})`;
  const base = {
    recordKey: key,
    tenantId: tenant,
    naturalKey: number,
    inputFingerprint: buyerFingerprint(facts),
    pins: { settingsVersion: input.settings.version },
  };
  const groups = () => planContactGroup(links, settings, { ...base, label }, group?.code);
  const explained = (document: XeroContact) => explain(input, key, document, facts);

  if (match.found === 'none') {
    const Name = uniqueName(directory, facts.name, facts.place, `M2 ${customer.id}`);
    const document = explained({ Name, ContactNumber: number, ...facts.details });
    const reason = sentence(`${label} is new to Xero`, facts.notes);
    const { operations, holds } = groups();
    return {
      operations: [contactOperation({ ...base, kind: 'contact.create', document, reason }), ...operations],
      holds,
      needs: [],
    };
  }

  const owner = ownsContact(links, key, instanceId, match, number);
  const update = (document: XeroContact, reason: string) =>
    contactOperation({ ...base, kind: 'contact.update', document: explained(document), reason });

  if (match.link === undefined) {
    const found = `${label} was found in Xero by its ${match.by === 'number' ? 'contact number' : 'e-mail address'}`;
    const why = match.note === undefined ? found : `${found}; ${match.note}`;
    // Somebody else's contact is only linked: the document has nothing but its id.
    if (!owner) return { ...nothing, operations: [update({ ContactID: match.contactId }, why)] };
    const ContactNumber = (match.contact?.ContactNumber ?? '') === '' ? { ContactNumber: number } : {};
    // The name stays as the bookkeeper chose it.
    const document = { ContactID: match.contactId, ...ContactNumber, ...facts.details };
    const { operations, holds } = groups();
    return { operations: [update(document, sentence(why, facts.notes)), ...operations], holds, needs: [] };
  }

  if (!owner) return nothing;
  const { operations, holds } = groups();
  if (match.link.inputFingerprint === base.inputFingerprint) return { operations, holds, needs: [] };
  const changed = changedDetails(match.link.document, {
    ...facts.details,
    ...nameAfter(match.link.document, facts, (name) =>
      uniqueName(directory, name, facts.place, `M2 ${customer.id}`, match.contactId),
    ),
  });
  const fields = Object.keys(changed);
  if (fields.length === 0) return { operations, holds, needs: [] };
  const reason = sentence(`${label} was changed in Magento: ${fields.join(', ')}`, facts.notes);
  return { operations: [update({ ContactID: match.contactId, ...changed }, reason), ...operations], holds, needs: [] };
}

/** The name is ours only where we wrote it; it changes only when the person or company was renamed, not when a namesake came or went. */
export function nameAfter(
  written: unknown,
  facts: BuyerFacts,
  unique: (name: string) => string,
): { readonly Name?: string } {
  const before =
    typeof written === 'object' && written !== null && 'Name' in written && typeof written.Name === 'string'
      ? written.Name
      : undefined;
  if (before === undefined || facts.name === undefined) return {};
  return { Name: isNameOf(before, facts.name) ? before : unique(facts.name) };
}

export const nameless = (who: string) => ({
  code: 'contact.invalid' as const,
  subject: who,
  message: `Magento knows neither a name nor an e-mail address of ${who}, so no contact can be made.`,
  nextStep: 'Enter a name in Magento.',
});

export const sentence = (text: string, notes: readonly string[]): string => [text, ...notes].join('. ');

/** Reports where each field came from, and hands the document on. */
export function explain(
  input: Pick<PlanInput, 'explain'>,
  key: RecordKey,
  document: XeroContact,
  facts: BuyerFacts,
): XeroContact {
  if (input.explain !== undefined)
    for (const [field, value] of Object.entries(document))
      input.explain({
        ref: partRef(key, 'contact'),
        field,
        value: typeof value === 'string' ? value : JSON.stringify(value),
        from:
          facts.sources[field] ??
          (field === 'ContactNumber' ? 'instance id and customer id' : 'the contact found in Xero'),
      });
  return document;
}
