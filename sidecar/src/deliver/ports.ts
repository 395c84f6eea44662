import type { Seen, XeroType } from '../model/link';
import type { DirectoryContact, DirectoryItem } from '../model/directory';
import type { HoldCode } from '../model/hold';
import type { Lane, OperationKind, Pins } from '../model/operation';
import type { OperationState } from '../model/operationState';
import type { InstanceId, Part, RecordKey, TenantId } from '../model/record';
import type { ErrorCode } from '../shared/errors';
import type { WireRequest } from './wire';

/** Whose operations one road carries: those of one Xero organisation, or those to one Magento. */
export type Scope =
  | { readonly target: 'xero'; readonly tenantId: TenantId }
  | { readonly target: 'magento'; readonly instanceId: InstanceId };

export const scopeName = (scope: Scope): string =>
  scope.target === 'xero' ? `xero:${scope.tenantId}` : `magento:${scope.instanceId}`;

/** An operation as delivery sees it. */
export interface DeliveryOperation {
  readonly id: string;
  readonly seq: number;
  readonly kind: OperationKind;
  readonly tenantId: TenantId;
  readonly instanceId: InstanceId;
  readonly recordKey: RecordKey;
  readonly part: Part;
  readonly naturalKey: string;
  /** As planned, references unresolved. */
  readonly document: unknown;
  readonly pins: Pins;
  readonly expect: { readonly Total: string; readonly TotalTax: string } | null;
  readonly inputFingerprint: string;
  readonly documentFingerprint: string;
  readonly reason: string;
  readonly lane: Lane;
  readonly state: OperationState;
  readonly tries: number;
  readonly attemptId: string | null;
}

/** Proof of holding a lease: a write counts only where the row still says so. */
export interface Fence {
  readonly name: string;
  readonly holder: string;
  readonly token: number;
}

/** Thrown by every fenced write once another holder has taken over. */
export class LeaseLost extends Error {
  constructor(name: string) {
    super(`the lease ${name} is held by another process`);
    this.name = 'LeaseLost';
  }
}

export interface BacklogRow {
  readonly kind: OperationKind;
  readonly lane: Lane;
  readonly count: number;
  /** When the longest waiting of them became ready. */
  readonly oldestMs: number;
}

export interface NewAttempt {
  readonly id: string;
  readonly kind: OperationKind;
  readonly lane: Lane;
  readonly request: WireRequest;
  readonly sentAtMs: number;
}

/** A call whose outcome is open: its operations, and what is known of every time its bytes were sent. */
export interface OpenAttempt {
  readonly id: string;
  readonly kind: OperationKind;
  readonly lane: Lane;
  readonly request: WireRequest;
  readonly firstSentAtMs: number;
  /** When they last went out without an answer being stored; null: every sending was answered. */
  readonly lastLostAtMs: number | null;
  /** The other side answered 5xx at least once: under this key it would say so again for minutes. */
  readonly serverFailed: boolean;
  /** In the order of the request. */
  readonly operations: readonly DeliveryOperation[];
}

export interface LinkChange {
  readonly xeroType: XeroType;
  readonly xeroId: string;
  readonly xeroNumber: string | null;
  readonly seen: Seen;
  readonly pins: Pins;
  /** As it was sent; what the link remembers follows from it and the kind (`writtenAfter`). */
  readonly document: unknown;
}

export interface NewHold {
  readonly code: HoldCode;
  readonly subject: string;
  readonly message: string;
  readonly nextStep: string;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** What becomes of one operation of a call. */
export interface OperationOutcome {
  readonly operation: DeliveryOperation;
  /** The state it must be in now; otherwise somebody else moved it and nothing of it is written. */
  readonly from: OperationState;
  readonly to: OperationState;
  /** One word for the attempt's list: ok, adopted, refused, retry, unknown, … */
  readonly word: string;
  readonly message: string | null;
  readonly errorCode: ErrorCode | null;
  readonly nextStep: string | null;
  readonly tries: number;
  readonly availableAtMs: number;
  readonly link: LinkChange | null;
  /** The documents that depend on it may go: false while a hold on its totals is open. */
  readonly satisfies: boolean;
  readonly hold: NewHold | null;
  /** What Xero answered of a contact or item, for the mirror. */
  readonly contact: DirectoryContact | null;
  readonly item: DirectoryItem | null;
}

export interface AttemptResult {
  readonly id: string;
  readonly finishedAtMs: number;
  readonly outcome: 'ok' | 'partial' | 'error' | 'unknown';
  readonly httpStatus: number | null;
  readonly response: string | null;
  readonly correlationId: string | null;
  readonly errorCode: ErrorCode | null;
  readonly errorMessage: string | null;
  readonly durationMs: number | null;
}

export interface Outcome {
  readonly fence: Fence;
  readonly scope: Scope;
  /** Null: what was found by a look-up, without an attempt of its own. */
  readonly attempt: AttemptResult | null;
  readonly operations: readonly OperationOutcome[];
  readonly allowanceState: string | null;
  readonly nowMs: number;
}

/** What the road needs of the database. Every function is one transaction; none awaits the network. */
export interface DeliveryStore {
  /** Takes the lease when it is free, ended, or ours already. Undefined: another holds it. */
  acquireLease(name: string, holder: string, ttlMs: number): Promise<Fence | undefined>;
  /** False: it was lost. */
  renewLease(fence: Fence, ttlMs: number): Promise<boolean>;
  releaseLease(fence: Fence): Promise<void>;

  allowanceState(scope: Scope): Promise<string | undefined>;
  saveAllowance(scope: Scope, state: string, nowMs: number): Promise<void>;

  /** What can be sent now, by kind and lane. */
  backlog(scope: Scope, nowMs: number): Promise<readonly BacklogRow[]>;
  /** When the next operation that waits for its time is due; undefined: none waits. */
  nextDueMs(scope: Scope, nowMs: number): Promise<number | undefined>;
  /** The oldest ready operations of a kind and lane. */
  ready(
    scope: Scope,
    kind: OperationKind,
    lane: Lane,
    nowMs: number,
    limit: number,
  ): Promise<readonly DeliveryOperation[]>;
  /** Ids by reference (`<recordKey>/<part>`); a reference whose document has an open hold on its totals is left out. */
  resolve(operations: readonly DeliveryOperation[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** A document an operation depends on is gone: it waits again. */
  backToWaiting(fence: Fence, operation: DeliveryOperation, missing: readonly string[], nowMs: number): Promise<void>;

  /** The intent, before the call: attempt with its bytes, operations `from` → sending. False: one of them was moved meanwhile; nothing is stored. */
  openAttempt(
    fence: Fence,
    scope: Scope,
    attempt: NewAttempt,
    operations: readonly DeliveryOperation[],
    from: 'ready' | 'unknown',
    allowanceState: string | null,
  ): Promise<boolean>;
  /** Everything that follows from an answer, in one transaction. Throws `LeaseLost`. */
  recordOutcome(outcome: Outcome): Promise<void>;
  /** Calls that somebody began and nobody finished; their operations become `unknown`. */
  openAttempts(fence: Fence, scope: Scope, nowMs: number): Promise<readonly OpenAttempt[]>;
}
