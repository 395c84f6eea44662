import { describeWhere } from '../../requirements';
import { fieldsOf, lengths, valuesOf } from './field-tables';
import { startXeroSimulator, type XeroSimulator } from './index';
import { isObject, type Json, type JsonObject } from './json';
import { newerFields, OpenApi, openApiFile, type Operation, type Schema } from './openapi';
import { RawClient, type RawAnswer } from './raw-client';
import { routes } from './routes';
import { playEveryCall, sdkClient } from './sdk-scenario';
import { documentTotals } from './totals';
import { Decimal } from './decimal';

jest.setTimeout(60_000);

const file = openApiFile();
const missing = file === undefined ? 'Xero’s API file is not here (XERO_OPENAPI)' : undefined;

/** Models that a request or answer of ours contains. */
const models = [
  'Contact', 'Address', 'Phone', 'ContactPerson', 'ContactGroup', 'Invoice', 'LineItem', 'LineItemTracking', 'CreditNote', 'Allocation', 'Payment',
  'Overpayment', 'BankTransaction', 'Item', 'Purchase', 'HistoryRecord', 'Account', 'TaxRate', 'TrackingCategory', 'TrackingOption', 'Organisation', 'Currency', 'User',
]; // prettier-ignore

/** Query parameters that releases after the API file added. */
const newerQuery = ['allowBackorders', 'References'];

