import Big from 'big.js';
import type { Link, XeroType } from '../../sidecar/src/model/link';
import { linkSchema } from '../../sidecar/src/model/link';
import type { Operation } from '../../sidecar/src/model/operation';

export interface WrittenLine {
  readonly Description: string;
  readonly Quantity?: string;
  readonly UnitAmount?: string;
  readonly TaxAmount?: string;
  readonly TaxType?: string;
  readonly AccountCode?: string;
  readonly ItemCode?: string;
  readonly Tracking?: unknown;
}

/** What Xero makes of a line: quantity × unit price to four decimals, rounded to cents. */
export const lineAmount = (line: WrittenLine): Big =>
  new Big(line.Quantity ?? '0').times(line.UnitAmount ?? '0').round(2, Big.roundHalfUp);

const totalOf = (amounts: readonly Big[]): string =>
  amounts.reduce((total, amount) => total.plus(amount), new Big(0)).toFixed(2);

export const linesOf = ({ document }: Operation): readonly WrittenLine[] =>
  (document as { LineItems?: readonly WrittenLine[] }).LineItems ?? [];

/** `total/tax`, computed as Xero does from the lines alone. */
export const sums = (operation: Operation): string => {
  const lines = linesOf(operation);
  return `${totalOf(lines.map(lineAmount))}/${totalOf(lines.map(({ TaxAmount }) => new Big(TaxAmount ?? '0')))}`;
};

/** `amount/tax` per line that carries an amount. */
export const rows = (operation: Operation): string[] =>
  linesOf(operation)
    .filter(({ Quantity }) => Quantity !== undefined)
    .map((line) => `${lineAmount(line).toFixed(2)}/${line.TaxAmount ?? ''}`);

const typeOf: Readonly<Record<string, XeroType>> = {
  contact: 'Contact',
  invoice: 'Invoice',
  payment: 'Payment',
  creditNote: 'CreditNote',
  allocation: 'Allocation',
  refund: 'Refund',
  history: 'History',
};

const field = (document: unknown, name: string): string | undefined => {
  const value = (document as Readonly<Record<string, unknown>>)[name];
  return typeof value === 'string' ? value : undefined;
};

const refOf = (id: unknown): string | undefined =>
  typeof id === 'object' && id !== null && 'ref' in id && typeof id.ref === 'string' ? id.ref : undefined;

/**
 * Carries operations out the way delivery does, as far as the planner can see: links appear, Xero says status, total and what is open. It knows Xero's rules that the
 * planner must respect and throws where one is broken.
 */
export class Ledger {
  readonly links: Link[] = [];

  apply(operations: readonly Operation[]): void {
    for (const operation of operations) this.#one(operation);
  }

  find(part: string, xeroType: XeroType): Link | undefined {
    return this.links.find((link) => link.part === part && link.xeroType === xeroType);
  }

  #one(operation: Operation): void {
    const { kind, recordKey, part, document } = operation;
    const xeroType = typeOf[kind.slice(0, kind.indexOf('.'))];
    if (xeroType === undefined) throw new Error(`unexpected ${kind}`);
    for (const ref of operation.dependsOn)
      if (!ref.startsWith('customer:') && !this.links.some((link) => `${link.recordKey}/${link.part}` === ref))
        throw new Error(`${kind} ${part} is planned before ${ref}`);
    const action = kind.slice(kind.indexOf('.') + 1);
    const index = this.links.findIndex(
      (link) => link.recordKey === recordKey && link.part === part && link.xeroType === xeroType,
    );
    const old = this.links[index];
    if (action === 'create') {
      if (old !== undefined) throw new Error(`${kind} ${part} for the second time`);
      this.links.push(this.#created(operation, xeroType));
      return;
    }
    if (old === undefined) throw new Error(`${kind} ${part}, which does not exist`);
    if (action === 'delete' && xeroType === 'Payment') {
      this.#move(old, new Big(field(old.document, 'Amount') ?? '0').times(-1), 'amountPaid');
      this.links.splice(index, 1);
      return;
    }
    if (
      action === 'void' &&
      (new Big(old.seen.amountPaid ?? '0').gt(0) || new Big(old.seen.amountCredited ?? '0').gt(0))
    )
      throw new Error(`${part} has money and cannot be voided`);
    if (action === 'delete' && !['DRAFT', 'SUBMITTED'].includes(old.seen.status ?? ''))
      throw new Error(`${part} is no draft`);
    const status =
      action === 'void' ? 'VOIDED' : action === 'delete' ? 'DELETED' : (field(document, 'Status') ?? old.seen.status);
    const expected = operation.expect;
    this.links[index] = {
      ...old,
      inputFingerprint: operation.inputFingerprint,
      documentFingerprint: operation.documentFingerprint,
      document: { ...(old.document as object), ...document },
      pins: { ...operation.pins },
      revision: old.revision + 1,
      seen: {
        ...old.seen,
        status,
        ...(expected === undefined
          ? {}
          : { total: expected.Total, totalTax: expected.TotalTax, amountDue: expected.Total }),
      },
    };
  }

