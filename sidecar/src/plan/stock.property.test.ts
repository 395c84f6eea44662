import fc from 'fast-check';
import { directoryFrom } from '../model/directory';
import { linkSchema, type Link } from '../model/link';
import { organisationSchema } from '../model/organisation';
import { linkBookFrom } from '../model/plan';
import { instanceId, orderKey, stockKey } from '../model/record';
import { websiteSettingsSchema } from '../model/settings';
import { readSnapshot } from '../model/snapshot';
import { isOpen, movementOf } from './stockMovements';
import { planStock } from './stock';

/**
 * An independent world of whole pieces: a shop with shelves and orders, books in Xero that know only their own documents, and a bookkeeper's
 * truth. It shares no arithmetic with the planner; what it checks is that after everything has happened Xero's quantity is the shop's.
 */
interface Order {
  readonly id: number;
  readonly ordered: number;
  shipped: number;
  cancelled: number;
  refunded: number;
  restocked: number;
  /** Pieces on invoices in Xero, and on its credit notes. */
  posted: number;
  returned: number;
  /** Refunded while still on the shelf. */
  neverLeave: number;
  readonly events: ({ readonly ship: number } | { readonly refund: number; readonly putBack: number })[];
}

class World {
  shelf: number;
  xero: number;
  cost: number;
  readonly orders: Order[] = [];
  readonly adjustments: Link[] = [];

  /** `careful`: nobody ships a piece whose price was given back, or cancels one that left, though Magento would let them. */
  constructor(
    opening: number,
    inXero: number,
    readonly careful = false,
  ) {
    this.shelf = opening;
    this.xero = inXero;
    this.cost = inXero * 5;
  }

  order(quantity: number): void {
    this.orders.push({
      id: this.orders.length + 1,
      ordered: quantity,
      shipped: 0,
      cancelled: 0,
      refunded: 0,
      restocked: 0,
      posted: 0,
      returned: 0,
      neverLeave: 0,
      events: [],
    });
  }

  /** Magento lets ship what is neither cancelled, nor shipped or refunded (`qty_to_ship`). */
  ship(order: Order, wanted: number): void {
    const left = this.careful
      ? order.ordered - order.cancelled - order.shipped - order.neverLeave
      : order.ordered - order.cancelled - Math.max(order.shipped, order.refunded);
    const quantity = Math.min(wanted, left, this.shelf);
    if (quantity <= 0) return;
    order.events.push({ ship: quantity });
    order.shipped += quantity;
    this.shelf -= quantity;
  }

  /** Only what is not invoiced can be cancelled; here an invoice is posted as soon as Xero takes it. */
  cancel(order: Order): void {
    const gone = this.careful ? order.shipped + order.neverLeave : Math.max(order.shipped, order.refunded);
    const left = order.ordered - order.cancelled - Math.max(gone, order.posted);
    order.cancelled += Math.max(0, left);
  }

  /** Xero takes an invoice over the pieces only if it has them. */
  post(order: Order, wanted: number): void {
    const quantity = Math.min(wanted, order.ordered - order.cancelled - order.posted, this.xero);
    order.posted += Math.max(0, quantity);
    this.sell(Math.max(0, quantity));
  }

  refund(order: Order, wanted: number, putBack: boolean): void {
    const quantity = Math.min(wanted, order.posted - order.refunded);
    if (quantity <= 0) return;
    // Of what was shipped only the part that is not refunded yet can come back to a shelf; the rest never left one.
    const fromCustomer = Math.max(0, Math.min(quantity, order.shipped - order.refunded));
    order.refunded += quantity;
    order.neverLeave += quantity - fromCustomer;
    order.events.push({ refund: quantity, putBack: putBack ? quantity : 0 });
    if (!putBack) return;
    order.restocked += quantity;
    this.shelf += fromCustomer;
  }

  /** The credit note carries the item for what was put back. */
  credit(order: Order): void {
    const quantity = order.restocked - order.returned;
    order.returned += quantity;
    this.cost += quantity * (this.xero > 0 ? this.cost / this.xero : 5);
    this.xero += quantity;
  }

  correct(by: number): void {
    this.shelf = Math.max(0, this.shelf + by);
  }

  sell(quantity: number): void {
    if (quantity > 0) this.cost -= (this.cost / this.xero) * quantity;
    this.xero -= quantity;
  }
}

