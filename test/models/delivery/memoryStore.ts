import { refsIn } from '../../../sidecar/src/model/document';
import { assertArrow, type OperationState } from '../../../sidecar/src/model/operationState';
import { partRef } from '../../../sidecar/src/model/record';
import { linkKey } from '../../../sidecar/src/deliver/resolve';
import {
  LeaseLost,
  type BacklogRow,
  type DeliveryOperation,
  type DeliveryStore,
  type Fence,
  type NewAttempt,
  type OpenAttempt,
  type Outcome,
} from '../../../sidecar/src/deliver/ports';

interface Row {
  operation: DeliveryOperation;
  availableAtMs: number;
  doneAtMs: number | undefined;
  waitsFor: Set<string>;
}
interface StoredAttempt extends NewAttempt {
  readonly operationIds: readonly string[];
  httpStatus: number | null;
}

/** The store as the road sees it, in memory and all at once: what a database promises, without one. */
export class MemoryStore implements DeliveryStore {
  readonly rows = new Map<string, Row>();
  readonly attempts = new Map<string, StoredAttempt>();
  /** Xero ids by part. */
  readonly links = new Map<string, Map<string, string>>();
  private readonly ready_ = new Map<string, Map<string, Row>>();
  private readonly later = new Set<Row>();
  private readonly waiters = new Map<string, Set<string>>();
  private lease: { holder: string; token: number } = { holder: '', token: 0 };
  private allowance: string | undefined;
  readonly holds: string[] = [];

  add(operation: DeliveryOperation, nowMs: number): void {
    const refs = refsIn(operation.document);
    const missing = refs.filter((ref) => !this.links.has(linkKey(operation.instanceId, ref)));
    const row: Row = {
      operation: { ...operation, state: missing.length === 0 ? 'ready' : 'waiting' },
      availableAtMs: nowMs,
      doneAtMs: undefined,
      waitsFor: new Set(missing),
    };
    this.rows.set(operation.id, row);
    for (const ref of missing) this.waiters.set(ref, (this.waiters.get(ref) ?? new Set()).add(operation.id));
    this.index(row);
  }

