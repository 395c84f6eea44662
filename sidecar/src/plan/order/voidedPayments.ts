import type { Link } from '../../model/link';
import { fingerprint } from '../../shared/ids';
import { refTo, type OrderContext } from './context';
import type { Sale } from './sale';
import { isGone, targetOf } from './linkState';
import { operation } from './operations';

/** Our own payments on a sale that still stand in Xero. */
const paymentsOn = (context: OrderContext, sale: Sale): readonly Link[] =>
  context.links.filter(
    (link) => link.xeroType === 'Payment' && !isGone(link) && targetOf(link) === refTo(context, sale.part),
  );

/**
 * Takes our payments off a cancelled sale (a denied or voided capture, a gift card given back); true while any is there. Xero voids no invoice that has a
 * payment, so voiding follows in the plan after this one.
 */
export function deletePaymentsOf(context: OrderContext, sale: Sale, number: string): boolean {
  const payments = paymentsOn(context, sale);
  for (const link of payments)
    context.plan.operations.push(
      operation(context, {
        kind: 'payment.delete',
        part: link.part,
        naturalKey: `${number} · ${link.part}`,
        dependsOn: [],
        document: { PaymentID: link.xeroId, Status: 'DELETED' },
        inputFingerprint: fingerprint({ part: link.part, voided: true }),
        reason: `The payment of ${number} was voided in Magento`,
      }),
    );
  return payments.length > 0;
}
