import { linkKey } from '../deliver/resolve';
import {
  LeaseLost,
  type DeliveryOperation,
  type DeliveryStore,
  type Fence,
  type OpenAttempt,
  type OperationOutcome,
  type Outcome,
  type Scope,
} from '../deliver/ports';
import { refsIn } from '../model/document';
import { writtenAfter } from '../model/link';
import { pinsSchema } from '../model/operation';
import { instanceId, partRef, splitPartRef, tenantId, type RecordKey } from '../model/record';
import { allowanceState, saveAllowanceState } from './allowances';
import { attemptById, finishAttempt, insertAttempt, operationsOfAttempt, sendingsOf } from './attempts';
import { saveContacts, saveItems } from './directory';
import { openHold } from './holds';
import { acquireLease, holdsLease, releaseLease, renewLease } from './leases';
import { linkRow, linkRowsOfRecords, saveLink } from './links';
import { carryOn } from './moneyMoved';
import { lockTenant } from './locks';
import type { Store, Tx } from './open';
import {
  backlogOf,
  moveOperations,
  nextAvailableMs,
  operationsInFlight,
  readyOperations,
  satisfyDependencies,
  settleOperation,
  unsatisfyDependencies,
} from './operations';
import { totalsAgree, totalsHeld } from './holdsOfDelivery';
import type { LinkRow, OperationRow } from './schema';
import { writeBackHold, writeBackLink } from './writeBack';

/** What delivery needs of the store, over the statements of this folder. */
export function deliveryStore(store: Store): DeliveryStore {
  const { db, dialect } = store;
  const fenced = <T>(fence: Fence, work: (tx: Tx) => Promise<T>): Promise<T> =>
    store.transaction(async (tx) => {
      if (!(await holdsLease(tx, fence))) throw new LeaseLost(fence.name);
      return work(tx);
    });
  return {
    acquireLease: async (name, holder, ttlMs) => {
      const token = await acquireLease(db, dialect, name, holder, ttlMs);
      return token === undefined ? undefined : { name, holder, token };
    },
    renewLease: (fence, ttlMs) => renewLease(db, dialect, fence, ttlMs),
    releaseLease: (fence) => releaseLease(db, fence),

    allowanceState: (scope) => allowanceState(db, allowanceName(scope)),
    saveAllowance: (scope, state, nowMs) => saveAllowanceState(db, allowanceName(scope), state, nowMs),

    backlog: (scope, nowMs) => backlogOf(db, scope, nowMs),
    nextDueMs: (scope, nowMs) => nextAvailableMs(db, scope, nowMs),
    ready: async (scope, kind, lane, nowMs, limit) =>
      (await readyOperations(db, scope, kind, lane, nowMs, limit)).map(deliveryOperation),

    async resolve(operations) {
      const ids = new Map<string, ReadonlyMap<string, string>>();
      for (const [instance, tenant, group] of byShop(operations)) {
        const refs = [...new Set(group.flatMap((operation) => refsIn(operation.document)))];
        const keys = [...new Set(refs.map((ref) => splitPartRef(ref).recordKey))];
        for (const link of await linkRowsOfRecords(db, tenant, instance, keys)) {
          const key = linkKey(instance, partRef(link.record_key as RecordKey, link.part));
          ids.set(key, new Map([...(ids.get(key) ?? []), [link.xero_type, link.xero_id]]));
        }
        // Money waits until a person has compared the totals of the document it belongs to.
        if (group.some((operation) => movesMoney.has(operation.kind)))
          for (const ref of await totalsHeld(db, tenant, instance, keys)) ids.delete(linkKey(instance, ref));
      }
      return ids;
    },

    backToWaiting: (fence, operation, missing, nowMs) =>
      fenced(fence, async (tx) => {
        await lockTenant(tx, dialect, operation.tenantId);
        if ((await moveOperations(tx, [operation.id], 'ready', 'waiting', nowMs)) === 1)
          await unsatisfyDependencies(tx, operation.id, missing);
      }),

    async openAttempt(fence, scope, attempt, operations, from, allowance) {
      try {
        await fenced(fence, async (tx) => {
          const ids = operations.map((operation) => operation.id);
          await insertAttempt(
            tx,
            {
              id: attempt.id,
              tenant_id: operations[0]?.tenantId ?? '',
              target: scope.target,
              kind: attempt.kind,
              lane: attempt.lane,
              idempotency_key: attempt.request.idempotencyKey,
              method: attempt.request.method,
              path: attempt.request.path,
              request_body: attempt.request.body,
              operation_count: operations.length,
              sent_at_ms: attempt.sentAtMs,
              finished_at_ms: null,
              outcome: null,
              http_status: null,
              response: null,
              correlation_id: null,
              error_code: null,
              error_message: null,
              duration_ms: null,
              lease_token: fence.token,
            },
            ids,
          );
          const moved = await moveOperations(tx, ids, from, 'sending', attempt.sentAtMs, attempt.id);
          if (moved !== ids.length) throw new Moved();
          if (allowance !== null) await saveAllowanceState(tx, allowanceName(scope), allowance, attempt.sentAtMs);
        });
        return true;
      } catch (error) {
        if (error instanceof Moved) return false;
        throw error;
      }
    },

    recordOutcome: (outcome) =>
      store.transaction(async (tx) => {
        for (const tenant of new Set(outcome.operations.map(({ operation }) => operation.tenantId)))
          await lockTenant(tx, dialect, tenant);
        if (!(await holdsLease(tx, outcome.fence))) throw new LeaseLost(outcome.fence.name);
        await recordOutcome(tx, outcome);
      }),

    openAttempts: (fence, scope, nowMs) =>
      fenced(fence, async (tx) => {
        const rows = await operationsInFlight(tx, scope);
        const byAttempt = grouped(rows, (row) => row.attempt_id ?? '');
        const open: OpenAttempt[] = [];
        for (const [attemptId, operations] of byAttempt) {
          const attempt = await attemptById(tx, attemptId);
          const [first] = operations;
          if (attempt === undefined || first === undefined) continue;
          await moveOperations(
            tx,
            operations.filter((row) => row.state === 'sending').map((row) => row.id),
            'sending',
            'unknown',
            nowMs,
          );
          const sendings = await sendingsOf(tx, attempt, first.id);
          const order = new Map(
            (await operationsOfAttempt(tx, attemptId)).map((row) => [row.operation_id, row.position]),
          );
          open.push({
            id: attempt.id,
            kind: first.kind,
            lane: attempt.lane,
            request: {
              method: attempt.method,
              path: attempt.path,
              body: attempt.request_body,
              idempotencyKey: attempt.idempotency_key,
            },
            firstSentAtMs: Math.min(...sendings.map((row) => row.sent_at_ms)),
            lastLostAtMs: latest(sendings.filter((row) => row.http_status === null).map((row) => row.sent_at_ms)),
            serverFailed: sendings.some(
              (row) => row.http_status !== null && (row.http_status >= 500 || row.http_status < 300),
            ),
            operations: operations
              .map((row) => deliveryOperation({ ...row, state: 'unknown' }))
              .sort((a, b) => (order.get(a.id) ?? 0) - (order.get(b.id) ?? 0)),
          });
        }
        return open;
      }),
  };
}

