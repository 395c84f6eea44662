import type { Lane } from '../model/operation';
import type { Clock } from '../shared/clock';
import { crashPoint } from '../shared/crashPoints';
import { catalogue } from '../shared/catalogue';
import { newId } from '../shared/ids';
import { disagreement } from './adopt';
import type { Ticket } from './allowance';
import { classifyReply, classifyThrown, elementVerdict, type Verdict } from './classify';
import type { Call, End, FoundDocument } from './end';
import type { Gate } from './gate';
import {
  absentOutcome,
  conflictOutcome,
  doneOutcome,
  heldOutcome,
  retryOutcome,
  unknownOutcome,
  type Sent,
} from './outcome';
import {
  LeaseLost,
  scopeName,
  type AttemptResult,
  type DeliveryOperation,
  type DeliveryStore,
  type Fence,
  type NewAttempt,
  type OpenAttempt,
  type OperationOutcome,
  type Scope,
} from './ports';
import { backOffMs } from './retry';
import type { RoadEvent } from './events';
import type { ServerTime } from './serverTime';
import type { WireReply } from './wire';

/** Xero keeps a key for six minutes from its first use; a replay later than this could be carried out again. */
export const replayWindowMs = 5 * 60_000;
/** A lost call may still be carried out for this long; a look-up sooner could miss it. */
export const settleMs = 5 * 60_000;
/** Clocks differ, and lists are accurate to the second. */
const lookBackMs = 60_000;

/** A call whose intent is stored and whose outcome is not. */
export interface Underway {
  readonly attempt: NewAttempt;
  sents: readonly Sent[];
  readonly firstSentAtMs: number;
  /** Monotonic; `-Infinity` where the wall clock gave no sense: then it is not replayed. */
  readonly firstSentMs: number;
  /** When the bytes last went out without an answer coming back, monotonic; `-Infinity`: every sending was answered. */
  readonly lastLostMs: number;
  readonly serverFailed: boolean;
  /** Its bytes went out before, so that even a certain "not taken" says nothing about the first time. */
  readonly sentBefore: boolean;
  /** When to go on with it, monotonic. */
  nextMs: number;
  tries: number;
  busy: boolean;
}

export interface ProtocolPorts {
  readonly scope: Scope;
  readonly end: End;
  readonly store: DeliveryStore;
  readonly clock: Clock;
  readonly random: () => number;
  readonly report: (event: RoadEvent) => void;
  readonly serverTime: ServerTime;
  readonly stopped: AbortSignal;
  readonly fence: () => Fence | undefined;
  readonly leaseLost: () => void;
  readonly documentsOf: (operations: readonly DeliveryOperation[]) => Promise<Sent[]>;
  readonly gate: () => Gate;
  readonly call: (lane: Lane) => Call;
  readonly split: (operations: readonly DeliveryOperation[]) => void;
  readonly settled: (operations: readonly DeliveryOperation[]) => void;
  readonly trouble: (verdict: Verdict) => void;
  readonly fine: () => void;
  readonly wake: () => void;
}

/** Refusals that say nothing about the document: nothing goes until somebody mends the connection. */
const blocksEverything: ReadonlySet<string> = new Set([
  'LL-4005',
  'LL-4007',
  'LL-4008',
  'LL-5002',
  'LL-5003',
  'LL-5004',
  'LL-5005',
]);
const scopeRetryMs = 5 * 60_000;

/**
 * The write protocol. The intent (key and very bytes) is stored before the call. If the outcome is unknown: the same key and bytes
 * within five minutes of a lost answer; after that, or after any 5xx, the documents are looked up by natural key, what exists is linked,
 * the rest is sent again under a new key. A batch whose outcome is unknown is never split.
 */
export class WriteProtocol {
  private readonly open = new Map<string, Underway>();

  constructor(private readonly ports: ProtocolPorts) {}

  openCalls(): number {
    return this.open.size;
  }

