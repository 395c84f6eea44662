import { startXeroSimulator, type XeroSimulator } from './index';
import type { JsonObject } from './json';
import { RawClient, type RawAnswer } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
let client: RawClient;
beforeEach(async () => {
  xero = await startXeroSimulator();
  client = new RawClient(xero.url);
});
afterEach(() => xero.stop());

interface Shown {
  readonly ContactID: string;
  readonly Name: string;
  readonly [field: string]: unknown;
}

function put(...contacts: JsonObject[]): Promise<RawAnswer> {
  return client.api('PUT', '/Contacts', { Contacts: contacts });
}
function post(...contacts: JsonObject[]): Promise<RawAnswer> {
  return client.api('POST', '/Contacts', { Contacts: contacts });
}
function shown(answer: RawAnswer): Shown {
  const [contact] = answer.json().Contacts as Shown[];
  if (!contact) throw new Error(answer.body);
  return contact;
}
function messages(answer: RawAnswer): string[] {
  expect(answer.status).toBe(400);
  const elements = answer.json().Elements as { ValidationErrors: { Message: string }[] }[];
  return elements.flatMap((element) => element.ValidationErrors.map((error) => error.Message));
}

describe('creating and updating', () => {
  it('gives an id, both addresses and four phones, and keeps what an update leaves out', async () => {
    const created = shown(
      await put({
        Name: 'Jane Citizen',
        FirstName: 'Jane',
        EmailAddress: 'jane@shop.example',
        Addresses: [{ AddressType: 'STREET', City: 'Sydney' }],
      }),
    );
    expect(created).toMatchObject({ ContactStatus: 'ACTIVE', IsCustomer: false, HasValidationErrors: false });
    const updated = shown(
      await post({
        ContactID: created.ContactID,
        LastName: 'Citizen',
        Phones: [{ PhoneType: 'MOBILE', PhoneNumber: '0400' }],
      }),
    );
    expect(updated).toMatchObject({
      Name: 'Jane Citizen',
      FirstName: 'Jane',
      LastName: 'Citizen',
      EmailAddress: 'jane@shop.example',
    });
    expect(updated.Addresses).toMatchObject([
      { AddressType: 'STREET', City: 'Sydney' },
      { AddressType: 'POBOX', City: '' },
    ]);
    expect(updated.Phones).toMatchObject([
      { PhoneType: 'DEFAULT' },
      { PhoneType: 'DDI' },
      { PhoneType: 'FAX' },
      { PhoneType: 'MOBILE', PhoneNumber: '0400' },
    ]);
  });

  it('PUT creates only; POST matches id, then number, then the name of an active contact', async () => {
    const first = shown(await put({ Name: 'Jane', ContactNumber: 'M2-1' }));
    expect(messages(await put({ Name: 'JANE' }))).toEqual([
      expect.stringContaining('already assigned to another contact'),
    ]);
    expect(messages(await put({ Name: 'Other', ContactNumber: 'M2-1' }))).toEqual([
      'Another contact has this contact number. Please enter a different contact number.',
    ]);
    expect(shown(await post({ Name: 'Jane Renamed', ContactNumber: 'M2-1' }))).toMatchObject({
      ContactID: first.ContactID,
      Name: 'Jane Renamed',
    });
    expect(shown(await post({ Name: 'jane renamed', FirstName: 'J' }))).toMatchObject({
      ContactID: first.ContactID,
      Name: 'jane renamed',
    });
    expect(messages(await put({ EmailAddress: 'x@y.example' }))).toEqual([
      expect.stringContaining('must contain at least 1'),
    ]);
    expect(xero.ledger().contacts).toHaveLength(1);
  });

  it.each([
    [{ Name: 'a <b>' }, 'angle brackets'],
    [{ Name: ' a' }, 'leading'],
    [{ Name: 'a  b' }, 'doubled'],
    [{ Name: 'a', EmailAddress: 'jürgen@shop.example' }, 'Email address must be valid.'],
    [{ Name: 'a', EmailAddress: 'a..b@shop.example' }, 'Email address must be valid.'],
    [{ Name: 'a', EmailAddress: 'a@localhost' }, 'Email address must be valid.'],
    [{ Name: 'a', EmailAddress: 'a@refused.example' }, 'Email address must be valid.'],
    [{ Name: 'a', Addresses: [{ AddressType: 'POBOX', Country: 'AU1' }] }, 'letters only'],
    [{ Name: 'a', ContactPersons: Array.from({ length: 6 }, () => ({ FirstName: 'x' })) }, 'no more than 5'],
  ])('refuses %j', async (contact, message) => {
    expect(messages(await put(contact)).join()).toContain(message);
  });

  it('archiving frees the name, and an archived contact can be used on nothing', async () => {
    const { ContactID } = shown(await put({ Name: 'Jane' }));
    expect(
      shown(await client.api('POST', `/Contacts/${ContactID}`, { Contacts: [{ ContactStatus: 'ARCHIVED' }] }))
        .ContactStatus,
    ).toBe('ARCHIVED');
    expect((await put({ Name: 'Jane' })).status).toBe(200);
    const invoice = {
      Type: 'ACCREC',
      Contact: { ContactID },
      LineItems: [{ Description: 'x', UnitAmount: 1, AccountCode: '200' }],
    };
    expect(messages(await client.api('PUT', '/Invoices', { Invoices: [invoice] })).join()).toMatch(
      /contact is archived/,
    );
    expect(messages(await post({ ContactID, FirstName: 'J' })).join()).toContain('archived');
    const listed = (await client.api('GET', '/Contacts')).json().Contacts as Shown[];
    expect(listed.map((contact) => contact.ContactID)).not.toContain(ContactID);
    expect((await client.api('GET', '/Contacts?includeArchived=true')).json().Contacts).toHaveLength(2);
  });

  it('a merged contact points to the other, whose documents it gave up', async () => {
    const [a, b] = [shown(await put({ Name: 'A' })), shown(await put({ Name: 'B' }))];
    const invoice = xero.bookkeeper().createInvoice({
      Type: 'ACCREC',
      Contact: { ContactID: a.ContactID },
      LineItems: [{ Description: 'x', UnitAmount: 1, AccountCode: '200' }],
    });
    xero.bookkeeper().mergeContacts(a.ContactID, b.ContactID);
    expect(shown(await client.api('GET', `/Contacts/${a.ContactID}`))).toMatchObject({
      ContactStatus: 'ARCHIVED',
      MergedToContactID: b.ContactID,
    });
    const light = (await client.api('GET', '/Contacts?includeArchived=true')).json().Contacts as Shown[];
    expect(light.find((contact) => contact.ContactID === a.ContactID)).not.toHaveProperty('MergedToContactID');
    const paged = (await client.api('GET', '/Contacts?includeArchived=true&page=1')).json().Contacts as Shown[];
    expect(paged.find((contact) => contact.ContactID === a.ContactID)).toMatchObject({
      MergedToContactID: b.ContactID,
    });
    expect(xero.ledger().invoices.find((i) => i.id === invoice.id)?.contactId).toBe(b.ContactID);
  });

  it('shows the customer flag and what is owed after an invoice, without a new UpdatedDateUTC', async () => {
    xero.world.clock.freeze();
    const before = shown(await put({ Name: 'Jane' }));
    xero.world.clock.advance(60_000);
    xero.bookkeeper().createInvoice({
      Type: 'ACCREC',
      Status: 'AUTHORISED',
      Date: '2026-01-01',
      DueDate: '2026-01-02',
      Contact: { ContactID: before.ContactID },
      LineItems: [{ Description: 'x', UnitAmount: 10, AccountCode: '200' }],
    });
    const answer = await client.api('GET', `/Contacts/${before.ContactID}`);
    expect(shown(answer)).toMatchObject({
      IsCustomer: true,
      UpdatedDateUTC: before.UpdatedDateUTC,
      Balances: { AccountsReceivable: { Outstanding: 11, Overdue: 11 } },
    });
  });
});

