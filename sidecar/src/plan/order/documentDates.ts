import { addDays, firstOpenDay, isBeforeCutOver, laterDay, type Day } from '../dates';
import { dueDate, termsFor, type Terms } from '../terms';
import type { PartScope } from '../scope';
import { clockOf, type OrderContext } from './context';

export interface DocumentDate {
  readonly day: Day;
  /** Magento's own day, where a locked period moved the document. */
  readonly trueDay: Day;
  readonly beforeCutOver: boolean;
}

/** The day of a document by the store's clock; undefined when the scope holds a cause. */
export function documentDate(
  context: OrderContext,
  scope: PartScope,
  createdAt: string,
  from: string,
): DocumentDate | undefined {
  const clock = clockOf(context, scope, createdAt);
  if (clock === undefined) return undefined;
  const trueDay = clock.slice(0, 10);
  if (isBeforeCutOver(createdAt, clock, context.settings.cut_over))
    return { day: trueDay, trueDay, beforeCutOver: true };
  const day = openDay(context, scope, trueDay);
  if (day === undefined) return undefined;
  scope.explain(
    'Date',
    day,
    day === trueDay ? from : `${from} is ${trueDay}, in a locked period; settings sales.locked_period`,
  );
  return { day, trueDay, beforeCutOver: false };
}

/** Xero refuses documents in a locked period: a person decides, or they go to the first open day. */
export function openDay(context: OrderContext, scope: PartScope, day: Day): Day | undefined {
  const open = firstOpenDay(context.organisation);
  if (open === null || day >= open) return day;
  if (context.settings.sales.locked_period === 'redate') {
    scope.uses('sales.locked_period');
    return laterDay(day, open);
  }
  return scope.hold(
    'document.locked',
    addDays(open, -1),
    `The date ${day} lies in a period that is locked in Xero up to ${addDays(open, -1)}.`,
    `Move the lock date in Xero, or set sales.locked_period to "redate" to date such documents ${open}.`,
  );
}

export const isLocked = (context: OrderContext, day: Day): boolean => {
  const open = firstOpenDay(context.organisation);
  return open !== null && day < open;
};

export const orderTerms = ({ settings, snapshot, method }: OrderContext): Terms =>
  termsFor(settings, snapshot.customer_group?.code, method);

/** Money that the method has collected already is due the same day. */
export function dueDateOf(context: OrderContext, scope: PartScope, date: DocumentDate): Day | undefined {
  const method = context.settings.payments.methods[context.method];
  if (method !== undefined && method !== 'none') {
    scope.explain('DueDate', date.day, `settings payments.methods.${context.method}: prepaid`);
    return date.day;
  }
  const { terms, path } = orderTerms(context);
  scope.uses(path);
  const due = dueDate(date.trueDay, terms);
  if (due === undefined) return undefined;
  const later = laterDay(due, date.day);
  scope.explain('DueDate', later, `settings ${path}: ${terms}`);
  return later;
}
