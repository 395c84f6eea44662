import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { openStore, type Store } from '../../sidecar/src/store/open';
import { freePort } from '../ports';
import { postgresMissing, postgresNotOurs, startPostgres, type PostgresServer } from '../postgres/server';
import { describeWhere, itWhere } from '../requirements';
import { changedEvent } from '../store/events';
import { kafkaMissing, kafkaNotOurs, startKafka, type KafkaBroker } from './broker';
import { killReceivers, startReceiver, until, type ReceiverProcess } from './receiverProcess';
import { httpSource, kafkaSource, type Sent, type Source } from './sources';

jest.setTimeout(240_000);

let topics = 0;
const newTopic = (): string => `contract-${process.pid}-${(topics += 1)}`;

/** `count` events of `records` orders; of each order the versions rise. */
const events = (count: number, records = 12, from = 0): Sent[] =>
  Array.from({ length: count }, (_, index) => {
    const number = from + index;
    const subject = `order:${(number % records) + 1}`;
    return {
      key: subject,
      body: changedEvent({ id: `event-${number}`, subject, version: String(1_000_000 + number) }),
    };
  });
const idOf = (message: Sent): string => (JSON.parse(String(message.body)) as { id: string }).id;

interface InboxLine {
  readonly event_id: string;
  readonly record_key: string | null;
  readonly version: string | null;
  readonly state: string;
  readonly body: string;
  readonly body_encoding: 'utf8' | 'base64';
}

/** Reads beside the process that writes. */
async function inboxOf(url: string): Promise<InboxLine[]> {
  let store: Store;
  try {
    store = await openStore(url, { readOnly: true, poolSize: 1 });
  } catch {
    return [];
  }
  try {
    return await store.db
      .selectFrom('inbox')
      .select(['event_id', 'record_key', 'version', 'state', 'body', 'body_encoding'])
      .orderBy('id')
      .execute();
  } finally {
    await store.close();
  }
}

function expectOnceAndInOrder(inbox: readonly InboxLine[], sent: readonly Sent[]): void {
  const ids = inbox.filter((line) => line.state === 'new').map((line) => line.event_id);
  expect(ids).toHaveLength(sent.length);
  expect(new Set(ids)).toEqual(new Set(sent.map(idOf)));
  const newest = new Map<string, bigint>();
  for (const line of inbox) {
    const version = BigInt(line.version ?? '0');
    expect(version).toBeGreaterThan(newest.get(line.record_key ?? '') ?? 0n);
    newest.set(line.record_key ?? '', version);
  }
}

