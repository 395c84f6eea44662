import { isRef } from '../model/document';
import type { XeroType } from '../model/link';
import { seenSchema, type Seen } from '../model/link';
import type { OperationKind } from '../model/operation';
import { splitPartRef } from '../model/record';
import { cents, isZero, money, zero, type Money } from '../shared/money';
import { linkRow, type LinkIdentity } from './links';
import type { Tx } from './open';
import type { LinkRow } from './schema';

/**
 * A payment, refund or allocation that Xero took changes what is open on the document it was made to. Xero's answer to it does not say
 * how much, so what we last saw of that document is carried on by what we know moved; the next reading of the document overrules it.
 */
const effects: Readonly<
  Partial<Record<OperationKind, { readonly sign: 1 | -1; readonly how: 'paid' | 'refunded' | 'credited' }>>
> = {
  'payment.create': { sign: 1, how: 'paid' },
  'payment.delete': { sign: -1, how: 'paid' },
  'refund.create': { sign: 1, how: 'refunded' },
  'refund.delete': { sign: -1, how: 'refunded' },
  'allocation.create': { sign: 1, how: 'credited' },
  'allocation.delete': { sign: -1, how: 'credited' },
};

/** `document`: what the operation wrote, or for a deletion what it had written. */
export async function carryOn(tx: Tx, kind: OperationKind, own: LinkIdentity, document: unknown): Promise<void> {
  const effect = effects[kind];
  if (effect === undefined || typeof document !== 'object' || document === null) return;
  const fields = document as {
    Amount?: string;
    Invoice?: { InvoiceID?: unknown };
    CreditNote?: { CreditNoteID?: unknown };
    CreditNoteID?: unknown;
  };
  const amount = money(fields.Amount).times(money(String(effect.sign)));
  const invoice = fields.Invoice?.InvoiceID;
  const creditNote = fields.CreditNote?.CreditNoteID ?? fields.CreditNoteID;
  if (effect.how !== 'refunded')
    await change(tx, own, invoice, 'Invoice', (seen) => onInvoice(seen, amount, effect.how === 'paid'));
  if (effect.how !== 'paid') await change(tx, own, creditNote, 'CreditNote', (seen) => onCreditNote(seen, amount));
}

async function change(
  tx: Tx,
  own: LinkIdentity,
  id: unknown,
  xeroType: XeroType,
  next: (seen: Seen) => Seen,
): Promise<void> {
  const target = await targetOf(tx, own, id, xeroType);
  if (target === undefined) return;
  const seen = next(seenSchema.parse(JSON.parse(target.seen)));
  await tx
    .updateTable('links')
    .set({ seen: JSON.stringify(seen) })
    .where('id', '=', target.id)
    .execute();
}

async function targetOf(tx: Tx, own: LinkIdentity, id: unknown, xeroType: XeroType): Promise<LinkRow | undefined> {
  if (isRef(id)) {
    const { recordKey, part } = splitPartRef(id.ref);
    return linkRow(tx, { ...own, record_key: recordKey, part, xero_type: xeroType });
  }
  if (typeof id !== 'string') return undefined;
  return tx
    .selectFrom('links')
    .selectAll()
    .where('tenant_id', '=', own.tenant_id)
    .where('instance_id', '=', own.instance_id)
    .where('xero_type', '=', xeroType)
    .where('xero_id', '=', id)
    .executeTakeFirst();
}

const statusAfter = (seen: Seen, open: Money): Partial<Seen> => {
  if (seen.status !== 'AUTHORISED' && seen.status !== 'PAID') return {};
  return { status: isZero(open) ? 'PAID' : 'AUTHORISED' };
};

function onInvoice(seen: Seen, amount: Money, paid: boolean): Seen {
  const total = money(seen.total);
  const amountPaid = money(seen.amountPaid).plus(paid ? amount : zero);
  const amountCredited = money(seen.amountCredited).plus(paid ? zero : amount);
  const due =
    seen.amountDue === undefined ? total.minus(amountPaid).minus(amountCredited) : money(seen.amountDue).minus(amount);
  return {
    ...seen,
    amountPaid: cents(amountPaid),
    amountCredited: cents(amountCredited),
    amountDue: cents(due),
    ...statusAfter(seen, due),
  };
}

function onCreditNote(seen: Seen, amount: Money): Seen {
  const remaining = money(seen.remainingCredit ?? seen.total).minus(amount);
  return { ...seen, remainingCredit: cents(remaining), ...statusAfter(seen, remaining) };
}
