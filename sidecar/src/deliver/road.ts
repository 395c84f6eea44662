import type { Lane, OperationKind } from '../model/operation';
import { newId } from '../shared/ids';
import type { Clock } from '../shared/clock';
import { crashPoint } from '../shared/crashPoints';
import { Allowance, type AllowanceLimits, type AllowanceView, type Ticket } from './allowance';
import { chooseWork, takeBatch } from './batch';
import { classifyReply, classifyThrown, type Verdict } from './classify';
import type { End } from './end';
import type { RoadEvent } from './events';
import { Gate } from './gate';
import { Lease, renewEveryMs } from './lease';
import { heldOutcome, type Sent } from './outcome';
import { LeaseLost, scopeName, type DeliveryOperation, type DeliveryStore, type Fence, type Scope } from './ports';
import { WriteProtocol } from './protocol';
import { resolveDocument } from './resolve';
import { backOffMs } from './retry';
import { ServerTime } from './serverTime';
import type { WireReply, WireRequest } from './wire';

export interface RoadPorts {
  readonly scope: Scope;
  readonly end: End;
  readonly store: DeliveryStore;
  readonly limits: AllowanceLimits;
  readonly clock: Clock;
  /** 0 … 1, for jitter. */
  readonly random: () => number;
  /** Unique per process. */
  readonly holder: string;
  readonly report: (event: RoadEvent) => void;
}

/** How long to wait before asking again for a lease that another process holds; a clean stop there is noticed within this. */
const askLeaseEveryMs = 3000;
/** New work wakes the road at once; this only bounds what a lost wake-up costs. */
const idleMs = 5000;

/**
 * The one road out, for one organisation or one shop: claims what is ready, shares calls, stores the intent, sends, and records what
 * follows. Only the holder of the lease moves on it.
 */
export class Road {
  private readonly lease: Lease;
  private readonly protocol: WriteProtocol;
  private readonly stopping = new AbortController();
  /** Ends waiting for tickets; later than `stopping`, so that calls under way can finish what they need. */
  private readonly stopped = new AbortController();
  private readonly underWay = new Set<Promise<void>>();
  /** Parts of a refused whole: operations of one part stay together until the culprit is alone. Forgotten by a restart, found again. */
  private readonly parts = new Map<string, string>();
  private readonly serverTime = new ServerTime();
  private gate: Gate;
  private napping: AbortController | undefined;
  private woken = false;
  private failures = 0;
  private running: Promise<void> | undefined;

  constructor(private readonly ports: RoadPorts) {
    this.lease = new Lease(ports.store, scopeName(ports.scope), ports.holder, ports.clock);
    this.gate = new Gate(new Allowance(ports.limits, ports.clock.monotonic()), ports.clock);
    this.protocol = new WriteProtocol({
      scope: ports.scope,
      end: ports.end,
      store: ports.store,
      clock: ports.clock,
      random: ports.random,
      report: ports.report,
      serverTime: this.serverTime,
      stopped: this.stopped.signal,
      fence: () => this.lease.current(),
      leaseLost: () => this.lease.lost(),
      documentsOf: (operations) => this.documentsOf(operations),
      gate: () => this.gate,
      call: (lane) => (request) => this.call(lane, request),
      split: (operations) => this.split(operations),
      settled: (operations) => operations.forEach((operation) => this.parts.delete(operation.id)),
      trouble: (verdict) => this.trouble(verdict),
      fine: () => (this.failures = 0),
      wake: () => this.wake(),
    });
  }

  start(): this {
    this.running ??= this.run();
    return this;
  }

  /** There is new work, or something that stood in the way is gone. */
  wake(): void {
    this.woken = true;
    this.napping?.abort();
  }

  /** A person connected anew or wants it tried now: pauses that are ours end, those that Xero asked for return by themselves. */
  tryNow(): void {
    this.failures = 0;
    this.gate.allowance.resume();
    this.gate.changed();
    this.wake();
  }

