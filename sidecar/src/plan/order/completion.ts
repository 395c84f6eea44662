import { linkOf, type OrderContext } from './context';

/**
 * When an order of the trigger `complete` was sold: at its first capture, else when it was completed (its last shipment or invoice). Undefined: not complete yet. Once posted it
 * stays sold, whatever state the order takes later.
 */
export function completionOf(context: OrderContext): { readonly at: string; readonly from: string } | undefined {
  const { order, snapshot, settings, method } = context;
  const posted = linkOf(context, 'order', 'Invoice') !== undefined;
  if (!posted && order.state !== 'complete' && order.state !== 'closed') return undefined;
  const collects = settings.payments.methods[method];
  if (collects !== undefined && collects !== 'none') {
    const captures = [
      ...snapshot.transactions.flatMap(({ txn_type: type, created_at: at }) =>
        type === 'capture' && at !== undefined ? [at] : [],
      ),
      ...snapshot.invoices.flatMap(({ state, created_at: at }) => (state === 2 ? [at] : [])),
    ].sort();
    const [first] = captures;
    if (first !== undefined) return { at: first, from: 'the first capture' };
  }
  const last = [
    ...snapshot.shipments.flatMap(({ created_at: at }) => (at === undefined ? [] : [at])),
    ...snapshot.invoices.map(({ created_at: at }) => at),
  ]
    .sort()
    .at(-1);
  return {
    at: last ?? order.created_at,
    from: last === undefined ? 'order.created_at' : 'the last shipment or invoice',
  };
}
