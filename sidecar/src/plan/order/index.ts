/**
 * One order's documents. Where each rule stands:
 * - which documents: planOrder (trigger), sale, completion, invoices, creditNotes (memoContent, creditNoteChanges), cancellation, cancellationCredit, changes
 * - lines: lines (invoice and memo items), orderLines (stored or REST amounts), orderItems (bundles, configurables), shippingLine, fixedProductTax, giftWrapping, surcharges,
 *   adjustments; written by lineItems, lineForm, description, itemCode, tracking
 * - totals: totals (cents, Rounding line, hold), storedValue (gift cards, credit, points)
 * - tax: taxType, orderTaxes (codes), destination (export or not), products (tax class)
 * - money: payments, due, creditedSales (which invoice), settlement, allocations, voidedPayments
 * - heads of documents: documentDates, documentNumber, documentStatus, currency, contactOfSale, history, owner
 */
export { planOrder } from './planOrder';
