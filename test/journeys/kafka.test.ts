import { setTimeout as delay } from 'node:timers/promises';
import { playOrders, waitForAgreement } from '../agreement/play';
import { writeDemoSettings } from '../demo/settings';
import { kafkaMissing, startKafka, type KafkaBroker } from '../kafka/broker';
import { makeWorld, type World } from '../processes/world';
import { describeWhere } from '../requirements';
import { deriveOrders } from '../simulators/magento/derive';
import { emitByKafka, type KafkaEmitter } from '../simulators/magento/emit';
import { recordings } from '../simulators/magento/recordings';

jest.setTimeout(300_000);

describeWhere(kafkaMissing(), 'An order that travels through a real Kafka', () => {
  let broker: KafkaBroker;
  let world: World;
  let magento: KafkaEmitter;
  const topic = 'magento.xero.events.v1';

  beforeAll(async () => {
    broker = await startKafka();
    await broker.createTopic(topic);
    const brokers = broker.brokers.join(',');
    magento = await emitByKafka(brokers, topic);
    world = await makeWorld({
      writeSettings: writeDemoSettings,
      kafka: { brokers, topic, groupId: `journey-${process.pid}` },
    });
  });
  afterAll(async () => {
    await magento.close();
    await world.stop();
    await broker.stop();
  });

  test('reaches Xero to the cent and comes back, though the sidecar starts late and is killed in the middle', async () => {
    const orders = deriveOrders(recordings(), 30);
    // Half of it is in the topic before the sidecar is there at all.
    await playOrders(orders.slice(0, 15), world.magento.shop, magento.emit);
    await world.sidecar.start();
    const deadline = Date.now() + 60_000;
    while (world.xero.ledger().invoices.length === 0) {
      if (Date.now() > deadline) throw new Error(`nothing reached Xero:\n${world.sidecar.lastLines()}`);
      await delay(50);
    }
    await world.sidecar.kill();
    await playOrders(orders.slice(15), world.magento.shop, magento.emit);
    await world.sidecar.start();

    const outcome = await waitForAgreement(orders, world.magento, world.xero, 120_000);
    expect(outcome.orders.flatMap(({ documents }) => documents.flatMap(({ differences }) => differences))).toEqual([]);
    expect(outcome.unexplained).toEqual([]);
    expect(world.xero.invariants()).toMatchObject({ ok: true, problems: [], throttled: 0 });
  });
});
