import type { Books } from './books';
import { ok, param, writeMany, writeOne, elementsOf, type Answer, type Call, type Written } from './call';
import { addressesOf, contactFields, contactOut, lightContact, phonesOf } from './contact-shape';
import { Rejected, notFound } from './errors';
import { children, text, type JsonObject } from './json';
import { guidList, list } from './listing';
import type { Contact } from './model';
import { fold } from './query';
import { isGuid } from './validate';

const identify =
  'The Contact must contain at least 1 of the following elements to identify the contact: Name, ContactID, ContactNumber';
const unknownContact = 'The document with the supplied id was not found for this endpoint.';

/** Fields kept as they were sent; the read-only ones of Xero's own answers are ignored. */
const writable = new Set([
  'FirstName',
  'LastName',
  'CompanyNumber',
  'AccountNumber',
  'ContactPersons',
  'BankAccountDetails',
  'TaxNumber',
  'TaxNumberType',
  'AccountsReceivableTaxType',
  'AccountsPayableTaxType',
  'SalesDefaultLineAmountType',
  'PurchasesDefaultLineAmountType',
  'DefaultCurrency',
  'XeroNetworkKey',
  'SalesDefaultAccountCode',
  'PurchasesDefaultAccountCode',
  'SalesTrackingCategories',
  'PurchasesTrackingCategories',
  'TrackingCategoryName',
  'TrackingCategoryOption',
  'PaymentTerms',
]);

export function listContacts(call: Call): Answer {
  const { books, query } = call;
  const ids = guidList(call, 'IDs');
  const archived = query.get('includeArchived') === 'true';
  const search = query.get('searchTerm');
  const summary = query.get('summaryOnly') === 'true';
  const records = (ids ? ids.flatMap((id) => books.contacts.get(id) ?? []) : books.contacts.all()).filter(
    (c) => (archived || c.status === 'ACTIVE' || ids !== undefined) && (search === null || matches(c, search)),
  );
  return list(call, {
    plural: 'Contacts',
    records,
    fields: contactFields,
    paged: true,
    full: (c) => (summary ? lightContact(books, c) : contactOut(books, c)),
    light: (c) => lightContact(books, c),
  });
}

function matches(contact: Contact, term: string): boolean {
  const wanted = fold(term);
  const { FirstName, LastName, CompanyNumber } = contact.fields;
  return [contact.name, contact.contactNumber, contact.emailAddress, FirstName, LastName, CompanyNumber].some(
    (value) => typeof value === 'string' && fold(value).includes(wanted),
  );
}

/** By ContactID or ContactNumber. */
export function getContact(call: Call): Answer {
  return ok(call, { Contacts: [contactOut(call.books, contactInPath(call))] });
}

function contactInPath(call: Call): Contact {
  const key = param(call, 'id');
  const contact = isGuid(key) ? call.books.contacts.get(key) : call.books.contacts.find('number', key)[0];
  if (!contact) throw notFound();
  return contact;
}

/** PUT: creates only. */
export function createContacts(call: Call): Answer {
  return writeMany(call, 'Contacts', 'Contact', 'ContactID', (element) => {
    const id = text(element, 'ContactID');
    const existing = id === undefined ? undefined : call.books.contacts.get(id);
    if (id !== undefined && !existing) throw new Rejected(unknownContact);
    return saveContact(call, element, existing);
  });
}

/** POST: a contact matched by ContactID, then ContactNumber, then Name of an active one, is updated; else created. */
export function updateOrCreateContacts(call: Call): Answer {
  return writeMany(call, 'Contacts', 'Contact', 'ContactID', (element) => {
    const existing = matchContact(call.books, element);
    return saveContact(call, element, existing);
  });
}

export function updateContact(call: Call): Answer {
  const existing = contactInPath(call);
  const [element, ...more] = elementsOf(call, 'Contacts', 'Contact');
  if (!element || more.length > 0) throw notFound();
  return writeOne(call, 'Contacts', 'Contact', 'ContactID', element, (sent) => saveContact(call, sent, existing));
}

function matchContact(books: Books, element: JsonObject): Contact | undefined {
  const id = text(element, 'ContactID');
  if (id !== undefined) {
    const contact = books.contacts.get(id);
    if (!contact) throw new Rejected(unknownContact);
    return contact;
  }
  const number = text(element, 'ContactNumber');
  const byNumber = number === undefined ? undefined : books.contacts.find('number', number)[0];
  const name = text(element, 'Name');
  return byNumber ?? (name === undefined ? undefined : activeByName(books, name));
}

function activeByName(books: Books, name: string): Contact | undefined {
  return books.contacts.find('name', books.foldName(name)).find((c) => c.status === 'ACTIVE');
}

function saveContact(call: Call, element: JsonObject, existing: Contact | undefined): Written {
  return contactOut(call.books, putContact(call.books, element, existing));
}

