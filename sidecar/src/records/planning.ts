import type { Need } from '../model/hold';
import type { IncomingMessage, Receive } from '../model/incoming';
import type { Organisation } from '../model/organisation';
import type { Plan, PlanInput } from '../model/plan';
import type { TenantId } from '../model/record';
import type { Settings } from '../model/settings';
import type { Clock } from '../shared/clock';
import { describeError } from '../shared/errors';
import { acceptEvents, type ConfigChange } from './accept';
import { planRecord, type PlanOutcome, type PlanRecordPorts } from './planRecord';
import type { DueRecord, RecordId, RecordsStore } from './ports';

export interface PlanningPorts {
  readonly store: RecordsStore;
  readonly clock: Clock;
  readonly receive: Receive;
  readonly plan: (input: PlanInput) => Plan;
  /** The settings in force. */
  readonly settings: () => Settings;
  /** Reads a record's newest snapshot from Magento, as an event. `gone`: Magento does not have it. */
  readonly readSnapshot: (record: RecordId) => Promise<IncomingMessage | 'gone'>;
  /** Fetches an organisation, a document or the directory, through the allowance; resolves once it is stored. */
  readonly fetch: (need: Exclude<Need, { kind: 'record' }>) => Promise<void>;
  readonly mayPlan?: (tenantId: TenantId | undefined) => boolean;
  readonly onConfig?: (change: ConfigChange) => void;
  /** New operations may be waiting: delivery wakes up. */
  readonly onPlanned?: (record: RecordId, outcome: PlanOutcome) => void;
  /** What could not be done, and will be tried again. `record` undefined: the store itself is away. */
  readonly onProblem?: (problem: { readonly record?: RecordId; readonly error: unknown }) => void;
  readonly publicUrl?: string | undefined;
  /** How long to sleep at most when nothing wakes us: another process may have stored events. */
  readonly idleMs?: number;
}

export interface Planning {
  /** Something came or changed: look now. */
  wake(): void;
  /** An organisation was read again: forget what we remember of it. */
  organisationChanged(tenantId: TenantId): void;
  /** Ends after the record in hand. */
  stop(): Promise<void>;
}

const recordsAtOnce = 50;
const eventsAtOnce = 200;
const fetchesAtOnce = 4;
/** A record that found all fetches taken asks again after its turn may have come: four fetches of a fifth of a second at once. */
const fetchTurnMs = 50;
/** Nobody tells us when Magento is back. */
const longestFetchPauseMs = 300_000;
const organisationMemoryMs = 60_000;
/** A record whose operation is under way is looked at again after this, twice as long each time: a call takes a second or two. */
const inFlightMs = { first: 500, longest: 15_000 };
const goneMemoryMs = 3_600_000;

/** 5 s, doubled with every try, at most an hour. */
export const retryDelayMs = (tries: number): number => Math.min(5_000 * 2 ** Math.min(tries, 20), 3_600_000);