const settings = websiteSettingsSchema.parse({
  mode: 'live',
  items: { enabled: true },
  stock: { owner: 'magento', asset_account: '630', cogs_account: '310', adjustment_account: '401' },
});
const organisation = organisationSchema.parse({
  Organisation: { OrganisationID: 't', CountryCode: 'AU' },
  Accounts: [{ Code: '630' }, { Code: '310' }, { Code: '401' }],
});
const sku = 'MUG';

function snapshotOf(order: Order) {
  const snapshot = readSnapshot('order', {
    order: {
      entity_id: order.id,
      increment_id: String(order.id),
      created_at: '2026-11-24 00:00:00',
      grand_total: 11 * order.ordered,
      items: [
        {
          item_id: 10 * order.id,
          product_id: 1,
          sku,
          product_type: 'simple',
          qty_ordered: order.ordered,
          qty_shipped: order.shipped,
          qty_refunded: order.refunded,
          qty_canceled: order.cancelled,
        },
      ],
    },
    shipments: order.events.flatMap((event, index) =>
      'ship' in event
        ? [{ entity_id: index, created_at: timeOf(index), items: [{ order_item_id: 10 * order.id, qty: event.ship }] }]
        : [],
    ),
    creditmemos: order.events.flatMap((event, index) =>
      'refund' in event
        ? [
            {
              entity_id: index,
              increment_id: `C${index}`,
              created_at: timeOf(index),
              items: [{ entity_id: 1000 + index, order_item_id: 10 * order.id, qty: event.refund }],
            },
          ]
        : [],
    ),
    restocked: Object.fromEntries(
      order.events.flatMap((event, index) =>
        'putBack' in event && event.putBack > 0 ? [[String(1000 + index), event.putBack]] : [],
      ),
    ),
  });
  if (snapshot.recordType !== 'order') throw new Error('not an order');
  return snapshot.data;
}

const timeOf = (index: number): string =>
  new Date(Date.UTC(2026, 10, 24, 0, 0, index)).toISOString().slice(0, 19).replace('T', ' ');

const linkOf = (order: Order, xeroType: 'Invoice' | 'CreditNote', quantity: number): Link =>
  linkSchema.parse({
    tenantId: 't',
    recordKey: orderKey(order.id),
    part: xeroType,
    xeroType,
    xeroId: `${xeroType} ${order.id}`,
    seen: { status: 'AUTHORISED' },
    document: {
      LineItems: [
        { ItemCode: sku, Quantity: String(quantity) },
        { Description: 'Shipping', Quantity: '1' },
      ],
    },
  });

function planFor(world: World) {
  const orderLinks = world.orders.flatMap((order) => [
    ...(order.posted > 0 ? [linkOf(order, 'Invoice', order.posted)] : []),
    ...(order.returned > 0 ? [linkOf(order, 'CreditNote', order.returned)] : []),
  ]);
  const links = linkBookFrom([...orderLinks, ...world.adjustments]);
  const movements = world.orders.flatMap((order) => {
    const movement = movementOf(orderKey(order.id), snapshotOf(order), links, sku, settings);
    return movement !== undefined && isOpen(movement) ? [movement] : [];
  });
  const snapshot = readSnapshot('stock', {
    sku,
    product_id: 1,
    cost: 5,
    sources: [{ source_code: 'default', quantity: world.shelf }],
  });
  if (snapshot.recordType !== 'stock') throw new Error('not stock');
  return planStock(
    {
      instanceId: instanceId('0b1c2d3e-0000'),
      recordKey: stockKey(sku),
      snapshot,
      settings: { version: 'v', forWebsite: () => settings },
      organisation,
      links,
      directory: directoryFrom({
        Contacts: [{ ContactID: 'c', Name: 'Inventory Adjustments', ContactStatus: 'ACTIVE' }],
        Items: [
          {
            ItemID: 'i',
            Code: sku,
            IsTrackedAsInventory: true,
            QuantityOnHand: String(world.xero),
            TotalCostPool: world.cost.toFixed(4),
            InventoryAssetAccountCode: '630',
          },
        ],
      }),
      movements,
      now: '2026-11-24T01:00:00.000Z',
    },
    settings,
  );
}

