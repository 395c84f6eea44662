import fc from 'fast-check';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { directoryFrom, type DirectoryItem } from '../model/directory';
import { linkSchema, writtenAfter, type Link } from '../model/link';
import type { Operation } from '../model/operation';
import { organisationSchema } from '../model/organisation';
import { linkBookFrom } from '../model/plan';
import { instanceId, productKey } from '../model/record';
import { websiteSettingsSchema } from '../model/settings';
import { readSnapshot } from '../model/snapshot';
import { itemCodeFor, planItem } from './item';

const settingsWith = (over: Record<string, unknown> = {}) =>
  websiteSettingsSchema.parse({ mode: 'live', items: { enabled: true }, accounts: { sales: '200' }, ...over });
const organisation = organisationSchema.parse({
  Organisation: { OrganisationID: 't' },
  Accounts: [{ Code: '200' }, { Code: '310' }, { Code: '630' }, { Code: '499', Status: 'ARCHIVED' }],
});
const mug = {
  id: 7,
  sku: 'MUG',
  name: 'Mug',
  price: 22,
  type_id: 'simple',
  custom_attributes: [{ attribute_code: 'cost', value: '5.5000' }],
};

interface World {
  readonly settings?: ReturnType<typeof settingsWith>;
  readonly items?: readonly Partial<DirectoryItem>[];
  readonly links?: readonly Link[];
  readonly deleted?: boolean;
}

function product(changes: Record<string, unknown> = {}, world: World = {}) {
  const body = { product: { ...mug, ...changes } };
  const snapshot = readSnapshot('product', world.deleted === true ? { deleted: true, last: body } : body);
  if (snapshot.recordType !== 'product') throw new Error('not a product');
  const settings = world.settings ?? settingsWith();
  return planItem(
    {
      instanceId: instanceId('0b1c2d3e'),
      recordKey: productKey(snapshot.data.product.id),
      snapshot,
      settings: { version: 'v', forWebsite: () => settings },
      organisation,
      links: linkBookFrom(world.links ?? []),
      directory: directoryFrom({
        Contacts: [],
        Items: (world.items ?? []).map((item) => ({ ItemID: 'i1', Code: 'MUG', IsTrackedAsInventory: false, ...item })),
      }),
      now: '2026-11-24T00:00:00Z',
    },
    settings,
  );
}

function only(operations: readonly Operation[]): Operation {
  expect(operations).toHaveLength(1);
  const [operation] = operations;
  if (operation === undefined) throw new Error('no operation');
  return operation;
}
const linkFrom = (operation: Operation, before?: Link): Link =>
  linkSchema.parse({
    ...operation,
    xeroType: 'Item',
    xeroId: 'i1',
    document: writtenAfter(operation.kind, before?.document, operation.document),
  });

test('a product becomes an item under its SKU, with price, cost and sales account', () => {
  expect(only(product().operations)).toMatchObject({
    kind: 'item.create',
    part: 'item',
    naturalKey: 'MUG',
    document: {
      Code: 'MUG',
      Name: 'Mug',
      Description: 'Mug',
      SalesDetails: { UnitPrice: '22', AccountCode: '200' },
      PurchaseDetails: { UnitPrice: '5.5' },
    },
  });
});

test('a recorded product becomes an item', () => {
  const recorded = JSON.parse(
    readFileSync(join(__dirname, '../../../test/fixtures/magento/product-simple.json'), 'utf8'),
  ) as object;
  expect(only(product({ ...recorded }).operations).document).toMatchObject({
    Code: 'TEE-M',
    Name: 'Tee M',
    SalesDetails: { UnitPrice: '44' },
  });
});

test('a long SKU gets a stable short code, and the description says the SKU', () => {
  const sku = 'EXTREMELY-LONG-SKU-OF-A-GARDEN-CHAIR-WITH-CUSHION-GREEN-0123456';
  const document = only(product({ sku }).operations).document as { Code: string; Description: string };
  expect(document.Code).toBe(`EXTREMELY-LONG-SKU-OF-${createHash('sha256').update(sku).digest('hex').slice(0, 8)}`);
  expect(document.Code).toHaveLength(30);
  expect(document.Description).toBe(`Mug (SKU ${sku})`);
});

test('names are cut to what Xero takes, and entities decoded', () => {
  const name = `Salt &amp; Pepper ${'x'.repeat(100)}`;
  const document = only(product({ name }).operations).document as { Name: string; Description: string };
  expect(document.Name).toHaveLength(50);
  expect(document.Name).toMatch(/^Salt & Pepper x+$/);
  expect(document.Description).toBe(`Salt & Pepper ${'x'.repeat(100)}`);
});

