import type { DirectoryItem } from '../model/directory';
import type { IdOrRef, XeroCreditNote, XeroInvoice, XeroLineItem } from '../model/document';
import type { Hold } from '../model/hold';
import type { Operation } from '../model/operation';
import { lockedUntil } from '../model/organisation';
import type { Plan, PlanInput, StockMovement } from '../model/plan';
import { partRef, productKey, recordKey, stockKey, tenantId, type PartRef } from '../model/record';
import type { WebsiteSettings } from '../model/settings';
import type { Snapshot, StockSnapshot } from '../model/snapshot';
import { fingerprint } from '../shared/ids';
import { isZero, max, money, negate, plain, round, sum, zero, type Money } from '../shared/money';
import { contactOperation } from './contactOperation';
import { itemCodeFor } from './itemCode';

export type StockInput = Omit<PlanInput, 'snapshot'> & {
  readonly snapshot: Extract<Snapshot, { recordType: 'stock' }>;
};

const nothing: Plan = { operations: [], holds: [], needs: [] };
/** The contact of adjustment documents belongs to no SKU, so its link stands with the shop's configuration. */
const stockContactKey = recordKey('config:0');

/**
 * The store owns stock: Xero gets an adjustment for what no sales document explains. Sales lines move the rest by themselves, so what
 * is posted and still to be shipped, or shipped and still to be posted, is taken out of the comparison.
 */
export function planStock(input: StockInput, settings: WebsiteSettings): Plan {
  const { snapshot, links, directory, organisation } = input;
  const { data } = snapshot;
  if (settings.stock.owner !== 'magento' || snapshot.deleted || organisation === undefined) return nothing;
  const tenant = tenantId(organisation.tenantId);
  const key = stockKey(data.sku);
  const code = itemCodeFor(data.sku, settings);
  const item = directory.itemByCode(code);
  if (item === undefined) return itemMissing(input, settings, code);
  if (!item.IsTrackedAsInventory) return nothing;
  if (input.movements === undefined)
    return {
      ...nothing,
      needs: [{ kind: 'movements', sku: data.sku, why: `what is sold of ${data.sku} and not yet on both sides` }],
    };

  const earlier = links.of(key).filter((link) => link.xeroType === 'StockAdjustment');
  const open = earlier.find((link) => ['DRAFT', 'SUBMITTED'].includes(link.seen.status ?? ''));
  // One unresolved adjustment per SKU: a draft counts for nothing in Xero until it is approved.
  if (open !== undefined) return nothing;
  const lastPosting = [
    ...earlier.map((link) => link.seen.updatedAt ?? ''),
    ...input.movements.map(({ postedAt }) => postedAt ?? ''),
  ]
    .sort()
    .at(-1);
  if (item.readAt !== null && item.readAt !== undefined && lastPosting !== undefined && item.readAt <= lastPosting)
    return {
      ...nothing,
      needs: [{ kind: 'directory', tenantId: tenant, why: `the quantity of ${code} was read before our last posting` }],
    };
  const hold = (facts: Pick<Hold, 'code' | 'subject' | 'message' | 'nextStep' | 'details'>): Plan => ({
    ...nothing,
    holds: [{ recordKey: key, part: 'adjustment', tenantId: tenant, ...facts }],
  });
  if (item.QuantityOnHand === null || item.QuantityOnHand === undefined)
    return hold({
      code: 'stock.unknown',
      subject: code,
      message: `Xero did not say how many of ${code} are on hand.`,
      nextStep: 'Nothing to do if this goes away by itself; else check that the item is tracked in Xero.',
    });

  const figures = stockFigures(data, settings, input.movements);
  const onHand = money(item.QuantityOnHand);
  const difference = figures.target.minus(onHand);
  if (isZero(difference)) return nothing;
  const increase = difference.gt('0');
  const unit = increase ? costOf(input, item, data) : averageCost(item);
  if (unit === undefined)
    return hold({
      code: 'stock.unknown',
      subject: `cost / ${data.sku}`,
      message: `Xero has ${plain(onHand)} of ${data.sku} and should have ${plain(figures.target)}, but what one piece costs is known neither in Magento nor in Xero.`,
      nextStep: 'Enter the product’s cost in Magento, or a purchase price on the item in Xero.',
    });

  const accounts = accountsFor(settings, item, organisation.Accounts);
  if ('missing' in accounts)
    return hold({
      code: accounts.missing.known ? 'account.unknown' : 'account.unmapped',
      subject: accounts.missing.subject,
      message: `The quantity of ${data.sku} cannot be corrected: ${accounts.missing.why}.`,
      nextStep: 'Set stock.asset_account and stock.adjustment_account in the settings to accounts that exist in Xero.',
    });
  const date = dayAt(input.now, settings.country);
  const locked = lockedUntil(organisation);
  if (locked !== null && date <= locked)
    return hold({
      code: 'document.locked',
      subject: `lock date ${locked}`,
      message: `Xero is locked up to ${locked}, so the quantity of ${data.sku} cannot be corrected today (${date}).`,
      nextStep: 'Move the lock date in Xero.',
    });

  const contact = stockContact(input, settings);
  const number = `STK-${code}-${earlier.length + 1}`;
  const quantity = difference.abs();
  const document = adjustment({
    increase,
    quantity,
    unit,
    contact: contact.id,
    code,
    sku: data.sku,
    number,
    date,
    accounts,
    settings,
  });
  const part = `adjustment:${earlier.length + 1}`;
  input.explain?.({
    ref: partRef(key, part),
    field: 'Quantity',
    value: plain(difference),
    from: `${plain(figures.sources)} in the sources, ${plain(figures.unshipped)} posted and not yet shipped, ${plain(figures.unposted)} shipped and not yet posted, ${plain(figures.toReturn)} restocked and not yet credited, ${plain(onHand)} on hand in Xero`,
  });
  const { Date: _day, ...dateless } = document;
  const operation: Operation = {
    kind: 'stockAdjustment.create',
    recordKey: key,
    part,
    tenantId: tenant,
    naturalKey: number,
    dependsOn: contact.dependsOn,
    document,
    inputFingerprint: fingerprint({ target: plain(figures.target), onHand: plain(onHand), unit: plain(unit) }),
    documentFingerprint: fingerprint(dateless),
    reason: `${data.sku}: Magento accounts for ${plain(figures.target)}, Xero has ${plain(onHand)}`,
    pins: { settingsVersion: input.settings.version },
    expect: { Total: '0.00', TotalTax: '0.00' },
  };
  return { ...nothing, operations: [...contact.operations, operation] };
}

