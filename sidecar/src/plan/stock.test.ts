import { directoryFrom } from '../model/directory';
import { linkSchema } from '../model/link';
import { organisationSchema } from '../model/organisation';
import { linkBookFrom, type StockMovement } from '../model/plan';
import { instanceId, orderKey, stockKey } from '../model/record';
import { websiteSettingsSchema } from '../model/settings';
import { readSnapshot } from '../model/snapshot';
import { planStock } from './stock';
import { isOpen, movementOf } from './stockMovements';

const stockSettings = { owner: 'magento', asset_account: '630', cogs_account: '310', adjustment_account: '401' };
const settingsWith = (over: Record<string, unknown> = {}, stock: Record<string, unknown> = {}) =>
  websiteSettingsSchema.parse({
    mode: 'live',
    items: { enabled: true },
    ...over,
    stock: { ...stockSettings, ...stock },
  });
const organisationWith = (over: Record<string, unknown> = {}) =>
  organisationSchema.parse({
    Organisation: { OrganisationID: 't', CountryCode: 'AU', ...over },
    Accounts: [{ Code: '630' }, { Code: '310' }, { Code: '401' }],
  });
const mug = {
  ItemID: 'i1',
  Code: 'MUG',
  IsTrackedAsInventory: true,
  QuantityOnHand: '8',
  TotalCostPool: '42',
  InventoryAssetAccountCode: '630',
};
const movement = (over: Partial<StockMovement> = {}): StockMovement => ({
  recordKey: orderKey(1),
  posted: '0',
  returned: '0',
  shipped: '0',
  refundedUnshipped: '0',
  restocked: '0',
  ...over,
});

interface World {
  readonly data?: Record<string, unknown>;
  readonly item?: Record<string, unknown> | null;
  readonly settings?: ReturnType<typeof settingsWith>;
  readonly organisation?: ReturnType<typeof organisationWith>;
  readonly movements?: readonly StockMovement[] | null;
  readonly links?: readonly unknown[];
  readonly contacts?: readonly { ContactID: string; Name: string; ContactStatus: string }[];
}

function stock(world: World = {}) {
  const snapshot = readSnapshot('stock', {
    sku: 'MUG',
    product_id: 7,
    cost: 5.5,
    sources: [
      { source_code: 'default', quantity: 10 },
      { source_code: 'syd1', quantity: 2 },
    ],
    ...world.data,
  });
  if (snapshot.recordType !== 'stock') throw new Error('not stock');
  const settings = world.settings ?? settingsWith();
  return planStock(
    {
      instanceId: instanceId('0b1c2d3e-aaaa'),
      recordKey: stockKey('MUG'),
      snapshot,
      settings: { version: 'v', forWebsite: () => settings },
      organisation: world.organisation ?? organisationWith(),
      links: linkBookFrom((world.links ?? []).map((link) => linkSchema.parse(link))),
      directory: directoryFrom({
        Contacts: [
          ...(world.contacts ?? [{ ContactID: 'c1', Name: 'inventory adjustments', ContactStatus: 'ACTIVE' }]),
        ],
        Items: world.item === null ? [] : [{ ...mug, ...world.item }],
      }),
      ...(world.movements === null ? {} : { movements: world.movements ?? [] }),
      now: '2026-11-23T14:30:00.000Z',
    },
    settings,
  );
}

