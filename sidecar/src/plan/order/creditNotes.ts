import type { XeroCreditNote } from '../../model/document';
import type { Link } from '../../model/link';
import type { Part } from '../../model/record';
import type { MagentoCreditmemo } from '../../model/snapshot';
import { cents, isZero, money, zero, type Money } from '../../shared/money';
import { fingerprint } from '../../shared/ids';
import type { Day } from '../dates';
import type { PartScope } from '../scope';
import { adjustmentLines } from './adjustments';
import { contactOf } from './contactOfSale';
import { linkOf, refTo, scopeOf, settleScope, type OrderContext } from './context';
import { creditedSales, type Share } from './creditedSales';
import { currencyOf } from './currency';
import { documentDate } from './documentDates';
import { numberOf, referenceOf } from './documentNumber';
import { documentFixedProductTax, fitFixedProductTax } from './fixedProductTax';
import { giftWrappingLines } from './giftWrapping';
import { planHistoryNote } from './history';
import { newStatus } from './documentStatus';
import type { PostedSale } from './invoices';
import { itemOf } from './itemCode';
import { lineItems } from './lineItems';
import { documentItemLines, type SaleLine } from './lines';
import { isApproved, isDraft, isGone } from './linkState';
import { operation } from './operations';
import { orderLines } from './orderLines';
import { restockedBy } from './restocked';
import { shippingLine } from './shippingLine';
import { surchargeLines } from './surcharges';
import { storedValueOf, totalOf, type StoredValue, type Totals } from './storedValue';
import { closeTotals, type Booked } from './totals';

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
    changeCreditNote(context, scope, credit, link, content);
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

interface MemoContent {
  readonly lines: readonly SaleLine[];
  readonly target: Totals;
  readonly storedValue: readonly StoredValue[];
  readonly taxBeyondMagento: Money;
}

function memoContent(context: OrderContext, memo: MagentoCreditmemo, where: string): MemoContent {
  const storedValue = storedValueOf(memo.extension_attributes, `${where}.extension_attributes`);
  const items = documentItemLines(context, memo.items, where, restockedBy(context, memo));
  const bearers = memo.items.filter(({ order_item_id: id }) => context.items.get(id)?.role !== 'heading');
  const shipping = shippingLine(context, memo, bearers, where);
  const adjustments = adjustmentLines(context, memo, where, items, () => orderLines(context));
  const besides = [
    ...giftWrappingLines(context, memo.extension_attributes, `${where}.extension_attributes`),
    ...surchargeLines(context, memo.extension_attributes, `${where}.extension_attributes`),
    ...(shipping === undefined ? [] : [shipping]),
    ...adjustments.lines,
  ];
  const target = {
    total: money(memo.grand_total).plus(totalOf(storedValue)),
    tax: money(memo.tax_amount).plus(adjustments.taxBeyondMagento),
  };
  const levies = documentFixedProductTax(context, memo.items);
  return {
    lines: [...items, ...fitFixedProductTax(levies, [...items, ...besides], target), ...besides],
    target,
    storedValue,
    taxBeyondMagento: adjustments.taxBeyondMagento,
  };
}

const closeMemo = (context: OrderContext, scope: PartScope, memo: MagentoCreditmemo, content: MemoContent) =>
  closeTotals(scope, `credit memo ${memo.increment_id}`, content.lines, content.target, {
    tolerance: context.settings.sales.tolerance,
    isCreditMemo: true,
  });

const returnsTrackedGoods = (context: OrderContext, booked: Booked): boolean =>
  booked.lines.some((line) => line.kind === 'product' && itemOf(context, line)?.tracked === true);

/** Of Magento's facts, not of settings: how adjustments are taxed changes no credit note that is there. */
const memoFingerprint = (memo: MagentoCreditmemo, booked: Booked): string =>
  fingerprint({
    number: memo.increment_id,
    created: memo.created_at,
    total: cents(booked.total),
    magentoTax: cents(money(memo.tax_amount)),
    lines: booked.lines
      .filter(({ kind }) => kind !== 'adjustmentRefund' && kind !== 'adjustmentFee')
      .map(({ id, quantity, gross, tax, codes }) => [id, quantity.toFixed(), cents(gross), cents(tax), codes]),
    adjustment: [cents(money(memo.adjustment_positive)), cents(money(memo.adjustment_negative).abs())],
  });

/** Magento never changes a credit memo; should one differ all the same, a draft is corrected, and anything further needs a person. */
function changeCreditNote(
  context: OrderContext,
  scope: PartScope,
  credit: PostedCredit,
  link: Link,
  content: MemoContent,
): void {
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

function approveHeldBack(context: OrderContext, credit: PostedCredit, link: Link, now: string): void {
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
function cancelCreditNote(
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