class Moved extends Error {}

const latest = (times: readonly number[]): number | null => (times.length === 0 ? null : Math.max(...times));

const movesMoney: ReadonlySet<string> = new Set(['payment.create', 'refund.create', 'allocation.create']);
const allowanceName = (scope: Scope): string =>
  scope.target === 'xero' ? scope.tenantId : `magento:${scope.instanceId}`;

function grouped<T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(keyOf(row));
    if (group === undefined) groups.set(keyOf(row), [row]);
    else group.push(row);
  }
  return groups;
}

function byShop(operations: readonly DeliveryOperation[]): (readonly [string, string, DeliveryOperation[]])[] {
  const groups = grouped(operations, (operation) => `${operation.instanceId}|${operation.tenantId}`);
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [[first.instanceId, first.tenantId, group] as const];
  });
}

async function recordOutcome(tx: Tx, outcome: Outcome): Promise<void> {
  const { attempt, nowMs } = outcome;
  if (attempt !== null)
    await finishAttempt(
      tx,
      attempt.id,
      {
        finished_at_ms: attempt.finishedAtMs,
        outcome: attempt.outcome,
        http_status: attempt.httpStatus,
        response: attempt.response,
        correlation_id: attempt.correlationId,
        error_code: attempt.errorCode,
        error_message: attempt.errorMessage,
        duration_ms: attempt.durationMs,
      },
      outcome.operations.map(({ operation, word, message }) => ({
        operation_id: operation.id,
        outcome: word,
        message,
      })),
    );
  const recorded: OperationOutcome[] = [];
  for (const news of outcome.operations) {
    const settled = await settleOperation(tx, news.operation.id, news.from, {
      state: news.to,
      tries: news.tries,
      available_at_ms: news.availableAtMs,
      updated_at_ms: nowMs,
      error_code: news.errorCode,
      error_message: news.message,
      next_step: news.nextStep,
    });
    if (!settled) continue;
    recorded.push(news);
    if (news.link !== null) await recordLink(tx, news, nowMs);
    if (news.hold !== null) await recordHold(tx, news, nowMs);
    else if (news.to === 'done' && news.operation.expect !== null)
      for (const closed of await totalsAgree(tx, news.operation, nowMs)) await writeBackHold(tx, closed, nowMs);
  }
  for (const [instance, tenant, group] of byShop(
    recorded.filter((news) => news.satisfies).map((news) => news.operation),
  ))
    await satisfyDependencies(
      tx,
      tenant,
      instance,
      group.map((operation) => partRef(operation.recordKey, operation.part)),
      nowMs,
    );
  for (const tenant of new Set(recorded.map(({ operation }) => operation.tenantId))) {
    const ofTenant = recorded.filter(({ operation }) => operation.tenantId === tenant);
    await saveContacts(
      tx,
      tenant,
      unique(
        ofTenant.flatMap(({ contact }) => contact ?? []),
        (contact) => contact.ContactID,
      ),
    );
    await saveItems(
      tx,
      tenant,
      unique(
        ofTenant.flatMap(({ item }) => item ?? []),
        (item) => item.ItemID,
      ),
    );
  }
  if (outcome.allowanceState !== null)
    await saveAllowanceState(tx, allowanceName(outcome.scope), outcome.allowanceState, nowMs);
}