/** Does what the plan says, as Xero would: only the item's line moves quantity. Returns whether there was anything to do. */
function carryOut(world: World): boolean {
  const plan = planFor(world);
  expect(plan.holds).toEqual([]);
  expect(plan.needs).toEqual([]);
  const [operation] = plan.operations;
  if (operation === undefined) return false;
  expect(plan.operations).toHaveLength(1);
  const { Type, LineItems } = operation.document as {
    Type: string;
    LineItems: { ItemCode?: string; Quantity: string; UnitAmount: string }[];
  };
  const total = LineItems.map((line) => Number(line.Quantity) * Number(line.UnitAmount)).reduce((a, b) => a + b, 0);
  expect(total).toBe(0);
  const quantity = LineItems.filter((line) => line.ItemCode === sku).reduce(
    (pieces, line) => pieces + Number(line.Quantity),
    0,
  );
  if (Type === 'ACCPAY') {
    world.xero += quantity;
    world.cost += quantity * 5;
  } else {
    expect(Type).toBe('ACCPAYCREDIT');
    world.sell(quantity);
  }
  world.adjustments.push(
    linkSchema.parse({ ...operation, xeroType: 'StockAdjustment', xeroId: operation.part, seen: { status: 'PAID' } }),
  );
  expect(world.xero).toBeGreaterThanOrEqual(0);
  return true;
}

type Step =
  | { readonly do: 'order'; readonly quantity: number }
  | {
      readonly do: 'ship' | 'post' | 'refund' | 'cancel' | 'credit';
      readonly order: number;
      readonly quantity: number;
      readonly putBack: boolean;
    }
  | { readonly do: 'correct'; readonly by: number }
  | { readonly do: 'adjust' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constant('order' as const), quantity: fc.integer({ min: 1, max: 5 }) }),
    },
    {
      weight: 8,
      arbitrary: fc.record({
        do: fc.constantFrom('ship' as const, 'post' as const, 'refund' as const, 'cancel' as const, 'credit' as const),
        order: fc.nat({ max: 20 }),
        quantity: fc.integer({ min: 1, max: 5 }),
        putBack: fc.boolean(),
      }),
    },
    { weight: 1, arbitrary: fc.record({ do: fc.constant('correct' as const), by: fc.integer({ min: -10, max: 20 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constant('adjust' as const) }) },
  ),
  { maxLength: 60 },
);

function take(world: World, step: Step): void {
  if (step.do === 'order') return world.order(step.quantity);
  if (step.do === 'correct') return world.correct(step.by);
  if (step.do === 'adjust') return void carryOut(world);
  const order = world.orders[step.order % Math.max(1, world.orders.length)];
  if (order === undefined) return;
  if (step.do === 'ship') world.ship(order, step.quantity);
  if (step.do === 'post') world.post(order, step.quantity);
  if (step.do === 'refund') world.refund(order, step.quantity, step.putBack);
  if (step.do === 'cancel') world.cancel(order);
  if (step.do === 'credit') world.credit(order);
}

/** Everything that is owed is done: goods leave, invoices and credit notes are posted. What cannot leave is cancelled. */
function settleUp(world: World): void {
  world.correct(1000);
  carryOut(world);
  for (const order of world.orders) {
    world.post(order, 100);
    world.ship(order, 100);
    world.cancel(order);
    world.post(order, 100);
    world.credit(order);
  }
}

test('after any sequence of orders, shipments, refunds and corrections the quantity in Xero is the shop’s', () => {
  fc.assert(
    fc.property(fc.nat({ max: 30 }), fc.nat({ max: 30 }), steps, (opening, inXero, sequence) => {
      const world = new World(opening, inXero);
      for (const step of sequence) take(world, step);
      settleUp(world);
      carryOut(world);
      expect(world.xero).toBe(world.shelf);
      // And nothing is left to do.
      expect(carryOut(world)).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test('sales, shipments and their documents alone never need an adjustment, in whatever order they happen', () => {
  const sales = steps.map((sequence) =>
    sequence
      .filter((step) => step.do !== 'correct')
      .map((step) => ('putBack' in step ? { ...step, putBack: true } : step)),
  );
  fc.assert(
    fc.property(sales, (sequence) => {
      const world = new World(1000, 1000, true);
      for (const step of sequence) take(world, step);
      settleOnly(world);
      expect(world.adjustments).toEqual([]);
      expect(world.xero).toBe(world.shelf);
    }),
    { numRuns: 200 },
  );
});

function settleOnly(world: World): void {
  for (const order of world.orders) {
    world.post(order, 100);
    world.ship(order, 100);
    world.cancel(order);
    world.credit(order);
  }
  carryOut(world);
}