  opened(attempt: NewAttempt, sents: readonly Sent[]): Underway {
    const nowMs = this.ports.clock.monotonic();
    return {
      attempt,
      sents: sents.map((sent) => inState(sent, 'sending', attempt.id)),
      firstSentAtMs: attempt.sentAtMs,
      firstSentMs: nowMs,
      lastLostMs: Number.NEGATIVE_INFINITY,
      serverFailed: false,
      sentBefore: false,
      nextMs: nowMs,
      tries: 0,
      busy: true,
    };
  }

  /** What the last holder of the lease left open. Its clock may have been another's: nonsense counts as "long ago, and just now". */
  takeOver(attempts: readonly OpenAttempt[]): void {
    const { clock } = this.ports;
    this.open.clear();
    for (const attempt of attempts) {
      const nowMs = clock.monotonic();
      const firstAge = clock.now() - attempt.firstSentAtMs;
      const lostAge = attempt.lastLostAtMs === null ? Infinity : clock.now() - attempt.lastLostAtMs;
      const sane = firstAge >= 0 && lostAge >= 0;
      this.open.set(attempt.id, {
        attempt: {
          id: attempt.id,
          kind: attempt.kind,
          lane: attempt.lane,
          request: attempt.request,
          sentAtMs: attempt.firstSentAtMs,
        },
        sents: attempt.operations.map((operation) => ({ operation, sendable: { ...operation, document: {} } })),
        firstSentAtMs: attempt.firstSentAtMs,
        firstSentMs: sane ? nowMs - firstAge : Number.NEGATIVE_INFINITY,
        lastLostMs: sane ? nowMs - lostAge : nowMs,
        serverFailed: attempt.serverFailed,
        sentBefore: true,
        nextMs: nowMs,
        tries: 0,
        busy: false,
      });
    }
  }

  /** The next open call to go on with, and how; undefined: none is due. */
  nextDue(): { readonly underway: Underway; readonly how: 'replay' | 'lookUp' } | undefined {
    const nowMs = this.ports.clock.monotonic();
    for (const underway of this.open.values()) {
      if (underway.busy || underway.nextMs > nowMs) continue;
      const how = this.howToGoOn(underway, nowMs);
      if (how !== 'wait') return { underway, how };
      underway.nextMs = underway.lastLostMs + settleMs;
    }
    return undefined;
  }

  private howToGoOn(underway: Underway, nowMs: number): 'replay' | 'lookUp' | 'wait' {
    // Calls without a key (deletions, write-back) do no harm twice and are looked at at once.
    if (underway.attempt.request.idempotencyKey === null) return 'lookUp';
    if (!underway.serverFailed && nowMs - underway.firstSentMs < replayWindowMs) return 'replay';
    // A 5xx says that this sending is over; one that was lost before may still be carried out.
    return nowMs - underway.lastLostMs < settleMs ? 'wait' : 'lookUp';
  }

  /** `waitMs`, or less if an open call is due before. */
  soonest(waitMs: number): number {
    const nowMs = this.ports.clock.monotonic();
    let wait = waitMs;
    for (const underway of this.open.values())
      if (!underway.busy) wait = Math.min(wait, Math.max(1, underway.nextMs - nowMs));
    return wait;
  }

  /** The same bytes under the same key: if Xero had taken them, it answers as it did then. */
  async replay(underway: Underway, ticket: Ticket): Promise<void> {
    const { clock, store, scope } = this.ports;
    const gate = this.ports.gate();
    underway.busy = true;
    const fence = this.ports.fence();
    const nowMs = clock.monotonic();
    const attempt: NewAttempt = { ...underway.attempt, id: newId(), sentAtMs: clock.now() };
    const operations = underway.sents.map(({ operation }) => operation);
    let stored = false;
    try {
      const state = gate.allowance.save(nowMs, clock.now());
      stored = fence !== undefined && (await store.openAttempt(fence, scope, attempt, operations, 'unknown', state));
    } finally {
      if (!stored) {
        gate.allowance.finish(ticket, unsent, undefined, clock.monotonic());
        underway.busy = false;
        underway.nextMs = clock.monotonic() + backOffMs((underway.tries += 1), this.ports.random());
      }
    }
    if (!stored) return;
    this.open.delete(underway.attempt.id);
    await this.withDocuments(underway);
    await this.deliver(
      {
        ...underway,
        attempt,
        sentBefore: true,
        sents: underway.sents.map((sent) => inState(sent, 'sending', attempt.id)),
      },
      ticket,
      gate,
    );
  }