/** One statement can't write a row twice. */
const unique = <T>(rows: readonly T[], id: (row: T) => string): T[] => [
  ...new Map(rows.map((row) => [id(row), row])).values(),
];

async function recordLink(tx: Tx, { operation, link }: OperationOutcome, nowMs: number): Promise<void> {
  if (link === null) return;
  const identity = {
    tenant_id: operation.tenantId,
    instance_id: operation.instanceId,
    record_key: operation.recordKey,
    part: operation.part,
    xero_type: link.xeroType,
  };
  const known = await linkRow(tx, identity);
  const saved = await saveLink(
    tx,
    {
      ...identity,
      xero_id: link.xeroId,
      xero_number: link.xeroNumber ?? known?.xero_number ?? null,
      input_fingerprint: operation.inputFingerprint,
      document_fingerprint: operation.documentFingerprint,
      document: JSON.stringify(
        writtenAfter(operation.kind, known?.document == null ? undefined : JSON.parse(known.document), link.document) ??
          null,
      ),
      seen: JSON.stringify({ ...seenOf(known), ...link.seen }),
      pins: JSON.stringify(link.pins),
    },
    nowMs,
  );
  await carryOn(tx, operation.kind, identity, saved.document === null ? undefined : JSON.parse(saved.document));
  await writeBackLink(tx, saved, operation.lane, nowMs);
}

const seenOf = (link: LinkRow | undefined): object => {
  const seen: unknown = link === undefined ? {} : JSON.parse(link.seen);
  return typeof seen === 'object' && seen !== null ? seen : {};
};

async function recordHold(tx: Tx, { operation, hold }: OperationOutcome, nowMs: number): Promise<void> {
  if (hold === null) return;
  const opened = await openHold(tx, {
    tenant_id: operation.tenantId,
    instance_id: operation.instanceId,
    record_key: operation.recordKey,
    part: operation.part,
    planned_by: operation.recordKey,
    code: hold.code,
    subject: hold.subject,
    message: hold.message,
    next_step: hold.nextStep,
    details: hold.details === undefined ? null : JSON.stringify(hold.details),
    state: 'open',
    operation_id: operation.id,
    created_at_ms: nowMs,
    closed_at_ms: null,
    note: null,
  });
  await writeBackHold(tx, opened, nowMs);
}

export function deliveryOperation(row: OperationRow): DeliveryOperation {
  return {
    id: row.id,
    seq: row.seq,
    kind: row.kind,
    tenantId: tenantId(row.tenant_id),
    instanceId: instanceId(row.instance_id),
    recordKey: row.record_key as RecordKey,
    part: row.part,
    naturalKey: row.natural_key,
    document: JSON.parse(row.document) as unknown,
    pins: pinsSchema.parse(JSON.parse(row.pins)),
    expect: row.expect === null ? null : (JSON.parse(row.expect) as { Total: string; TotalTax: string }),
    inputFingerprint: row.input_fingerprint,
    documentFingerprint: row.document_fingerprint,
    reason: row.reason,
    lane: row.lane,
    state: row.state,
    tries: row.tries,
    attemptId: row.attempt_id,
  };
}
