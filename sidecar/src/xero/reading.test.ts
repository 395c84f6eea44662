import type { WireReply, WireRequest } from '../deliver/wire';
import type { DirectoryContact } from '../model/directory';
import { XeroClient } from './client';
import { XeroReading } from './reading';

const client = new XeroClient({
  apiUrl: 'http://xero.invalid',
  tokens: {
    accessToken: () => Promise.reject(new Error('unused')),
    replace: () => Promise.reject(new Error('unused')),
  },
  now: () => 0,
});
const json = (body: unknown, status = 200): WireReply => ({
  status,
  headers: {},
  body: JSON.stringify(body),
  durationMs: 1,
});

function readingOf(answer: (path: string, query: URLSearchParams) => WireReply) {
  const asked: WireRequest[] = [];
  const reading = new XeroReading(client, 'tenant', (request) => {
    asked.push(request);
    const [path = '', query = ''] = request.path.split('?');
    return Promise.resolve(answer(path, new URLSearchParams(query)));
  });
  return { reading, asked };
}

const contacts = Array.from({ length: 250 }, (_, index) => ({
  ContactID: `c-${index}`,
  Name: `Contact ${index}`,
  UpdatedDateUTC: '2026-11-24T01:00:00',
}));
const pageOf = (page: number, size: number) => contacts.slice((page - 1) * size, page * size);

test.each([
  ['a hundred a page whatever was asked for', (page: number) => ({ Contacts: pageOf(page, 100) })],
  [
    'a hundred a page, with its count',
    (page: number) => ({
      Contacts: pageOf(page, 100),
      pagination: { page, pageSize: 100, pageCount: 3, itemCount: 250 },
    }),
  ],
  ['as many as were asked for', (page: number) => ({ Contacts: pageOf(page, 1000) })],
  ['fifty a page, with its count', (page: number) => ({ Contacts: pageOf(page, 50), pagination: { pageCount: 5 } })],
])('the mirror of contacts holds every contact: %s', async (_name, answer) => {
  const { reading } = readingOf((_path, query) => json(answer(Number(query.get('page')))));
  const kept: DirectoryContact[] = [];
  const newest = await reading.contacts(undefined, (page) => Promise.resolve(void kept.push(...page)));
  expect(kept.map(({ ContactID }) => ContactID)).toEqual(contacts.map(({ ContactID }) => ContactID));
  // Xero's times without a zone are UTC.
  expect(newest).toBe('2026-11-24T01:00:00.000Z');
});

test('a list that takes no notice of the page ends', async () => {
  const { reading, asked } = readingOf(() => json({ Contacts: pageOf(1, 200) }));
  await reading.contacts(undefined, () => Promise.resolve());
  expect(asked).toHaveLength(2);
});

const organisation = (path: string): WireReply => {
  switch (path) {
    case '/Organisation':
      return json({ Organisations: [{ OrganisationID: 'o', Name: 'O', CountryCode: 'AU', BaseCurrency: 'AUD' }] });
    case '/Accounts':
      return json({ Accounts: [{ AccountID: 'a', Code: '200', Name: 'Sales', Type: 'REVENUE' }] });
    default:
      return json({ [path.slice(1)]: [] });
  }
};

test.each([401, 403, 404])('users, tracking and currencies that are refused with %d are none', async (status) => {
  const refused = ['/Users', '/TrackingCategories', '/Currencies'];
  const { reading, asked } = readingOf((path) =>
    refused.includes(path) ? json({ Title: 'Forbidden' }, status) : organisation(path),
  );
  const read = (await reading.organisation()).organisation;
  expect([read.Users, read.TrackingCategories, read.Currencies]).toEqual([[], [], []]);
  expect(read.Accounts).toHaveLength(1);
  expect(asked.filter(({ mayBeRefused }) => mayBeRefused).map(({ path }) => path)).toEqual([
    '/TrackingCategories',
    '/Currencies',
    '/Users',
  ]);
});

test('the chart of accounts refused is no empty chart', async () => {
  const { reading } = readingOf((path) => (path === '/Accounts' ? json({}, 403) : organisation(path)));
  await expect(reading.organisation()).rejects.toMatchObject({ code: 'LL-4005' });
});

test.each(['{"Accounts":[{"AccountID":"a","Co', '', '{}', '<html>'])(
  'half an answer (%s) is tried again, not taken for an empty chart',
  async (body) => {
    const { reading } = readingOf((path) => (path === '/Accounts' ? { ...json({}), body } : organisation(path)));
    await expect(reading.organisation()).rejects.toMatchObject({ code: 'LL-4001', kind: 'transient' });
  },
);
