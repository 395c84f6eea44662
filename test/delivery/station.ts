import { Road } from '../../sidecar/src/deliver/road';
import { unlimited, xeroLimits, type AllowanceLimits } from '../../sidecar/src/deliver/allowance';
import type { RoadEvent } from '../../sidecar/src/deliver/events';
import type { Lane, Operation, OperationKind } from '../../sidecar/src/model/operation';
import { instanceId, recordKey, tenantId, type InstanceId } from '../../sidecar/src/model/record';
import { systemClock, type Clock } from '../../sidecar/src/shared/clock';
import { fingerprint } from '../../sidecar/src/shared/ids';
import { sealingWith } from '../../sidecar/src/shared/sealing';
import { deliveryStore } from '../../sidecar/src/store/deliveryStore';
import { openStore, type Store } from '../../sidecar/src/store/open';
import { insertPlanned } from '../../sidecar/src/store/plannedOperations';
import { XeroClient } from '../../sidecar/src/xero/client';
import { XeroEnd } from '../../sidecar/src/xero/end';
import { XeroConnection } from '../../sidecar/src/xero/oauth';
import { startXeroSimulator, type SimulatorOptions, type XeroSimulator } from '../simulators/xero';

/** The wall and monotonic clock, both movable forward together: five minutes pass without waiting for them. */
export class MovableClock implements Clock {
  private offset = 0;
  now = () => systemClock.now() + this.offset;
  monotonic = () => systemClock.monotonic() + this.offset;
  sleep = (ms: number, signal?: AbortSignal) => systemClock.sleep(ms, signal);
  advance(ms: number): void {
    this.offset += ms;
  }
}

export const shop: InstanceId = instanceId('0c5b7b2e-0000-4000-8000-000000000001');

/** A delivery station: the real road, store and Xero client, and the strict stand-in over HTTP. */
export interface Station {
  readonly xero: XeroSimulator;
  readonly store: Store;
  readonly clock: MovableClock;
  readonly road: Road;
  readonly client: XeroClient;
  readonly events: RoadEvent[];
  plan(operations: readonly PlannedForTest[], lane?: Lane): Promise<void>;
  /** Waits until no operation to Xero is waiting, ready or in flight. */
  settled(deadlineMs?: number): Promise<void>;
  states(): Promise<Record<string, number>>;
  stop(): Promise<void>;
}

export interface PlannedForTest {
  readonly kind: OperationKind;
  readonly record: string;
  readonly part: string;
  readonly naturalKey: string;
  readonly document: Record<string, unknown>;
  readonly dependsOn?: readonly string[];
  readonly expect?: { Total: string; TotalTax: string };
}

export interface StationOptions {
  readonly simulator?: SimulatorOptions;
  readonly limits?: AllowanceLimits;
  readonly databaseUrl?: string;
  readonly timeoutMs?: number;
}

export async function openStation(options: StationOptions = {}): Promise<Station> {
  const xero = await startXeroSimulator({ limits: 'off', ...options.simulator });
  const store = await openStore(options.databaseUrl ?? 'sqlite::memory:');
  const clock = new MovableClock();
  const events: RoadEvent[] = [];
  const tenant = tenantId(xero.tenantId);
  const connection = new XeroConnection(
    {
      connection: 'custom',
      clientId: 'demo-custom',
      clientSecret: 'demo-secret',
      apiUrl: xero.url,
      identityUrl: xero.url,
      loginUrl: xero.url,
    },
    { loadConnection: () => Promise.resolve(undefined), saveConnection: () => Promise.resolve() },
    sealingWith('a secret key for tests'),
    () => clock.now(),
  );
  const client = new XeroClient({
    apiUrl: xero.url,
    tokens: connection,
    now: () => clock.monotonic(),
    timeoutMs: options.timeoutMs ?? 60_000,
  });
  const road = new Road({
    scope: { target: 'xero', tenantId: tenant },
    end: new XeroEnd(client, tenant),
    store: deliveryStore(store),
    limits: options.limits ?? unlimited,
    clock,
    random: Math.random,
    holder: 'test',
    report: (event) => events.push(event),
  });

  const states = async () => {
    const rows = await store.db
      .selectFrom('operations')
      .select(({ fn }) => ['state', fn.countAll<number>().as('count')])
      .where('target', '=', 'xero')
      .groupBy('state')
      .execute();
    return Object.fromEntries(rows.map((row) => [row.state, row.count]));
  };
  return {
    xero,
    store,
    clock,
    road,
    client,
    events,
    states,
    async plan(operations, lane = 'live') {
      await store.transaction(async (tx) => {
        for (const planned of operations) {
          const operation: Operation = {
            kind: planned.kind,
            recordKey: recordKey(planned.record),
            part: planned.part,
            tenantId: tenant,
            naturalKey: planned.naturalKey,
            dependsOn: planned.dependsOn ?? [],
            document: planned.document,
            inputFingerprint: fingerprint(planned.document),
            documentFingerprint: fingerprint(planned.document),
            reason: 'a test wants it',
            ...(planned.expect === undefined ? {} : { expect: planned.expect }),
          };
          await insertPlanned(
            tx,
            { instanceId: shop, plannedBy: planned.record, operation, lane, preview: false },
            clock.now(),
          );
        }
      });
      road.wake();
    },
    async settled(deadlineMs = 20_000) {
      const until = Date.now() + deadlineMs;
      for (;;) {
        const now = await states();
        const open = ['waiting', 'ready', 'sending', 'unknown'].reduce((sum, state) => sum + (now[state] ?? 0), 0);
        if (open === 0) return;
        if (Date.now() > until) {
          const rows = await store.db
            .selectFrom('operations')
            .select(['kind', 'part', 'state', 'error_message'])
            .execute();
          throw new Error(`not settled: ${JSON.stringify(now)} ${JSON.stringify(rows.slice(0, 5))}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async stop() {
      await road.drain();
      await store.close();
      await xero.stop();
    },
  };
}

export { unlimited, xeroLimits };
