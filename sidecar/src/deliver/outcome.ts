import type { Pins } from '../model/operation';
import { money } from '../shared/money';
import { catalogue } from '../shared/catalogue';
import type { Verdict } from './classify';
import type { Sendable, WrittenDocument } from './end';
import type { DeliveryOperation, LinkChange, NewHold, OperationOutcome } from './ports';

/** An operation of a call under way, with the document as it was sent. */
export interface Sent {
  readonly operation: DeliveryOperation;
  readonly sendable: Sendable;
}

const nothing = {
  errorCode: null,
  nextStep: null,
  link: null,
  hold: null,
  satisfies: false,
  message: null,
  contact: null,
  item: null,
} as const;

/** The other side has it: the link is written, and what depends on it may go, unless the totals differ. */
export function doneOutcome(
  { operation, sendable }: Sent,
  written: WrittenDocument | null,
  word: 'ok' | 'adopted',
  messages: readonly string[],
  nowMs: number,
): OperationOutcome {
  const hold = written === null ? undefined : totalsHold(operation, written);
  return {
    ...nothing,
    operation,
    from: operation.state,
    to: 'done',
    word,
    message: messages.length === 0 ? null : messages.join(' · '),
    ...(hold === undefined ? {} : { errorCode: 'LL-4010', nextStep: hold.nextStep }),
    tries: operation.tries,
    availableAtMs: nowMs,
    link: written === null ? null : linkChange(operation, sendable, written),
    satisfies: hold === undefined,
    hold: hold ?? null,
    contact: written?.contact ?? null,
    item: written?.item ?? null,
  };
}

function linkChange(operation: DeliveryOperation, sendable: Sendable, written: WrittenDocument): LinkChange {
  const contact = sendable.document['Contact'];
  const contactId =
    typeof contact === 'object' && contact !== null && 'ContactID' in contact && typeof contact.ContactID === 'string'
      ? contact.ContactID
      : undefined;
  // The contact used is pinned: a later refund goes to it even if the customer was changed or deleted.
  const pins: Pins = contactId === undefined ? operation.pins : { ...operation.pins, contact: contactId };
  return {
    xeroType: written.xeroType,
    xeroId: written.xeroId,
    xeroNumber: written.xeroNumber,
    seen: written.seen,
    pins,
    document: operation.document,
  };
}

/** Checked after every write, before any payment goes: Xero's total and tax are those that were intended. */
function totalsHold(operation: DeliveryOperation, written: WrittenDocument): NewHold | undefined {
  const { expect } = operation;
  const { total, totalTax } = written.seen;
  if (expect === null || total === undefined || totalTax === undefined) return undefined;
  if (money(expect.Total).eq(money(total)) && money(expect.TotalTax).eq(money(totalTax))) return undefined;
  return {
    code: 'delivery.totals',
    subject: written.xeroNumber ?? operation.naturalKey,
    message: `Xero computed a total of ${total} (tax ${totalTax}) for ${written.xeroNumber ?? operation.naturalKey}; Magento says ${expect.Total} (tax ${expect.TotalTax}).`,
    nextStep: catalogue['LL-4010'].nextStep,
    details: { magento: expect, xero: { Total: total, TotalTax: totalTax } },
  };
}

/** It was certainly not taken: again later. */
export function retryOutcome({ operation }: Sent, verdict: Verdict, availableAtMs: number): OperationOutcome {
  return {
    ...nothing,
    operation,
    from: operation.state,
    to: 'ready',
    word: 'retry',
    message: verdict.message,
    errorCode: verdict.code,
    nextStep: verdict.nextStep,
    tries: operation.tries + 1,
    availableAtMs,
  };
}

/** Nobody knows: it must be asked for. */
export function unknownOutcome({ operation }: Sent, verdict: Verdict, nowMs: number): OperationOutcome {
  return {
    ...nothing,
    operation,
    from: operation.state,
    to: 'unknown',
    word: 'unknown',
    message: verdict.message,
    errorCode: 'LL-4003',
    nextStep: catalogue['LL-4003'].nextStep,
    tries: operation.tries,
    availableAtMs: nowMs,
  };
}

/** Looked up and not there: it may be sent again, under a new key. */
export function absentOutcome({ operation }: Sent, nowMs: number): OperationOutcome {
  return {
    ...nothing,
    operation,
    from: operation.state,
    to: 'ready',
    word: 'absent',
    tries: operation.tries + 1,
    availableAtMs: nowMs,
  };
}

/** Refused: a person or a setting must change something first. */
export function heldOutcome({ operation }: Sent, verdict: Verdict, nowMs: number): OperationOutcome {
  return {
    ...nothing,
    operation,
    from: operation.state,
    to: 'held',
    word: 'refused',
    message: verdict.message,
    errorCode: verdict.code,
    nextStep: verdict.nextStep,
    tries: operation.tries + 1,
    availableAtMs: nowMs,
    hold: {
      code: verdict.hold?.code ?? 'delivery.rejected',
      subject: verdict.hold?.subject ?? verdict.code,
      message: verdict.message,
      nextStep: verdict.nextStep,
      details: { errorCode: verdict.code, kind: operation.kind, naturalKey: operation.naturalKey },
    },
  };
}

/** Another document has our number: comparing the two is a person's business. */
export function conflictOutcome(sent: Sent, difference: string, nowMs: number): OperationOutcome {
  return heldOutcome(
    sent,
    {
      kind: 'needsPerson',
      code: 'LL-4011',
      message: `Not adopted: ${difference}.`,
      nextStep: catalogue['LL-4011'].nextStep,
      hold: { code: 'delivery.conflict', subject: sent.operation.naturalKey },
    },
    nowMs,
  );
}
