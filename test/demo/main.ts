import { parseArgs } from 'node:util';
import { playOrders, waitForAgreement } from '../agreement/play';
import { kafkaMissing, startKafka } from '../kafka/broker';
import { makeWorld } from '../processes/world';
import { deriveOrders } from '../simulators/magento/derive';
import { emitByKafka } from '../simulators/magento/emit';
import { recordings } from '../simulators/magento/recordings';
import { writeDemoSettings } from './settings';
import { readableLine, resultTable } from './show';

const help = `npm run demo -- [options]
  --orders N   distinct orders to play (default: one of each recording)
  --exit       end when everything agrees, or nothing changes any more
  --json       print the result as JSON on standard output; the log goes to standard error
  --kafka      put a real Kafka broker between (Java 17 and Maven, or Docker)
  --port N     port of the sidecar's pages (default: 8080 if free)`;

function options() {
  const { values } = parseArgs({
    options: {
      orders: { type: 'string' },
      exit: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      kafka: { type: 'boolean', default: false },
      port: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    process.stdout.write(`${help}\n`);
    process.exit(0);
  }
  const orders = values.orders === undefined ? undefined : Number(values.orders);
  if (orders !== undefined && (!Number.isInteger(orders) || orders < 1 || orders > 100_000))
    throw new Error('--orders takes a whole number from 1 to 100000');
  return { ...values, orders, port: values.port === undefined ? undefined : Number(values.port) };
}

/** A broker of its own with the events' topic; it ends with the demo. */
async function startTopic() {
  const missing = kafkaMissing();
  if (missing !== undefined) throw new Error(missing);
  const broker = await startKafka();
  const topic = 'magento.xero.events.v1';
  await broker.createTopic(topic);
  const brokers = broker.brokers.join(',');
  const magento = await emitByKafka(brokers, topic);
  return {
    settings: { brokers, topic, groupId: 'ledgerlink-demo' },
    emit: magento.emit,
    stop: async () => {
      await magento.close();
      await broker.stop();
    },
  };
}

async function demo(): Promise<number> {
  const { orders: count, exit, json, kafka: wantsKafka, port } = options();
  const say = (text: string) => void (json ? process.stderr : process.stdout).write(`${text}\n`);
  const started = Date.now();
  const interrupted = new AbortController();
  process.once('SIGINT', () => interrupted.abort());
  process.once('SIGTERM', () => interrupted.abort());

  const recorded = recordings();
  const orders = deriveOrders(recorded, count ?? recorded.length);
  const kafka = wantsKafka ? await startTopic() : undefined;
  const world = await makeWorld({
    writeSettings: writeDemoSettings,
    ...(kafka === undefined ? {} : { kafka: kafka.settings }),
    ...(port === undefined ? {} : { port }),
    onLine: (line) => say(readableLine(line)),
  });
  const { magento, xero, sidecar } = world;

  try {
    say(`Stand-ins: Magento at ${magento.url}, Xero at ${xero.url}`);
    await sidecar.start();
    say(`The sidecar's pages: ${sidecar.url}/`);
    const sent = await playOrders(orders, magento.shop, kafka?.emit ?? world.emit);
    say(`${orders.length} orders played, ${sent} events`);
    const outcome = await waitForAgreement(orders, magento, xero, 90_000, interrupted.signal);
    const { problems, throttled, maxPerRollingMinute } = xero.invariants();
    const agrees = outcome.agrees && problems.length === 0;
    if (json)
      process.stdout.write(
        `${JSON.stringify(
          {
            agrees,
            orders: outcome.orders.map((order) => ({ ...order, page: world.page(order.key) })),
            unexplained: outcome.unexplained,
            xero: { calls: xero.journal().length, throttled, maxPerRollingMinute, problems },
            seconds: Math.round((Date.now() - started) / 1000),
          },
          null,
          2,
        )}\n`,
      );
    else {
      const shown = outcome.orders.slice(0, 40);
      say(`\nA page per order:\n${shown.map(({ label, key }) => `  ${label}  ${world.page(key)}`).join('\n')}`);
      say(`\n${resultTable(outcome.orders)}\n`);
      if (outcome.unexplained.length > 0) say(`In Xero, but of no order: ${outcome.unexplained.join(', ')}`);
      for (const problem of problems) say(`Xero’s rules were broken: ${problem}`);
      say(
        agrees
          ? `All ${outcome.orders.length} orders agree to the cent, in ${xero.journal().length} calls to Xero.`
          : 'NOT everything agrees: see the last column and the pages above.',
      );
    }
    if (!exit && !interrupted.signal.aborted) {
      say('\nThe pages stay open. Ctrl-C ends the demo.');
      await new Promise<void>((resolve) => {
        interrupted.signal.addEventListener('abort', () => resolve());
        void sidecar.ended().then(() => resolve());
      });
    }
    return agrees ? 0 : 1;
  } finally {
    await world.stop();
    await kafka?.stop();
  }
}

demo().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  },
);