  /** Operations taken over from another process come without their resolved documents. */
  private async withDocuments(underway: Underway): Promise<void> {
    if (underway.sents.every(({ sendable }) => Object.keys(sendable.document).length > 0)) return;
    underway.sents = await this.ports.documentsOf(underway.sents.map(({ operation }) => operation));
  }

  /** Sends the bytes and records what follows. */
  async deliver(underway: Underway, ticket: Ticket, gate: Gate): Promise<void> {
    const { clock, end, scope, serverTime } = this.ports;
    const { request } = underway.attempt;
    let reply: WireReply = unsent;
    let verdict: Verdict | undefined;
    try {
      // Checked right before the call, by the clock that can't be set: a stale holder never calls.
      if (this.ports.fence() === undefined) throw new LeaseLost(scopeName(scope));
      crashPoint('deliver.beforeSend');
      reply = await end.send(scope.target === 'xero' ? scope.tenantId : '', request);
      crashPoint('deliver.answered');
      verdict = classifyReply(scope.target, reply, reply.status < 300 ? [] : end.readRefusal(reply), true);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      // Thrown before anything was sent: no token, no name.
      verdict = classifyThrown(error);
    } finally {
      gate.allowance.finish(ticket, reply, verdict, clock.monotonic());
      gate.changed();
    }
    serverTime.heard(reply, clock.monotonic());
    const outcomes = await this.outcomesOf(underway, reply, verdict);
    await this.conclude(underway, reply, verdict, outcomes);
  }

  private async outcomesOf(
    underway: Underway,
    reply: WireReply,
    verdict: Verdict | undefined,
  ): Promise<OperationOutcome[]> {
    const { clock, end, random } = this.ports;
    const { sents } = underway;
    if (verdict === undefined) {
      const results = end.read(
        sents.map(({ sendable }) => sendable),
        reply,
      );
      if (results === undefined) return sents.map((sent) => unknownOutcome(sent, unreadable, clock.now()));
      const outcomes: OperationOutcome[] = [];
      for (const [index, sent] of sents.entries()) {
        const result = results[index];
        if (result === undefined) outcomes.push(unknownOutcome(sent, unreadable, clock.now()));
        else if (result.ok) outcomes.push(doneOutcome(sent, result.document, 'ok', result.messages, clock.now()));
        else
          outcomes.push(
            await this.refused(sent, elementVerdict(result.messages, this.ports.scope.target), underway.attempt.lane),
          );
      }
      return outcomes;
    }
    const later = (sent: Sent, ms: number) =>
      underway.sentBefore ? unknownOutcome(sent, verdict, clock.now()) : retryOutcome(sent, verdict, clock.now() + ms);
    switch (verdict.kind) {
      case 'ambiguous':
        this.ports.trouble(verdict);
        return sents.map((sent) => unknownOutcome(sent, verdict, clock.now()));
      case 'rateLimited':
        this.ports.trouble(verdict);
        return sents.map((sent) => later(sent, 0));
      case 'transient':
      case 'authLost':
        this.ports.trouble(verdict);
        return sents.map((sent) => later(sent, backOffMs(sent.operation.tries + 1, random())));
      case 'rejected':
      case 'needsPerson':
      case 'bug': {
        if (verdict.code === 'LL-4006') return sents.map((sent) => later(sent, scopeRetryMs));
        if (blocksEverything.has(verdict.code)) {
          this.ports.trouble({ ...verdict, kind: 'authLost' });
          return sents.map((sent) => later(sent, backOffMs(sent.operation.tries + 1, random())));
        }
        const [only] = sents;
        if (only !== undefined && sents.length === 1) return [await this.refused(only, verdict, underway.attempt.lane)];
        // The call as a whole was refused and nothing of it was done: the culprit is sought by halves.
        this.ports.split(sents.map(({ operation }) => operation));
        return sents.map((sent) => retryOutcome(sent, verdict, clock.now()));
      }
    }
  }