test('too few in Xero: a bill of 0.00 brings them in at the product’s cost', () => {
  const plan = stock();
  expect(plan).toMatchObject({ holds: [], needs: [] });
  expect(plan.operations).toEqual([
    expect.objectContaining({
      kind: 'stockAdjustment.create',
      part: 'adjustment:1',
      naturalKey: 'STK-MUG-1',
      dependsOn: [],
      expect: { Total: '0.00', TotalTax: '0.00' },
      document: {
        Type: 'ACCPAY',
        InvoiceNumber: 'STK-MUG-1',
        // Half past two in the afternoon of the 23rd in UTC is the 24th in Sydney.
        Date: '2026-11-24',
        DueDate: '2026-11-24',
        Contact: { ContactID: 'c1' },
        Status: 'AUTHORISED',
        LineAmountTypes: 'NoTax',
        LineItems: [
          {
            Description: 'Stock increase MUG, from Magento',
            Quantity: '4',
            UnitAmount: '5.5',
            ItemCode: 'MUG',
            AccountCode: '630',
          },
          { Description: 'Stock increase MUG, from Magento', Quantity: '4', UnitAmount: '-5.5', AccountCode: '401' },
        ],
      },
    }),
  ]);
});

test('too many in Xero: a supplier credit of 0.00 takes them out at average cost', () => {
  const [operation] = stock({ item: { QuantityOnHand: '16', TotalCostPool: '100' } }).operations;
  expect(operation?.document).toMatchObject({
    Type: 'ACCPAYCREDIT',
    CreditNoteNumber: 'STK-MUG-1',
    LineItems: [
      { Quantity: '4', UnitAmount: '6.25', ItemCode: 'MUG', AccountCode: '630' },
      { Quantity: '4', UnitAmount: '-6.25', AccountCode: '401' },
    ],
  });
});

test('the right quantity gives nothing to do', () => {
  expect(stock({ item: { QuantityOnHand: 12 } })).toEqual({ operations: [], holds: [], needs: [] });
});

test.each<[string, Partial<StockMovement>, number]>([
  ['posted, not yet shipped', { posted: '3' }, 9],
  ['shipped, not yet posted', { shipped: '3' }, 15],
  ['posted and shipped', { posted: '3', shipped: '3' }, 12],
  ['posted, refunded before it was shipped, not put back', { posted: '3', refundedUnshipped: '3' }, 12],
  ['put back on the shelf, credit note still to come', { posted: '3', shipped: '3', restocked: '2' }, 10],
  ['put back and credited', { posted: '3', shipped: '3', restocked: '2', returned: '2' }, 12],
])('a sale that is %s is left to its documents', (_what, pieces, expected) => {
  const right = { QuantityOnHand: expected };
  expect(stock({ movements: [movement(pieces)], item: right }).operations).toEqual([]);
  expect(stock({ movements: [movement(pieces)], item: { QuantityOnHand: expected - 1 } }).operations).toHaveLength(1);
});

test('more sold than there is never asks Xero for less than none', () => {
  expect(stock({ movements: [movement({ posted: '50' })], item: { QuantityOnHand: 0 } }).operations).toEqual([]);
});

test('only the chosen sources count', () => {
  const settings = settingsWith({}, { sources: ['syd1'] });
  expect(stock({ settings, item: { QuantityOnHand: 2 } }).operations).toEqual([]);
});

test('the adjustment contact is made where Xero has none, once for the shop', () => {
  const plan = stock({ contacts: [] });
  expect(plan.operations.map(({ kind, recordKey, naturalKey }) => ({ kind, recordKey, naturalKey }))).toEqual([
    { kind: 'contact.create', recordKey: 'config:0', naturalKey: 'M2-0b1c2d3e-stock' },
    { kind: 'stockAdjustment.create', recordKey: 'stock:MUG', naturalKey: 'STK-MUG-1' },
  ]);
  expect(plan.operations[1]?.dependsOn).toEqual(['config:0/contact']);
});

const adjusted = (seen: Record<string, unknown>) => ({
  tenantId: 't',
  recordKey: 'stock:MUG',
  part: 'adjustment:1',
  xeroType: 'StockAdjustment',
  xeroId: 'x1',
  seen,
});

test('the next adjustment of a SKU has the next number', () => {
  expect(stock({ links: [adjusted({ status: 'PAID' })] }).operations[0]).toMatchObject({
    part: 'adjustment:2',
    naturalKey: 'STK-MUG-2',
  });
});

