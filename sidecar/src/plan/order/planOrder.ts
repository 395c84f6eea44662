import type { Plan, PlanInput } from '../../model/plan';
import { tenantId } from '../../model/record';
import { orderContext, type OrderContext } from './context';
import { planCreditNotes } from './creditNotes';
import { completionOf } from './completion';
import { planSale, type PostedSale } from './invoices';
import { invoiceSale, orderSale } from './sale';
import { planPayments } from './payments';
import { planSettlements } from './settlement';

const nothing: Plan = { operations: [], holds: [], needs: [] };

/**
 * An order's documents in Xero: invoices by the payment method's trigger, then what was captured on them, then credit notes and how they are settled. A deleted order changes
 * nothing: what was sold stays in the books.
 */
export function planOrder(input: PlanInput): Plan {
  const { snapshot, organisation } = input;
  if (snapshot.recordType !== 'order' || snapshot.deleted) return nothing;
  const { mode, tenant } = input.settings.forWebsite(snapshot.data.store?.website_id ?? 0);
  if (mode === 'off') return nothing;
  if (organisation === undefined) {
    const why = 'accounts, tax rates and lock dates are not known yet';
    return { ...nothing, needs: [{ kind: 'organisation', tenantId: tenant === null ? null : tenantId(tenant), why }] };
  }
  const context = orderContext({ ...input, snapshot }, organisation);
  const sales = salesOf(context);
  if (sales === undefined) return nothing;
  planPayments(context, sales);
  planSettlements(context, planCreditNotes(context, sales));
  return context.plan;
}

/** Undefined: by its trigger the order is no sale yet, so that neither money nor credits have anything to stand on. */
function salesOf(context: OrderContext): PostedSale[] | undefined {
  const { order, snapshot } = context;
  switch (context.trigger) {
    case 'invoice':
      return [...snapshot.invoices]
        .sort((a, b) => a.entity_id - b.entity_id)
        .map((invoice) => planSale(context, invoiceSale(context, invoice)));
    case 'order':
      return [planSale(context, orderSale(context, order.created_at, `order.created_at in the store's time zone`))];
    case 'complete': {
      const completed = completionOf(context);
      return completed === undefined
        ? undefined
        : [planSale(context, orderSale(context, completed.at, completed.from))];
    }
  }
}