/** Accepts what came, plans what is due, sleeps until something wakes it or the next record falls due. */
export function startPlanning(ports: PlanningPorts): Planning {
  const { store, clock } = ports;
  const idleMs = ports.idleMs ?? 5_000;
  const memory = organisationMemory(store, clock);
  const gone = new Map<string, number>();
  const fetching = new Map<string, Promise<void>>();
  /** How often in a row a record's needs were fetched without its plan being content. */
  const asked = new Map<string, number>();
  let turnedAway = 0;
  /** How often in a row a record was found in flight. */
  const waited = new Map<string, number>();
  const stopping = new AbortController();
  let nudge = new AbortController();
  const wake = () => nudge.abort();
  stopping.signal.addEventListener('abort', wake);

  const recordPorts: PlanRecordPorts = {
    store,
    plan: ports.plan,
    settings: ports.settings,
    organisation: memory.organisation,
    organisationTenants: memory.tenants,
    mayPlan: ports.mayPlan ?? (() => true),
    isGone: (record) => (gone.get(nameOf(record)) ?? 0) > clock.now(),
    now: () => clock.now(),
    publicUrl: ports.publicUrl,
  };

  /** One after the other: when it resolves, everything received before is accepted or stands behind `eventsAtOnce` others. */
  let accepting: Promise<unknown> = Promise.resolve();
  const accept = (): Promise<number> => {
    const accepted = accepting.then(() => acceptEvents(store, eventsAtOnce, ports.onConfig));
    accepting = accepted.catch(() => undefined);
    return accepted;
  };

  async function fetchNeed(record: RecordId, need: Need): Promise<void> {
    if (need.kind !== 'record') {
      await ports.fetch(need);
      if (need.kind === 'organisation') memory.forget();
      return;
    }
    const needed = { instanceId: record.instanceId, recordKey: need.recordKey };
    const message = await ports.readSnapshot(needed);
    if (message === 'gone') gone.set(nameOf(needed), clock.now() + goneMemoryMs);
    else {
      await ports.receive([message]);
      // At once, so that the record is not found due before its snapshot is there, and asked for again.
      while ((await accept()) === eventsAtOnce);
    }
  }

  /** Fetches beside the loop, so that a Magento that does not answer delays only those who need it. */
  async function fetchNeeds(record: DueRecord, needs: readonly Need[], tries: number): Promise<void> {
    if (fetching.size >= fetchesAtOnce) {
      turnedAway += 1;
      return store.postpone(record, clock.now() + Math.min(fetchTurnMs * turnedAway, longestFetchPauseMs));
    }
    turnedAway = 0;
    const again = clock.now() + Math.min(retryDelayMs(tries), longestFetchPauseMs);
    // Should the process end meanwhile, the record is planned then anyway. Counted as a try, so that asking in vain slows down.
    await store.postpone(record, again, `waits for ${needs.map(nameOfNeed).join(', ')}`);
    const fetched = needs.map((need) => {
      const name = need.kind === 'record' ? `${record.instanceId} ${nameOfNeed(need)}` : nameOfNeed(need);
      const running = fetching.get(name) ?? fetchNeed(record, need).finally(() => fetching.delete(name));
      fetching.set(name, running);
      return running;
    });
    void Promise.all(fetched)
      .then(() => {
        const times = (asked.get(nameOf(record)) ?? 0) + 1;
        asked.set(nameOf(record), times);
        // Asking for the same again and again in vain must slow down.
        return times <= 3 ? store.postpone(record, clock.now()) : undefined;
      })
      .catch((error: unknown) => {
        ports.onProblem?.({ record, error });
        return store.postpone(record, again, describeError(error).slice(0, 500));
      })
      .catch((error: unknown) => ports.onProblem?.({ record, error }))
      .finally(wake);
  }

  async function waitForOutcome(record: RecordId): Promise<void> {
    const times = waited.get(nameOf(record)) ?? 0;
    waited.set(nameOf(record), times + 1);
    await store.postpone(record, clock.now() + Math.min(inFlightMs.first * 2 ** times, inFlightMs.longest));
  }

  /** False: nothing was done, as another process plans it. */
  async function planOne(record: DueRecord): Promise<boolean> {
    const tries = (await store.record(record))?.tries ?? 0;
    try {
      const outcome = await planRecord(recordPorts, record);
      switch (outcome.outcome) {
        case 'needs':
          await fetchNeeds(record, outcome.needs, tries);
          break;
        case 'inFlight':
          await waitForOutcome(record);
          break;
        case 'planned':
          asked.delete(nameOf(record));
          waited.delete(nameOf(record));
          break;
        case 'changed':
        case 'nothingToDo':
          break;
        case 'notOurs':
          return false;
      }
      ports.onPlanned?.(record, outcome);
    } catch (error) {
      await store.postpone(record, clock.now() + retryDelayMs(tries), describeError(error).slice(0, 500));
      ports.onProblem?.({ record, error });
    }
    return true;
  }

  /** One look. Returns how long to sleep. */
  async function look(): Promise<number> {
    const accepted = await accept();
    const due = await store.dueRecords(clock.now(), recordsAtOnce);
    let busy = accepted === eventsAtOnce;
    for (const record of due) {
      if (stopping.signal.aborted) return 0;
      busy = (await planOne(record)) || busy;
    }
    if (busy) return 0;
    if (due.length > 0) return idleMs;
    const next = await store.nextDueMs();
    return Math.max(0, Math.min(idleMs, (next ?? Infinity) - clock.now()));
  }

  async function run(): Promise<void> {
    let failures = 0;
    let reread = false;
    while (!stopping.signal.aborted) {
      nudge = new AbortController();
      let sleepMs: number;
      try {
        // Once: an update of the sidecar may have taught it what an older one put aside.
        if (!reread) await store.rereadLaterVersions();
        reread = true;
        sleepMs = await look();
        failures = 0;
      } catch (error) {
        failures += 1;
        sleepMs = Math.min(500 * 2 ** failures, 30_000);
        ports.onProblem?.({ error });
      }
      if (sleepMs > 0) await clock.sleep(sleepMs, nudge.signal);
    }
  }

  const running = run();
  return {
    wake,
    organisationChanged: () => memory.forget(),
    async stop() {
      stopping.abort();
      await running;
      await Promise.allSettled(fetching.values());
    },
  };
}

const nameOf = (record: RecordId): string => `${record.instanceId} ${record.recordKey}`;

const nameOfNeed = (need: Need): string => {
  switch (need.kind) {
    case 'record':
      return need.recordKey;
    case 'organisation':
      return `organisation ${need.tenantId ?? ''}`;
    case 'document':
      return `${need.xeroType} ${need.xeroId}`;
    case 'directory':
      return `directory ${need.tenantId}`;
    case 'movements':
      return `movements of ${need.sku}`;
  }
};

/** Organisations are read for every record planned, and change a few times a year: remembered for a minute. */
function organisationMemory(store: RecordsStore, clock: Clock) {
  const known = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();
  const remember = <T>(name: string, read: () => Promise<T>): Promise<T> => {
    const found = known.get(name);
    if (found !== undefined && found.until > clock.monotonic()) return found.value as Promise<T>;
    const value = read();
    known.set(name, { until: clock.monotonic() + organisationMemoryMs, value });
    value.catch(() => known.delete(name));
    return value;
  };
  return {
    organisation: (tenantId: TenantId): Promise<Organisation | undefined> =>
      remember(`organisation ${tenantId}`, () => store.organisation(tenantId)),
    tenants: (): Promise<readonly TenantId[]> => remember('tenants', () => store.organisationTenants()),
    forget: () => known.clear(),
  };
}
