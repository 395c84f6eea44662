/**
 * The life of an operation, as a table: each legal arrow with its reason. Every update of a state carries `where state = <expected>`,
 * so that two hands never move one operation, and asks `assertArrow` first, so that no code makes up an arrow.
 */
export const operationStates = [
  'preview',
  'waiting',
  'ready',
  'sending',
  'unknown',
  'done',
  'held',
  'superseded',
  'skipped',
] as const;
export type OperationState = (typeof operationStates)[number];

export const operationArrows: Readonly<Record<OperationState, Readonly<Partial<Record<OperationState, string>>>>> = {
  preview: {
    superseded: 'the record was planned again, or its website went live',
  },
  waiting: {
    ready: 'every document it depends on exists',
    superseded: 'the record was planned again',
    held: 'what it depends on was refused, or it cannot be built',
    skipped: 'a person decided that it is not to be written',
  },
  ready: {
    waiting: 'a document it depends on is gone',
    sending: 'the attempt is stored, the call follows',
    done: 'the document was found already written as planned',
    held: 'it cannot be sent as it is: a person is needed',
    superseded: 'the record was planned again before it was sent',
    skipped: 'a person decided that it is not to be written',
  },
  sending: {
    done: 'the other side took it',
    unknown: 'no answer, or one that does not say whether it was taken',
    ready: 'it was certainly not taken and may be tried again',
    held: 'the other side refused it: a person is needed',
  },
  unknown: {
    sending: 'the very same bytes are sent again under the same key',
    done: 'the document was found by its natural key',
    ready: 'the document was looked up and does not exist',
    held: 'a different document was found in its place',
  },
  held: {
    waiting: 'a person released it; a document it depends on is missing',
    ready: 'a person released it',
    done: 'a person adopted the document that exists',
    superseded: 'the record was planned again and the plan is another',
    skipped: 'a person decided that it is not to be written',
  },
  skipped: {
    waiting: 'a person took the decision back; a document it depends on is missing',
    ready: 'a person took the decision back',
    superseded: 'the record was planned again and the plan is another',
  },
  done: {},
  superseded: {},
};

/** States in which an operation may still reach the other side; at most one of them per document and kind. */
export const liveStates = [
  'preview',
  'waiting',
  'ready',
  'sending',
  'unknown',
  'held',
] as const satisfies readonly OperationState[];
/** Nothing was sent: a new plan may replace it. */
export const unsentStates = [
  'preview',
  'waiting',
  'ready',
  'held',
  'skipped',
] as const satisfies readonly OperationState[];
/** A call is under way or its outcome unknown: the record waits. */
export const inFlightStates = ['sending', 'unknown'] as const satisfies readonly OperationState[];

export const isArrow = (from: OperationState, to: OperationState): boolean => operationArrows[from][to] !== undefined;

export class IllegalArrow extends Error {
  constructor(from: OperationState, to: OperationState) {
    super(`An operation never goes from ${from} to ${to}`);
    this.name = 'IllegalArrow';
  }
}

/** Throws `IllegalArrow`: a mistake in the code that calls, never a matter of data. */
export function assertArrow(from: OperationState, to: OperationState): void {
  if (!isArrow(from, to)) throw new IllegalArrow(from, to);
}
