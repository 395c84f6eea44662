import type { IncomingMessage, Receive } from '../model/incoming';
import type { Clock } from '../shared/clock';
import { describeError, SidecarError } from '../shared/errors';
import { TopicMissing, type Batch, type ConsumerEvents, type KafkaConsumer, type MakeConsumer } from './consumer';

export interface KafkaIntakePorts {
  readonly makeConsumer: MakeConsumer;
  readonly receive: Receive;
  readonly clock: Clock;
  /** False while the disk is short: nothing is fetched until there is room. */
  readonly hasRoom: () => boolean;
  readonly onHealth: (health: IntakeHealth) => void;
  readonly onLog?: ConsumerEvents['onLog'];
  /** How many messages wait in a partition of ours. */
  readonly onLag?: (partition: number, lag: number) => void;
}

export interface IntakeHealth {
  readonly state: 'starting' | 'ok' | 'degraded' | 'stopped';
  readonly message: string;
}

export interface KafkaIntake {
  stop(): Promise<void>;
}

/** One transaction takes at most this many messages, and about this many bytes. */
const chunkRows = 250;
const chunkBytes = 8 * 1024 * 1024;
const roomCheckMs = 5_000;
const heartbeatMs = 2_500;
const longestPauseMs = 30_000;
const stopMs = 15_000;
/** A consumer that ran this long before it crashed starts anew without delay. */
const healthyMs = 60_000;

/**
 * Keeps one Kafka consumer alive and puts what it fetches into the inbox: stored first, acknowledged after. Whatever goes wrong (broker away,
 * topic missing, database away, a batch that cannot be decoded), nothing is skipped: it waits, says so, and goes on.
 */
export function startKafkaIntake(ports: KafkaIntakePorts): KafkaIntake {
  const { clock } = ports;
  const stopping = new AbortController();
  let current: KafkaConsumer | undefined;
  let assigned: readonly number[] = [];

  const stopped = () => stopping.signal.aborted;
  const report = (state: IntakeHealth['state'], message: string) => {
    if (!stopped()) ports.onHealth({ state, message });
  };
  const healthy = () =>
    report(
      'ok',
      assigned.length === 0
        ? 'Connected; other members have all partitions'
        : `Reading partitions ${assigned.join(', ')}`,
    );

  /** Waits and keeps our place in the group; rejects where the partitions are being divided anew. */
  async function waitBeating(batch: Batch, ms: number): Promise<void> {
    for (let left = ms; left > 0 && batch.isRunning(); left -= heartbeatMs) {
      await batch.heartbeat();
      await clock.sleep(Math.min(left, heartbeatMs), stopping.signal);
    }
  }

  /** False: stop was asked for, and the chunk is not stored. */
  async function store(batch: Batch, chunk: readonly IncomingMessage[]): Promise<boolean> {
    for (let failures = 0; ; failures += 1) {
      if (!batch.isRunning()) return false;
      try {
        await ports.receive(chunk);
        if (failures > 0) healthy();
        return true;
      } catch (error) {
        const code = error instanceof SidecarError ? error.code : 'LL-9001';
        report('degraded', `Events wait in Kafka because they cannot be stored (${code}): ${describeError(error)}`);
        await waitBeating(batch, Math.min(500 * 2 ** failures, longestPauseMs));
      }
    }
  }

  async function onBatch(consumer: KafkaConsumer, batch: Batch): Promise<void> {
    ports.onLag?.(batch.partition, Number(batch.lag));
    for (const chunk of chunksOf(batch.messages)) {
      if (!ports.hasRoom()) return pauseForRoom(consumer);
      if (!(await store(batch, chunk))) return;
      const last = chunk.at(-1);
      if (last !== undefined) await batch.acknowledge(last);
    }
  }

  function pauseForRoom(consumer: KafkaConsumer): void {
    consumer.pause();
    report('degraded', 'Events wait in Kafka because there is too little room on the disk (LL-6003)');
    void (async () => {
      while (!stopped() && !ports.hasRoom()) await clock.sleep(roomCheckMs, stopping.signal);
      if (stopped() || current !== consumer) return;
      consumer.resume();
      healthy();
    })();
  }

  /** Resolves with why it ended: the consumer crashed, or stop was asked for (undefined). */
  async function runOnce(): Promise<unknown> {
    let crashed: (error: Error) => void = () => undefined;
    const end = new Promise<unknown>((resolve) => {
      crashed = resolve;
      stopping.signal.addEventListener('abort', () => resolve(undefined), { once: true });
    });
    const consumer = ports.makeConsumer({
      onCrash: (error) => crashed(error),
      onAssigned: (partitions) => {
        // Another member counts these now.
        for (const lost of assigned) if (!partitions.includes(lost)) ports.onLag?.(lost, 0);
        assigned = partitions;
        healthy();
      },
      onLog: (level, message, fields) => ports.onLog?.(level, message, fields),
    });
    current = consumer;
    try {
      await Promise.race([consumer.start((batch) => onBatch(consumer, batch)), end]);
      return await end;
    } catch (error) {
      return error;
    } finally {
      current = undefined;
      await withDeadline(consumer.stop(), clock);
    }
  }

  async function run(): Promise<void> {
    let failures = 0;
    report('starting', 'Connecting to Kafka');
    while (!stopped()) {
      const startedMs = clock.monotonic();
      const reason = await runOnce();
      if (stopped()) return;
      failures = clock.monotonic() - startedMs > healthyMs ? 1 : failures + 1;
      const pauseMs = Math.min(500 * 2 ** failures, longestPauseMs);
      report(
        'stopped',
        `${explain(reason)} It is tried again in ${Math.ceil(pauseMs / 1000)} seconds; nothing is skipped.`,
      );
      await clock.sleep(pauseMs, stopping.signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** A batch in pieces of bounded size, so that one transaction never holds the database for long. */
function* chunksOf(messages: readonly IncomingMessage[]): Generator<readonly IncomingMessage[]> {
  let chunk: IncomingMessage[] = [];
  let bytes = 0;
  for (const message of messages) {
    if (chunk.length === chunkRows || bytes >= chunkBytes) {
      yield chunk;
      chunk = [];
      bytes = 0;
    }
    chunk.push(message);
    bytes += message.raw?.length ?? 0;
  }
  if (chunk.length > 0) yield chunk;
}

const explain = (reason: unknown): string =>
  reason instanceof TopicMissing
    ? `${reason.message}: create it with 6 partitions.`
    : `Kafka intake stopped (LL-2003): ${describeError(reason)}.`;

/** A broker that is gone must not keep us from ending. */
const withDeadline = (work: Promise<void>, clock: Clock): Promise<void> => {
  const done = new AbortController();
  return Promise.race([work.catch(() => undefined).finally(() => done.abort()), clock.sleep(stopMs, done.signal)]);
};
