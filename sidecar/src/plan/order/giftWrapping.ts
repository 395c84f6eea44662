import { isZero, money, zero } from '../../shared/money';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';

/** Adobe Commerce, by its documented fields; no such document was recorded. */
interface Wrapping {
  readonly gw_price?: string | undefined;
  readonly gw_items_price?: string | undefined;
  readonly gw_card_price?: string | undefined;
  readonly gw_tax_amount?: string | undefined;
  readonly gw_items_tax_amount?: string | undefined;
  readonly gw_card_tax_amount?: string | undefined;
}

const kinds = [
  { name: 'Gift wrapping', type: 'quote_gw', price: 'gw_price', tax: 'gw_tax_amount' },
  { name: 'Gift wrapping of single articles', type: 'item_gw', price: 'gw_items_price', tax: 'gw_items_tax_amount' },
  { name: 'Printed gift card', type: 'printed_card_gw', price: 'gw_card_price', tax: 'gw_card_tax_amount' },
] as const;

/** Wrapping is in the grand total and in no item: price without tax, and its tax, per kind. */
export function giftWrappingLines(
  context: OrderContext,
  fields: Wrapping | null | undefined,
  where: string,
): SaleLine[] {
  if (fields === null || fields === undefined) return [];
  return kinds.flatMap(({ name, type, price, tax: taxField }): SaleLine[] => {
    const tax = money(fields[taxField]);
    const gross = money(fields[price]).plus(tax);
    if (isZero(gross)) return [];
    const codes = context.taxes.ofType(type);
    const [only, ...more] = context.taxes.applied;
    return [
      {
        kind: 'giftWrapping',
        id: type,
        name,
        quantity: money('1'),
        gross,
        tax,
        codes: codes.length > 0 || isZero(tax) || only === undefined || more.length > 0 ? codes : [only.code],
        percent: zero,
        discount: zero,
        item: undefined,
        from: { gross: `${where}.${price} + ${taxField}`, tax: `${where}.${taxField}` },
      },
    ];
  });
}