  /** Finishes the calls under way, gives the lease back, and ends. */
  async drain(): Promise<void> {
    this.stopping.abort();
    this.wake();
    await this.running;
  }

  holdsLease(): boolean {
    return this.lease.current() !== undefined;
  }

  allowance(): AllowanceView {
    return this.gate.allowance.view(this.ports.clock.monotonic());
  }

  /** Calls whose outcome is not known yet. */
  openCalls(): number {
    return this.protocol.openCalls();
  }

  /**
   * Makes a read through the same gates; for mirrors, sweeps, reconciliation and people's searches. Any HTTP answer is returned; only a
   * missing lease or credentials throw.
   */
  async call(lane: Lane, request: WireRequest): Promise<WireReply> {
    const { clock, end, scope, store, report } = this.ports;
    const gate = this.gate;
    const ticket = await gate.enter(lane, this.stopped.signal);
    let reply: WireReply = notSent;
    let verdict: Verdict | undefined;
    try {
      if (this.lease.current() === undefined) throw new LeaseLost(scopeName(scope));
      const state = gate.allowance.save(clock.monotonic(), clock.now());
      if (state !== null) await store.saveAllowance(scope, state, clock.now());
      reply = await end.send(tenantOf(scope), request);
      verdict = classifyReply(scope.target, reply, reply.status < 300 ? [] : end.readRefusal(reply), false);
    } finally {
      gate.allowance.finish(ticket, reply, verdict, clock.monotonic());
      gate.changed();
    }
    this.serverTime.heard(reply, clock.monotonic());
    const isAnswer = [400, 404].includes(reply.status) || (request.mayBeRefused && [401, 403].includes(reply.status));
    if (verdict !== undefined && isAnswer !== true) this.trouble(verdict);
    report({
      event: 'read',
      lane,
      path: request.path.split('?')[0] ?? '',
      httpStatus: reply.status,
      durationMs: reply.durationMs,
    });
    return reply;
  }

  private async run(): Promise<void> {
    const renewing = this.keepLease();
    while (!this.stopping.signal.aborted) {
      const waitMs = await this.stepSafely();
      if (waitMs > 0) await this.nap(waitMs);
    }
    while (this.underWay.size > 0) await Promise.allSettled(this.underWay);
    this.stopped.abort();
    this.gate.close();
    await renewing;
    await this.lease.release().catch(() => undefined);
  }

  private async stepSafely(): Promise<number> {
    try {
      return await this.step();
    } catch (error) {
      if (error instanceof LeaseLost) {
        this.lease.lost();
        return 1;
      }
      const verdict = classifyThrown(error);
      this.failures += 1;
      this.ports.report({
        event: 'state',
        state: 'trouble',
        message: `${verdict.code} ${verdict.message} ${verdict.nextStep}`,
      });
      return backOffMs(this.failures, this.ports.random());
    }
  }

  /** One step: at most one call is begun. Returns how long to wait before the next. */
  private async step(): Promise<number> {
    const fence = this.lease.current();
    if (fence === undefined) return this.takeLease();
    const { clock, store, scope, end } = this.ports;
    const open = this.goOnWithOpenCall();
    if (open !== undefined) return open;

    const nowMs = clock.now();
    const rows = await store.backlog(scope, nowMs);
    const choice = chooseWork(rows, {
      nowMs,
      fill: this.gate.allowance.fill(clock.monotonic()),
      minuteShare: this.gate.allowance.minuteShare(clock.monotonic()),
      limitOf: (kind) => end.limitOf(kind),
    });
    if (!('row' in choice)) return this.untilSomethingIsDue(choice.waitMs, nowMs);
    const entry = this.gate.tryNow(choice.lane);
    if (!('ticket' in entry)) return this.protocol.soonest(entry.waitMs ?? idleMs);
    await this.begin(fence, choice.row.kind, choice.row.lane, choice.lane, entry.ticket);
    return 0;
  }

