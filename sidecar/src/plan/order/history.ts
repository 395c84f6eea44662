import type { Part } from '../../model/record';
import { cut } from '../contactFields';
import { linkOf, refTo, type OrderContext } from './context';
import type { DocumentDate } from './documentDates';
import { operation } from './operations';
import { ownerOf } from './owner';
import { fingerprint } from '../../shared/ids';

interface Noted {
  readonly part: Part;
  readonly xeroType: 'Invoice' | 'CreditNote';
  readonly number: string;
  readonly createdAt: string;
  readonly date: DocumentDate;
}

/** One source says 2500 characters, another 250: what fits both. */
const longest = 250;

/** One note per document: when it was made in Magento, by whom, why, and under which key the sidecar knows it. */
export function planHistoryNote(context: OrderContext, noted: Noted): void {
  if (!context.settings.audit.history_notes) return;
  const part = `history:${noted.part}`;
  if (linkOf(context, part, 'History') !== undefined) return;
  const { order, recordKey } = context;
  const who = order.customer_id === undefined ? 'a guest' : `customer ${order.customer_id}`;
  const moved = noted.date.day === noted.date.trueDay ? '' : ` True date ${noted.date.trueDay}: its period is locked.`;
  const owner = ownerOf(context);
  const whose = owner === undefined ? '' : ` Owner ${owner.name ?? owner.email}.`;
  const text = `From Magento order ${order.increment_id}, placed by ${who}; document made ${noted.createdAt} UTC.${moved}${whose} Ledgerlink ${recordKey}/${noted.part}.`;
  const ref = refTo(context, noted.part);
  const document = { target: { xeroType: noted.xeroType, id: { ref } }, Details: cut(text, longest) };
  context.plan.operations.push(
    operation(context, {
      kind: 'history.create',
      part,
      naturalKey: `note on ${noted.number}`,
      dependsOn: [ref],
      document,
      inputFingerprint: fingerprint({ part: noted.part, createdAt: noted.createdAt }),
      reason: `${noted.number} gets a note with its origin`,
    }),
  );
}
