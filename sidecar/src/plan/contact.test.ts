import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryFrom, emptyDirectory, type DirectoryContact } from '../model/directory';
import type { XeroContact } from '../model/document';
import { linkSchema, writtenAfter, type Link } from '../model/link';
import type { Operation } from '../model/operation';
import { organisationSchema } from '../model/organisation';
import { linkBookFrom, type PlanInput } from '../model/plan';
import { customerKey, guestKey, instanceId, orderKey, partRef, tenantId } from '../model/record';
import { websiteSettingsSchema, type WebsiteSettings } from '../model/settings';
import { readSnapshot, type Snapshot } from '../model/snapshot';
import { planCustomer, planOrderBuyer } from './contact';

const fixture = (path: string): unknown =>
  JSON.parse(readFileSync(join(__dirname, '../../../test/fixtures', path), 'utf8'));
const settingsWith = (over: Record<string, unknown> = {}): WebsiteSettings =>
  websiteSettingsSchema.parse({ mode: 'live', ...over });

const instance = instanceId('0b1c2d3e-aaaa-bbbb-cccc-1234567890ab');
const tenant = tenantId('tenant-1');
const organisation = organisationSchema.parse({ Organisation: { OrganisationID: tenant, BaseCurrency: 'AUD' } });

interface World {
  readonly links?: readonly Link[];
  readonly contacts?: readonly Partial<DirectoryContact>[];
  readonly settings?: WebsiteSettings;
  readonly gone?: readonly string[];
}

function inputFor<S extends Snapshot>(snapshot: S, recordKey: PlanInput['recordKey'], world: World) {
  const settings = world.settings ?? settingsWith();
  const input = {
    instanceId: instance,
    recordKey,
    snapshot,
    settings: { version: 'v1', forWebsite: () => settings },
    organisation,
    links: linkBookFrom(world.links ?? []),
    directory:
      world.contacts === undefined
        ? emptyDirectory
        : directoryFrom({
            Contacts: world.contacts.map((contact, index) => ({
              ContactID: `c${index + 1}`,
              Name: `Somebody ${index + 1}`,
              ContactStatus: 'ACTIVE',
              ...contact,
            })),
            Items: [],
          }),
    now: '2026-11-24T00:00:00.000Z',
    isGone: (key: string) => world.gone?.includes(key) === true,
  };
  return { input, settings };
}

const jane = {
  id: 1042,
  group_id: 1,
  email: 'Jane@Example.com',
  firstname: 'Jane',
  lastname: 'Citizen',
  website_id: 1,
  addresses: [
    {
      id: 1,
      firstname: 'Jane',
      lastname: 'Citizen',
      street: ['1 George Street'],
      city: 'Sydney',
      postcode: '2000',
      country_id: 'AU',
      region: { region: 'New South Wales', region_code: 'NSW' },
      telephone: '0290000000',
      default_billing: true,
      default_shipping: true,
    },
  ],
};

function customer(changes: Record<string, unknown> = {}, world: World = {}, group = 'General') {
  const snapshot = readSnapshot('customer', { customer: { ...jane, ...changes }, group: { id: 1, code: group } });
  if (snapshot.recordType !== 'customer') throw new Error('not a customer');
  const { input, settings } = inputFor(snapshot, customerKey(snapshot.data.customer.id), world);
  return planCustomer(input, settings);
}

const orderOf = (changes: Record<string, unknown> = {}) => ({
  entity_id: 12,
  increment_id: '000000012',
  created_at: '2026-11-24 01:00:00',
  customer_is_guest: 1,
  customer_email: 'guest@example.com',
  base_to_order_rate: 1,
  grand_total: 55,
  base_currency_code: 'AUD',
  order_currency_code: 'AUD',
  billing_address: {
    firstname: 'Gus',
    lastname: 'Guest',
    street: ['2 Pitt Street'],
    city: 'Sydney',
    postcode: '2000',
    country_id: 'AU',
    telephone: '0299999999',
  },
  items: [],
  ...changes,
});

function buyer(changes: Record<string, unknown> = {}, world: World = {}) {
  const snapshot = readSnapshot('order', {
    order: orderOf(changes),
    store: { website_id: 1, store_id: 1, code: 'default' },
    customer_group: { id: 0, code: 'NOT LOGGED IN' },
  });
  if (snapshot.recordType !== 'order') throw new Error('not an order');
  const { input, settings } = inputFor(snapshot, orderKey(snapshot.data.order.entity_id), world);
  return planOrderBuyer(input, settings);
}