test('a draft adjustment is waited for: it counts for nothing until it is approved', () => {
  expect(stock({ links: [adjusted({ status: 'DRAFT' })] })).toEqual({ operations: [], holds: [], needs: [] });
});

test('a quantity that was read before our last posting is read again first', () => {
  const item = { readAt: '2026-11-23T10:00:00.000Z' };
  const after = [adjusted({ status: 'PAID', updatedAt: '2026-11-23T10:00:01.000Z' })];
  expect(stock({ item, links: after })).toMatchObject({ operations: [], needs: [{ kind: 'directory' }] });
  const sold = [movement({ posted: '1', shipped: '1', postedAt: '2026-11-23T11:00:00.000Z' })];
  expect(stock({ item, movements: sold })).toMatchObject({ operations: [], needs: [{ kind: 'directory' }] });
  const before = [adjusted({ status: 'PAID', updatedAt: '2026-11-23T09:00:00.000Z' })];
  expect(stock({ item, links: before }).operations).toHaveLength(1);
});

test('without knowing what is sold and not on both sides, nothing is adjusted', () => {
  expect(stock({ movements: null })).toMatchObject({ operations: [], needs: [{ kind: 'movements', sku: 'MUG' }] });
});

test.each<[string, World, string, string]>([
  [
    'no cost is known',
    { data: { cost: null }, item: { QuantityOnHand: 0, TotalCostPool: 0 } },
    'stock.unknown',
    'cost / MUG',
  ],
  ['Xero does not say how many there are', { item: { QuantityOnHand: null } }, 'stock.unknown', 'MUG'],
  [
    'no adjustment account is set',
    { settings: settingsWith({}, { adjustment_account: null }) },
    'account.unmapped',
    'stock.adjustment_account',
  ],
  [
    'the adjustment account does not exist',
    { settings: settingsWith({}, { adjustment_account: '999' }) },
    'account.unknown',
    '999',
  ],
  [
    'today is locked',
    { organisation: organisationWith({ PeriodLockDate: '2026-11-30' }) },
    'document.locked',
    'lock date 2026-11-30',
  ],
])('waits for a person when %s', (_why, world, code, subject) => {
  const plan = stock(world);
  expect(plan.operations).toEqual([]);
  expect(plan.holds).toMatchObject([{ code, subject, part: 'adjustment' }]);
});

test('the purchase price of Xero’s item serves where Magento knows no cost, then the average', () => {
  const priced = stock({ data: { cost: null }, item: { PurchaseDetails: { UnitPrice: 7.25 } } });
  expect(priced.operations[0]?.document).toMatchObject({ LineItems: [{ UnitAmount: '7.25' }, {}] });
  expect(stock({ data: { cost: null } }).operations[0]?.document).toMatchObject({
    LineItems: [{ UnitAmount: '5.25' }, {}],
  });
});

test('an item that is not in Xero yet is asked of its product; an untracked one is left alone', () => {
  expect(stock({ item: null })).toMatchObject({ operations: [], needs: [{ kind: 'record', recordKey: 'product:7' }] });
  expect(stock({ item: { IsTrackedAsInventory: false } })).toEqual({ operations: [], holds: [], needs: [] });
});

test('nothing happens where the store does not own stock', () => {
  for (const owner of ['off', 'xero']) expect(stock({ settings: settingsWith({}, { owner }) }).operations).toEqual([]);
});

