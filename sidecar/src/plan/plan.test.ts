import { emptyDirectory } from '../model/directory';
import { organisationSchema, type Organisation } from '../model/organisation';
import { linkBookFrom } from '../model/plan';
import { instanceId, recordKey, type RecordKey } from '../model/record';
import { readSnapshot, type Snapshot } from '../model/snapshot';
import { settingsFrom } from '../settings/readSettings';
import { plan } from './plan';

const organisation = organisationSchema.parse({ Organisation: { OrganisationID: 'tenant-1', Name: 'Books' } });
const snapshots: readonly (readonly [RecordKey, Snapshot])[] = [
  [
    recordKey('customer:1'),
    readSnapshot('customer', { customer: { id: 1, email: 'jane@example.com', firstname: 'Jane', website_id: 2 } }),
  ],
  [
    recordKey('product:1'),
    readSnapshot('product', {
      product: { id: 1, sku: 'MUG', type_id: 'simple', extension_attributes: { website_ids: [2] } },
    }),
  ],
  [
    recordKey('order:1'),
    readSnapshot('order', {
      order: { entity_id: 1, increment_id: '1', created_at: '2026-11-24 00:00:00', items: [], customer_id: 1 },
      store: { website_id: 2 },
    }),
  ],
];

function planned(
  defaults: Record<string, unknown>,
  websites: Record<string, unknown> = {},
  known: Organisation | undefined = organisation,
) {
  const settings = settingsFrom({ defaults, websites });
  return snapshots.map(([key, snapshot]) =>
    plan({
      instanceId: instanceId('0b1c2d3e'),
      recordKey: key,
      snapshot,
      settings,
      organisation: known,
      links: linkBookFrom([]),
      directory: emptyDirectory,
      now: '2026-11-24T00:00:00Z',
    }),
  );
}

test('a website that is off plans nothing at all', () => {
  for (const result of planned({ items: { enabled: true } }, { '2': { mode: 'off' } }))
    expect(result).toEqual({ operations: [], holds: [], needs: [] });
});

test('settings of the record’s own website hold, and the defaults where it has none', () => {
  const [, product] = planned({}, { '2': { items: { enabled: true } } });
  expect(product?.operations).toMatchObject([{ kind: 'item.create' }]);
  const [, other] = planned({}, { '3': { items: { enabled: true } } });
  expect(other?.operations).toEqual([]);
});

test('preview plans like live: what differs is only that nothing is written', () => {
  expect(planned({ mode: 'preview' })[0]?.operations).toHaveLength(1);
  const documents = (mode: string) => planned({ mode })[0]?.operations.map(({ document }) => document);
  expect(documents('preview')).toEqual(documents('live'));
});

test('without the organisation nothing is planned, and it is asked for by its id', () => {
  const bare = settingsFrom({ defaults: { tenant: 'tenant-9' } });
  const [first] = snapshots;
  if (first === undefined) throw new Error('no snapshot');
  const result = plan({
    instanceId: instanceId(''),
    recordKey: first[0],
    snapshot: first[1],
    settings: bare,
    organisation: undefined,
    links: linkBookFrom([]),
    directory: emptyDirectory,
    now: '2026-11-24T00:00:00Z',
  });
  expect(result).toMatchObject({ operations: [], holds: [], needs: [{ kind: 'organisation', tenantId: 'tenant-9' }] });
});

test('documents of a website never go to another organisation', () => {
  for (const result of planned({ tenant: 'tenant-9', items: { enabled: true } }))
    expect(result).toMatchObject({ operations: [], holds: [{ code: 'tenant.unknown', subject: 'tenant-9' }] });
});