/** What a delivery would remember of an operation. */
function linkFrom(operation: Operation, xeroId: string, before?: Link): Link {
  return linkSchema.parse({
    ...operation,
    instanceId: instance,
    xeroType: operation.kind === 'contactGroup.assign' ? 'ContactGroup' : 'Contact',
    xeroId,
    document: writtenAfter(operation.kind, before?.document, operation.document),
  });
}
const only = (operations: readonly Operation[]): Operation => {
  expect(operations).toHaveLength(1);
  const [operation] = operations;
  if (operation === undefined) throw new Error('no operation');
  return operation;
};
const documentOf = (operations: readonly Operation[]): XeroContact => only(operations).document as XeroContact;

describe('a customer who is new to Xero', () => {
  test('becomes a contact with name, number, e-mail, phone and both addresses', () => {
    const plan = customer();
    expect(only(plan.operations)).toMatchObject({
      kind: 'contact.create',
      recordKey: 'customer:1042',
      part: 'contact',
      naturalKey: 'M2-0b1c2d3e-1042',
      dependsOn: [],
    });
    const address = {
      AddressLine1: '1 George Street',
      City: 'Sydney',
      Region: 'New South Wales',
      PostalCode: '2000',
      Country: 'Australia',
    };
    expect(documentOf(plan.operations)).toEqual({
      Name: 'Jane Citizen',
      ContactNumber: 'M2-0b1c2d3e-1042',
      FirstName: 'Jane',
      LastName: 'Citizen',
      EmailAddress: 'Jane@Example.com',
      Addresses: [
        { AddressType: 'POBOX', ...address },
        { AddressType: 'STREET', ...address },
      ],
      Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '0290000000' }],
    });
  });

  test('of a company carries the company’s name, its people and its tax number', () => {
    const snapshot = fixture('cases/11-company-vat-two-addresses/customer.json') as Record<string, unknown>;
    const document = documentOf(customer(snapshot).operations);
    expect(document).toMatchObject({
      Name: 'Widgets & Sons Pty Ltd',
      FirstName: 'Wendy',
      LastName: "O'Brien-Smith",
      TaxNumber: '51 824 753 556',
      ContactPersons: [
        {
          FirstName: 'Wendy',
          LastName: "O'Brien-Smith",
          EmailAddress: 'accounts@widgets.example.com',
          IncludeInEmails: false,
        },
        { FirstName: 'Ware', LastName: 'House', IncludeInEmails: false },
      ],
      Phones: [
        { PhoneType: 'DEFAULT', PhoneNumber: '0291111111' },
        { PhoneType: 'MOBILE', PhoneNumber: '0298888888' },
      ],
    });
    expect(document.Addresses).toEqual([
      {
        AddressType: 'POBOX',
        AttentionTo: "Wendy O'Brien-Smith",
        AddressLine1: '7 Kent Street',
        City: 'Sydney',
        Region: 'New South Wales',
        PostalCode: '2000',
        Country: 'Australia',
      },
      {
        AddressType: 'STREET',
        AttentionTo: 'Ware House',
        AddressLine1: 'Widgets (Goods Inwards), Dock 4',
        AddressLine2: 'Unit 4',
        AddressLine3: '99 Long Road',
        City: 'Parramatta',
        Region: 'New South Wales',
        PostalCode: '2150',
        Country: 'Australia',
      },
    ]);
  });

  test('of a company is filed under the person where the merchant chose so', () => {
    const snapshot = fixture('cases/11-company-vat-two-addresses/customer.json') as Record<string, unknown>;
    const document = documentOf(
      customer(snapshot, { settings: settingsWith({ contacts: { name: 'person' } }) }).operations,
    );
    expect(document.Name).toBe("Wendy O'Brien-Smith");
    expect(document.ContactPersons).toBeUndefined();
    expect(document.Addresses?.[0]?.AddressLine1).toBe('Widgets & Sons Pty Ltd');
  });

  test('without any address is still a contact', () => {
    expect(documentOf(customer({ addresses: [] }).operations)).toEqual({
      Name: 'Jane Citizen',
      ContactNumber: 'M2-0b1c2d3e-1042',
      FirstName: 'Jane',
      LastName: 'Citizen',
      EmailAddress: 'Jane@Example.com',
    });
  });

  test.each([
    ['umlauts before the @', 'jürgen@example.com'],
    ['umlauts in the domain', 'info@müller.example'],
    ['no domain', 'jane@localhost'],
    ['a space', 'jane citizen@example.com'],
    ['two dots', 'jane..c@example.com'],
  ])('keeps the contact when Xero would refuse the e-mail address (%s)', (_why, email) => {
    const plan = customer({ email });
    expect(documentOf(plan.operations).EmailAddress).toBeUndefined();
    expect(only(plan.operations).reason).toContain('e-mail address');
  });

  test.each([
    ['<b>Jane</b>', 'Cit  izen', 'b Jane /b Cit izen'],
    ['Jane &amp; Joe', 'O&#39;Brien', "Jane & Joe O'Brien"],
    ['Jane????', 'Citizen', 'Jane Citizen'],
    ['李', '小龍', '李 小龍'],
    ['J'.repeat(200), 'C'.repeat(200), `${'J'.repeat(200)} ${'C'.repeat(54)}`],
  ])('has a name that Xero takes: %s %s', (firstname, lastname, name) => {
    const document = documentOf(customer({ firstname, lastname }).operations);
    expect(document.Name).toBe(name);
    expect((document.Name ?? '').length).toBeLessThanOrEqual(255);
  });

  test('without any name is filed under the e-mail address', () => {
    expect(documentOf(customer({ firstname: '', lastname: ' ' }).operations).Name).toBe('Jane@Example.com');
  });

  test('goes into the contact group of the customer group', () => {
    const settings = settingsWith({ contacts: { groups: { Wholesale: 'Trade customers' } } });
    const plan = customer({}, { settings }, 'Wholesale');
    expect(plan.operations.map(({ kind }) => kind)).toEqual(['contact.create', 'contactGroup.assign']);
    expect(plan.operations[1]).toMatchObject({
      dependsOn: ['customer:1042/contact'],
      document: { ContactGroupName: 'Trade customers', Contacts: [{ ContactID: { ref: 'customer:1042/contact' } }] },
    });
  });

  test('waits with a contact group that is only a guess, and is written all the same', () => {
    const guessed = { contacts: { groups: { Wholesale: 'Trade' } }, unconfirmed: ['contacts.groups.Wholesale'] };
    const live = customer({}, { settings: settingsWith(guessed) }, 'Wholesale');
    expect(live.operations.map(({ kind }) => kind)).toEqual(['contact.create']);
    expect(live.holds).toMatchObject([{ code: 'setting.unconfirmed', subject: 'contacts.groups.Wholesale' }]);
    const preview = customer({}, { settings: settingsWith({ ...guessed, mode: 'preview' }) }, 'Wholesale');
    expect(preview.holds).toEqual([]);
    expect(preview.operations).toHaveLength(2);
  });

  test('carries the fields that the merchant mapped', () => {
    const settings = settingsWith({
      contacts: {
        fields: [
          { from: 'customer.custom_attributes.abn', to: 'TaxNumber', transform: 'digits' },
          { from: 'customer.custom_attributes.account_code', to: 'AccountNumber', transform: 'upper' },
          { from: 'customer.custom_attributes.tags', to: 'CompanyNumber' },
          { from: 'shipping_address.fax', to: 'Phone.FAX' },
          { from: 'group.code', to: 'LastName' },
          { from: 'customer.nothing.here', to: 'FirstName' },
        ],
      },
    });
    const document = documentOf(
      customer(
        {
          addresses: [{ ...jane.addresses[0], fax: '02 9111 2222' }],
          custom_attributes: [
            { attribute_code: 'abn', value: '51 824 753 556' },
            { attribute_code: 'account_code', value: 'ab-7' },
            { attribute_code: 'tags', value: ['a', 'b'] },
          ],
        },
        { settings },
      ).operations,
    );
    expect(document).toMatchObject({
      TaxNumber: '51824753556',
      AccountNumber: 'AB-7',
      CompanyNumber: 'a, b',
      FirstName: 'Jane',
      LastName: 'General',
    });
    expect(document.Phones).toContainEqual({ PhoneType: 'FAX', PhoneNumber: '02 9111 2222' });
  });
});

