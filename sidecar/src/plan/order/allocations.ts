import type { Link } from '../../model/link';
import type { Part } from '../../model/record';
import { cents, min, money, zero, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import { linkOf, refTo, today, type OrderContext } from './context';
import { dateOf } from './linkState';
import { operation } from './operations';
import { dueOn } from './due';

interface Credit {
  readonly part: Part;
  readonly number: string;
  readonly total: Money;
  readonly link: Link | undefined;
  /** The credit note's date; undefined: today. */
  readonly date?: string | undefined;
}
interface Target {
  readonly part: Part;
  readonly number: string;
  readonly link: Link | undefined;
  readonly amount: Money;
  readonly date?: string | undefined;
  /** What the invoice adds up to, where Xero was not asked yet. */
  readonly total?: Money | undefined;
}

/** Sets a credit off against invoices, up to what is open on each; the rest stays open on the credit note. */
export function allocate(context: OrderContext, credit: Credit, targets: readonly Target[]): void {
  for (const target of targets) {
    const part = `allocation:${credit.part.replace('creditmemo:', '')}:${target.part.replace('invoice:', '')}`;
    if (linkOf(context, part, 'Allocation') !== undefined) continue;
    const amount = min(target.amount, dueOn(context, target.part, target.link, target.total));
    if (amount.lte(zero)) continue;
    context.plan.operations.push(
      operation(context, {
        kind: 'allocation.create',
        part,
        naturalKey: `${credit.number} > ${target.number}`,
        dependsOn: [refTo(context, credit.part), refTo(context, target.part)],
        document: {
          CreditNoteID: { ref: refTo(context, credit.part) },
          Invoice: { InvoiceID: { ref: refTo(context, target.part) } },
          Amount: cents(amount),
          Date: laterOf(
            credit.date ?? creditDate(credit.link) ?? today(context),
            target.date ?? creditDate(target.link),
          ),
        },
        inputFingerprint: fingerprint({ part, amount: cents(money(cents(credit.total))) }),
        reason: `Credit note ${credit.number} is set off against ${target.number}`,
      }),
    );
  }
}

const creditDate = (link: Link | undefined) => (link === undefined ? undefined : dateOf(link));
const laterOf = (a: string, b: string | undefined): string => (b !== undefined && b > a ? b : a);