test('short codes are at most 30 characters, the same every time, and different for different SKUs', () => {
  const sku = fc.string({ minLength: 1, maxLength: 64, unit: 'grapheme-ascii' }).filter((text) => text.trim() !== '');
  fc.assert(
    fc.property(sku, sku, fc.constantFrom('', 'WEB-', 'LONGPREFIX'), (a, b, prefix) => {
      const settings = settingsWith({ items: { enabled: true, code_prefix: prefix } });
      expect(itemCodeFor(a, settings).length).toBeLessThanOrEqual(30);
      expect(itemCodeFor(a, settings)).toBe(itemCodeFor(a, settings));
      if (a.trim() !== b.trim()) expect(itemCodeFor(a, settings)).not.toBe(itemCodeFor(b, settings));
    }),
    { numRuns: 500 },
  );
  const long = 'A'.repeat(40);
  expect(itemCodeFor(`${long}1`, settingsWith())).not.toBe(itemCodeFor(`${long}2`, settingsWith()));
});

test('an item that is in Xero already keeps its accounts and prices; its texts follow the shop', () => {
  const operation = only(product({}, { items: [{ Name: 'Old mug' }] }).operations);
  expect(operation).toMatchObject({ kind: 'item.update' });
  expect(operation.document).toEqual({ ItemID: 'i1', Code: 'MUG', Name: 'Mug', Description: 'Mug' });
});

test('only what changed is sent, and planning again gives nothing', () => {
  let link = linkFrom(only(product().operations));
  expect(product({}, { links: [link] }).operations).toEqual([]);
  expect(product({ updated_at: '2027-01-01' }, { links: [link] }).operations).toEqual([]);
  const steps: [Record<string, unknown>, Record<string, unknown>][] = [
    [{ name: 'Big mug' }, { Name: 'Big mug', Description: 'Big mug' }],
    [{ name: 'Big mug', price: 24.5 }, { SalesDetails: { UnitPrice: '24.5', AccountCode: '200' } }],
    [{ name: 'Big mug', price: 24.5, sku: 'MUG-2' }, { Code: 'MUG-2' }],
  ];
  for (const [change, sent] of steps) {
    const operation = only(product(change, { links: [link] }).operations);
    const code = typeof change['sku'] === 'string' ? change['sku'] : 'MUG';
    expect(operation).toMatchObject({ kind: 'item.update' });
    expect(operation.document).toEqual({ ItemID: 'i1', Code: code, ...sent });
    link = linkFrom(operation, link);
    expect(product(change, { links: [link] }).operations).toEqual([]);
  }
});

test('a changed account map does not rewrite items', () => {
  const link = linkFrom(only(product().operations));
  const settings = settingsWith({ accounts: { sales: '310' } });
  expect(product({}, { links: [link], settings }).operations).toEqual([]);
  expect(only(product({ name: 'Cup' }, { links: [link], settings }).operations).document).not.toHaveProperty(
    'SalesDetails',
  );
});

test.each<[string, boolean, Record<string, unknown>]>([
  ['simple goods', true, {}],
  [
    'goods whose stock is not managed',
    false,
    { extension_attributes: { stock_item: { qty: 1, manage_stock: false } } },
  ],
  ['virtual goods', false, { type_id: 'virtual' }],
])('where stock is owned by the shop, %s: tracked %s', (_what, tracked, change) => {
  const settings = settingsWith({ stock: { owner: 'magento', asset_account: '630', cogs_account: '310' } });
  const document = only(product(change, { settings }).operations).document;
  expect('InventoryAssetAccountCode' in document).toBe(tracked);
  if (tracked)
    expect(document).toMatchObject({
      InventoryAssetAccountCode: '630',
      PurchaseDetails: { COGSAccountCode: '310', UnitPrice: '5.5' },
    });
});

test.each([
  ['configurable', {}],
  ['grouped', {}],
  ['bundle', { custom_attributes: [{ attribute_code: 'price_type', value: '0' }] }],
])('a %s product that is sold as its parts has no item of its own', (type_id, more) => {
  expect(product({ type_id, ...more }).operations).toEqual([]);
});

test('a bundle of fixed price is an item', () => {
  const bundle = { type_id: 'bundle', custom_attributes: [{ attribute_code: 'price_type', value: '1' }] };
  expect(product(bundle).operations).toHaveLength(1);
});

test('a deleted product leaves its item, and items are opt-in', () => {
  expect(product({}, { deleted: true }).operations).toEqual([]);
  expect(product({}, { settings: settingsWith({ items: { enabled: false } }) }).operations).toEqual([]);
});

describe('waits for a person', () => {
  test('when its code stands for another product', () => {
    const other = linkSchema.parse({
      tenantId: 't',
      recordKey: 'product:8',
      part: 'item',
      xeroType: 'Item',
      xeroId: 'i1',
    });
    const plan = product({}, { items: [{}], links: [other] });
    expect(plan).toMatchObject({ operations: [], holds: [{ code: 'item.code', subject: 'MUG' }] });
  });

  test('when its new SKU is another item’s code', () => {
    const link = linkFrom(only(product().operations));
    const plan = product({ sku: 'CUP' }, { links: [link], items: [{ ItemID: 'i2', Code: 'CUP' }] });
    expect(plan).toMatchObject({ operations: [], holds: [{ code: 'item.code', subject: 'CUP' }] });
  });

  test.each(['999', '499'])('when its account %s is missing or archived', (account) => {
    const plan = product({}, { settings: settingsWith({ accounts: { sales: account } }) });
    expect(plan).toMatchObject({ operations: [], holds: [{ code: 'account.unknown', subject: account }] });
  });
});