describe('names that collide', () => {
  test('a namesake is never taken over: the town tells them apart', () => {
    const plan = customer({}, { contacts: [{ Name: 'JANE CITIZEN', EmailAddress: 'other@example.com' }] });
    expect(only(plan.operations).kind).toBe('contact.create');
    expect(documentOf(plan.operations).Name).toBe('Jane Citizen (Sydney 2000)');
  });

  test('where the town does not help, the Magento number does', () => {
    const contacts = [{ Name: 'Jane Citizen' }, { Name: 'Jane Citizen (Sydney 2000)' }];
    expect(documentOf(customer({}, { contacts }).operations).Name).toBe('Jane Citizen (M2 1042)');
  });

  test('an archived namesake does not count, as Xero frees its name', () => {
    const contacts = [{ Name: 'Jane Citizen', ContactStatus: 'ARCHIVED' }];
    expect(documentOf(customer({}, { contacts }).operations).Name).toBe('Jane Citizen');
  });

  test('a suffix never makes a name too long', () => {
    const long = 'C'.repeat(300);
    const name = `Jane ${'C'.repeat(250)}`;
    const document = documentOf(customer({ lastname: long }, { contacts: [{ Name: name }] }).operations);
    expect(document.Name).toHaveLength(255);
    expect(document.Name).toMatch(/C \(Sydney 2000\)$/);
  });
});

