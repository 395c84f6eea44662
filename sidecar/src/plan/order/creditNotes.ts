import type { XeroCreditNote } from '../../model/document';
import type { Link } from '../../model/link';
import type { Part } from '../../model/record';
import type { MagentoCreditmemo } from '../../model/snapshot';
import { cents, isZero, zero, type Money } from '../../shared/money';
import type { Day } from '../dates';
import { contactOf } from './contactOfSale';
import { linkOf, refTo, scopeOf, settleScope, type OrderContext } from './context';
import { cancelCreditNote, changeCreditNote } from './creditNoteChanges';
import { creditedSales, type Share } from './creditedSales';
import { currencyOf } from './currency';
import { documentDate } from './documentDates';
import { numberOf, referenceOf } from './documentNumber';
import { planHistoryNote } from './history';
import { newStatus } from './documentStatus';
import type { PostedSale } from './invoices';
import { lineItems } from './lineItems';
import { isApproved, isGone } from './linkState';
import { closeMemo, memoContent, memoFingerprint, returnsTrackedGoods } from './memoContent';
import { operation } from './operations';
import type { StoredValue } from './storedValue';

/** A credit memo that Xero has, or will have, as a credit note. */
export interface PostedCredit {
  readonly memo: MagentoCreditmemo;
  readonly part: Part;
  readonly number: string;
  readonly date: Day;
  readonly link: Link | undefined;
  readonly approved: boolean;
  readonly total: Money;
  readonly storedValue: readonly StoredValue[];
  /** Which sales it credits, and how much of each. */
  readonly shares: readonly Share[];
}

export function planCreditNotes(context: OrderContext, sales: readonly PostedSale[]): PostedCredit[] {
  const credited = creditedSales(context, sales);
  return [...context.snapshot.creditmemos]
    .sort((a, b) => a.entity_id - b.entity_id)
    .flatMap((memo) => planCreditNote(context, memo, credited.get(memo.entity_id) ?? []) ?? []);
}

function planCreditNote(
  context: OrderContext,
  memo: MagentoCreditmemo,
  shares: readonly Share[],
): PostedCredit | undefined {
  const part = `creditmemo:${memo.entity_id}`;
  const link = linkOf(context, part, 'CreditNote');
  const scope = scopeOf(context, part);
  const number = link?.xeroNumber ?? numberOf(context, scope, 'creditmemo', memo.increment_id, 'CreditNote');
  if (memo.state === 3) return cancelCreditNote(context, memo, part, number, link);
  const date = documentDate(context, scope, memo.created_at, `${part}.created_at in the store's time zone`);
  if (date?.beforeCutOver === true && link === undefined) return undefined;
  const content = memoContent(context, memo, part);
  const credit: PostedCredit = {
    memo,
    part,
    number,
    date: date?.day ?? '',
    link,
    approved: false,
    total: content.target.total.round(2),
    storedValue: content.storedValue,
    shares,
  };
  if (link !== undefined) {
    changeCreditNote(context, credit, link, content);
    return isGone(link) ? undefined : { ...credit, approved: isApproved(link) };
  }
  if (context.statusRule === 'wait' || waits(context, shares)) return undefined;
  if (shares.length === 0) {
    scope.hold(
      'creditNote.noInvoice',
      memo.increment_id,
      `Credit memo ${memo.increment_id} credits no invoice that Magento shows.`,
      'Look at the order in Magento; if its invoice was deleted, enter the credit in Xero by hand and skip this.',
    );
  }
  const booked = closeMemo(context, scope, memo, content);
  const isZeroMemo = booked !== undefined && isZero(booked.total) && isZero(booked.tax);
  if (isZeroMemo && context.settings.sales.zero_total === 'skip' && !returnsTrackedGoods(context, booked))
    return undefined;
  const items = booked === undefined ? [] : lineItems(context, scope, booked, { keepZeroLines: isZeroMemo });
  const currency = currencyOf(context, scope, memo.base_to_order_rate);
  if (!settleScope(context, scope) || booked === undefined || currency === undefined || date === undefined)
    return undefined;
  const main = shares.find(({ posted }) => posted.state !== 'absent')?.posted;
  const contact = contactOf(context, main?.link);
  if (contact === undefined) return undefined;
  const status = newStatus(context);
  const document: XeroCreditNote = {
    Type: 'ACCRECCREDIT',
    Contact: { ContactID: contact.contact },
    CreditNoteNumber: number,
    Reference: referenceOf(context, scope, { creditmemo: memo.increment_id }),
    Date: date.day,
    Status: status.status,
    LineAmountTypes: 'Inclusive',
    ...currency,
    LineItems: items,
  };
  scope.explain('Status', status.status, status.from);
  context.plan.operations.push(
    operation(context, {
      kind: 'creditNote.create',
      part,
      naturalKey: number,
      dependsOn: [
        ...contact.dependsOn,
        ...shares.flatMap(({ posted }) => (posted.state === 'absent' ? [] : [refTo(context, posted.sale.part)])),
      ],
      document,
      inputFingerprint: memoFingerprint(memo, booked),
      reason: `Credit memo ${memo.increment_id} of order ${context.order.increment_id} was created in Magento${content.taxBeyondMagento.eq(zero) ? '' : `; its adjustments carry tax of ${cents(content.taxBeyondMagento)} that Magento does not record`}`,
      contact: contact.contactRef,
      heldBack: status.heldBack,
      expect: { Total: cents(booked.total), TotalTax: cents(booked.tax) },
    }),
  );
  planHistoryNote(context, { part, xeroType: 'CreditNote', number, createdAt: memo.created_at, date });
  return { ...credit, approved: status.status === 'AUTHORISED' };
}

/** The credit of an invoice that is held, kept back, or a draft still, waits for it, quietly. Draft mode writes both as drafts. */
function waits(context: OrderContext, shares: readonly Share[]): boolean {
  const sales = shares.map(({ posted }) => posted).filter(({ state }) => state !== 'absent');
  if (sales.some(({ state }) => state === 'waiting')) return true;
  return context.settings.mode !== 'draft' && sales.some(({ approved }) => !approved);
}
