import { money, plain, round } from '../../shared/money';
import type { PartScope } from '../scope';
import type { OrderContext } from './context';

interface DocumentCurrency {
  readonly CurrencyCode: string;
  readonly CurrencyRate?: string;
}

/**
 * Documents are in the order's currency. A foreign one carries Magento's own rate (order currency per base), which stays with the order when the shop's rate
 * changes later; that rate means nothing unless Magento's base currency is the organisation's.
 */
export function currencyOf(
  context: OrderContext,
  scope: PartScope,
  documentRate: string | undefined,
): DocumentCurrency | undefined {
  const { order, books, organisation } = context;
  const home = organisation.Organisation.BaseCurrency;
  const code = order.order_currency_code ?? order.base_currency_code ?? home;
  if (code === home || home === '') return { CurrencyCode: code };
  if (order.base_currency_code !== home)
    return scope.hold(
      'currency.base',
      order.base_currency_code ?? '',
      `This order is in ${code}, Magento's base currency is ${order.base_currency_code ?? 'unknown'} and the Xero organisation's is ${home}: Magento's exchange rate says nothing about ${home}.`,
      'Connect this website to a Xero organisation with the same base currency.',
    );
  if (!books.hasCurrency(code))
    return scope.hold(
      'currency.unavailable',
      code,
      `The Xero organisation does not have the currency ${code}.`,
      `Add ${code} under Settings, Currencies in Xero (it needs a plan with multiple currencies).`,
    );
  const rate = money(documentRate ?? order.base_to_order_rate);
  if (rate.lte('0'))
    return scope.hold(
      'currency.base',
      code,
      `This order is in ${code} and Magento gives no exchange rate for it.`,
      'Look at the currency rates in Magento; enter the document in Xero by hand if the order has none.',
    );
  const text = plain(round(rate, 6));
  scope.explain('CurrencyRate', text, 'base_to_order_rate');
  return { CurrencyCode: code, CurrencyRate: text };
}
