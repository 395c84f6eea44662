import Big from 'big.js';
import type { OrderData, RecordedDocument } from '../simulators/magento/recordings';

/**
 * What Xero must hold for an order, from the totals that stand on Magento's documents and nothing else. It shares no code with the
 * sidecar and knows no line: whatever the lines are, they must add up to this.
 */
export interface ExpectedOrder {
  readonly label: string;
  readonly invoices: readonly ExpectedDocument[];
  readonly creditNotes: readonly ExpectedDocument[];
}

export interface ExpectedDocument {
  readonly number: string;
  /** Decimal text with two decimals. */
  readonly total: string;
  readonly tax: string;
  /** Money that came in (invoice) or went back (credit note) by a payment. */
  readonly paid: string;
  /** Credit notes only: what is set against the order's open invoice. */
  readonly allocated: string;
  /** The part of the order's record in Magento that gets this document's id. */
  readonly part: string;
}

const field = (document: Record<string, unknown>, name: string): Big => {
  const value = document[name];
  return new Big(typeof value === 'number' || typeof value === 'string' ? String(value) : '0');
};
/** Money moves in whole cents, rounded half up (Magento keeps fractions for decimal quantities). */
const cents = (amount: Big): string => amount.round(2, Big.roundHalfUp).toFixed(2);
const total = (document: RecordedDocument): string => cents(field(document, 'grand_total'));
const tax = (document: RecordedDocument): string => cents(field(document, 'tax_amount'));

/** Methods whose money the sidecar posts; their invoices follow Magento's. All others: one invoice per order, matched by hand. */
export function expectedOf(data: OrderData, postedMethods: readonly string[]): ExpectedOrder {
  const { order, invoices, creditmemos } = data;
  const isPosted = postedMethods.includes(order.payment.method);
  const whole: ExpectedDocument = {
    number: `ORD-${order.increment_id}`,
    total: cents(field(order, 'grand_total').minus(field(order, 'total_canceled'))),
    tax: cents(field(order, 'tax_amount').minus(field(order, 'tax_canceled'))),
    paid: '0.00',
    allocated: '0.00',
    part: 'order',
  };
  return {
    label: order.increment_id,
    invoices: isPosted
      ? invoices.map((invoice) => ({
          number: `INV-${invoice.increment_id}`,
          total: total(invoice),
          tax: tax(invoice),
          // State 2 is paid; 1 is open, as under payment review.
          paid: invoice.state === 2 ? total(invoice) : '0.00',
          allocated: '0.00',
          part: `invoice:${invoice.entity_id}`,
        }))
      : [whole],
    creditNotes: creditmemos.map((creditmemo) => ({
      number: `CN-${creditmemo.increment_id}`,
      total: total(creditmemo),
      tax: tax(creditmemo),
      paid: isPosted ? total(creditmemo) : '0.00',
      allocated: isPosted ? '0.00' : total(creditmemo),
      part: `creditmemo:${creditmemo.entity_id}`,
    })),
  };
}
