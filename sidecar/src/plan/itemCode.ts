import type { WebsiteSettings } from '../model/settings';
import { sha256 } from '../shared/ids';

/** Longest item code that Xero takes. */
const codeLength = 30;

/**
 * Xero's item code of a SKU: prefix and SKU, or, where that is longer than 30 characters (Magento allows 64), its beginning and eight
 * hex digits of the whole SKU's SHA-256. The same SKU always gives the same code, on any machine and at any time.
 */
export function itemCodeFor(sku: string, settings: Pick<WebsiteSettings, 'items'>): string {
  const whole = `${settings.items.code_prefix}${sku.trim()}`;
  if (whole.length <= codeLength) return whole;
  const hash = sha256(sku.trim()).slice(0, 8);
  return `${whole.slice(0, codeLength - hash.length - 1)}-${hash}`;
}