  #created(operation: Operation, xeroType: XeroType): Link {
    const { document, expect: expected, recordKey, part } = operation;
    const amount = new Big(field(document, 'Amount') ?? '0');
    if (xeroType === 'Payment' || xeroType === 'Allocation') {
      const target = refOf((document as { Invoice?: { InvoiceID?: unknown } }).Invoice?.InvoiceID);
      this.#pay(target, amount, xeroType === 'Payment' ? 'amountPaid' : 'amountCredited');
    }
    if (xeroType === 'Refund' || xeroType === 'Allocation') {
      const credit = document as { CreditNote?: { CreditNoteID?: unknown }; CreditNoteID?: unknown };
      this.#use(refOf(credit.CreditNote?.CreditNoteID ?? credit.CreditNoteID), amount);
    }
    const isDocument = xeroType === 'Invoice' || xeroType === 'CreditNote';
    return linkSchema.parse({
      tenantId: operation.tenantId,
      recordKey,
      part,
      xeroType,
      xeroId: `id of ${recordKey}/${part}`,
      xeroNumber: field(document, 'InvoiceNumber') ?? field(document, 'CreditNoteNumber') ?? null,
      inputFingerprint: operation.inputFingerprint,
      documentFingerprint: operation.documentFingerprint,
      document,
      pins: operation.pins ?? {},
      seen: isDocument
        ? {
            status: field(document, 'Status'),
            total: expected?.Total,
            totalTax: expected?.TotalTax,
            ...(xeroType === 'Invoice'
              ? { amountDue: expected?.Total, amountPaid: '0.00', amountCredited: '0.00' }
              : { remainingCredit: expected?.Total }),
          }
        : {},
    });
  }

  #target(ref: string | undefined, xeroType: XeroType): Link {
    const link = this.links.find((each) => `${each.recordKey}/${each.part}` === ref && each.xeroType === xeroType);
    if (link === undefined) throw new Error(`nothing at ${ref ?? 'no reference'}`);
    return link;
  }

  #pay(ref: string | undefined, amount: Big, what: 'amountPaid' | 'amountCredited'): void {
    const link = this.#target(ref, 'Invoice');
    if (!['AUTHORISED', 'PAID'].includes(link.seen.status ?? '')) throw new Error(`${ref ?? ''} is not approved`);
    if (amount.gt(link.seen.amountDue ?? '0'))
      throw new Error(`${amount.toFixed(2)} exceeds what is open on ${ref ?? ''}`);
    this.#move(link, amount, what, true);
  }

  #move(link: Link, amount: Big, what: 'amountPaid' | 'amountCredited', isTarget = false): void {
    const target = isTarget
      ? link
      : this.#target(refOf((link.document as { Invoice?: { InvoiceID?: unknown } }).Invoice?.InvoiceID), 'Invoice');
    target.seen[what] = new Big(target.seen[what] ?? '0').plus(amount).toFixed(2);
    target.seen.amountDue = new Big(target.seen.amountDue ?? '0').minus(amount).toFixed(2);
    target.seen.status = new Big(target.seen.amountDue).eq(0) ? 'PAID' : 'AUTHORISED';
  }

  #use(ref: string | undefined, amount: Big): void {
    const link = this.#target(ref, 'CreditNote');
    if (!['AUTHORISED', 'PAID'].includes(link.seen.status ?? '')) throw new Error(`${ref ?? ''} is not approved`);
    if (amount.gt(link.seen.remainingCredit ?? '0'))
      throw new Error(`${amount.toFixed(2)} exceeds what is left of ${ref ?? ''}`);
    link.seen.remainingCredit = new Big(link.seen.remainingCredit ?? '0').minus(amount).toFixed(2);
    link.seen.status = new Big(link.seen.remainingCredit).eq(0) ? 'PAID' : 'AUTHORISED';
  }
}
