import { cut } from './contactFields';

const longest = 255;

/**
 * Fills a template like `Order {order} · {po_number} · {payment_method}`. Parts are what stands between ` · `; a part whose placeholders are
 * all empty is dropped with its words. At most 255 characters (Xero's limit).
 */
export function fillReference(template: string, values: Readonly<Record<string, string | undefined>>): string {
  const parts = template.split(' · ').map((part) => {
    const names = [...part.matchAll(/\{([a-z_]+)\}/g)].map(([, name]) => name ?? '');
    if (names.length > 0 && names.every((name) => (values[name] ?? '') === '')) return '';
    return part.replace(/\{([a-z_]+)\}/g, (_, name: string) => values[name] ?? '').trim();
  });
  return cut(parts.filter((part) => part !== '').join(' · '), longest);
}