  states(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { operation } of this.rows.values()) counts[operation.state] = (counts[operation.state] ?? 0) + 1;
    return counts;
  }

  private index(row: Row): void {
    const key = `${row.operation.kind} ${row.operation.lane}`;
    if (row.operation.state !== 'ready') this.ready_.get(key)?.delete(row.operation.id);
    else {
      const rows = this.ready_.get(key) ?? new Map<string, Row>();
      rows.set(row.operation.id, row);
      this.ready_.set(key, rows);
    }
  }

  private move(row: Row, to: OperationState, more: Partial<DeliveryOperation> = {}): void {
    if (row.operation.state !== to) assertArrow(row.operation.state, to);
    row.operation = { ...row.operation, ...more, state: to };
    this.index(row);
  }

  /** For the test of the test: as if the intent had never been stored. */
  forget(row: Row): void {
    row.operation = { ...row.operation, state: 'ready', attemptId: null };
    this.index(row);
  }

  acquireLease(name: string, holder: string): Promise<Fence | undefined> {
    this.lease = { holder, token: this.lease.token + 1 };
    return Promise.resolve({ name, holder, token: this.lease.token });
  }
  renewLease(fence: Fence): Promise<boolean> {
    return Promise.resolve(fence.token === this.lease.token);
  }
  releaseLease(): Promise<void> {
    return Promise.resolve();
  }
  private check(fence: Fence): void {
    if (fence.token !== this.lease.token) throw new LeaseLost(fence.name);
  }
  allowanceState(): Promise<string | undefined> {
    return Promise.resolve(this.allowance);
  }
  saveAllowance(_scope: unknown, state: string): Promise<void> {
    this.allowance = state;
    return Promise.resolve();
  }

  /** Rows whose time has come join those that are ready; 100,000 ready rows cost nothing here. */
  private due(nowMs: number): void {
    for (const row of this.later)
      if (row.availableAtMs <= nowMs) {
        this.later.delete(row);
        this.index(row);
      }
  }

  backlog(_scope: unknown, nowMs: number): Promise<readonly BacklogRow[]> {
    this.due(nowMs);
    const found: BacklogRow[] = [];
    for (const rows of this.ready_.values())
      for (const row of rows.values()) {
        found.push({
          kind: row.operation.kind,
          lane: row.operation.lane,
          count: rows.size,
          oldestMs: row.availableAtMs,
        });
        break;
      }
    return Promise.resolve(found);
  }

  nextDueMs(): Promise<number | undefined> {
    let due: number | undefined;
    for (const row of this.later) due = Math.min(due ?? Number.POSITIVE_INFINITY, row.availableAtMs);
    return Promise.resolve(due);
  }

  ready(
    _scope: unknown,
    kind: string,
    lane: string,
    nowMs: number,
    limit: number,
  ): Promise<readonly DeliveryOperation[]> {
    this.due(nowMs);
    const found: DeliveryOperation[] = [];
    for (const row of this.ready_.get(`${kind} ${lane}`)?.values() ?? []) {
      found.push(row.operation);
      if (found.length === limit) break;
    }
    return Promise.resolve(found);
  }

  resolve(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
    return Promise.resolve(this.links);
  }

  backToWaiting(fence: Fence, operation: DeliveryOperation): Promise<void> {
    this.check(fence);
    throw new Error(`${operation.id} was ready without its document`);
  }

  openAttempt(
    fence: Fence,
    _scope: unknown,
    attempt: NewAttempt,
    operations: readonly DeliveryOperation[],
    from: 'ready' | 'unknown',
    allowance: string | null,
  ): Promise<boolean> {
    this.check(fence);
    const rows = operations.map((operation) => this.rows.get(operation.id));
    if (!rows.every((row) => row?.operation.state === from)) return Promise.resolve(false);
    this.attempts.set(attempt.id, { ...attempt, operationIds: operations.map(({ id }) => id), httpStatus: null });
    for (const row of rows) if (row !== undefined) this.move(row, 'sending', { attemptId: attempt.id });
    if (allowance !== null) this.allowance = allowance;
    return Promise.resolve(true);
  }

  recordOutcome(outcome: Outcome): Promise<void> {
    this.check(outcome.fence);
    if (outcome.attempt !== null) {
      const attempt = this.attempts.get(outcome.attempt.id);
      if (attempt !== undefined) attempt.httpStatus = outcome.attempt.httpStatus;
    }
    for (const news of outcome.operations) {
      const row = this.rows.get(news.operation.id);
      if (row?.operation.state !== news.from) continue;
      row.availableAtMs = news.availableAtMs;
      this.move(row, news.to, { tries: news.tries });
      if (news.to === 'ready' && news.availableAtMs > outcome.nowMs) {
        this.ready_.get(`${row.operation.kind} ${row.operation.lane}`)?.delete(row.operation.id);
        this.later.add(row);
      }
      if (news.to === 'done') row.doneAtMs = outcome.nowMs;
      if (news.hold !== null) this.holds.push(`${news.hold.code}: ${news.hold.message}`);
      const { instanceId, recordKey, part } = row.operation;
      if (news.link !== null)
        this.links.set(
          linkKey(instanceId, partRef(recordKey, part)),
          new Map([[news.link.xeroType, news.link.xeroId]]),
        );
      if (news.satisfies) this.satisfy(partRef(recordKey, part), outcome.nowMs);
    }
    if (outcome.allowanceState !== null) this.allowance = outcome.allowanceState;
    return Promise.resolve();
  }

  private satisfy(ref: string, nowMs: number): void {
    for (const id of this.waiters.get(ref) ?? []) {
      const row = this.rows.get(id);
      row?.waitsFor.delete(ref);
      if (row?.operation.state !== 'waiting' || row.waitsFor.size > 0) continue;
      row.availableAtMs = nowMs;
      this.move(row, 'ready');
    }
    this.waiters.delete(ref);
  }

  openAttempts(fence: Fence): Promise<readonly OpenAttempt[]> {
    this.check(fence);
    const open = new Map<string, DeliveryOperation[]>();
    for (const row of this.rows.values()) {
      if (row.operation.state === 'sending') this.move(row, 'unknown');
      if (row.operation.state === 'unknown' && row.operation.attemptId !== null)
        open.set(row.operation.attemptId, [...(open.get(row.operation.attemptId) ?? []), row.operation]);
    }
    return Promise.resolve(
      [...open].flatMap(([attemptId, operations]): OpenAttempt[] => {
        const attempt = this.attempts.get(attemptId);
        if (attempt === undefined) return [];
        const sendings = [...this.attempts.values()].filter(
          ({ id, request }) => id === attempt.id || request.idempotencyKey === attempt.request.idempotencyKey,
        );
        return [
          {
            id: attempt.id,
            kind: attempt.kind,
            lane: attempt.lane,
            request: attempt.request,
            firstSentAtMs: Math.min(...sendings.map(({ sentAtMs }) => sentAtMs)),
            lastLostAtMs: latest(
              sendings.filter(({ httpStatus }) => httpStatus === null).map(({ sentAtMs }) => sentAtMs),
            ),
            serverFailed: sendings.some(
              ({ httpStatus }) => httpStatus !== null && (httpStatus >= 500 || httpStatus < 300),
            ),
            operations: attempt.operationIds.flatMap((id) => operations.find((operation) => operation.id === id) ?? []),
          },
        ];
      }),
    );
  }
}

const latest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.max(...times));
