import type { XeroCreditNote, XeroLineItem } from '../../model/document';
import type { Link } from '../../model/link';
import { cents, money, round, sum, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import { allocate } from './allocations';
import { linkOf, refTo, scopeOf, settleScope, today, type OrderContext } from './context';
import { contactOf } from './contactOfSale';
import { currencyOf } from './currency';
import { openDay } from './documentDates';
import { numberOf, referenceOf } from './documentNumber';
import { newStatus } from './documentStatus';
import type { Sale } from './sale';
import { lineItems } from './lineItems';
import { isApproved } from './linkState';
import { operation } from './operations';
import { closeTotals } from './totals';
import { cancelledTotals } from './storedValue';

/**
 * Credits what was cancelled of an invoice that can no longer change: dated now, allocated to what is still open on it. A whole cancellation mirrors the invoice's own lines as
 * they were written, so that accounts and tax types are the same whatever the settings say today.
 */
export function creditCancelled(
  context: OrderContext,
  sale: Sale,
  link: Link,
  invoiceNumber: string,
  extent: 'whole' | 'part',
): void {
  const part = sale.invoice === undefined ? 'cancellation' : `cancellation:${sale.invoice.entity_id}`;
  const scope = scopeOf(context, part);
  const known = linkOf(context, part, 'CreditNote');
  const content = (extent === 'whole' ? mirrored(link) : undefined) ?? computed();
  if (content === undefined) {
    settleScope(context, scope);
    return;
  }
  const inputFingerprint = fingerprint({ part, total: cents(content.total), tax: cents(content.tax) });
  const number = known?.xeroNumber ?? numberOf(context, scope, 'creditmemo', `${sale.incrementId}-C`, 'CreditNote');
  const credit = { part, number, total: content.total, link: known };
  if (known !== undefined) {
    if (known.inputFingerprint !== inputFingerprint)
      scope.hold(
        'invoice.changedAfterPosting',
        number,
        `More of ${invoiceNumber} was cancelled in Magento after credit note ${number} was made for the first cancellation.`,
        'Credit the difference in Xero by hand, then skip this.',
        {
          magento: { total: cents(content.total), tax: cents(content.tax) },
          xero: { total: known.seen.total ?? 'not seen' },
        },
      );
    else if (isApproved(known))
      allocate(context, credit, [{ part: sale.part, number: invoiceNumber, link, amount: content.total }]);
    settleScope(context, scope);
    return;
  }
  const day = openDay(context, scope, today(context));
  const currency = currencyOf(context, scope, sale.rate);
  const reference = referenceOf(context, scope, {});
  if (!settleScope(context, scope) || day === undefined || currency === undefined) return;
  const contact = contactOf(context, link);
  if (contact === undefined) return;
  const { status } = newStatus(context);
  const document: XeroCreditNote = {
    Type: 'ACCRECCREDIT',
    Contact: { ContactID: contact.contact },
    CreditNoteNumber: number,
    Reference: reference,
    Date: day,
    Status: context.settings.mode === 'draft' ? 'DRAFT' : status === 'DRAFT' ? 'DRAFT' : 'AUTHORISED',
    LineAmountTypes: 'Inclusive',
    ...currency,
    LineItems: content.items,
  };
  context.plan.operations.push(
    operation(context, {
      kind: 'creditNote.create',
      part,
      naturalKey: number,
      dependsOn: [...contact.dependsOn, refTo(context, sale.part)],
      document,
      inputFingerprint,
      reason: `${extent === 'whole' ? '' : 'A part of '}${invoiceNumber} was cancelled in Magento, and it can no longer be ${extent === 'whole' ? 'voided' : 'changed'} in Xero`,
      contact: contact.contactRef,
      expect: { Total: cents(content.total), TotalTax: cents(content.tax) },
    }),
  );
  if (document.Status === 'AUTHORISED')
    allocate(context, credit, [{ part: sale.part, number: invoiceNumber, link, amount: content.total }]);

  function computed(): Content | undefined {
    const isPart = extent === 'part';
    const booked = closeTotals(
      scope,
      `cancellation of ${sale.incrementId}`,
      isPart ? sale.cancelledLines() : sale.lines(),
      isPart ? cancelledTotals(context) : sale.target,
      { tolerance: context.settings.sales.tolerance, isCreditMemo: false },
    );
    if (booked === undefined) return undefined;
    const items = lineItems(context, scope, booked, { keepZeroLines: false });
    return scope.clear ? { items, total: booked.total, tax: booked.tax } : undefined;
  }
}

interface Content {
  readonly items: readonly XeroLineItem[];
  readonly total: Money;
  readonly tax: Money;
}

/** The lines as we wrote them; undefined when the link does not keep them. */
function mirrored(link: Link): Content | undefined {
  const items = (link.document as { LineItems?: readonly XeroLineItem[] } | undefined)?.LineItems;
  if (items === undefined || items.length === 0) return undefined;
  const total = sum(items.map((item) => round(money(item.Quantity).times(money(item.UnitAmount)))));
  return { items, total, tax: sum(items.map(({ TaxAmount }) => money(TaxAmount))) };
}