describe('a customer who is in Xero already', () => {
  test('is found by the contact number before the e-mail address', () => {
    const contacts = [
      { ContactID: 'by-mail', EmailAddress: 'jane@example.com' },
      { ContactID: 'by-number', ContactNumber: 'M2-0b1c2d3e-1042' },
    ];
    const operation = only(customer({}, { contacts }).operations);
    expect(operation).toMatchObject({ kind: 'contact.update', document: { ContactID: 'by-number' } });
  });

  test('is found by e-mail without regard to case, gets our number where there is none, and keeps the bookkeeper’s name', () => {
    const contacts = [{ ContactID: 'c9', Name: 'Jane (garden club)', EmailAddress: 'JANE@example.COM' }];
    const document = documentOf(customer({}, { contacts }).operations);
    expect(document).toMatchObject({ ContactID: 'c9', ContactNumber: 'M2-0b1c2d3e-1042', FirstName: 'Jane' });
    expect(document.Name).toBeUndefined();
  });

  test('keeps the number that another system gave', () => {
    const contacts = [{ EmailAddress: 'jane@example.com', ContactNumber: 'ERP-7' }];
    const document = documentOf(customer({}, { contacts }).operations);
    expect(document.ContactNumber).toBeUndefined();
    expect(document.FirstName).toBe('Jane');
  });

  test('under the e-mail of several contacts is the one of the same name', () => {
    const contacts = [
      {
        ContactID: 'recent',
        Name: 'Accounts',
        EmailAddress: 'jane@example.com',
        UpdatedDateUTC: '2026-11-01T00:00:00',
      },
      {
        ContactID: 'same',
        Name: 'jane  citizen',
        EmailAddress: 'jane@example.com',
        UpdatedDateUTC: '2020-01-01T00:00:00',
      },
    ];
    const operation = only(customer({}, { contacts }).operations);
    expect(operation.document).toMatchObject({ ContactID: 'same' });
    expect(operation.reason).toContain('2 contacts in Xero share');
  });

  test('under the e-mail of several contacts, none of them a namesake, is the one used last', () => {
    const contacts = [
      { ContactID: 'old', EmailAddress: 'jane@example.com', UpdatedDateUTC: '2020-01-01T00:00:00' },
      { ContactID: 'recent', EmailAddress: 'jane@example.com', UpdatedDateUTC: '2026-11-01T00:00:00' },
    ];
    expect(documentOf(customer({}, { contacts }).operations).ContactID).toBe('recent');
  });

  test('waits for a person when nothing tells several contacts apart', () => {
    const contacts = [{ EmailAddress: 'jane@example.com' }, { EmailAddress: 'jane@example.com' }];
    const plan = customer({}, { contacts });
    expect(plan.operations).toEqual([]);
    expect(plan.holds).toMatchObject([{ code: 'contact.ambiguous', subject: 'jane@example.com', part: 'contact' }]);
  });

  test('waits for a person when the contact is archived', () => {
    const contacts = [{ ContactNumber: 'M2-0b1c2d3e-1042', ContactStatus: 'ARCHIVED', Name: 'Jane' }];
    const plan = customer({}, { contacts });
    expect(plan.operations).toEqual([]);
    expect(plan.holds).toMatchObject([{ code: 'contact.archived', subject: 'c1' }]);
    expect(plan.holds[0]?.nextStep).toMatch(/Restore .* or choose/);
  });

  test('is not confused with an archived contact of the same e-mail', () => {
    const contacts = [{ EmailAddress: 'jane@example.com', ContactStatus: 'ARCHIVED' }];
    expect(only(customer({}, { contacts }).operations).kind).toBe('contact.create');
  });

  test('follows merges to the contact that is left', () => {
    const contacts = [
      { ContactID: 'a', ContactNumber: 'M2-0b1c2d3e-1042', ContactStatus: 'ARCHIVED', MergedToContactID: 'b' },
      { ContactID: 'b', ContactStatus: 'ARCHIVED', MergedToContactID: 'd' },
      { ContactID: 'd', Name: 'Jane' },
    ];
    expect(documentOf(customer({}, { contacts }).operations).ContactID).toBe('d');
  });

  test('survives contacts that claim to be merged into each other', () => {
    const contacts = [
      { ContactID: 'a', ContactNumber: 'M2-0b1c2d3e-1042', ContactStatus: 'ARCHIVED', MergedToContactID: 'b' },
      { ContactID: 'b', ContactStatus: 'ARCHIVED', MergedToContactID: 'a' },
    ];
    expect(customer({}, { contacts }).holds).toMatchObject([{ code: 'contact.archived' }]);
  });
});

