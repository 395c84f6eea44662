import type { WebsiteSettings } from '../model/settings';

export type NumberedKind = 'invoice' | 'order' | 'creditmemo';

/**
 * Magento counts orders, invoices and credit memos separately, so the same increment id occurs in all three (measured): the prefix tells
 * them apart, and per store view where two views share a counter's prefix.
 */
export function documentNumber(
  settings: WebsiteSettings,
  storeCode: string | undefined,
  kind: NumberedKind,
  incrementId: string,
): { readonly number: string; readonly path: string } {
  const own = storeCode === undefined ? undefined : settings.sales.store_numbers[storeCode]?.[kind];
  return own === undefined
    ? { number: `${settings.sales.numbers[kind]}${incrementId}`, path: `sales.numbers.${kind}` }
    : { number: `${own}${incrementId}`, path: `sales.store_numbers.${storeCode ?? ''}.${kind}` };
}

/**
 * Xero takes printable ASCII up to 255 characters. A comma is legal there but the SDK joins numbers with raw commas in look-ups, so a
 * document with one could not be found again after a lost answer.
 */
export const isUsableNumber = (number: string): boolean => /^[\x20-\x2b\x2d-\x7e]{1,255}$/.test(number);
