import { startXeroSimulator, type XeroSimulator } from './index';
import { RawClient } from './raw-client';

jest.setTimeout(30_000);

let xero: XeroSimulator;
let client: RawClient;
beforeEach(async () => {
  xero = await startXeroSimulator();
  client = new RawClient(xero.url);
});
afterEach(() => xero.stop());

const line = '{"Description":"Tee","Quantity":1,"UnitAmount":11,"AccountCode":"200","TaxType":"OUTPUT"}';
const invoice = (more: string, lines = line) =>
  `{"Invoices":[{"Type":"ACCREC","Contact":{"Name":"Jane"},"LineItems":[${lines}]${more}}]}`;

describe('what Xero would drop or misread in silence is refused', () => {
  it.each([
    ['an unknown property', invoice(',"Referrence":"x"'), /Referrence is not a property of Invoice/],
    [
      'an unknown property of a line',
      invoice('', line.replace('"Quantity"', '"Qty"')),
      /Qty is not a property of LineItem/,
    ],
    ['an unknown property of the contact', invoice('').replace('"Name"', '"Nam"'), /Nam is not a property of Contact/],
    [
      'an unknown property beside the list',
      invoice('').replace('{"Invoices"', '{"Extra":1,"Invoices"'),
      /'Extra' is not a property/,
    ],
    ['a number in quotes', invoice('', line.replace('11', '"11.00"')), /UnitAmount must be a number/],
    ['a null', invoice(',"Reference":null'), /Reference must be a string/],
    [
      'a number with an exponent',
      invoice('', line.replace('11', '1.1e1')),
      /the number 1\.1e1 is written with an exponent/,
    ],
    ['a status there is not', invoice(',"Status":"APPROVED"'), /"APPROVED" is not one of Invoice.StatusEnum/],
    ['a currency there is not', invoice(',"CurrencyCode":"AUDX"'), /is not one of CurrencyCode/],
    ['a date with a time', invoice(',"Date":"2026-11-20T10:00:00"'), /is not a date of the form YYYY-MM-DD/],
    ['a day there is not', invoice(',"Date":"2026-02-30"'), /is not a date/],
    ['an id that is no GUID', invoice(',"BrandingThemeID":"7"'), /is not a GUID/],
    ['broken JSON', '{"Invoices":[', /JSON for post data was invalid/],
    ['an empty list', '{"Invoices":[]}', /No data was processed/],
  ])('%s', async (_what, body, message) => {
    const answer = await client.api('PUT', '/Invoices?summarizeErrors=false', body);
    expect(answer.status).toBe(400);
    expect(answer.json().Message).toMatch(message);
    expect(xero.ledger().invoices).toEqual([]);
  });

  it('texts that are too long fail their own element only', async () => {
    const contacts = [
      { Name: 'x'.repeat(256) },
      { Name: 'Fine', Phones: [{ PhoneType: 'DEFAULT', PhoneAreaCode: '1'.repeat(11) }] },
      { Name: 'Jane' },
    ];
    const answer = await client.api('PUT', '/Contacts?summarizeErrors=false', { Contacts: contacts });
    expect(answer.json().Contacts).toMatchObject([
      {
        StatusAttributeString: 'ERROR',
        ValidationErrors: [{ Message: 'The field Name must be a string with a maximum length of 255.' }],
      },
      {
        StatusAttributeString: 'ERROR',
        ValidationErrors: [{ Message: 'The field PhoneAreaCode must be a string with a maximum length of 10.' }],
      },
      { StatusAttributeString: 'OK', Name: 'Jane' },
    ]);
  });

  it('unknown addresses, parameters and media types', async () => {
    expect((await client.api('GET', '/Invoicess')).status).toBe(404);
    expect((await client.api('PATCH', '/Invoices', '{}')).status).toBe(404);
    expect((await client.api('GET', '/Contacts?pagesize=5')).json()).toMatchObject({
      ErrorNumber: 16,
      Type: 'QueryParseException',
    });
    expect((await client.api('GET', '/Contacts?summaryOnly=yes')).status).toBe(400);
    expect((await client.api('PUT', '/Contacts?unitdp=4', { Contacts: [{ Name: 'Jane' }] })).status).toBe(400);
    expect((await client.api('GET', '/Contacts', undefined, { accept: '*/*' })).status).toBe(406);
    expect((await client.api('PUT', '/Contacts', '{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await client.api('PUT', '/Contacts', `{"Contacts":[{"Name":"${'x'.repeat(3_700_000)}"}]}`)).status).toBe(
      413,
    );
  });

  it('reads with a body of `{}`, as xero-node sends them, are served', async () => {
    expect((await client.api('GET', '/Organisations', '{}')).json()).toMatchObject({
      Organisations: [{ Name: 'Demo Company (AU)' }],
    });
  });
});

describe('several elements in one call', () => {
  const contacts = { Contacts: [{ Name: 'Jane' }, { Name: 'Jane' }, { Name: 'John' }] };
  const message =
    'The contact name Jane is already assigned to another contact. The contact name must be unique across all active contacts.';

  it('summarizeErrors=false answers 200 with one element per input, in order, and saves the good ones', async () => {
    const answer = await client.api('PUT', '/Contacts?summarizeErrors=false', contacts);
    expect(answer.status).toBe(200);
    expect(answer.json().Contacts).toMatchObject([
      { Name: 'Jane', StatusAttributeString: 'OK' },
      {
        Name: 'Jane',
        ContactID: '00000000-0000-0000-0000-000000000000',
        StatusAttributeString: 'ERROR',
        HasValidationErrors: true,
        ValidationErrors: [{ Message: message }],
      },
      { Name: 'John', StatusAttributeString: 'OK' },
    ]);
    expect(xero.ledger().contacts.map((contact) => contact.name)).toEqual(['Jane', 'John']);
    expect(xero.journal().at(-1)).toMatchObject({ elements: 3, committed: 2 });
  });

  it.each(['?summarizeErrors=true', ''])('%s answers 400 and saves nothing', async (query) => {
    const answer = await client.api('PUT', `/Contacts${query}`, contacts);
    expect(answer.status).toBe(400);
    expect(answer.json()).toEqual({
      ErrorNumber: 10,
      Type: 'ValidationException',
      Message: 'A validation exception occurred',
      Elements: [expect.objectContaining({ Name: 'Jane', ValidationErrors: [{ Message: message }] })],
    });
    expect(xero.ledger().contacts).toEqual([]);
  });

  it('an absent summarizeErrors means false where the switch says so', async () => {
    xero.world.quirks.summarizeErrorsDefault = false;
    expect((await client.api('PUT', '/Contacts', contacts)).status).toBe(200);
  });

  it('more than fifty are taken, and noted as a violation', async () => {
    const many = { Contacts: Array.from({ length: 51 }, (_, index) => ({ Name: `Buyer ${index}` })) };
    expect((await client.api('PUT', '/Contacts?summarizeErrors=false', many)).status).toBe(200);
    expect(xero.invariants()).toMatchObject({ ok: false, batchesAbove50: 1 });
  });
});

it('dates, numbers and ids go out in the form Xero gives them', async () => {
  const answer = await client.api(
    'PUT',
    '/Invoices?unitdp=4',
    invoice(',"Date":"2026-03-11","DueDate":"2026-03-12","Status":"AUTHORISED"', line.replace('11', '0.8933')),
  );
  expect(answer.body).toContain('"Date":"/Date(1773187200000+0000)/"');
  expect(answer.body).toContain('"DateString":"2026-03-11T00:00:00"');
  expect(answer.body).toContain('"UnitAmount":0.8933,');
  expect(answer.body).toContain('"LineAmount":0.89,');
  expect(answer.body).toContain('"Quantity":1.0000');
  expect(answer.body).toContain('"TaxAmount":0.09,');
  expect(answer.body).toMatch(/"UpdatedDateUTC":"\/Date\(\d{13}\+0000\)\/"/);
  expect(answer.headers['xero-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
});
