import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

/** What changes as work goes on; gauges are read from their source when Prometheus asks. */
export interface Metrics {
  eventReceived(type: string, result: 'accepted' | 'duplicate' | 'parked'): void;
  operationFinished(kind: string, outcome: string): void;
  xeroCall(endpoint: string, status: number, seconds: number, elements: number): void;
  /** Seconds from the event's arrival to the document in Xero. */
  delivered(kind: string, seconds: number): void;
  text(): Promise<string>;
}

export interface GaugeSources {
  inboxAgeSeconds(): Promise<number>;
  operationsByState(): Promise<Readonly<Record<string, number>>>;
  openHolds(): Promise<number>;
  allowances(): readonly { readonly tenantId: string; readonly callsLeftToday: number | null }[];
  kafkaLag(): number | null;
  holdsLease(): boolean;
}

/** Prometheus metrics of one process; names begin with `ledgerlink_`. */
export function openMetrics(sources: GaugeSources): Metrics {
  const registers = [new Registry()];
  const [registry] = registers as [Registry];
  collectDefaultMetrics({ register: registry });
  const events = new Counter({
    name: 'ledgerlink_events_total',
    help: 'Events received, by type and result',
    labelNames: ['type', 'result'],
    registers,
  });
  const operations = new Counter({
    name: 'ledgerlink_operations_total',
    help: 'Operations finished, by kind and outcome',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const calls = new Counter({
    name: 'ledgerlink_xero_calls_total',
    help: 'Calls to Xero, by endpoint and HTTP status (0: no answer)',
    labelNames: ['endpoint', 'status'],
    registers,
  });
  const seconds = new Histogram({
    name: 'ledgerlink_xero_call_seconds',
    help: 'Duration of calls to Xero',
    labelNames: ['endpoint'],
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60],
    registers,
  });
  const batch = new Histogram({
    name: 'ledgerlink_xero_batch_size',
    help: 'Elements in one call to Xero',
    buckets: [1, 2, 5, 10, 20, 30, 40, 50],
    registers,
  });
  const latency = new Histogram({
    name: 'ledgerlink_event_to_xero_seconds',
    help: 'From the arrival of an event to its document in Xero',
    labelNames: ['kind'],
    buckets: [1, 2, 3, 5, 10, 30, 60, 120, 300, 1800, 14400, 86400],
    registers,
  });
  gauge(registry, 'ledgerlink_inbox_age_seconds', 'Age of the oldest event not yet read', [], async (set) =>
    set({}, await sources.inboxAgeSeconds()),
  );
  gauge(registry, 'ledgerlink_operations', 'Operations by state', ['state'], async (set) => {
    for (const [state, value] of Object.entries(await sources.operationsByState())) set({ state }, value);
  });
  gauge(registry, 'ledgerlink_holds_open', 'Records and operations that need a person', [], async (set) =>
    set({}, await sources.openHolds()),
  );
  gauge(registry, 'ledgerlink_xero_calls_left_today', 'Calls left today per organisation', ['tenant'], (set) => {
    for (const allowance of sources.allowances())
      if (allowance.callsLeftToday !== null) set({ tenant: allowance.tenantId }, allowance.callsLeftToday);
  });
  gauge(registry, 'ledgerlink_kafka_lag', 'Messages in Kafka that were not read yet', [], (set) => {
    const lag = sources.kafkaLag();
    if (lag !== null) set({}, lag);
  });
  gauge(registry, 'ledgerlink_lease_held', '1 where this process writes to Xero', [], (set) =>
    set({}, sources.holdsLease() ? 1 : 0),
  );
  return {
    eventReceived: (type, result) => events.inc({ type, result }),
    operationFinished: (kind, outcome) => operations.inc({ kind, outcome }),
    xeroCall(endpoint, status, duration, elements) {
      calls.inc({ endpoint, status });
      seconds.observe({ endpoint }, duration);
      batch.observe(elements);
    },
    delivered: (kind, duration) => latency.observe({ kind }, duration),
    text: () => registry.metrics(),
  };
}

type Set = (labels: Readonly<Record<string, string>>, value: number) => void;

function gauge(
  registry: Registry,
  name: string,
  help: string,
  labelNames: string[],
  read: (set: Set) => void | Promise<void>,
): void {
  new Gauge({
    name,
    help,
    labelNames,
    registers: [registry],
    async collect() {
      this.reset();
      await read((labels, value) => this.set(labels, value));
    },
  });
}