describe('what an order holds of a SKU', () => {
  const order = (
    over: Record<string, unknown>,
    items: readonly Record<string, unknown>[],
    more: Record<string, unknown> = {},
  ) => {
    const snapshot = readSnapshot('order', {
      order: { entity_id: 1, increment_id: '1', created_at: '2026-11-20 00:00:00', grand_total: 11, items, ...over },
      ...more,
    });
    if (snapshot.recordType !== 'order') throw new Error('not an order');
    return snapshot.data;
  };
  const none = linkBookFrom([]);

  test('a configurable counts once, on the line that ships', () => {
    const snapshot = order({}, [
      { item_id: 1, product_id: 9, sku: 'TEE-M', product_type: 'configurable', qty_ordered: 2, qty_shipped: 2 },
      { item_id: 2, parent_item_id: 1, product_id: 5, sku: 'TEE-M', product_type: 'simple', qty_ordered: 2 },
    ]);
    expect(movementOf(orderKey(1), snapshot, none, 'TEE-M', settingsWith())).toMatchObject({
      shipped: '2',
      posted: '0',
    });
  });

  test('a part of a bundle that ships as one counts with the bundle', () => {
    const snapshot = order(
      {},
      [
        { item_id: 1, product_id: 9, sku: 'BUN', product_type: 'bundle', qty_ordered: 2, qty_shipped: 1 },
        { item_id: 2, parent_item_id: 1, product_id: 5, sku: 'MUG', product_type: 'simple', qty_ordered: 6 },
      ],
      { shipments: [{ entity_id: 1, created_at: '2026-11-20 01:00:00', items: [{ order_item_id: 1, qty: 1 }] }] },
    );
    expect(movementOf(orderKey(1), snapshot, none, 'MUG', settingsWith())).toMatchObject({ shipped: '3' });
  });

  test('custom options change the line’s SKU, not the product’s', () => {
    const snapshot = order(
      {},
      [{ item_id: 1, product_id: 5, sku: 'MUG-ENGRAVED', product_type: 'simple', qty_ordered: 1, qty_shipped: 1 }],
      { products: { '5': { sku: 'MUG' } } },
    );
    expect(movementOf(orderKey(1), snapshot, none, 'MUG', settingsWith())).toMatchObject({ shipped: '1' });
    expect(movementOf(orderKey(1), snapshot, none, 'MUG-ENGRAVED', settingsWith())).toBeUndefined();
  });

  test('only approved documents count as posted', () => {
    const snapshot = order({}, [{ item_id: 1, product_id: 5, sku: 'MUG', product_type: 'simple', qty_ordered: 2 }]);
    const posted = (status: string) =>
      movementOf(
        orderKey(1),
        snapshot,
        linkBookFrom([
          linkSchema.parse({
            tenantId: 't',
            recordKey: 'order:1',
            part: 'invoice:1',
            xeroType: 'Invoice',
            xeroId: 'x',
            seen: { status },
            document: { LineItems: [{ ItemCode: 'MUG', Quantity: '2' }, { Quantity: '1' }] },
          }),
        ]),
        'MUG',
        settingsWith(),
      )?.posted;
    expect(['AUTHORISED', 'PAID', 'DRAFT', 'VOIDED'].map(posted)).toEqual(['2', '2', '0', '0']);
  });

  test('an order before the cut-over, or worth nothing, will never be posted, so it explains nothing', () => {
    const items = [{ item_id: 1, product_id: 5, sku: 'MUG', product_type: 'simple', qty_ordered: 1, qty_shipped: 1 }];
    const of = (over: Record<string, unknown>, settings: ReturnType<typeof settingsWith>) =>
      movementOf(orderKey(1), order(over, items), none, 'MUG', settings);
    const late = settingsWith({ cut_over: '2026-11-21' });
    expect(of({ state: 'complete' }, late)).toBeUndefined();
    // Its invoice may still come after the cut-over.
    expect(of({ state: 'processing' }, late)).toBeDefined();
    expect(of({ grand_total: 0 }, settingsWith())).toBeUndefined();
    expect(of({ grand_total: 0 }, settingsWith({ sales: { zero_total: 'post' } }))).toBeDefined();
  });

  test('is settled when both sides agree', () => {
    expect(isOpen(movement({ posted: '2', shipped: '2' }))).toBe(false);
    expect(isOpen(movement({ posted: '2', shipped: '1' }))).toBe(true);
    expect(isOpen(movement({ posted: '2', shipped: '2', restocked: '1' }))).toBe(true);
  });
});
