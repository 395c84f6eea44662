import type { Books } from './books';
import { Decimal, cents, sum } from './decimal';
import { children, type JsonObject } from './json';
import type { Contact } from './model';
import type { Fields } from './query';
import { outstanding } from './settlement';
import { money, wireMoment, type Out, type OutObject } from './wire';

/** Fields that `where` and `order` know: the optimised ones. */
export const contactFields: Fields<Contact> = {
  Name: { kind: 'text', value: (c) => c.name, orderable: true },
  EmailAddress: { kind: 'text', value: (c) => c.emailAddress },
  AccountNumber: {
    kind: 'text',
    value: (c) => (typeof c.fields.AccountNumber === 'string' ? c.fields.AccountNumber : undefined),
  },
  ContactID: { kind: 'guid', value: (c) => c.id, orderable: true },
  UpdatedDateUTC: { kind: 'moment', value: (c) => new Date(c.updated).toISOString(), orderable: true, orderOnly: true },
};

const addressTypes = ['STREET', 'POBOX'] as const;
const phoneTypes = ['DEFAULT', 'DDI', 'FAX', 'MOBILE'] as const;
const lightFields = new Set([
  'FirstName',
  'LastName',
  'CompanyNumber',
  'AccountNumber',
  'TaxNumber',
  'BankAccountDetails',
  'DefaultCurrency',
]);

/** Both addresses always exist; one that an update leaves out stays as it was. */
export function addressesOf(element: JsonObject, existing: Contact | undefined): Contact['addresses'] {
  return merged(addressTypes, 'AddressType', children(element, 'Addresses'), existing?.addresses, {
    City: '',
    Region: '',
    PostalCode: '',
    Country: '',
  });
}

export function phonesOf(element: JsonObject, existing: Contact | undefined): Contact['phones'] {
  return merged(phoneTypes, 'PhoneType', children(element, 'Phones'), existing?.phones, {
    PhoneNumber: '',
    PhoneAreaCode: '',
    PhoneCountryCode: '',
  });
}

function merged(
  types: readonly string[],
  key: string,
  sent: readonly JsonObject[] | undefined,
  before: readonly Readonly<Record<string, string>>[] | undefined,
  empty: Readonly<Record<string, string>>,
): Record<string, string>[] {
  return types.map((type) => {
    const given = sent?.find((entry) => entry[key] === type) ?? before?.find((entry) => entry[key] === type);
    return { [key]: type, ...empty, ...(given as Record<string, string> | undefined) };
  });
}

/** As listed without paging and in `summaryOnly`. */
export function lightContact(books: Books, contact: Contact): OutObject {
  return {
    ContactID: contact.id,
    ContactNumber: contact.contactNumber,
    ContactStatus: contact.status,
    Name: contact.name,
    EmailAddress: contact.emailAddress ?? '',
    ...chosen(contact, (field) => lightFields.has(field)),
    Addresses: contact.addresses,
    Phones: contact.phones,
    UpdatedDateUTC: wireMoment(contact.updated),
    ContactGroups: groupsOf(books, contact.id),
    IsSupplier: contact.isSupplier,
    IsCustomer: contact.isCustomer,
    HasValidationErrors: false,
  };
}

/** As listed in pages, by id, and in answers to writes. */
export function contactOut(books: Books, contact: Contact): OutObject {
  return {
    ...lightContact(books, contact),
    BankAccountDetails: '',
    SalesTrackingCategories: [],
    PurchasesTrackingCategories: [],
    ContactPersons: [],
    ...chosen(contact, () => true),
    MergedToContactID: contact.mergedTo,
    Balances: balancesOf(books, contact.id),
  };
}

/** The contact as it stands inside a document. */
export function contactInDocument(books: Books, contactId: string, detail: 'full' | 'name'): OutObject {
  const contact = books.contacts.get(contactId);
  if (!contact) return { ContactID: contactId };
  if (detail === 'full') {
    const { ContactPersons = [] } = chosen(contact, (field) => field === 'ContactPersons');
    return {
      ...lightContact(books, contact),
      BankAccountDetails: '',
      SalesTrackingCategories: [],
      PurchasesTrackingCategories: [],
      ContactPersons,
    };
  }
  return {
    ContactID: contact.id,
    ContactNumber: contact.contactNumber,
    Name: contact.name,
    Addresses: [],
    Phones: [],
    ContactGroups: [],
    ContactPersons: [],
    HasValidationErrors: false,
  };
}

/** Stored fields were JSON when they came in. */
function chosen(contact: Contact, wanted: (field: string) => boolean): Record<string, Out> {
  return Object.fromEntries(Object.entries(contact.fields).filter(([field]) => wanted(field))) as Record<string, Out>;
}

function groupsOf(books: Books, contactId: string): Out[] {
  return books.groups
    .all()
    .filter((group) => group.status === 'ACTIVE' && group.members.includes(contactId))
    .map((group) => ({
      ContactGroupID: group.id,
      Name: group.name,
      Status: group.status,
      Contacts: [],
      HasValidationErrors: false,
    }));
}

function balancesOf(books: Books, contactId: string): Out | undefined {
  const open = books.invoices.find('contact', contactId).filter((invoice) => invoice.status === 'AUTHORISED');
  if (open.length === 0) return undefined;
  const today = books.today();
  const owed = (type: string, overdueOnly: boolean) =>
    money(
      cents(
        sum(
          open
            .filter((i) => i.type === type && (!overdueOnly || (i.dueDate ?? today) < today))
            .map((i) => new Decimal(outstanding(books, i))),
        ),
      ),
    );
  return {
    AccountsReceivable: { Outstanding: owed('ACCREC', false), Overdue: owed('ACCREC', true) },
    AccountsPayable: { Outstanding: owed('ACCPAY', false), Overdue: owed('ACCPAY', true) },
  };
}