  private async untilSomethingIsDue(waitMs: number | null, nowMs: number): Promise<number> {
    const dueMs = await this.ports.store.nextDueMs(this.ports.scope, nowMs);
    const wait = Math.min(idleMs, waitMs ?? idleMs, dueMs === undefined ? idleMs : Math.max(1, dueMs - nowMs));
    return this.protocol.soonest(wait);
  }

  /** Calls whose outcome is open come before anything new. Undefined: none is due; else how long to wait. */
  private goOnWithOpenCall(): number | undefined {
    const next = this.protocol.nextDue();
    if (next === undefined) return undefined;
    if (next.how === 'lookUp') {
      this.track(this.protocol.lookUp(next.underway));
      return 0;
    }
    const entry = this.gate.tryNow('person');
    // What keeps a replay waiting keeps everything else waiting too; a change of the gate wakes us.
    if (!('ticket' in entry)) return entry.waitMs ?? idleMs;
    this.track(this.protocol.replay(next.underway, entry.ticket));
    return 0;
  }

  private async takeLease(): Promise<number> {
    const { clock, store, scope, limits, report } = this.ports;
    if (!(await this.lease.take())) {
      report({ event: 'state', state: 'elsewhere', message: 'Another process delivers here.' });
      return askLeaseEveryMs;
    }
    const fence = this.lease.current();
    if (fence === undefined) return 1;
    const saved = await store.allowanceState(scope);
    this.gate.close();
    this.gate = new Gate(Allowance.restore(limits, saved, clock.monotonic(), clock.now()), clock);
    this.gate.onChange(() => this.wake());
    // What just failed may fail again at once: a new lease is no reason to hurry.
    if (this.failures > 0)
      this.gate.allowance.pause(backOffMs(this.failures, this.ports.random()), 'after a failure', clock.monotonic());
    this.protocol.takeOver(await store.openAttempts(fence, scope, clock.now()));
    report({ event: 'state', state: 'working', message: 'Delivering.' });
    return 0;
  }

  /** Claims a batch, builds its request, stores the intent and sends it on its way. */
  private async begin(fence: Fence, kind: OperationKind, rowLane: Lane, lane: Lane, ticket: Ticket): Promise<void> {
    const { clock, store, scope, end } = this.ports;
    const gate = this.gate;
    let mine: Ticket | undefined = ticket;
    const giveBack = () => {
      if (mine !== undefined) gate.allowance.finish(mine, notSent, undefined, clock.monotonic());
      mine = undefined;
    };
    try {
      const batch = await this.claim(fence, kind, rowLane);
      const [first] = batch;
      if (first === undefined) return;
      // Some requests need a look at Xero before they can be built; waiting for that with a ticket in hand could wait for itself.
      if (end.readsToBuild(kind)) giveBack();
      const key = `${first.operation.tenantId}:${first.operation.id}:${first.operation.tries + 1}`;
      const request = await this.build(fence, batch, key, lane);
      if (request === undefined) return;
      mine ??= await gate.enter(lane, this.stopped.signal);
      const attempt = { id: newId(), kind, lane: rowLane, request, sentAtMs: clock.now() };
      const state = gate.allowance.save(clock.monotonic(), clock.now());
      const operations = batch.map(({ operation }) => operation);
      crashPoint('deliver.beforeIntent');
      if (!(await store.openAttempt(fence, scope, attempt, operations, 'ready', state))) return;
      crashPoint('deliver.afterIntent');
      const underway = this.protocol.opened(attempt, batch);
      this.track(this.protocol.deliver(underway, mine, gate));
      mine = undefined;
    } finally {
      giveBack();
    }
  }

  /** The operations with their documents resolved as far as links go. */
  private async documentsOf(operations: readonly DeliveryOperation[]): Promise<Sent[]> {
    const ids = await this.ports.store.resolve(operations);
    return operations.map((operation) => sentOf(operation, resolveDocument(operation, ids).document));
  }