describe('finding', () => {
  it('by number in the path, by filter, by term and by ids', async () => {
    const jane = shown(
      await put({
        Name: 'Jáne Citizen',
        ContactNumber: 'M2-1',
        EmailAddress: 'Jane@Shop.example',
        AccountNumber: 'ACC-9',
      }),
    );
    await put({ Name: 'John', ContactNumber: 'M2-2' });
    expect(shown(await client.api('GET', '/Contacts/M2-1')).ContactID).toBe(jane.ContactID);
    expect((await client.api('GET', '/Contacts/M2-9')).status).toBe(404);
    const names = async (query: string) =>
      ((await client.api('GET', `/Contacts?${query}`)).json().Contacts as Shown[]).map((contact) => contact.ContactID);
    expect(await names(`where=${encodeURIComponent('EmailAddress=="jane@shop.example"')}`)).toEqual([jane.ContactID]);
    expect(await names(`where=${encodeURIComponent('Name=="jane citizen" OR AccountNumber=="none"')}`)).toEqual([
      jane.ContactID,
    ]);
    expect(await names('searchTerm=m2-1')).toEqual([jane.ContactID]);
    expect(await names(`IDs=${jane.ContactID}`)).toEqual([jane.ContactID]);
    expect(
      (await client.api('GET', `/Contacts?where=${encodeURIComponent('ContactNumber=="M2-1"')}`)).json(),
    ).toMatchObject({ ErrorNumber: 16 });
    expect((await client.api('GET', `/Contacts?IDs=${Array(51).fill(jane.ContactID).join(',')}`)).status).toBe(414);
  });
});

