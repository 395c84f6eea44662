import type { Part } from '../../model/record';
import type { MagentoInvoice } from '../../model/snapshot';
import { cents, money, zero } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import type { PartScope } from '../scope';
import { isCancelledInPart, splitCancelled } from './cancellation';
import type { OrderContext } from './context';
import { documentFixedProductTax, fitFixedProductTax } from './fixedProductTax';
import { giftWrappingLines } from './giftWrapping';
import { documentItemLines, type SaleLine } from './lines';
import { orderLines } from './orderLines';
import { shippingLine } from './shippingLine';
import { surchargeLines } from './surcharges';
import {
  cancelledTotals,
  orderStoredValue,
  orderTotals,
  storedValueOf,
  totalOf,
  type StoredValue,
  type Totals,
} from './storedValue';
import { closeTotals, type Booked } from './totals';

/** A sale that Xero shall hold as one ACCREC invoice. */
export interface Sale {
  readonly part: Part;
  readonly kind: 'invoice' | 'order';
  readonly incrementId: string;
  readonly createdAt: string;
  readonly dateFrom: string;
  /** Undefined for a whole order. */
  readonly invoice: MagentoInvoice | undefined;
  readonly cancelled: boolean;
  readonly rate: string | undefined;
  readonly target: Totals;
  readonly storedValue: readonly StoredValue[];
  lines(): readonly SaleLine[];
  /** What was taken off a whole order that was cancelled in part; empty elsewhere. */
  cancelledLines(): readonly SaleLine[];
}

export function invoiceSale(context: OrderContext, invoice: MagentoInvoice): Sale {
  const where = `invoice:${invoice.entity_id}`;
  const storedValue = invoiceStoredValue(context, invoice);
  const target = { total: money(invoice.grand_total).plus(totalOf(storedValue)), tax: money(invoice.tax_amount) };
  const bearers = invoice.items.filter(({ order_item_id: id }) => context.items.get(id)?.role !== 'heading');
  return {
    part: where,
    kind: 'invoice',
    incrementId: invoice.increment_id,
    createdAt: invoice.created_at,
    dateFrom: `${where}.created_at in the store's time zone`,
    invoice,
    cancelled: invoice.state === 3,
    rate: invoice.base_to_order_rate,
    target,
    storedValue,
    lines: () => {
      const items = documentItemLines(context, invoice.items, where);
      const shipping = shippingLine(context, invoice, bearers, where);
      const besides = [
        ...giftWrappingLines(context, invoice.extension_attributes, `${where}.extension_attributes`),
        ...surchargeLines(context, invoice.extension_attributes, `${where}.extension_attributes`),
        ...(shipping === undefined ? [] : [shipping]),
      ];
      const levies = documentFixedProductTax(context, invoice.items);
      return [...items, ...fitFixedProductTax(levies, [...items, ...besides], target), ...besides];
    },
    cancelledLines: () => [],
  };
}

/** An invoice says itself what stored value paid; where it does not and the order has only this one, the order's holds. */
function invoiceStoredValue(context: OrderContext, invoice: MagentoInvoice): StoredValue[] {
  const own = storedValueOf(invoice.extension_attributes, `invoice:${invoice.entity_id}.extension_attributes`);
  if (own.length > 0) return own;
  const standing = context.snapshot.invoices.filter(({ state }) => state !== 3);
  return standing.length === 1 ? orderStoredValue(context) : [];
}

export function orderSale(context: OrderContext, createdAt: string, dateFrom: string): Sale {
  const { order } = context;
  const partly = isCancelledInPart(context);
  const whole = orderTotals(context);
  const gone = partly ? cancelledTotals(context) : { total: zero, tax: zero };
  let all: readonly SaleLine[] | undefined;
  const lines = () => (all ??= orderLines(context));
  return {
    part: 'order',
    kind: 'order',
    incrementId: order.increment_id,
    createdAt,
    dateFrom,
    invoice: undefined,
    cancelled: order.state === 'canceled',
    rate: order.base_to_order_rate,
    target: { total: whole.total.minus(gone.total), tax: whole.tax.minus(gone.tax) },
    storedValue: orderStoredValue(context),
    lines: () => (partly ? splitCancelled(context, lines()).remaining : lines()),
    cancelledLines: () => (partly ? splitCancelled(context, lines()).cancelled : []),
  };
}

export const bookSale = (context: OrderContext, scope: PartScope, sale: Sale): Booked | undefined =>
  closeTotals(scope, `${sale.kind} ${sale.incrementId}`, sale.lines(), sale.target, {
    tolerance: context.settings.sales.tolerance,
    isCreditMemo: false,
  });

/** The Magento facts that decide whether an invoice changed: amounts as booked, so that REST's and the stored form are the same; no setting, no product fact, no buyer. */
export const saleFingerprint = (sale: Sale, booked: Booked): string =>
  fingerprint({
    number: sale.incrementId,
    cancelled: sale.cancelled,
    total: cents(booked.total),
    tax: cents(booked.tax),
    lines: booked.lines.map(({ id, quantity, gross, tax, codes }) => [
      id,
      quantity.toFixed(),
      cents(gross),
      cents(tax),
      codes,
    ]),
  });