  private async claim(fence: Fence, kind: OperationKind, lane: Lane): Promise<Sent[]> {
    const { clock, store, scope, end } = this.ports;
    const candidates = await store.ready(scope, kind, lane, clock.now(), end.limitOf(kind));
    const ids = await store.resolve(candidates);
    const sendable: Sent[] = [];
    for (const operation of candidates) {
      const { document, missing } = resolveDocument(operation, ids);
      if (missing.length > 0) await store.backToWaiting(fence, operation, missing, clock.now());
      else sendable.push(sentOf(operation, document));
    }
    return takeBatch(
      sendable,
      end.limitOf(kind),
      (sent) => `${this.parts.get(sent.operation.id) ?? ''}|${end.groupOf(sent.sendable)}`,
      (sent) => JSON.stringify(sent.sendable.document).length,
    );
  }

  /** Undefined: one of them can't be built. It is held if it is alone, else the batch is split to find it. */
  private async build(fence: Fence, batch: readonly Sent[], key: string, lane: Lane): Promise<WireRequest | undefined> {
    const { end } = this.ports;
    try {
      return await end.build(
        batch.map(({ sendable }) => sendable),
        key,
        (request) => this.call(lane, request),
      );
    } catch (error) {
      const verdict = classifyThrown(error);
      if (verdict.kind === 'transient' || verdict.kind === 'authLost' || error instanceof LeaseLost) throw error;
      if (batch.length > 1) {
        this.split(batch.map(({ operation }) => operation));
        return undefined;
      }
      await this.protocol.record(
        fence,
        null,
        batch.map((sent) => heldOutcome(sent, verdict, this.ports.clock.now())),
      );
      return undefined;
    }
  }

  /** Halves a refused whole, so that the culprit is found in log₂ calls and its mates go. */
  private split(operations: readonly DeliveryOperation[]): void {
    const half = Math.ceil(operations.length / 2);
    const names = [newId(), newId()] as const;
    operations.forEach((operation, index) => this.parts.set(operation.id, index < half ? names[0] : names[1]));
  }

  private trouble(verdict: Verdict): void {
    const { clock, random, report } = this.ports;
    if (verdict.kind === 'rateLimited') {
      report({ event: 'state', state: 'waiting', message: verdict.message });
      return;
    }
    this.failures += 1;
    const wait = verdict.kind === 'authLost' ? 30_000 : (verdict.retryAfterMs ?? backOffMs(this.failures, random()));
    this.gate.allowance.pause(wait, verdict.message, clock.monotonic());
    report({ event: 'state', state: 'trouble', message: `${verdict.code} ${verdict.message} ${verdict.nextStep}` });
  }

  private track(work: Promise<void>): void {
    const tracked: Promise<void> = work
      .catch((error: unknown) => {
        if (error instanceof LeaseLost) this.lease.lost();
        else this.ports.report({ event: 'state', state: 'trouble', message: classifyThrown(error).message });
      })
      .finally(() => {
        this.underWay.delete(tracked);
        this.wake();
      });
    this.underWay.add(tracked);
  }

  private async keepLease(): Promise<void> {
    const { clock } = this.ports;
    const { signal } = this.stopped;
    for (;;) {
      await clock.sleep(renewEveryMs, signal);
      if (signal.aborted) return;
      await this.lease.renew().catch(() => undefined);
    }
  }

  private async nap(ms: number): Promise<void> {
    if (this.woken) {
      this.woken = false;
      return;
    }
    this.napping = new AbortController();
    await this.ports.clock.sleep(ms, this.napping.signal);
    this.napping = undefined;
    this.woken = false;
  }
}

const notSent: WireReply = { status: 0, headers: {}, body: '', durationMs: 0, failure: 'notSent' };
const tenantOf = (scope: Scope): string => (scope.target === 'xero' ? scope.tenantId : '');

function sentOf(operation: DeliveryOperation, document: Readonly<Record<string, unknown>>): Sent {
  const { id, kind, recordKey, part, naturalKey } = operation;
  return { operation, sendable: { id, kind, recordKey, part, naturalKey, document } };
}