describe('contact groups', () => {
  it('have unique names, members, and an end', async () => {
    const created = await client.api('PUT', '/ContactGroups', { ContactGroups: [{ Name: 'Wholesale' }] });
    const [group] = created.json().ContactGroups as { ContactGroupID: string }[];
    const id = group?.ContactGroupID ?? '';
    expect(messages(await client.api('PUT', '/ContactGroups', { ContactGroups: [{ Name: 'wholesale' }] }))).toEqual([
      'Please enter a unique Name.',
    ]);
    const { ContactID } = shown(await put({ Name: 'Jane' }));
    expect((await client.api('PUT', `/ContactGroups/${id}/Contacts`, { Contacts: [{ ContactID }] })).status).toBe(200);
    expect((await client.api('GET', `/ContactGroups/${id}`)).json().ContactGroups).toMatchObject([
      { Contacts: [{ Name: 'Jane' }] },
    ]);
    expect(shown(await client.api('GET', `/Contacts/${ContactID}`)).ContactGroups).toMatchObject([
      { Name: 'Wholesale' },
    ]);
    expect((await client.api('DELETE', `/ContactGroups/${id}/Contacts/${ContactID}`)).status).toBe(204);
    expect((await client.api('POST', `/ContactGroups/${id}`, { ContactGroups: [{ Status: 'DELETED' }] })).status).toBe(
      200,
    );
    expect((await client.api('GET', '/ContactGroups')).json().ContactGroups).toEqual([]);
  });

  it('end at one hundred', async () => {
    xero.world.limits.settings = { ...xero.world.limits.settings, minute: 1000 };
    for (let n = 0; n < 100; n += 1)
      await client.api('PUT', '/ContactGroups', { ContactGroups: [{ Name: `Group ${n}` }] });
    expect(messages(await client.api('PUT', '/ContactGroups', { ContactGroups: [{ Name: 'One more' }] }))).toEqual([
      'You’ve reached the limit of 100 contact groups.',
    ]);
  });
});
