import type { OrderContext } from './context';

interface NewStatus {
  readonly status: 'DRAFT' | 'SUBMITTED' | 'AUTHORISED';
  readonly from: string;
  /** The order's status that keeps the document back; it is approved when the order moves on. */
  readonly heldBack: string | undefined;
}

export function newStatus(context: OrderContext): NewStatus {
  const { settings, statusRule, order } = context;
  if (settings.mode === 'draft') return { status: 'DRAFT', from: 'settings mode: draft', heldBack: undefined };
  if (statusRule !== undefined && statusRule !== 'wait')
    return {
      status: statusRule,
      from: `settings sales.order_statuses, order is ${order.status ?? order.state ?? ''}`,
      heldBack: statusRule === 'AUTHORISED' ? undefined : (order.status ?? order.state),
    };
  return { status: settings.sales.status, from: 'settings sales.status', heldBack: undefined };
}