function contract(name: string, missing: string | undefined, makeSource: () => Promise<Source>): void {
  describeWhere(missing, `events that come by ${name}`, () => {
    let folder: string;
    let url: string;
    let source: Source;
    beforeEach(async () => {
      folder = mkdtempSync(join(tmpdir(), 'ledgerlink-intake-'));
      url = `sqlite:${join(folder, 'ledgerlink.db')}`;
      source = await makeSource();
    });
    afterEach(async () => {
      await source.stop();
      await killReceivers();
      rmSync(folder, { recursive: true, force: true });
    });
    const start = (more: Record<string, string> = {}): ReceiverProcess =>
      startReceiver({ ...source.environment, DATABASE_URL: url, ...more });
    const died = (receiver: ReceiverProcess) =>
      until(
        () => !receiver.isRunning(),
        () => `it dies: ${JSON.stringify(receiver.said.slice(-3))}`,
      );
    const stored = (count: number, receiver: ReceiverProcess) =>
      until(
        async () => (await inboxOf(url)).length >= count,
        () => `${count} events are stored: ${JSON.stringify(receiver.said.slice(-3))}`,
        90_000,
      );
    /** What the sender was told is safe is in the database of a process that was killed. */
    const expectAcknowledgedIsStored = async (): Promise<number> => {
      const acknowledged = await source.acknowledged();
      const ids = new Set((await inboxOf(url)).map((line) => line.event_id));
      expect(acknowledged.map(idOf).filter((id) => !ids.has(id))).toEqual([]);
      return acknowledged.length;
    };

    it('are durable before they are acknowledged, and taken once, when killed right before and right after a commit', async () => {
      const sent = events(300);
      const sending = source.send(sent);
      for (const point of ['intake.beforeCommit:2', 'intake.afterCommit:1', 'intake.afterCommit:2']) {
        await died(start({ LEDGERLINK_CRASH_AT: point }));
        await expectAcknowledgedIsStored();
      }
      const last = start();
      await sending;
      await stored(sent.length, last);
      expectOnceAndInOrder(await inboxOf(url), sent);
      await until(
        async () => (await source.acknowledged()).length === sent.length,
        () => 'all are acknowledged',
      );
    });

    it('are neither lost nor doubled when killed at any moment while they flow', async () => {
      const sent = events(2_000);
      const sending = source.send(sent);
      for (let kill = 0; kill < 3; kill += 1) {
        const receiver = start();
        const before = (await inboxOf(url)).length;
        await until(
          // A fast machine may have stored all of them before the last kill.
          async () => {
            const now = (await inboxOf(url)).length;
            return now > before || now === sent.length;
          },
          () => `something is stored: ${JSON.stringify(receiver.said.slice(-3))}`,
        );
        await delay(Math.random() * 300);
        await receiver.kill();
        await expectAcknowledgedIsStored();
      }
      const last = start();
      await sending;
      await stored(sent.length, last);
      expectOnceAndInOrder(await inboxOf(url), sent);
    });

    it('are taken once however often they are sent', async () => {
      const receiver = start();
      const sent = events(40);
      await source.send(sent);
      await source.send(sent);
      const more = events(5, 12, 40);
      await source.send(more);
      await stored(45, receiver);
      expectOnceAndInOrder(await inboxOf(url), [...sent, ...more]);
    });

    it('pass a broken one, which is kept with its raw bytes', async () => {
      const receiver = start();
      const [before, after] = [events(5, 1), events(5, 1, 5)];
      await source.send(before);
      // With the same key, so that it stands between the others in their partition.
      await source.send([{ ...source.broken, key: 'order:1' }]);
      await source.send(after);
      await stored(11, receiver);
      const inbox = await inboxOf(url);
      const parked = inbox.filter((line) => line.state === 'parked');
      expect(parked.map((line) => Buffer.from(line.body, line.body_encoding))).toEqual([
        Buffer.from(source.broken.body),
      ]);
      expectOnceAndInOrder(
        inbox.filter((line) => line.state !== 'parked'),
        [...before, ...after],
      );
    });

    it('lets the process end at once when it is asked to', async () => {
      const receiver = start();
      await source.send(events(20));
      await stored(20, receiver);
      expect(await receiver.end()).toBe(0);
    });

    describeWhere(postgresMissing(), 'with PostgreSQL', () => {
      let server: PostgresServer;
      beforeAll(async () => {
        server = await startPostgres();
      });
      afterAll(() => server.stop());

      itWhere(
        postgresNotOurs(),
        'wait while the database is away, and come in by themselves when it is back',
        async () => {
          url = await server.newDatabase();
          const receiver = start();
          const first = events(30);
          await source.send(first);
          await stored(30, receiver);
          await until(
            async () => (await source.acknowledged()).length === 30,
            () => 'the first are acknowledged',
          );
          await server.crash();
          const second = events(60, 12, 30);
          const sending = source.send(second);
          await delay(3000);
          expect(await source.acknowledged()).toHaveLength(30);
          expect(receiver.isRunning()).toBe(true);
          await server.start();
          await sending;
          await stored(90, receiver);
          expectOnceAndInOrder(await inboxOf(url), [...first, ...second]);
        },
      );
    });
  });
}

contract('HTTP', undefined, async () => httpSource(await freePort()));

let broker: KafkaBroker;
const kafka = kafkaMissing();
beforeAll(async () => {
  if (kafka === undefined) broker = await startKafka();
}, 240_000);
afterAll(() => (kafka === undefined ? broker.stop() : undefined));

contract('Kafka', kafka, () => kafkaSource(broker, newTopic()));