/** Checks and stores; what an update leaves out stays as it was. */
export function putContact(books: Books, element: JsonObject, existing: Contact | undefined): Contact {
  const name = text(element, 'Name') ?? existing?.name;
  if (name === undefined || name === '') {
    const identified = text(element, 'ContactNumber') !== undefined || text(element, 'ContactID') !== undefined;
    throw new Rejected(identified ? 'The contact name must be specified.' : identify);
  }
  const status = (text(element, 'ContactStatus') as Contact['status'] | undefined) ?? existing?.status ?? 'ACTIVE';
  if (existing && existing.status !== 'ACTIVE' && status !== 'ACTIVE') {
    throw new Rejected('The contact is archived and cannot be changed.');
  }
  const contactNumber = text(element, 'ContactNumber') ?? existing?.contactNumber;
  const emailAddress = text(element, 'EmailAddress') ?? existing?.emailAddress;
  const problems = [
    ...nameProblems(books, name, status, existing),
    ...numberProblems(books, contactNumber, existing),
    ...contentProblems(books, element),
  ];
  if (problems.length > 0) throw new Rejected(...problems);
  const fields = Object.fromEntries(Object.entries(element).filter(([field]) => writable.has(field)));
  const contact: Contact = {
    id: existing?.id ?? books.newId(),
    name,
    status,
    ...(contactNumber === undefined || contactNumber === '' ? {} : { contactNumber }),
    ...(emailAddress === undefined || emailAddress === '' ? {} : { emailAddress }),
    ...(existing?.mergedTo === undefined ? {} : { mergedTo: existing.mergedTo }),
    fields: { ...existing?.fields, ...fields },
    addresses: addressesOf(element, existing),
    phones: phonesOf(element, existing),
    isCustomer: existing?.isCustomer ?? false,
    isSupplier: existing?.isSupplier ?? false,
    updated: books.clock.now(),
  };
  return books.contacts.put(contact);
}

function nameProblems(books: Books, name: string, status: Contact['status'], existing: Contact | undefined): string[] {
  if (/[<>]/.test(name)) return ['The contact name cannot contain angle brackets.'];
  if (name !== name.trim() || / {2}/.test(name))
    return ['The contact name cannot have leading, trailing or doubled spaces.'];
  const other = activeByName(books, name);
  if (status !== 'ACTIVE' || !other || other.id === existing?.id) return [];
  return [
    `The contact name ${name} is already assigned to another contact. The contact name must be unique across all active contacts.`,
  ];
}

function numberProblems(books: Books, number: string | undefined, existing: Contact | undefined): string[] {
  if (number === undefined || number === '') return [];
  const taken = books.contacts.find('number', number).some((c) => c.id !== existing?.id);
  return taken ? ['Another contact has this contact number. Please enter a different contact number.'] : [];
}

function contentProblems(books: Books, element: JsonObject): string[] {
  const problems: string[] = [];
  const persons = children(element, 'ContactPersons') ?? [];
  const emails = [text(element, 'EmailAddress'), ...persons.map((person) => text(person, 'EmailAddress'))];
  if (emails.some((email) => email !== undefined && email !== '' && !emailIsValid(books, email)))
    problems.push('Email address must be valid.');
  if (persons.length > 5) problems.push('A contact can have no more than 5 contact persons.');
  for (const address of children(element, 'Addresses') ?? []) {
    const country = text(address, 'Country') ?? '';
    if (country !== '' && !/^[A-Za-z]+(?: [A-Za-z]+)*$/.test(country))
      problems.push(`The country '${country}' must contain letters only.`);
  }
  return problems;
}

const mailbox =
  /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,}$/;

function emailIsValid(books: Books, email: string): boolean {
  const domain = email.slice(email.lastIndexOf('@') + 1).toLowerCase();
  return mailbox.test(email) && !books.quirks.refusedEmailDomains.includes(domain);
}

/** The contact a document names: by ContactID, ContactNumber, or Name (made if there is none). It must be active. */
export function contactOfDocument(books: Books, sent: JsonObject | undefined): Contact {
  if (!sent || (text(sent, 'ContactID') ?? text(sent, 'ContactNumber') ?? text(sent, 'Name')) === undefined)
    throw new Rejected(identify);
  const contact = matchContact(books, sent) ?? putContact(books, sent, undefined);
  if (contact.status !== 'ACTIVE') {
    throw new Rejected('The contact is archived and cannot be used on a transaction.');
  }
  return contact;
}

/** Xero marks customers and suppliers by itself, without touching UpdatedDateUTC. */
export function markUsed(books: Books, contactId: string, as: 'customer' | 'supplier'): void {
  const contact = books.contacts.get(contactId);
  if (!contact) return;
  if (as === 'customer' && !contact.isCustomer) books.contacts.put({ ...contact, isCustomer: true });
  if (as === 'supplier' && !contact.isSupplier) books.contacts.put({ ...contact, isSupplier: true });
}