interface StockFigures {
  readonly sources: Money;
  /** On an invoice in Xero, still in a source. */
  readonly unshipped: Money;
  /** Left a source (or will never leave it, being refunded), not yet on an invoice in Xero. */
  readonly unposted: Money;
  /** Back in a source, not yet on a credit note in Xero. */
  readonly toReturn: Money;
  /** What Xero should hold; never below 0, which Xero does not keep. */
  readonly target: Money;
}

function stockFigures(
  snapshot: StockSnapshot,
  settings: WebsiteSettings,
  movements: readonly StockMovement[],
): StockFigures {
  const chosen = settings.stock.sources;
  const sources = sum(
    snapshot.sources
      .filter(({ source_code: source }) => chosen.length === 0 || chosen.includes(source))
      .map(({ quantity }) => money(quantity)),
  );
  const lag = movements.map((movement) =>
    money(movement.posted).minus(money(movement.shipped)).minus(money(movement.refundedUnshipped)),
  );
  const unshipped = sum(lag.map((pieces) => max(zero, pieces)));
  const unposted = sum(lag.map((pieces) => max(zero, negate(pieces))));
  const toReturn = sum(
    movements.map((movement) => max(zero, money(movement.restocked).minus(money(movement.returned)))),
  );
  const target = max(zero, sources.minus(unshipped).plus(unposted).minus(toReturn));
  return { sources, unshipped, unposted, toReturn, target };
}

function itemMissing(input: StockInput, settings: WebsiteSettings, code: string): Plan {
  const { product_id: productId, sku } = input.snapshot.data;
  if (!settings.items.enabled || productId === undefined) return nothing;
  const key = productKey(productId);
  if (input.links.find(key, 'item', 'Item') !== undefined) return nothing;
  return { ...nothing, needs: [{ kind: 'record', recordKey: key, why: `item ${code} of ${sku} is not in Xero yet` }] };
}

const positive = (value: string | number | null | undefined): Money | undefined => {
  const amount = round(money(value), 4);
  return amount.gt('0') ? amount : undefined;
};

/** The product's cost in Magento; else what Xero's item says of purchases; else what the pieces on hand cost on average. */
function costOf(input: StockInput, item: DirectoryItem, snapshot: StockSnapshot): Money | undefined {
  const link =
    snapshot.product_id === undefined ? undefined : input.links.find(productKey(snapshot.product_id), 'item', 'Item');
  const written = link?.document as { PurchaseDetails?: { UnitPrice?: string } } | undefined;
  return (
    positive(snapshot.cost) ??
    positive(written?.PurchaseDetails?.UnitPrice) ??
    positive(item.PurchaseDetails?.UnitPrice) ??
    averageCost(item)
  );
}

