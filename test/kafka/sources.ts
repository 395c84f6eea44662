import { Kafka, logLevel, type Producer } from 'kafkajs';
import { sign } from '../../sidecar/src/intake/signature';
import { committedOffsets, type KafkaBroker, type TopicOptions } from './broker';

/** A message on its way to the sidecar. `key` keeps what belongs together in order. */
export interface Sent {
  readonly key: string;
  readonly body: string | Buffer;
}

/** One way in, from the sender's side. */
export interface Source {
  /** For the receiving process. */
  readonly environment: Readonly<Record<string, string>>;
  /** Hands messages over, and goes on trying until they are taken or it is stopped. */
  send(messages: readonly Sent[]): Promise<void>;
  /** Of what was sent, the messages whose sender has been told that they are safe. */
  acknowledged(): Promise<readonly Sent[]>;
  /** A broken message that this way lets through. */
  readonly broken: Sent;
  stop(): Promise<void>;
}

const secret = 'the secret of the contract suite';

/** The Magento module's HTTP transport: a batch is sent again until it is answered with 202. */
export function httpSource(port: number): Source {
  const safe: Sent[] = [];
  let stopped = false;
  const post = async (messages: readonly Sent[]): Promise<boolean> => {
    const body = `[${messages.map((message) => String(message.body)).join(',')}]`;
    const timestamp = String(Math.floor(Date.now() / 1000));
    try {
      const answer = await fetch(`http://127.0.0.1:${port}/ingest/events`, {
        method: 'POST',
        headers: {
          'content-type': 'application/cloudevents-batch+json',
          'x-ledgerlink-timestamp': timestamp,
          'x-ledgerlink-signature': sign(secret, timestamp, Buffer.from(body)),
        },
        body,
      });
      await answer.arrayBuffer();
      return answer.status === 202;
    } catch {
      return false;
    }
  };
  return {
    environment: { INTAKE: 'http', SECRET: secret, PORT: String(port) },
    async send(messages) {
      for (let start = 0; start < messages.length; start += 20) {
        const batch = messages.slice(start, start + 20);
        while (!stopped && !(await post(batch))) await new Promise((resolve) => setTimeout(resolve, 100));
        if (!stopped) safe.push(...batch);
      }
    },
    acknowledged: () => Promise.resolve([...safe]),
    broken: { key: 'broken', body: '{"specversion":"1.0","id":"half"}' },
    stop: () => {
      stopped = true;
      return Promise.resolve();
    },
  };
}

/** The module's Kafka transports: produced with acks=all, keyed by record; safe is what the sidecar's group committed. */
export async function kafkaSource(
  broker: KafkaBroker,
  topic: string,
  options: TopicOptions = {},
): Promise<Source & { readonly groupId: string }> {
  await broker.createTopic(topic, options);
  const groupId = `group-${topic}`;
  const producer: Producer = new Kafka({
    clientId: 'ledgerlink-test',
    brokers: [...broker.brokers],
    logLevel: logLevel.NOTHING,
    retry: { retries: 20, maxRetryTime: 2000 },
  }).producer();
  await producer.connect();
  const placed = new Map<string, Sent>();
  return {
    groupId,
    environment: {
      INTAKE: 'kafka',
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TOPIC: topic,
      KAFKA_GROUP_ID: groupId,
    },
    async send(messages) {
      for (let start = 0; start < messages.length; start += 20) {
        for (const message of messages.slice(start, start + 20)) {
          // One at a time, because the answer gives the offset of the first of a batch only.
          const [placement] = await producer.send({
            topic,
            acks: -1,
            messages: [{ key: message.key, value: message.body }],
          });
          placed.set(`${placement?.partition ?? ''}:${placement?.baseOffset ?? ''}`, message);
        }
      }
    },
    async acknowledged() {
      const committed = await committedOffsets(broker.brokers, groupId, topic);
      return [...placed].flatMap(([place, message]) => {
        const [partition, offset] = place.split(':').map(Number);
        return (offset ?? 0) < (committed.get(partition ?? -1) ?? -1) ? [message] : [];
      });
    },
    broken: { key: 'broken', body: Buffer.from([0x7b, 0x22, 0xff, 0x00, 0xfe]) },
    stop: () => producer.disconnect(),
  };
}
