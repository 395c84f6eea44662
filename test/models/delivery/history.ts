import { Road } from '../../../sidecar/src/deliver/road';
import { unlimited } from '../../../sidecar/src/deliver/allowance';
import type { DeliveryOperation, DeliveryStore } from '../../../sidecar/src/deliver/ports';
import { instanceId, tenantId, type RecordKey } from '../../../sidecar/src/model/record';
import type { Lane, OperationKind } from '../../../sidecar/src/model/operation';
import { MemoryStore } from './memoryStore';
import { ModelEnd, ModelXero, type Fate, type ModelRules } from './modelXero';
import { VirtualClock } from './virtualClock';

export const tenant = tenantId('70784a63-d24b-46a9-a4db-0e70a274b056');
const instance = instanceId('0c5b7b2e-0000-4000-8000-000000000001');

/** A planned operation for the model: contact, invoice and payment of order `n`, depending on each other. */
export function operationOf(
  kind: OperationKind,
  n: number,
  refs: readonly string[],
  lane: Lane = 'live',
): DeliveryOperation {
  const part = `${kind.split('.')[0] ?? ''}:${n}`;
  const naturalKey = `${kind} ${n}`;
  return {
    id: naturalKey,
    seq: n,
    kind,
    tenantId: tenant,
    instanceId: instance,
    recordKey: `order:${n}` as RecordKey,
    part,
    naturalKey,
    document: { ContactNumber: naturalKey, refs: refs.map((ref) => ({ ref })) },
    pins: {},
    expect: null,
    inputFingerprint: '',
    documentFingerprint: '',
    reason: '',
    lane,
    state: 'ready',
    tries: 0,
    attemptId: null,
  };
}

export const orderOf = (n: number): DeliveryOperation[] => [
  operationOf('contact.create', n, []),
  operationOf('invoice.create', n, [`order:${n}/contact:${n}`]),
  operationOf('payment.create', n, [`order:${n}/invoice:${n}`]),
];

/** One thing after another that happens to the calls, and where the process dies. */
export interface History {
  readonly orders: number;
  readonly batch: number;
  readonly fates: readonly { readonly fate: Fate; readonly ms: number }[];
  /** After how many steps (any store or network step) the process is killed, and how long it stays away, in seconds. */
  readonly crashes: readonly { readonly after: number; readonly awaySeconds: number }[];
}

export interface Verdict {
  readonly settled: boolean;
  /** Natural keys of documents that exist twice or more. */
  readonly doubled: readonly string[];
  /** Operations that are done without a document, or whose link names none. */
  readonly lost: readonly string[];
  readonly held: readonly string[];
}

/** The protocol with one of its guards taken away, to prove that the model would notice. */
export type Sabotage = (store: MemoryStore) => DeliveryStore;

export async function live(history: History, rules: ModelRules, sabotage?: Sabotage): Promise<Verdict> {
  const clock = new VirtualClock();
  const store = new MemoryStore();
  const fates = [...history.fates];
  const xero = new ModelXero(clock, rules, () => fates.shift() ?? { fate: 'fine', ms: 0 });
  for (let n = 1; n <= history.orders; n += 1) for (const operation of orderOf(n)) store.add(operation, clock.now());

  const crashes = [...history.crashes];
  const finished = () => [...store.rows.values()].every(({ operation }) => ['done', 'held'].includes(operation.state));
  let life = new Life(crashes[0]?.after);
  let road = start(life);
  const end = 4 * 3_600_000;
  let settled = false;
  while (clock.monotonic() < end) {
    await clock.runUntil(() => life.over || finished(), end);
    if (!life.over) {
      settled = finished();
      break;
    }
    await clock.sleepFor((crashes.shift()?.awaySeconds ?? 0) * 1000);
    life = new Life(crashes[0]?.after);
    road = start(life);
  }
  // Calls that were lost may still be carried out: only then is it known what they did.
  await clock.runUntil(() => false, 15 * 60_000);
  let drained = false;
  void road.drain().then(() => (drained = true));
  await clock.runUntil(() => drained || life.over, 3_600_000);

  const count = (naturalKey: string) => xero.docs.filter((doc) => doc.naturalKey === naturalKey).length;
  const operations = [...store.rows.values()].map(({ operation }) => operation);
  return {
    settled,
    doubled: operations.map(({ naturalKey }) => naturalKey).filter((naturalKey) => count(naturalKey) > 1),
    lost: operations
      .filter(({ state }) => state === 'done')
      .map(({ naturalKey }) => naturalKey)
      .filter((naturalKey) => count(naturalKey) === 0),
    held: store.holds,
  };

  function start(of: Life): Road {
    return new Road({
      scope: { target: 'xero', tenantId: tenant },
      end: of.mortal(new ModelEnd(xero, history.batch), ['build', 'send', 'find']),
      store: of.mortal(sabotage?.(store) ?? store, [
        'acquireLease',
        'renewLease',
        'backlog',
        'ready',
        'resolve',
        'openAttempt',
        'recordOutcome',
        'openAttempts',
      ]),
      limits: unlimited,
      clock,
      random: () => 0.5,
      holder: 'model',
      report: () => undefined,
    }).start();
  }
}

/** A process that can be killed at any step: from then on none of its steps ever returns. */
class Life {
  over = false;
  private steps = 0;
  constructor(private readonly endsAfter: number | undefined) {}

  mortal<T extends object>(target: T, methods: readonly (keyof T & string)[]): T {
    return new Proxy(target, {
      get: (object, name, receiver) => {
        const member: unknown = Reflect.get(object, name, receiver);
        if (typeof member !== 'function') return member;
        const call = (...args: unknown[]): unknown => Reflect.apply(member, object, args);
        if (!methods.includes(name as keyof T & string)) return call;
        return async (...args: unknown[]) => {
          await this.step();
          const result: unknown = await call(...args);
          await this.step();
          return result;
        };
      },
    });
  }

  private step(): Promise<void> {
    this.steps += 1;
    if (this.steps === this.endsAfter) this.over = true;
    return this.over ? new Promise(() => undefined) : Promise.resolve();
  }
}