  /** One document was refused. If it may be because it is there already, it is looked for before a person is asked. */
  private async refused(sent: Sent, verdict: Verdict, lane: Lane): Promise<OperationOutcome> {
    const { clock, end, random } = this.ports;
    if (verdict.kind === 'transient')
      return retryOutcome(sent, verdict, clock.now() + backOffMs(sent.operation.tries + 1, random()));
    const undoing = /\.(void|delete)$/.test(sent.operation.kind);
    if (verdict.lookUp !== true && !undoing) return heldOutcome(sent, verdict, clock.now());
    try {
      const [found] = await end.find([sent.sendable], null, this.ports.call(lane));
      return found === undefined ? heldOutcome(sent, verdict, clock.now()) : this.adoptOrHold(sent, found);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      return retryOutcome(sent, classifyThrown(error), clock.now() + backOffMs(sent.operation.tries + 1, random()));
    }
  }

  private adoptOrHold(sent: Sent, found: FoundDocument): OperationOutcome {
    const nowMs = this.ports.clock.now();
    const difference = disagreement(sent.operation, sent.sendable, found);
    return difference === undefined
      ? doneOutcome(sent, found, 'adopted', [], nowMs)
      : conflictOutcome(sent, difference, nowMs);
  }

  /** Asks for every document of the call by natural key: what is there is linked, the rest is sent again. */
  async lookUp(underway: Underway): Promise<void> {
    const { clock, end, serverTime } = this.ports;
    underway.busy = true;
    try {
      const fence = this.ports.fence();
      if (fence === undefined) throw new LeaseLost(scopeName(this.ports.scope));
      await this.withDocuments(underway);
      const ageMs = clock.monotonic() - underway.firstSentMs;
      const sinceMs = Number.isFinite(ageMs)
        ? (serverTime.ago(ageMs, clock.monotonic()) ?? underway.firstSentAtMs) - lookBackMs
        : null;
      const found = await end.find(
        underway.sents.map(({ sendable }) => sendable),
        sinceMs,
        this.ports.call('person'),
      );
      crashPoint('deliver.lookedUp');
      const outcomes = underway.sents.map((sent, index) => {
        const document = found[index];
        return document === undefined ? absentOutcome(sent, clock.now()) : this.adoptOrHold(sent, document);
      });
      await this.record(fence, null, outcomes);
      this.open.delete(underway.attempt.id);
    } catch (error) {
      if (error instanceof LeaseLost) throw error;
      this.ports.report({ event: 'state', state: 'trouble', message: classifyThrown(error).message });
      underway.nextMs = clock.monotonic() + backOffMs((underway.tries += 1), this.ports.random());
    } finally {
      underway.busy = false;
    }
  }