function averageCost(item: DirectoryItem): Money | undefined {
  const onHand = money(item.QuantityOnHand);
  return onHand.gt('0') && item.TotalCostPool !== null && item.TotalCostPool !== undefined
    ? round(money(item.TotalCostPool).div(onHand), 4)
    : undefined;
}

interface Accounts {
  readonly asset: string;
  readonly counter: string;
}

function accountsFor(
  settings: WebsiteSettings,
  item: DirectoryItem,
  existing: readonly { readonly Code?: string | undefined; readonly Status: string }[],
): Accounts | { readonly missing: { readonly subject: string; readonly why: string; readonly known: boolean } } {
  const chosen = {
    asset_account: item.InventoryAssetAccountCode ?? settings.stock.asset_account,
    adjustment_account: settings.stock.adjustment_account,
  };
  for (const [name, code] of Object.entries(chosen)) {
    if (code === null) return { missing: { subject: `stock.${name}`, why: `stock.${name} is not set`, known: false } };
    if (!existing.some((account) => account.Code === code && account.Status === 'ACTIVE'))
      return { missing: { subject: code, why: `account ${code} (stock.${name}) is not in Xero`, known: true } };
  }
  return { asset: chosen.asset_account ?? '', counter: chosen.adjustment_account ?? '' };
}

function stockContact(
  input: StockInput,
  settings: WebsiteSettings,
): { id: IdOrRef; dependsOn: readonly PartRef[]; operations: readonly Operation[] } {
  const ref = partRef(stockContactKey, 'contact');
  const name = settings.stock.contact_name;
  if (input.links.find(stockContactKey, 'contact', 'Contact') !== undefined)
    return { id: { ref }, dependsOn: [ref], operations: [] };
  const number = `M2-${input.instanceId.slice(0, 8)}-stock`;
  const known = input.directory.contactByNumber(number) ?? input.directory.contactsByName(name)[0];
  if (known !== undefined) return { id: known.ContactID, dependsOn: [], operations: [] };
  const create = contactOperation({
    kind: 'contact.create',
    recordKey: stockContactKey,
    tenantId: tenantId(input.organisation?.tenantId ?? ''),
    naturalKey: number,
    document: { Name: name, ContactNumber: number },
    inputFingerprint: fingerprint({ shared: name }),
    reason: 'Stock adjustments need a contact',
    pins: { settingsVersion: input.settings.version },
  });
  return { id: { ref }, dependsOn: [ref], operations: [create] };
}

/**
 * Xero has no adjustment document: a bill (increase) or a supplier credit (decrease) that comes to 0.00, one line on the item, one on the
 * adjustment account. `NoTax`: moving stock is no supply.
 */
function adjustment(facts: {
  readonly increase: boolean;
  readonly quantity: Money;
  readonly unit: Money;
  readonly contact: IdOrRef;
  readonly code: string;
  readonly sku: string;
  readonly number: string;
  readonly date: string;
  readonly accounts: Accounts;
  readonly settings: WebsiteSettings;
}): XeroInvoice | XeroCreditNote {
  const { increase, quantity, unit, accounts, date, number } = facts;
  const description = `Stock ${increase ? 'increase' : 'decrease'} ${facts.sku}, from Magento`;
  const LineItems: readonly XeroLineItem[] = [
    {
      Description: description,
      Quantity: plain(quantity),
      UnitAmount: plain(unit),
      ItemCode: facts.code,
      AccountCode: accounts.asset,
    },
    {
      Description: description,
      Quantity: plain(quantity),
      UnitAmount: plain(negate(unit)),
      AccountCode: accounts.counter,
    },
  ];
  const common = {
    Contact: { ContactID: facts.contact },
    Date: date,
    Status: facts.settings.mode === 'draft' ? ('DRAFT' as const) : ('AUTHORISED' as const),
    LineAmountTypes: 'NoTax' as const,
    LineItems,
  };
  return increase
    ? { Type: 'ACCPAY', InvoiceNumber: number, DueDate: date, ...common }
    : { Type: 'ACCPAYCREDIT', CreditNoteNumber: number, ...common };
}

/** Where the shop's country has one time zone or a main one; elsewhere UTC. A quantity is corrected on the day it is found wrong. */
const zones: Readonly<Record<string, string>> = { AU: 'Australia/Sydney', NZ: 'Pacific/Auckland', GB: 'Europe/London' };

function dayAt(now: string, country: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zones[country] ?? 'UTC', dateStyle: 'short' });
  return parts.format(new Date(now));
}
