import type { WebsiteSettings } from '../model/settings';
import { addDays, dayOfMonth, laterDay, type Day } from './dates';

export interface Terms {
  readonly terms: string;
  /** The setting they came from. */
  readonly path: string;
}

/** Customer group first, then payment method, then the default. */
export function termsFor(settings: WebsiteSettings, group: string | undefined, method: string): Terms {
  const { terms } = settings.sales;
  const ofGroup = group === undefined ? undefined : terms.groups[group];
  if (group !== undefined && ofGroup !== undefined) return { terms: ofGroup, path: `sales.terms.groups.${group}` };
  const ofMethod = terms.methods[method];
  if (ofMethod !== undefined) return { terms: ofMethod, path: `sales.terms.methods.${method}` };
  return { terms: terms.default, path: 'sales.terms.default' };
}

/** Undefined for `contact`: Xero then takes the contact's own terms. Never before the invoice's own date. */
export function dueDate(date: Day, terms: string): Day | undefined {
  if (terms === 'contact') return undefined;
  if (terms === 'immediate') return date;
  const days = /^(\d+) days( after end of month)?$/.exec(terms);
  if (days !== null) return addDays(days[2] === undefined ? date : dayOfMonth(date, 0, 31), Number(days[1]));
  const dayOf = /^day (\d+) of (this|next) month$/.exec(terms);
  if (dayOf !== null) return laterDay(date, dayOfMonth(date, dayOf[2] === 'next' ? 1 : 0, Number(dayOf[1])));
  return date;
}
