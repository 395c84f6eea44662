import {
  Kafka,
  KafkaJSProtocolError,
  logLevel,
  type Consumer,
  type EachBatchPayload,
  type IHeaders,
  type KafkaMessage,
  type SASLOptions,
} from 'kafkajs';
import type { IncomingMessage } from '../model/incoming';
import { registerCodecs } from './codecs';
import { TopicMissing, type Batch, type ConsumerEvents, type KafkaConsumer, type MakeConsumer } from './consumer';

export interface KafkaOptions {
  readonly brokers: readonly string[];
  readonly topic: string;
  readonly groupId: string;
  readonly ssl: boolean;
  readonly sasl?: SASLOptions | undefined;
}

const clientId = 'ledgerlink';
/**
 * How long the group waits for a silent member: a process that was killed holds up its own successor this long, as kafkajs has no static
 * membership. Long enough for a busy machine, as heartbeats also go out while the database is away; a member thrown out in error only
 * reads some events twice.
 */
const sessionTimeoutMs = 10_000;

/** kafkajs 2.2.4 behind our four functions. Its traps, and what is done about each, stand at the settings that avoid them. */
export const kafkajsConsumer =
  (options: KafkaOptions): MakeConsumer =>
  (events) => {
    registerCodecs();
    const kafka = new Kafka({
      clientId,
      brokers: [...options.brokers],
      ssl: options.ssl,
      ...(options.sasl === undefined ? {} : { sasl: options.sasl }),
      connectionTimeout: 5_000,
      requestTimeout: 30_000,
      logLevel: logLevel.INFO,
      logCreator:
        () =>
        ({ level, log: { message, timestamp: _time, logger: _logger, ...fields } }) =>
          events.onLog(levels.get(level) ?? 'debug', message, fields),
    });
    const consumer = kafka.consumer({
      groupId: options.groupId,
      sessionTimeout: sessionTimeoutMs,
      rebalanceTimeout: 60_000,
      heartbeatInterval: 2_500,
      // Heartbeats ride on fetches: with the default of 5 s an idle member comes close to being thrown out.
      maxWaitTimeInMs: 1_000,
      maxBytesPerPartition: 2 * 1024 * 1024,
      // A topic made by asking for it would have the broker's defaults: one partition, a week of retention.
      allowAutoTopicCreation: false,
      // Its own restarts end silently after some errors; all of them are left to the caller, who makes a new consumer.
      retry: { retries: 5, initialRetryTime: 300, maxRetryTime: 5_000, restartOnFailure: () => Promise.resolve(false) },
    });
    return running(consumer, options.topic, events);
  };

const levels = new Map<logLevel, 'error' | 'warn' | 'info' | 'debug'>([
  [logLevel.ERROR, 'error'],
  [logLevel.WARN, 'warn'],
  [logLevel.INFO, 'info'],
]);

function running(consumer: Consumer, topic: string, events: ConsumerEvents): KafkaConsumer {
  let stopping = false;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    if (!stopping) events.onCrash(payload.error);
  });
  consumer.on(consumer.events.GROUP_JOIN, ({ payload }) => events.onAssigned(payload.memberAssignment[topic] ?? []));
  return {
    async start(onBatch) {
      await consumer.connect();
      try {
        await consumer.subscribe({ topic, fromBeginning: true });
      } catch (error) {
        throw isMissingTopic(error) ? new TopicMissing(topic) : error;
      }
      await consumer.run({
        autoCommit: false,
        eachBatchAutoResolve: false,
        partitionsConsumedConcurrently: 1,
        eachBatch: (payload) => onBatch(batchOf(payload, () => stopping)),
      });
    },
    pause: () => consumer.pause([{ topic }]),
    resume: () => consumer.resume([{ topic }]),
    async stop() {
      stopping = true;
      await consumer.disconnect();
    },
  };
}

const isMissingTopic = (error: unknown): boolean =>
  error instanceof KafkaJSProtocolError
    ? error.type === 'UNKNOWN_TOPIC_OR_PARTITION'
    : error instanceof Error && error.cause !== undefined && isMissingTopic(error.cause);

function batchOf(payload: EachBatchPayload, isStopping: () => boolean): Batch {
  const { batch } = payload;
  const { topic, partition } = batch;
  return {
    topic,
    partition,
    messages: batch.messages.map((message) => incoming(topic, partition, message)),
    lag: batch.offsetLag(),
    heartbeat: () => payload.heartbeat(),
    async acknowledge(message) {
      payload.resolveOffset(message.offset ?? '');
      await payload.heartbeat();
      // Never `consumer.commitOffsets`: during a rebalance it ends the consumer (kafkajs), this only ends the batch.
      await payload.commitOffsetsIfNecessary(payload.uncommittedOffsets());
    },
    isRunning: () => payload.isRunning() && !isStopping(),
  };
}

const incoming = (topic: string, partition: number, message: KafkaMessage): IncomingMessage => ({
  raw: message.value,
  source: 'kafka',
  headers: headersOf(message.headers ?? {}),
  topic,
  partition,
  offset: message.offset,
});

/** Header names differ in case between producers; of a repeated header the first counts. */
function headersOf(headers: IHeaders): Record<string, string> {
  const read: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    const first = Array.isArray(value) ? value[0] : value;
    if (first !== undefined) read[name.toLowerCase()] = first.toString();
  }
  return read;
}
