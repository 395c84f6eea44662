import type { XeroTracking } from '../../model/document';
import { attributeText } from '../accounts';
import type { PartScope } from '../scope';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';
import { ownerOf } from './owner';
import { productOf } from './products';

/** Up to two categories per line; undefined when a named category or option does not exist. */
export function trackingOf(context: OrderContext, scope: PartScope, line: SaleLine): XeroTracking[] | undefined {
  const chosen: XeroTracking[] = [];
  let missing = false;
  for (const [position, rule] of context.settings.tracking.entries()) {
    const value = valueOf(context, line, rule.from);
    const category = context.organisation.TrackingCategories.find(
      ({ Name, Status }) => Name === rule.category && Status === 'ACTIVE',
    );
    const ownName = rule.from === 'owner' ? ownerOf(context)?.name : undefined;
    const hasOwn = ownName !== undefined && category?.Options.some(({ Name }) => Name === ownName) === true;
    const option = (value === undefined ? undefined : rule.map[value]) ?? (hasOwn ? ownName : rule.default);
    if (option === null) continue;
    scope.uses(`tracking.${position}`);
    const known = category?.Options.find(({ Name, Status }) => Name === option && Status === 'ACTIVE');
    // Xero creates no options by itself on a line: it refuses the document
    if (known === undefined) {
      missing = true;
      scope.hold(
        'tracking.unknown',
        `${rule.category}: ${option}`,
        `Xero has no active tracking option "${option}" in the category "${rule.category}".`,
        'Create the option in Xero, or choose another one under tracking in the settings.',
      );
    } else chosen.push({ Name: rule.category, Option: option });
  }
  return missing ? undefined : chosen;
}

function valueOf(context: OrderContext, line: SaleLine, from: string): string | undefined {
  const { store, customer_group: group } = context.snapshot;
  switch (from) {
    case 'website':
      return store?.website_id === undefined ? undefined : String(store.website_id);
    case 'store':
      return store?.code;
    case 'payment_method':
      return context.method;
    case 'customer_group':
      return group?.code;
    case 'owner':
      return ownerOf(context)?.email;
    default: {
      if (line.item === undefined || !from.startsWith('product:')) return undefined;
      return attributeText(productOf(context, line.item).attributes?.[from.slice('product:'.length)]);
    }
  }
}
