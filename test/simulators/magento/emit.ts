import { createHmac } from 'node:crypto';
import { Kafka, logLevel } from 'kafkajs';
import type { ShopEvent } from './shop';

/** Carries events to the sidecar; resolves once they are durable there, or in Kafka. */
export type Emit = (events: readonly ShopEvent[]) => Promise<void>;

/** The module's `http` transport: signed batches to `POST /ingest/events`. Throws on any answer but 202, with what was answered. */
export function emitByHttp(sidecarUrl: string, ingestSecret: string): Emit {
  return async (events) => {
    const body = JSON.stringify(events);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', ingestSecret).update(`${timestamp}.${body}`).digest('hex');
    const response = await fetch(`${sidecarUrl}/ingest/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        'x-ledgerlink-timestamp': timestamp,
        'x-ledgerlink-signature': `sha256=${signature}`,
      },
      body,
    });
    const answer = await response.text();
    if (response.status !== 202) throw new Error(`the sidecar answered ${response.status}: ${answer.slice(0, 500)}`);
  };
}

export interface KafkaEmitter {
  readonly emit: Emit;
  close(): Promise<void>;
}

/** The module's Kafka transport: one message per event, keyed by its record, acknowledged by all replicas. */
export async function emitByKafka(brokers: string, topic: string): Promise<KafkaEmitter> {
  const kafka = new Kafka({ clientId: 'magento-stand-in', brokers: brokers.split(','), logLevel: logLevel.NOTHING });
  const producer = kafka.producer({ allowAutoTopicCreation: false });
  await producer.connect();
  return {
    emit: async (events) => {
      await producer.send({
        topic,
        acks: -1,
        messages: events.map((event) => ({
          key: event.subject,
          value: JSON.stringify(event),
          headers: { 'content-type': 'application/cloudevents+json' },
        })),
      });
    },
    close: () => producer.disconnect(),
  };
}
