import type { XeroType } from '../../model/link';
import { documentNumber, isUsableNumber, type NumberedKind } from '../numbering';
import { fillReference } from '../reference';
import type { PartScope } from '../scope';
import type { OrderContext } from './context';

/** The number a document gets in Xero; held when Xero or a look-up could not take it, or when another record has it. */
export function numberOf(
  context: OrderContext,
  scope: PartScope,
  kind: NumberedKind,
  incrementId: string,
  xeroType: Extract<XeroType, 'Invoice' | 'CreditNote'>,
): string {
  const { number, path } = documentNumber(context.settings, context.snapshot.store?.code, kind, incrementId);
  scope.uses(path);
  scope.explain(
    xeroType === 'Invoice' ? 'InvoiceNumber' : 'CreditNoteNumber',
    number,
    `settings ${path} + increment_id`,
  );
  if (!isUsableNumber(number))
    scope.hold(
      'number.invalid',
      number,
      `"${number}" cannot be a document number in Xero: only printable ASCII without commas, up to 255 characters.`,
      `Change the prefix under ${path} in the settings, or the number prefix of the store view in Magento.`,
    );
  const other = context.input.links.byNumber?.(xeroType, number);
  if (other !== undefined && other.recordKey !== context.recordKey)
    scope.hold(
      'number.duplicate',
      number,
      `The number ${number} already belongs to ${other.recordKey}: two store views count with the same prefix.`,
      'Give one of the store views its own prefix under sales.store_numbers in the settings.',
    );
  return number;
}

export function referenceOf(
  context: OrderContext,
  scope: PartScope,
  document: { invoice?: string; creditmemo?: string },
): string {
  const { order, snapshot, settings, method } = context;
  const title = order.extension_attributes?.payment_additional_info.find(({ key }) => key === 'method_title')?.value;
  const text = fillReference(settings.sales.reference, {
    order: order.increment_id,
    invoice: document.invoice,
    creditmemo: document.creditmemo,
    document: document.invoice ?? document.creditmemo ?? order.increment_id,
    po_number: order.payment?.po_number,
    payment_method: title ?? method,
    store: snapshot.store?.code,
    customer_group: snapshot.customer_group?.code,
    coupon: order.coupon_code,
    shipping_method: order.shipping_description,
  });
  scope.explain('Reference', text, 'settings sales.reference');
  return text;
}