describe('one person, several Magento customers', () => {
  const [main, outlet] = ['main', 'outlet'].map(
    (site) => fixture(`cases/07-second-website/customer-${site}.json`) as Record<string, unknown>,
  );

  test('the same e-mail on two websites is one contact; the first owns it and the second writes nothing but its link', () => {
    const first = only(customer(main).operations);
    const link = linkFrom(first, 'c1');
    const contacts = [
      { ContactID: 'c1', Name: 'Both Sites', EmailAddress: 'both@example.com', ContactNumber: 'M2-0b1c2d3e-2' },
    ];
    const second = only(customer(outlet, { links: [link], contacts }).operations);
    expect(second).toMatchObject({ kind: 'contact.update', recordKey: 'customer:3', document: { ContactID: 'c1' } });
    expect(Object.keys(second.document)).toEqual(['ContactID']);
    const both = [link, linkFrom(second, 'c1')];
    expect(customer({ ...outlet, lastname: 'Changed' }, { links: both, contacts }).operations).toEqual([]);
    expect(documentOf(customer({ ...main, lastname: 'Changed' }, { links: both, contacts }).operations)).toEqual({
      ContactID: 'c1',
      Name: 'Both Changed',
      LastName: 'Changed',
      Addresses: expect.anything(),
    });
  });

  test('after a merge in Xero nothing is written, and only the contact’s own customer still changes it', () => {
    const one = linkFrom(only(customer().operations), 'a');
    const other = linkFrom(only(customer({ id: 7, email: 'j@example.com' }).operations), 'b');
    const links = [one, other];
    const contacts = [
      { ContactID: 'a', ContactStatus: 'ARCHIVED', MergedToContactID: 'b', ContactNumber: 'M2-0b1c2d3e-1042' },
      { ContactID: 'b', Name: 'Jane Citizen', ContactNumber: 'M2-0b1c2d3e-7', EmailAddress: 'j@example.com' },
    ];
    expect(customer({}, { links, contacts }).operations).toEqual([]);
    expect(customer({ lastname: 'Other' }, { links, contacts }).operations).toEqual([]);
    const update = only(customer({ id: 7, email: 'j@example.com', taxvat: '12 345' }, { links, contacts }).operations);
    expect(update.document).toEqual({ ContactID: 'b', TaxNumber: '12 345' });
  });

  test('a contact that a guest made is taken over by the customer who registers later', () => {
    const guest = buyer({ customer_email: 'jane@example.com' });
    const link = linkFrom(only(guest.operations), 'c1');
    const contacts = [{ ContactID: 'c1', Name: 'Gus Guest', EmailAddress: 'jane@example.com' }];
    const document = documentOf(customer({}, { links: [link], contacts }).operations);
    expect(document).toMatchObject({ ContactID: 'c1', ContactNumber: 'M2-0b1c2d3e-1042', FirstName: 'Jane' });
    expect(document.Name).toBeUndefined();
  });
});