describeWhere(kafka, 'the Kafka intake', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'ledgerlink-intake-'));
  });
  afterEach(async () => {
    await killReceivers();
    rmSync(folder, { recursive: true, force: true });
  });
  const sqlite = () => `sqlite:${join(folder, 'ledgerlink.db')}`;
  const healthOf = (receiver: ReceiverProcess) =>
    receiver.said.flatMap((line) =>
      line['health'] === undefined ? [] : [line['health'] as { state: string; message: string }],
    );
  const partitionsOf = (receiver: ReceiverProcess): string =>
    healthOf(receiver)
      .filter(({ state }) => state === 'ok')
      .at(-1)?.message ?? '';

  it.each(['gzip', 'lz4', 'snappy', 'zstd'])('reads batches that the broker keeps in %s', async (codec) => {
    const source = await kafkaSource(broker, newTopic(), { partitions: 1, config: { 'compression.type': codec } });
    const receiver = startReceiver({ ...source.environment, DATABASE_URL: sqlite() });
    const sent = events(50);
    await source.send(sent);
    await until(
      async () => (await inboxOf(sqlite())).length >= 50,
      () => JSON.stringify(receiver.said.slice(-3)),
    );
    const inbox = await inboxOf(sqlite());
    expectOnceAndInOrder(inbox, sent);
    expect(inbox.map((line) => line.body)).toEqual(sent.map((message) => message.body));
    await source.stop();
  });

  it('says that the topic is missing, makes none, and reads it as soon as somebody makes it', async () => {
    const topic = newTopic();
    const environment = {
      INTAKE: 'kafka',
      KAFKA_BROKERS: broker.brokers.join(','),
      KAFKA_TOPIC: topic,
      KAFKA_GROUP_ID: topic,
    };
    const receiver = startReceiver({ ...environment, DATABASE_URL: sqlite() });
    await until(
      () =>
        healthOf(receiver).some(
          ({ state, message }) => state === 'stopped' && message.includes(`${topic} does not exist`),
        ),
      () => JSON.stringify(receiver.said),
    );
    const source = await kafkaSource(broker, topic);
    await source.send(events(10));
    await until(
      async () => (await inboxOf(sqlite())).length === 10,
      () => JSON.stringify(receiver.said.slice(-3)),
    );
    await source.stop();
  });

  itWhere(kafkaNotOurs(), 'goes on after the broker was killed and came back', async () => {
    const source = await kafkaSource(broker, newTopic());
    const receiver = startReceiver({ ...source.environment, DATABASE_URL: sqlite() });
    const first = events(30);
    await source.send(first);
    await until(
      async () => (await inboxOf(sqlite())).length === 30,
      () => JSON.stringify(receiver.said.slice(-3)),
    );
    await broker.crash();
    await until(
      () => healthOf(receiver).at(-1)?.state === 'stopped',
      () => `it says so: ${JSON.stringify(receiver.said.slice(-3))}`,
    );
    await broker.start();
    const second = events(30, 12, 30);
    await source.send(second);
    await until(
      async () => (await inboxOf(sqlite())).length >= 60,
      () => JSON.stringify(receiver.said.slice(-3)),
      120_000,
    );
    expectOnceAndInOrder(await inboxOf(sqlite()), [...first, ...second]);
    expect(healthOf(receiver).at(-1)?.state).toBe('ok');
    await source.stop();
  });

  describeWhere(postgresMissing(), 'with PostgreSQL', () => {
    let server: PostgresServer;
    beforeAll(async () => {
      server = await startPostgres();
    });
    afterAll(() => server.stop());

    it('divides the partitions among two processes, and one takes all when the other is killed: nothing lost, nothing twice', async () => {
      const url = await server.newDatabase();
      await (await openStore(url)).close();
      const source = await kafkaSource(broker, newTopic());
      const start = () => startReceiver({ ...source.environment, DATABASE_URL: url });
      const sent = events(1200, 60);
      const first = start();
      await until(
        () => partitionsOf(first) === 'Reading partitions 0, 1, 2, 3, 4, 5',
        () => JSON.stringify(first.said),
      );
      const sending = source.send(sent);
      const second = start();
      await until(
        () => [first, second].every((receiver) => /^Reading partitions \d, \d, \d$/.test(partitionsOf(receiver))),
        () => `both read three: ${JSON.stringify([first.said.slice(-2), second.said.slice(-2)])}`,
      );
      await first.kill();
      await until(
        () => partitionsOf(second) === 'Reading partitions 0, 1, 2, 3, 4, 5',
        () => `one reads all: ${JSON.stringify(second.said.slice(-2))}`,
      );
      await sending;
      await until(
        async () => (await inboxOf(url)).length >= sent.length,
        () => JSON.stringify(second.said.slice(-2)),
      );
      expectOnceAndInOrder(await inboxOf(url), sent);
      await source.stop();
    });
  });
});
