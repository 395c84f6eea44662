import fc from 'fast-check';
import { directoryFrom, type DirectoryContact } from '../model/directory';
import type { XeroContact } from '../model/document';
import { linkSchema, writtenAfter, type Link } from '../model/link';
import { organisationSchema } from '../model/organisation';
import { linkBookFrom, type Plan } from '../model/plan';
import { customerKey, instanceId } from '../model/record';
import { websiteSettingsSchema } from '../model/settings';
import { readSnapshot } from '../model/snapshot';
import { planCustomer } from './contact';

/** Whatever people type: other scripts, signs, tags, entities, line breaks, very long text. */
const typed = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 40 }),
  fc.constantFrom(
    '',
    ' ',
    '<b>',
    '&amp;',
    '&#x1F600;',
    '????',
    'A  B',
    '\u0000',
    'x\r\ny',
    'Ü',
    '…',
    '"',
    '😀',
    ' trailing ',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).map((text) => text.repeat(400)),
);
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const address = fc.record({
  id: fc.integer({ min: 1, max: 3 }),
  firstname: maybe(typed),
  lastname: maybe(typed),
  company: maybe(typed),
  street: fc.array(typed, { maxLength: 6 }),
  city: maybe(typed),
  postcode: maybe(typed),
  region: maybe(typed),
  country_id: maybe(fc.constantFrom('AU', 'NZ', 'GB', 'CI', 'AX', 'BA', 'US', 'ZZ', 'xx', '')),
  telephone: maybe(fc.oneof(typed, fc.constantFrom('02 9000 0000', '+61 2 9000 0000 / 0400 000 000'))),
  fax: maybe(typed),
  vat_id: maybe(typed),
  default_billing: fc.boolean(),
  default_shipping: fc.boolean(),
});
const customer = fc.record({
  id: fc.integer({ min: 1, max: 5 }),
  email: fc.oneof(fc.emailAddress(), typed, fc.constantFrom('jane@example.com', 'JANE@example.com')),
  firstname: maybe(typed),
  lastname: maybe(typed),
  taxvat: maybe(typed),
  addresses: fc.array(address, { maxLength: 3 }),
});

const settings = websiteSettingsSchema.parse({ mode: 'live' });
const organisation = organisationSchema.parse({ Organisation: { OrganisationID: 't' } });

/** Xero as far as contacts go: takes what is planned, and refuses what the real one would. */
class Xero {
  readonly contacts: DirectoryContact[] = [];
  links: Link[] = [];

  plan(data: unknown): Plan {
    const snapshot = readSnapshot('customer', { customer: data });
    if (snapshot.recordType !== 'customer') throw new Error('not a customer');
    return planCustomer(
      {
        instanceId: instanceId('0b1c2d3e-0000'),
        recordKey: customerKey(snapshot.data.customer.id),
        snapshot,
        settings: { version: 'v', forWebsite: () => settings },
        organisation,
        links: linkBookFrom(this.links),
        directory: directoryFrom({ Contacts: this.contacts, Items: [] }),
        now: '2026-11-24T00:00:00Z',
      },
      settings,
    );
  }

  carryOut(plan: Plan): void {
    for (const operation of plan.operations) {
      const document = operation.document as XeroContact;
      accepts(document);
      const known = this.contacts.find((contact) => contact.ContactID === document.ContactID);
      const namesake = this.contacts.find(
        (contact) => contact !== known && contact.Name.toLowerCase() === (document.Name ?? '').toLowerCase(),
      );
      if (namesake !== undefined)
        throw new Error(`the contact name ${document.Name ?? ''} is already assigned to another contact`);
      const id = known?.ContactID ?? `c${this.contacts.length + 1}`;
      if (known === undefined)
        this.contacts.push({
          ContactID: id,
          Name: document.Name ?? '',
          ContactStatus: 'ACTIVE',
          ContactNumber: document.ContactNumber ?? null,
          EmailAddress: document.EmailAddress ?? null,
        });
      else
        Object.assign(
          known,
          Object.fromEntries(
            Object.entries(document).filter(([name]) => ['Name', 'ContactNumber', 'EmailAddress'].includes(name)),
          ),
        );
      const before = this.links.find((link) => link.recordKey === operation.recordKey);
      this.links = [
        ...this.links.filter((link) => link !== before),
        linkSchema.parse({
          ...operation,
          xeroType: 'Contact',
          xeroId: id,
          document: writtenAfter(operation.kind, before?.document, document),
        }),
      ];
    }
  }
}

/** Lengths and characters of the API file, written down again. */
function accepts(document: XeroContact): void {
  const within = (text: string | undefined, length: number) => expect((text ?? '').length).toBeLessThanOrEqual(length);
  if (document.ContactID === undefined) expect(document.Name ?? '').not.toBe('');
  if (document.Name !== undefined) expect(document.Name).toMatch(/^(?! )(?!.*[<>])(?!.* {2}).*(?<! )$/su);
  for (const text of [document.Name, document.FirstName, document.LastName, document.EmailAddress]) within(text, 255);
  for (const text of [document.ContactNumber, document.TaxNumber]) within(text, 50);
  if (document.EmailAddress !== undefined && document.EmailAddress !== '')
    expect(document.EmailAddress).toMatch(/^[!-~]+@[!-~]+\.[!-~]+$/);
  for (const place of document.Addresses ?? []) {
    for (const text of [place.AddressLine1, place.AddressLine2, place.AddressLine3, place.AddressLine4])
      within(text, 500);
    for (const text of [place.City, place.Region, place.AttentionTo]) within(text, 255);
    within(place.PostalCode, 50);
    expect(place.Country ?? '').toMatch(/^[A-Za-z]{0,50}$/);
  }
  const types = (document.Addresses ?? []).map(({ AddressType }) => AddressType);
  expect(new Set(types).size).toBe(types.length);
  for (const phone of document.Phones ?? []) within(phone.PhoneNumber, 50);
  const phoneTypes = (document.Phones ?? []).map(({ PhoneType }) => PhoneType);
  expect(new Set(phoneTypes).size).toBe(phoneTypes.length);
  expect((document.ContactPersons ?? []).length).toBeLessThanOrEqual(5);
  // No lone half of a surrogate pair, no control character.
  expect(JSON.stringify(document)).not.toMatch(/\\u(d[89a-f]|00[01])/i);
}

test('whatever customers type, their contacts fit Xero, are made once, and planning again gives nothing', () => {
  fc.assert(
    fc.property(fc.array(customer, { minLength: 1, maxLength: 6 }), (customers) => {
      const xero = new Xero();
      for (const data of customers) {
        const plan = xero.plan(data);
        xero.carryOut(plan);
        const again = xero.plan(data);
        expect(again.operations).toEqual([]);
        expect(again.holds).toEqual(plan.holds);
      }
      const ids = new Set(customers.map(({ id }) => id));
      expect(xero.contacts.length).toBeLessThanOrEqual(ids.size);
      const names = xero.contacts.map((contact) => contact.Name.toLowerCase());
      expect(new Set(names).size).toBe(names.length);
    }),
    { numRuns: 200 },
  );
});