  private async conclude(
    underway: Underway,
    reply: WireReply,
    verdict: Verdict | undefined,
    outcomes: readonly OperationOutcome[],
  ): Promise<void> {
    const { clock, report } = this.ports;
    const unknown = outcomes.some((outcome) => outcome.to === 'unknown');
    const failed = outcomes.filter((outcome) => outcome.to !== 'done').length;
    const result: AttemptResult = {
      id: underway.attempt.id,
      finishedAtMs: clock.now(),
      outcome: unknown ? 'unknown' : failed === 0 ? 'ok' : failed === outcomes.length ? 'error' : 'partial',
      httpStatus: reply.status === 0 ? null : reply.status,
      response: reply.body === '' ? (reply.failureText ?? null) : reply.body.slice(0, 200_000),
      correlationId: reply.headers['xero-correlation-id'] ?? null,
      errorCode: verdict?.code ?? outcomes.find((outcome) => outcome.errorCode !== null)?.errorCode ?? null,
      errorMessage: verdict?.message ?? outcomes.find((outcome) => outcome.message !== null)?.message ?? null,
      durationMs: Math.round(reply.durationMs),
    };
    report({
      event: 'attempt',
      attemptId: result.id,
      kind: underway.attempt.kind,
      lane: underway.attempt.lane,
      operations: outcomes.length,
      httpStatus: result.httpStatus,
      outcome: result.outcome,
      durationMs: result.durationMs,
      correlationId: result.correlationId,
      errorCode: result.errorCode,
      message: result.errorMessage,
    });
    // Whatever happens to the recording, the call stays open until its outcome is stored.
    // 400 with an open outcome: the key is bound to another request, so the same bytes would meet the same answer.
    const answeredBadly = reply.status >= 500 || reply.status === 400 || (reply.status >= 200 && reply.status < 300);
    const open: Underway = {
      ...underway,
      sents: underway.sents.map((sent) => inState(sent, unknown ? 'unknown' : 'sending', underway.attempt.id)),
      serverFailed: underway.serverFailed || answeredBadly,
      lastLostMs: reply.failure === 'lost' ? clock.monotonic() : underway.lastLostMs,
      nextMs: clock.monotonic() + (verdict?.retryAfterMs ?? backOffMs(underway.tries + 1, this.ports.random())),
      tries: underway.tries + 1,
      busy: !unknown,
    };
    this.open.set(open.attempt.id, open);
    const fence = this.ports.fence();
    if (fence === undefined) throw new LeaseLost(scopeName(this.ports.scope));
    crashPoint('deliver.beforeOutcome');
    await this.record(fence, result, outcomes);
    crashPoint('deliver.afterOutcome');
    if (verdict === undefined && !unknown) this.ports.fine();
    if (!unknown) {
      this.open.delete(open.attempt.id);
      if (verdict === undefined) this.ports.settled(underway.sents.map(({ operation }) => operation));
    }
  }

  /** One transaction; while the database is away it is tried again, because the answer must not be lost. */
  async record(fence: Fence, attempt: AttemptResult | null, operations: readonly OperationOutcome[]): Promise<void> {
    const { clock, store, scope, random, report } = this.ports;
    for (let tries = 1; ; tries += 1) {
      try {
        await store.recordOutcome({
          fence,
          scope,
          attempt,
          operations,
          allowanceState: this.ports.gate().allowance.save(clock.monotonic(), clock.now()),
          nowMs: clock.now(),
        });
        this.ports.wake();
        return;
      } catch (error) {
        const verdict = classifyThrown(error);
        const hopeless = error instanceof LeaseLost || verdict.kind !== 'transient';
        if (!(error instanceof LeaseLost)) this.ports.trouble(verdict);
        if (hopeless || this.ports.stopped.aborted) {
          // Everything in memory may be wrong now: take the lease anew and read from the database what is open.
          this.ports.leaseLost();
          throw error;
        }
        report({ event: 'state', state: 'trouble', message: `${verdict.code} ${verdict.message} ${verdict.nextStep}` });
        await clock.sleep(backOffMs(tries, random()), this.ports.stopped);
      }
    }
  }
}

const unsent: WireReply = { status: 0, headers: {}, body: '', durationMs: 0, failure: 'notSent' };
const unreadable: Verdict = {
  kind: 'ambiguous',
  code: 'LL-4003',
  message: 'Xero answered, but its answer could not be matched to what was sent.',
  nextStep: catalogue['LL-4003'].nextStep,
};

const inState = ({ operation, sendable }: Sent, state: DeliveryOperation['state'], attemptId: string): Sent => ({
  operation: { ...operation, state, attemptId },
  sendable,
});