describe('a customer whose contact is linked', () => {
  const created = only(customer().operations);
  const link = linkFrom(created, 'c1');
  const contacts = [{ ContactID: 'c1', Name: 'Jane Citizen', ContactNumber: 'M2-0b1c2d3e-1042' }];
  const later = (changes: Record<string, unknown>, more: World = {}) =>
    customer(changes, { links: [link], contacts, ...more });

  test('gives nothing to do when nothing changed', () => {
    expect(later({})).toEqual({ operations: [], holds: [], needs: [] });
  });

  test('gives nothing to do when only the settings changed', () => {
    const settings = settingsWith({ contacts: { fields: [{ from: 'customer.firstname', to: 'AccountNumber' }] } });
    // The mapping is part of what the contact says, so it shows with the customer's next change, not before.
    expect(later({}, { settings }).operations.map(({ kind }) => kind)).toEqual([]);
  });

  test.each([
    [
      'the phone',
      { addresses: [{ ...jane.addresses[0], telephone: '0281111111' }] },
      { Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '0281111111' }] },
    ],
    ['the e-mail address', { email: 'jane@new.example.com' }, { EmailAddress: 'jane@new.example.com' }],
    ['the tax number', { taxvat: '51 824 753 556' }, { TaxNumber: '51 824 753 556' }],
  ])('sends only %s when only that changed', (_what, change, expected) => {
    expect(documentOf(later(change).operations)).toEqual({ ContactID: 'c1', ...expected });
  });

  test('empties in Xero what Magento emptied', () => {
    const withTax = linkFrom(only(customer({ taxvat: '1' }).operations), 'c1');
    const document = documentOf(
      customer({ addresses: [{ ...jane.addresses[0], telephone: '' }] }, { links: [withTax], contacts }).operations,
    );
    expect(document).toEqual({ ContactID: 'c1', TaxNumber: '', Phones: [{ PhoneType: 'DEFAULT', PhoneNumber: '' }] });
  });

  test('empties in Xero an address line and an address that are gone', () => {
    const before = { ...jane.addresses[0], street: ['Level 2', '9 York Street'] };
    const written = linkFrom(only(customer({ addresses: [before] }).operations), 'c1');
    const document = documentOf(
      customer({ addresses: [{ ...before, street: ['9 York Street'] }] }, { links: [written], contacts }).operations,
    );
    expect(document.Addresses).toHaveLength(2);
    for (const address of document.Addresses ?? [])
      expect(address).toMatchObject({ AddressLine1: '9 York Street', AddressLine2: '', City: 'Sydney' });
    const none = documentOf(customer({ addresses: [] }, { links: [written], contacts }).operations);
    expect(none.Addresses).toContainEqual({
      AddressType: 'POBOX',
      AddressLine1: '',
      AddressLine2: '',
      City: '',
      Region: '',
      PostalCode: '',
      Country: '',
    });
  });

  test('planning again after an update gives nothing, and so does every later step', () => {
    const steps: Record<string, unknown>[] = [
      { addresses: [{ ...jane.addresses[0], street: ['Level 2', '9 York Street'] }] },
      { addresses: [{ ...jane.addresses[0], street: ['9 York Street'] }] },
      { lastname: 'Doe' },
      { lastname: 'Doe', taxvat: '99' },
      { lastname: 'Doe' },
    ];
    let current = link;
    for (const step of steps) {
      const operation = only(customer(step, { links: [current], contacts }).operations);
      expect(operation.kind).toBe('contact.update');
      current = linkFrom(operation, 'c1', current);
      expect(customer(step, { links: [current], contacts })).toEqual({ operations: [], holds: [], needs: [] });
    }
  });

  test('keeps its suffix whether the namesake stays or goes, and is renamed when the person is', () => {
    const namesake = { ContactID: 'n', Name: 'Jane Citizen' };
    const suffixed = linkFrom(only(customer({}, { contacts: [namesake] }).operations), 'c1');
    const change = { taxvat: '99' };
    expect(documentOf(customer(change, { links: [suffixed], contacts: [] }).operations)).toEqual({
      ContactID: 'c1',
      TaxNumber: '99',
    });
    const renamed = documentOf(customer({ lastname: 'Doe' }, { links: [suffixed], contacts: [namesake] }).operations);
    expect(renamed).toMatchObject({ Name: 'Jane Doe', LastName: 'Doe' });
  });

  test('is left alone when the account is deleted', () => {
    const snapshot = readSnapshot('customer', { deleted: true, last: { customer: jane } });
    if (snapshot.recordType !== 'customer') throw new Error('not a customer');
    const { input, settings } = inputFor(snapshot, customerKey(1042), { links: [link], contacts });
    expect(planCustomer(input, settings)).toEqual({ operations: [], holds: [], needs: [] });
  });
});