describeWhere(missing, 'the stand-in against Xero’s API file', () => {
  let api: OpenApi;
  let xero: XeroSimulator;
  // Read only where it is there: a suite that is left out must not look for it.
  beforeAll(() => {
    api = new OpenApi(file ?? '');
  });
  beforeEach(async () => {
    xero = await startXeroSimulator({ limits: 'off' });
  });
  afterEach(() => xero.stop());

  function operationOf(method: string, path: string): Operation {
    const operation = api.operation(method, path.replace('/Organisations', '/Organisation'));
    if (!operation) throw new Error(`${method} ${path} is not in the API file`);
    return operation;
  }

  it('has only addresses the file has, with its parameters: no fewer, and no more but newer ones', () => {
    for (const route of routes) {
      const guid = '11111111-1111-4111-8111-111111111111';
      const path = route.path.replace(/:\w+/g, guid).replace(`/TaxRates/${guid}`, '/TaxRates/OUTPUT');
      const operation = operationOf(route.method, path);
      expect([route.path, ...route.query.filter((name) => !newerQuery.includes(name)).sort()]).toEqual([
        route.path,
        ...operation.query.filter((name) => !newerQuery.includes(name)).sort(),
      ]);
      expect([route.path, route.since]).toEqual([route.path, operation.headers.includes('If-Modified-Since')]);
    }
  });

  it('knows every field, enumeration value and length of the file', () => {
    for (const model of models) {
      const fields = fieldsOf(model) ?? new Map<string, string>();
      for (const [name, property] of Object.entries(api.schema(model)?.properties ?? {})) {
        expect([model, name, fields.has(name)]).toEqual([model, name, true]);
        if (property.maxLength !== undefined)
          expect([model, name, lengths[`${model}.${name}`]]).toEqual([model, name, property.maxLength]);
        const values = property.enum ? valuesOf(fields.get(name) ?? '') : undefined;
        if (values)
          expect(values).toEqual(expect.arrayContaining(property.enum?.filter((value) => value !== '') ?? []));
      }
    }
  });

  it('knows no field the file lacks but those of newer releases', () => {
    const extra = models.flatMap((model) => {
      const known: Schema | undefined = api.schema(model);
      return [...(fieldsOf(model)?.keys() ?? [])]
        .filter((name) => known?.properties?.[name] === undefined && !(newerFields[model] ?? []).includes(name))
        .map((name) => `${model}.${name}`);
    });
    expect(extra).toEqual([]);
  });

  it('would notice: the file refuses a typing error in a request and a wrong type in an answer', () => {
    const operation = operationOf('PUT', '/Invoices');
    expect(api.requestProblems(operation, { Invoices: [{ Referrence: 'x' }] })).toHaveLength(1);
    expect(api.requestProblems(operation, { Invoices: [{ Reference: 'x', RoundingAmount: 0.01 }] })).toEqual([]);
    expect(api.answerProblems(operation, 200, { Invoices: [{ Total: '1.00' }] })).toHaveLength(1);
    expect(api.answerProblems(operation, 418, {})).toHaveLength(1);
  });

  it('every call made through xero-node, and every answer, is what the file says', async () => {
    const seen = new Set<string>();
    const problems: string[] = [];
    xero.world.observe = (request, reply) => {
      const operation = operationOf(request.method, request.path);
      seen.add(`${request.method} ${operation.template}`);
      const note = (what: string, found: string[]) =>
        problems.push(...found.map((problem) => `${operation.id} ${what}: ${problem}`));
      if (request.method === 'PUT' || request.method === 'POST')
        note('request', api.requestProblems(operation, JSON.parse(request.body)));
      if (reply.status >= 400) note('answer', [`${reply.status} ${reply.body}`]);
      note('answer', api.answerProblems(operation, reply.status, reply.body === '' ? {} : JSON.parse(reply.body)));
    };
    const client = sdkClient(xero.url, await new RawClient(xero.url).signIn());
    await playEveryCall(client, xero.tenantId);
    expect(problems).toEqual([]);
    const guid = '11111111-1111-4111-8111-111111111111';
    const all = routes.map(
      ({ method, path }) =>
        `${method} ${operationOf(method, path.replace(/:\w+/g, guid).replace(`/TaxRates/${guid}`, '/TaxRates/OUTPUT')).template}`,
    );
    expect([...new Set(all)].filter((call) => !seen.has(call))).toEqual([]);
    expect(xero.invariants().problems).toEqual([]);
  });

  it('refused elements come back in the shape of the file', async () => {
    const client = new RawClient(xero.url);
    for (const [path, body] of [
      ['/Contacts', { Contacts: [{ EmailAddress: 'x' }] }],
      [
        '/Invoices',
        { Invoices: [{ Type: 'ACCREC', InvoiceNumber: 'I', Date: '2026-11-20', Contact: {}, LineItems: [] }] },
      ],
      ['/Payments', { Payments: [{ Amount: 1, Date: '2026-11-20', Invoice: { InvoiceNumber: 'I' } }] }],
      ['/CreditNotes', { CreditNotes: [{ Type: 'ACCRECCREDIT' }] }],
      ['/Items', { Items: [{ Code: '' }] }],
    ] as const) {
      const operation = operationOf('PUT', path);
      for (const summarize of ['true', 'false']) {
        const answer = await client.api('PUT', `${path}?summarizeErrors=${summarize}`, body as unknown as Json);
        expect(answer.status).toBe(summarize === 'true' ? 400 : 200);
        expect([path, ...api.answerProblems(operation, answer.status, answer.json())]).toEqual([path]);
      }
    }
  });

  it('the totals of every document in the file’s examples follow from their lines', () => {
    const documents = api
      .documentsInExamples()
      .filter(
        (document) =>
          Array.isArray(document.LineItems) && document.LineItems.length > 0 && typeof document.Total === 'number',
      );
    const dec = (value: unknown) => new Decimal(String(value));
    let checked = 0;
    for (const { LineItems, LineAmountTypes, SubTotal, TotalTax, Total } of documents) {
      const lines = (LineItems as Record<string, unknown>[]).map((line) => ({
        lineAmount: dec(line.LineAmount ?? 0),
        taxAmount: dec(line.TaxAmount ?? 0),
      }));
      if (LineAmountTypes !== 'Inclusive' && LineAmountTypes !== 'Exclusive' && LineAmountTypes !== 'NoTax') continue;
      const { subTotal, totalTax, total } = documentTotals(lines, LineAmountTypes);
      expect([subTotal.toFixed(2), totalTax.toFixed(2), total.toFixed(2)]).toEqual(
        [SubTotal, TotalTax, Total].map((value) => dec(value).toFixed(2)),
      );
      checked += 1;
    }
    expect(checked).toBeGreaterThan(30);
  });

  describe('the published examples', () => {
    /** Ids, codes and numbers of the examples, as they are in our books. */
    let local: Record<string, string>;
    let client: RawClient;
    beforeEach(() => {
      client = new RawClient(xero.url);
      const person = xero.bookkeeper();
      const contact = person.createContact({ Name: 'Liam Gallagher' });
      const other = person.createContact({ Name: 'Barney Rubble' });
      const sale = {
        Type: 'ACCREC',
        Status: 'AUTHORISED',
        Contact: { ContactID: contact.id },
        Date: '2019-03-01',
        DueDate: '2019-03-11',
        LineItems: [{ Description: 'x', UnitAmount: 100, AccountCode: '200' }],
      };
      const invoice = person.createInvoice(sale);
      local = {
        '430fa14a-f945-44d3-9f97-5df5e28441b8': contact.id,
        '3ff6d40c-af9a-40a3-89ce-3c1556a25591': other.id,
        'a3675fc4-f8dd-4f03-ba5b-f1870566bcd7': contact.id,
        '4e1753b9-018a-4775-b6aa-1bc7871cfee3': other.id,
        'c45720a1-ade3-4a38-a064-d15489be6841': invoice.id,
        '00000000-0000-0000-0000-000000000000': invoice.id,
        '970': '090',
        '140': '630',
        '500': '310',
      };
    });

    function localised(value: Json): Json {
      if (typeof value === 'string') return local[value] ?? value;
      if (Array.isArray(value)) return value.map(localised);
      return isObject(value)
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, localised(member)]))
        : value;
    }

    async function replay(
      method: string,
      path: string,
      operationPath = path,
    ): Promise<{ answer: RawAnswer; published: JsonObject }> {
      const operation = operationOf(method, operationPath);
      const request = localised(JSON.parse(JSON.stringify(operation.requestExample)) as Json);
      const answer = await client.api(method, path, request);
      return { answer, published: JSON.parse(JSON.stringify(operation.answerExample)) as JsonObject };
    }

    /** Members the published answer has and ours lacks, or has with another type. */
    function differences(published: Json, ours: Json, path = ''): string[] {
      if (Array.isArray(published)) {
        if (!Array.isArray(ours)) return [`${path}: an array is published`];
        const [first, mine] = [published[0], ours[0]];
        return first === undefined || mine === undefined ? [] : differences(first, mine, `${path}[]`);
      }
      if (isObject(published)) {
        if (!isObject(ours)) return [`${path}: an object is published`];
        return Object.entries(published).flatMap(([name, member]) => {
          const mine = ours[name];
          return mine === undefined ? [`${path}.${name} is missing`] : differences(member, mine, `${path}.${name}`);
        });
      }
      return typeof published === typeof ours || published === null
        ? []
        : [`${path}: a ${typeof published} is published`];
    }

    /** What an example shows that ours can't: errors the example carries, and values its account happens to have. */
    const accepted =
      /ValidationErrors|\.FirstName|\.LastName|\.PaymentTerms|\.CompanyNumber|DefaultLineAmountType|\.ContactGroups\[\]|\.ContactPersons\[\]|\.Payments\[\]|\.Invoice\.LineItems|\.DefaultCurrency|\.Addresses\[\]\.AttentionTo|\.CreditNote\.LineItems/;

    it.each([
      ['PUT', '/Invoices'],
      ['POST', '/Invoices'],
      ['PUT', '/Contacts'],
      ['POST', '/Contacts'],
      ['PUT', '/CreditNotes'],
      ['PUT', '/ContactGroups'],
      ['PUT', '/Payments'],
      ['PUT', '/Items'],
    ])('%s %s is taken as it stands, and answered with the published members', async (method, path) => {
      const { answer, published } = await replay(method, path);
      expect([answer.status, answer.body]).toEqual([200, answer.body]);
      expect(
        differences(published, answer.json() as unknown as Json).filter((difference) => !accepted.test(difference)),
      ).toEqual([]);
    });

    it('allocations, group members, payment deletions and histories too', async () => {
      const [contactId = ''] = [local['430fa14a-f945-44d3-9f97-5df5e28441b8']];
      const note = xero.bookkeeper().createCreditNote({
        Type: 'ACCRECCREDIT',
        Status: 'AUTHORISED',
        Contact: { ContactID: contactId },
        Date: '2019-03-05',
        LineItems: [{ Description: 'x', UnitAmount: 30, AccountCode: '200' }],
      });
      const allocation = await replay('PUT', `/CreditNotes/${note.id}/Allocations`);
      expect(allocation.answer.status).toBe(200);
      expect(
        differences(allocation.published, allocation.answer.json() as unknown as Json).filter(
          (difference) => !accepted.test(difference),
        ),
      ).toEqual([]);
      const [group] = (await client.api('PUT', '/ContactGroups', { ContactGroups: [{ Name: 'VIPs' }] })).json()
        .ContactGroups as { ContactGroupID: string }[];
      const members = await replay('PUT', `/ContactGroups/${group?.ContactGroupID ?? ''}/Contacts`);
      expect([members.answer.status, differences(members.published, members.answer.json() as unknown as Json)]).toEqual(
        [200, []],
      );
      const payment = xero
        .bookkeeper()
        .pay(local['c45720a1-ade3-4a38-a064-d15489be6841'] ?? '', '1.00', '090', '2019-03-12');
      const deletion = await replay('POST', `/Payments/${payment.id}`);
      expect(deletion.answer.json()).toMatchObject({ Payments: [{ Status: 'DELETED' }] });
      expect(
        differences(deletion.published, deletion.answer.json() as unknown as Json).filter(
          (difference) => !accepted.test(difference),
        ),
      ).toEqual([]);
    });
  });
});
