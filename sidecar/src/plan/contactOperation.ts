import type { XeroContact } from '../model/document';
import type { Hold } from '../model/hold';
import type { Link } from '../model/link';
import type { Operation, Pins } from '../model/operation';
import { partRef, type RecordKey, type TenantId } from '../model/record';
import { restsOnGuess, type WebsiteSettings } from '../model/settings';
import { canonicalJson, fingerprint } from '../shared/ids';
import type { BuyerFacts, ContactDetails } from './contactFacts';
import type { LinkBook } from '../model/plan';

interface ContactOperation {
  readonly kind: 'contact.create' | 'contact.update';
  readonly recordKey: RecordKey;
  readonly tenantId: TenantId;
  readonly naturalKey: string;
  readonly document: XeroContact;
  readonly inputFingerprint: string;
  readonly reason: string;
  readonly pins: Pins;
}

export function contactOperation(operation: ContactOperation): Operation {
  return {
    ...operation,
    part: 'contact',
    dependsOn: [],
    documentFingerprint: fingerprint(operation.document),
  };
}

/** The Magento facts that decide whether a contact is touched at all; settings are not among them. */
export const buyerFingerprint = (facts: BuyerFacts): string => fingerprint(facts.magento);

/**
 * Only what Magento changed since we last wrote: a field that a bookkeeper changed in Xero meanwhile stays as it is, and a field that
 * Magento emptied is emptied (Xero leaves alone what a POST leaves out). Phones and Addresses go as a whole, each type being a place
 * of its own in Xero.
 */
export function changedDetails(
  written: unknown,
  wanted: ContactDetails & { readonly Name?: string },
): Partial<XeroContact> {
  const before: Readonly<Record<string, unknown>> =
    typeof written === 'object' && written !== null ? (written as Readonly<Record<string, unknown>>) : {};
  const ours = [
    'Name',
    'FirstName',
    'LastName',
    'EmailAddress',
    'TaxNumber',
    'AccountNumber',
    'CompanyNumber',
  ] as const;
  const changed: Record<string, unknown> = {};
  for (const field of ours) {
    const now = wanted[field] ?? '';
    if (now !== (before[field] ?? '')) changed[field] = now;
  }
  for (const [field, type] of [
    ['Addresses', 'AddressType'],
    ['Phones', 'PhoneType'],
  ] as const) {
    const old = rowsOf(before[field]);
    const now = rowsOf(wanted[field]);
    if (canonicalJson(old) === canonicalJson(now)) continue;
    changed[field] = [
      ...now.map((row) => ({
        ...blanks(
          old.find((was) => was[type] === row[type]),
          row,
        ),
        ...row,
      })),
      ...old
        .filter((was) => !now.some((row) => row[type] === was[type]))
        .map((was) => ({ ...blanks(was, {}), [type]: was[type] })),
    ];
  }
  const persons = rowsOf(wanted.ContactPersons);
  if (canonicalJson(rowsOf(before['ContactPersons'])) !== canonicalJson(persons)) changed['ContactPersons'] = persons;
  return changed;
}

type Row = Readonly<Record<string, unknown>>;

/** Rows without their emptied fields, so that "was emptied" and "never was" compare equal; rows of a type alone are nothing. */
function rowsOf(rows: unknown): Row[] {
  if (!Array.isArray(rows)) return [];
  return (rows as readonly Row[])
    .map((row) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== '' && value !== undefined)))
    .filter((row) =>
      Object.keys(row).some((field) => !['AddressType', 'PhoneType', 'IncludeInEmails'].includes(field)),
    );
}

/** Empty text for each field that was written and is gone. */
const blanks = (was: Row | undefined, now: Row): Row =>
  Object.fromEntries(
    Object.keys(was ?? {})
      .filter((field) => !(field in now))
      .map((field) => [field, '']),
  );

/** The customer group's contact group in Xero, where the merchant mapped one. A contact may be in several: it is never taken out. */
export function planContactGroup(
  links: LinkBook,
  settings: WebsiteSettings,
  contact: {
    readonly recordKey: RecordKey;
    readonly tenantId: TenantId;
    readonly naturalKey: string;
    readonly label: string;
  },
  groupCode: string | undefined,
): { operations: Operation[]; holds: Hold[] } {
  const group = groupCode === undefined ? undefined : settings.contacts.groups[groupCode];
  if (groupCode === undefined || group === undefined) return { operations: [], holds: [] };
  const { recordKey, tenantId } = contact;
  const link: Link | undefined = links.find(recordKey, 'contactGroup', 'ContactGroup');
  const inputFingerprint = fingerprint({ group: groupCode });
  if (link?.inputFingerprint === inputFingerprint) return { operations: [], holds: [] };
  const path = `contacts.groups.${groupCode}`;
  if (restsOnGuess(settings, path))
    return {
      operations: [],
      holds: [
        {
          recordKey,
          part: 'contactGroup',
          tenantId,
          code: 'setting.unconfirmed',
          subject: path,
          message: `The contact group "${group}" for customers of "${groupCode}" is a guess that nobody has confirmed.`,
          nextStep: `Check ${path} in the settings and take it off the list "unconfirmed".`,
        },
      ],
    };
  const ref = partRef(recordKey, 'contact');
  const document = { ContactGroupName: group, Contacts: [{ ContactID: { ref } }] };
  return {
    operations: [
      {
        kind: 'contactGroup.assign',
        recordKey,
        part: 'contactGroup',
        tenantId,
        naturalKey: `${group} / ${contact.naturalKey}`,
        dependsOn: [ref],
        document,
        inputFingerprint,
        documentFingerprint: fingerprint(document),
        reason: `${contact.label} is in the customer group ${groupCode}`,
      },
    ],
    holds: [],
  };
}