describe('the buyer of an order', () => {
  const registered = { customer_is_guest: 0, customer_id: 1042, customer_email: 'jane@example.com' };
  const ref = 'customer:1042/contact';

  test('who is registered is made from the customer’s own record, which the order waits for', () => {
    expect(buyer(registered)).toEqual({
      contact: { ref },
      contactRef: ref,
      dependsOn: [ref],
      operations: [],
      holds: [],
      needs: [{ kind: 'record', recordKey: 'customer:1042', why: expect.stringContaining('000000012') }],
    });
  });

  test('who is linked needs nothing more', () => {
    const links = [linkFrom(only(customer().operations), 'c1')];
    expect(buyer(registered, { links, contacts: [{ ContactID: 'c1' }] })).toMatchObject({
      contact: { ref },
      needs: [],
      holds: [],
    });
  });

  test('whose contact was merged is posted to the one that is left', () => {
    const links = [linkFrom(only(customer().operations), 'a')];
    const contacts = [{ ContactID: 'a', ContactStatus: 'ARCHIVED', MergedToContactID: 'b' }, { ContactID: 'b' }];
    expect(buyer(registered, { links, contacts })).toMatchObject({
      contact: 'b',
      dependsOn: [],
      operations: [],
      holds: [],
    });
  });

  test('whose contact was archived waits for a person', () => {
    const links = [linkFrom(only(customer().operations), 'a')];
    const result = buyer(registered, { links, contacts: [{ ContactID: 'a', ContactStatus: 'ARCHIVED' }] });
    expect(result.holds).toMatchObject([{ code: 'contact.archived', recordKey: 'order:12' }]);
  });

  test('whose account is gone gets the contact from the order, under the same key', () => {
    const result = buyer(registered, { gone: ['customer:1042'] });
    expect(result.needs).toEqual([]);
    expect(only(result.operations)).toMatchObject({
      kind: 'contact.create',
      recordKey: 'customer:1042',
      document: { Name: 'Gus Guest', ContactNumber: 'M2-0b1c2d3e-1042' },
    });
  });

  test('who is a guest gets one contact per website and e-mail, in the same plan', () => {
    const result = buyer();
    const key = guestKey(1, 'guest@example.com');
    expect(result.contact).toEqual({ ref: partRef(key, 'contact') });
    expect(only(result.operations)).toMatchObject({
      kind: 'contact.create',
      recordKey: key,
      naturalKey: 'guest@example.com',
      document: { Name: 'Gus Guest', FirstName: 'Gus', LastName: 'Guest', EmailAddress: 'guest@example.com' },
    });
    expect(documentOf(result.operations).ContactNumber).toBeUndefined();
    expect(buyer({ customer_email: ' GUEST@Example.com' }).contactRef).toBe(result.contactRef);
  });

  test('a guest with a customer’s e-mail is posted to that contact, which is left alone', () => {
    const contacts = [
      { ContactID: 'c7', Name: 'Jane Citizen', EmailAddress: 'Guest@Example.com', ContactNumber: 'M2-0b1c2d3e-1042' },
    ];
    expect(buyer({}, { contacts })).toMatchObject({
      contact: 'c7',
      dependsOn: [],
      operations: [],
      holds: [],
      needs: [],
    });
  });

  test('a guest’s namesake keeps its name; the guest’s town tells them apart', () => {
    const contacts = [{ Name: 'Gus Guest', EmailAddress: 'another@example.com' }];
    expect(documentOf(buyer({}, { contacts }).operations).Name).toBe('Gus Guest (Sydney 2000)');
  });

  test('a guest whose e-mail Xero refuses is found again by a number of ours', () => {
    const result = buyer({ customer_email: 'jürgen@example.com' });
    const { ContactNumber } = documentOf(result.operations);
    expect(ContactNumber).toMatch(/^M2-0b1c2d3e-guest-1-[0-9a-f]{16}$/);
    expect(only(result.operations).naturalKey).toBe(ContactNumber);
    const contacts = [{ ContactID: 'c5', ContactNumber: ContactNumber ?? '' }];
    expect(buyer({ customer_email: 'JÜRGEN@example.com' }, { contacts })).toMatchObject({
      contact: 'c5',
      operations: [],
    });
  });

  test('a guest without an e-mail address waits for a person', () => {
    expect(buyer({ customer_email: '', billing_address: null }).holds).toMatchObject([
      { code: 'contact.identityNeeded' },
    ]);
  });

  test('a later order of a guest brings a new address, an older one or the same again nothing', () => {
    const created = linkFrom(only(buyer().operations), 'c1');
    const world = {
      links: [created],
      contacts: [{ ContactID: 'c1', Name: 'Gus Guest', EmailAddress: 'guest@example.com' }],
    };
    const moved = { ...orderOf().billing_address, street: ['5 Moved Street'] };
    expect(buyer({}, world).operations).toEqual([]);
    const older = { entity_id: 11, created_at: '2026-11-23 23:59:59', billing_address: moved };
    expect(buyer(older, world).operations).toEqual([]);
    const later = {
      entity_id: 13,
      increment_id: '000000013',
      created_at: '2026-11-25 01:00:00',
      billing_address: moved,
    };
    const update = only(buyer(later, world).operations);
    expect(update).toMatchObject({ kind: 'contact.update', document: { ContactID: 'c1' } });
    expect(Object.keys(update.document)).toEqual(['ContactID', 'Addresses']);
    const after = { ...world, links: [linkFrom(update, 'c1', created)] };
    expect(buyer(later, after).operations).toEqual([]);
    expect(buyer({}, after).operations).toEqual([]);
  });

  test('a guest never changes a contact that a customer has taken over', () => {
    const created = linkFrom(only(buyer().operations), 'c1');
    const contacts = [{ ContactID: 'c1', Name: 'Gus Guest', ContactNumber: 'M2-0b1c2d3e-1042' }];
    const later = {
      entity_id: 13,
      created_at: '2026-11-25 01:00:00',
      billing_address: { ...orderOf().billing_address, city: 'Perth' },
    };
    expect(buyer(later, { links: [created], contacts }).operations).toEqual([]);
  });
});

