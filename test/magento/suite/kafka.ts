import { Kafka, logLevel, type Consumer } from 'kafkajs';
import { eventSchema } from '../../../sidecar/src/model/event';
import { kafkaMissing, startKafka, type KafkaBroker } from '../../kafka/broker';
import { placeOrder } from '../checkout';
import { until } from '../commands';
import { median, spread, type Stage } from '../stage';
import { commitTimes } from './relaying';

const topic = 'magento.xero.events.v1';
const missing = kafkaMissing();

interface Arrived {
  readonly key: string | undefined;
  readonly value: string;
  readonly atMs: number;
}

/** The same road through a real Kafka broker, with librdkafka through PHP's own FFI. */
export function kafka(stage: Stage): void {
  (missing === undefined ? describe : describe.skip)(
    `The relay through Kafka${missing === undefined ? '' : ` (${missing})`}`,
    () => {
      let broker: KafkaBroker;
      let consumer: Consumer;
      const arrived: Arrived[] = [];

      beforeAll(async () => {
        broker = await startKafka();
        await broker.createTopic(topic);
        const client = new Kafka({ brokers: [...broker.brokers], logLevel: logLevel.NOTHING });
        consumer = client.consumer({ groupId: 'magento-suite', maxWaitTimeInMs: 100 });
        await consumer.connect();
        await consumer.subscribe({ topic, fromBeginning: true });
        await consumer.run({
          eachMessage: async ({ message }) => {
            arrived.push({ key: message.key?.toString(), value: message.value?.toString() ?? '', atMs: Date.now() });
            await Promise.resolve();
          },
        });
        await stage.shop.emptyOutbox();
        await stage.shop.configure({
          'general/transport': 'ffi',
          'kafka/brokers': broker.brokers.join(','),
          'kafka/topic': topic,
        });
      });
      afterAll(async () => {
        try {
          await consumer.disconnect();
          await broker.stop();
        } finally {
          await stage.sendByHttp();
        }
      });

      const of = (key: string) => arrived.filter((message) => message.key === key);

      test('has an order in Kafka within a second of its commit', async () => {
        const { shop } = stage;
        const relay = shop.startRelay();
        const ids: number[] = [];
        try {
          for (let count = 0; count < 20; count += 1) {
            const id = await placeOrder(shop.rest, { items: [{ sku: 'MUG', qty: 1 }] });
            ids.push(id);
            await until(`order ${id} arrives`, () => of(`order:${id}`).length > 0);
          }
          expect((await shop.status()).transport).toBe('ffi');
        } finally {
          await relay.stop();
        }
        const commits = commitTimes(stage);
        const times = ids.map((id) => (of(`order:${id}`)[0]?.atMs ?? NaN) - (commits.get(id) ?? NaN));
        stage.figures['commit → Kafka consumer (ffi), ms'] = spread(times);
        expect(median(times)).toBeLessThan(1000);
        for (const id of ids) {
          const event = eventSchema.parse(JSON.parse(of(`order:${id}`)[0]?.value ?? ''));
          expect(event).toMatchObject({ subject: `order:${id}`, type: 'com.ledgerlink.magento.order.changed.v1' });
        }
      });

      test('keeps the rows while the broker is away, and sends them when it is back', async () => {
        const { shop } = stage;
        await broker.crash();
        let id = 0;
        const relay = shop.startRelay();
        try {
          id = await placeOrder(shop.rest, { items: [{ sku: 'CARD', qty: 1 }] });
          await until('the relay notices', async () => (await shop.status()).problem !== null, { withinMs: 120_000 });
          expect((await shop.outbox(`order:${id}`)).map((row) => row.status)).not.toContain('published');
          await broker.start();
          await until('the order arrives', () => of(`order:${id}`).length > 0, { withinMs: 120_000 });
        } finally {
          await broker.start().catch(() => undefined);
          await relay.stop();
        }
        await until('the rows are marked', async () =>
          (await shop.outbox(`order:${id}`)).every((row) => row.status === 'published'),
        );
      });
    },
  );
}
