import type { Hold, Need } from '../../model/hold';
import type { Link } from '../../model/link';
import type { Operation } from '../../model/operation';
import type { Organisation } from '../../model/organisation';
import { partRef, tenantId, type Part, type PartRef, type RecordKey, type TenantId } from '../../model/record';
import type { Trigger, WebsiteSettings } from '../../model/settings';
import type { MagentoOrder, OrderSnapshot } from '../../model/snapshot';
import { booksOf, type Books } from '../books';
import { planOrderBuyer, type Buyer } from '../contact';
import type { OrderInput } from '../contactOfOrder';
import { storeTime, timezoneOf, type Day } from '../dates';
import { PartScope, type ScopeFacts } from '../scope';
import { indexItems, type ItemIndex } from './orderItems';
import { readTaxes, type OrderTaxes } from './orderTaxes';

/** The plan while it is being made. */
interface Draft {
  readonly operations: Operation[];
  readonly holds: Hold[];
  readonly needs: Need[];
}

/** One order being planned: its snapshot, what holds for it, and the plan so far. */
export interface OrderContext extends ScopeFacts {
  readonly input: OrderInput;
  readonly snapshot: OrderSnapshot;
  readonly order: MagentoOrder;
  readonly recordKey: RecordKey;
  readonly tenantId: TenantId;
  readonly settings: WebsiteSettings;
  readonly organisation: Organisation;
  readonly books: Books;
  readonly timezone: string;
  readonly method: string;
  readonly trigger: Trigger;
  readonly items: ItemIndex;
  readonly taxes: OrderTaxes;
  readonly links: readonly Link[];
  readonly plan: Draft;
  /** `DRAFT` or `wait` where the order's status in Magento keeps new documents back. */
  readonly statusRule: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED' | 'wait' | undefined;
  /** An older snapshot than the one a document was last planned from: it must not turn anything back. */
  isOlderThan(link: Link): boolean;
  /** The buyer, planned the first time a new document needs one. */
  buyer(): Buyer;
}

export function orderContext(input: OrderInput, organisation: Organisation): OrderContext {
  const snapshot = input.snapshot.data;
  const { order, store } = snapshot;
  const settings = input.settings.forWebsite(store?.website_id ?? 0);
  const method = order.payment?.method ?? '';
  const links = input.links.of(input.recordKey);
  const plan: Draft = { operations: [], holds: [], needs: [] };
  const { order_statuses: rules } = settings.sales;
  let buyer: Buyer | undefined;
  return {
    input,
    snapshot,
    order,
    recordKey: input.recordKey,
    tenantId: tenantId(organisation.tenantId),
    settings,
    explain: input.explain,
    organisation,
    books: booksOf(organisation),
    timezone: timezoneOf(store?.timezone, organisation),
    method,
    trigger: pinnedTrigger(links) ?? settings.sales.triggers.methods[method] ?? settings.sales.triggers.default,
    items: indexItems(order),
    taxes: readTaxes(order),
    links,
    plan,
    statusRule: rules[order.status ?? ''] ?? rules[order.state ?? ''],
    isOlderThan: ({ pins }) =>
      pins.asOf !== undefined && order.updated_at !== undefined && order.updated_at < pins.asOf,
    buyer: () => {
      if (buyer !== undefined) return buyer;
      buyer = planOrderBuyer(input, settings);
      plan.operations.push(...buyer.operations);
      plan.holds.push(...buyer.holds);
      plan.needs.push(...buyer.needs);
      return buyer;
    },
  };
}

/** What was decided stays decided: once an order has a document, changing the trigger in the settings does not make another one. */
function pinnedTrigger(links: readonly Link[]): Trigger | undefined {
  for (const { xeroType, part, pins } of links) {
    if (xeroType !== 'Invoice') continue;
    if (part.startsWith('invoice:')) return 'invoice';
    if (part === 'order') return pins.trigger ?? 'order';
  }
  return undefined;
}

export const linkOf = (context: OrderContext, part: Part, xeroType: Link['xeroType']): Link | undefined =>
  context.links.find((link) => link.part === part && link.xeroType === xeroType);

export const refTo = (context: OrderContext, part: Part): PartRef => partRef(context.recordKey, part);

export const scopeOf = (context: OrderContext, part: Part): PartScope => new PartScope(context, part);

/** Puts what a scope found into the plan; true when nothing stands in the way. */
export function settleScope(context: OrderContext, scope: PartScope): boolean {
  context.plan.holds.push(...scope.holds);
  return scope.clear;
}

/** `YYYY-MM-DD HH:MM:SS` by the store's clock; holds when Magento's text is no time. */
export function clockOf(context: OrderContext, scope: PartScope, createdAt: string): string | undefined {
  return (
    storeTime(createdAt, context.timezone) ??
    scope.hold(
      'snapshot.unreadable',
      createdAt,
      `Magento gives "${createdAt}" as the date of this document, which is no date.`,
      'Look at the document in Magento; then send it again.',
    )
  );
}

export const today = (context: OrderContext): Day =>
  (storeTime(context.input.now, context.timezone) ?? context.input.now).slice(0, 10);
