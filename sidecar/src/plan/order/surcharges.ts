import { isZero, money, zero, type Money } from '../../shared/money';
import { attributeText } from '../accounts';
import type { OrderContext } from './context';
import type { SaleLine } from './lines';

type Fields = Readonly<Record<string, unknown>> | null | undefined;

/** Charges of extensions (card fees, handling): in the grand total and in no item. The settings name the fields, for Magento itself has none. */
export function surchargeLines(context: OrderContext, fields: Fields, where: string): SaleLine[] {
  if (fields === null || fields === undefined) return [];
  return context.settings.sales.surcharges.flatMap((charge, position): SaleLine[] => {
    const tax = charge.tax === null ? zero : amountIn(fields, charge.tax);
    const gross = amountIn(fields, charge.amount).plus(tax);
    if (isZero(gross)) return [];
    const [only, ...more] = context.taxes.applied;
    return [
      {
        kind: 'surcharge',
        id: `surcharge:${charge.amount}`,
        name: charge.name,
        quantity: one,
        gross,
        tax,
        codes: isZero(tax) || only === undefined || more.length > 0 ? [] : [only.code],
        percent: zero,
        discount: zero,
        item: undefined,
        from: {
          gross: `${where}.${charge.amount}${charge.tax === null ? '' : ` + ${charge.tax}`}, settings sales.surcharges.${position}`,
          tax: charge.tax === null ? 'none' : `${where}.${charge.tax}`,
        },
      },
    ];
  });
}

const one = money('1');

function amountIn(fields: NonNullable<Fields>, name: string): Money {
  const text = attributeText(fields[name])?.trim() ?? '';
  return /^-?\d+(\.\d+)?$/.test(text) ? money(text) : zero;
}