describe('one contact shared by all guests', () => {
  const shared = settingsWith({ contacts: { guests: 'shared', shared_name: 'Web guests' } });

  test('is made once and used for every small order', () => {
    const first = buyer({}, { settings: shared });
    expect(only(first.operations)).toMatchObject({ kind: 'contact.create', recordKey: 'guest:1:shared' });
    expect(documentOf(first.operations)).toEqual({ Name: 'Web guests', ContactNumber: 'M2-0b1c2d3e-guest-1-shared' });
    const links = [linkFrom(only(first.operations), 'c1')];
    const second = buyer({ customer_email: 'other@example.com' }, { settings: shared, links });
    expect(second).toMatchObject({ contact: { ref: 'guest:1:shared/contact' }, operations: [] });
  });

  test('is the contact of that name where the merchant has one', () => {
    const contacts = [{ ContactID: 'c3', Name: 'web guests' }];
    expect(buyer({}, { settings: shared, contacts })).toMatchObject({ contact: 'c3', operations: [], dependsOn: [] });
  });

  test.each([
    [999.99, 1, 'shared'],
    [1000, 1, 'own'],
    // 700 US dollars at 0.66 are A$1,060.60.
    [700, 0.66, 'own'],
    [650, 0.66, 'shared'],
  ])('is not used from A$1,000 on: %s at %s → %s contact', (grand_total, base_to_order_rate, whose) => {
    const { contactRef } = buyer({ grand_total, base_to_order_rate }, { settings: shared });
    expect(contactRef === 'guest:1:shared/contact').toBe(whose === 'shared');
  });

  test('what a gift card paid counts towards A$1,000', () => {
    const paid = { grand_total: 400, extension_attributes: { gift_cards_amount: 600 } };
    expect(buyer(paid, { settings: shared }).contactRef).toBe(partRef(guestKey(1, 'guest@example.com'), 'contact'));
  });
});
