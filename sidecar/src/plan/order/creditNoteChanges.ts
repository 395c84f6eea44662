import type { Link } from '../../model/link';
import type { Part } from '../../model/record';
import type { MagentoCreditmemo } from '../../model/snapshot';
import { cents } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import { scopeOf, settleScope, type OrderContext } from './context';
import { newStatus } from './documentStatus';
import { lineItems } from './lineItems';
import { isDraft, isGone } from './linkState';
import { closeMemo, memoFingerprint, type MemoContent } from './memoContent';
import { operation } from './operations';

interface PostedMemo {
  readonly memo: MagentoCreditmemo;
  readonly part: Part;
  readonly number: string;
}

/** Magento never changes a credit memo; should one differ all the same, a draft is corrected, and anything further needs a person. */
export function changeCreditNote(context: OrderContext, credit: PostedMemo, link: Link, content: MemoContent): void {
  if (context.isOlderThan(link) || isGone(link) || link.inputFingerprint === '') return;
  const own = scopeOf(context, credit.part);
  const booked = closeMemo(context, own, credit.memo, content);
  if (booked === undefined) return void settleScope(context, own);
  const now = memoFingerprint(credit.memo, booked);
  if (now === link.inputFingerprint) return approveHeldBack(context, credit, link, now);
  if (isDraft(link)) {
    const items = lineItems(context, own, booked, { keepZeroLines: true });
    if (!settleScope(context, own)) return;
    context.plan.operations.push(
      operation(context, {
        kind: 'creditNote.update',
        part: credit.part,
        naturalKey: credit.number,
        dependsOn: [],
        document: { CreditNoteID: link.xeroId, LineAmountTypes: 'Inclusive', LineItems: items },
        inputFingerprint: now,
        reason: `Credit memo ${credit.memo.increment_id} changed in Magento`,
        contact: link.pins.contact,
        heldBack: link.pins.heldBack,
        expect: { Total: cents(booked.total), TotalTax: cents(booked.tax) },
      }),
    );
    return;
  }
  own.hold(
    'invoice.changedAfterPosting',
    credit.number,
    `Credit memo ${credit.memo.increment_id} changed in Magento after credit note ${credit.number} was approved in Xero.`,
    'Compare both columns and correct the credit note in Xero by hand, then skip this.',
    {
      magento: { total: cents(booked.total), tax: cents(booked.tax) },
      xero: { total: link.seen.total ?? 'not seen', tax: link.seen.totalTax ?? 'not seen' },
    },
  );
  settleScope(context, own);
}

function approveHeldBack(context: OrderContext, credit: PostedMemo, link: Link, now: string): void {
  if (link.pins.heldBack === undefined || !isDraft(link) || context.statusRule === 'wait') return;
  const { status, heldBack } = newStatus(context);
  if (heldBack !== undefined || status === 'DRAFT' || status === link.seen.status) return;
  context.plan.operations.push(
    operation(context, {
      kind: 'creditNote.update',
      part: credit.part,
      naturalKey: credit.number,
      dependsOn: [],
      document: { CreditNoteID: link.xeroId, Status: status },
      inputFingerprint: now,
      reason: `Order ${context.order.increment_id} is no longer ${link.pins.heldBack} in Magento`,
      contact: link.pins.contact,
    }),
  );
}

/** A cancelled credit memo gave nothing back: its draft is deleted, its approved note voided; once refunded or allocated a person decides. */
export function cancelCreditNote(
  context: OrderContext,
  memo: MagentoCreditmemo,
  part: Part,
  number: string,
  link: Link | undefined,
): undefined {
  if (link === undefined || isGone(link) || context.isOlderThan(link)) return undefined;
  const used = context.links.some(
    (other) =>
      (other.part.startsWith(`refund:${memo.entity_id}`) || other.part.startsWith(`allocation:${memo.entity_id}:`)) &&
      !isGone(other),
  );
  if (used) {
    const scope = scopeOf(context, part);
    scope.hold(
      'invoice.changedAfterPosting',
      number,
      `Credit memo ${memo.increment_id} was cancelled in Magento after ${number} was refunded or set off in Xero.`,
      'Remove the refund or allocation in Xero and void the credit note, if the money did not move; then skip this.',
    );
    settleScope(context, scope);
    return undefined;
  }
  const kind = isDraft(link) ? 'creditNote.delete' : 'creditNote.void';
  context.plan.operations.push(
    operation(context, {
      kind,
      part,
      naturalKey: number,
      dependsOn: [],
      document: { CreditNoteID: link.xeroId, Status: kind === 'creditNote.delete' ? 'DELETED' : 'VOIDED' },
      inputFingerprint: fingerprint({ number: memo.increment_id, cancelled: true }),
      reason: `Credit memo ${memo.increment_id} was cancelled in Magento`,
      contact: link.pins.contact,
    }),
  );
  return undefined;
}
