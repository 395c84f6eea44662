import type { IncomingMessage } from '../model/incoming';
import { SidecarError } from '../shared/errors';
import { TopicMissing, type Batch, type ConsumerEvents, type KafkaConsumer } from './consumer';
import { startKafkaIntake, type IntakeHealth, type KafkaIntake, type KafkaIntakePorts } from './kafka';

/** Time passes only when the intake sleeps, and at once. */
const hastyClock = () => {
  let ms = 0;
  return {
    now: () => ms,
    monotonic: () => ms,
    sleep: (more: number) => {
      ms += more;
      return new Promise<void>((resolve) => setImmediate(resolve));
    },
  };
};

/** A broker's partition as the intake sees it: what was not acknowledged comes again to the next consumer. */
class Partition {
  acknowledged = 0;
  readonly consumers: FakeConsumer[] = [];
  heartbeats = 0;
  rebalances = false;

  constructor(readonly messages: readonly IncomingMessage[]) {}

  readonly makeConsumer = (events: ConsumerEvents): KafkaConsumer => {
    const consumer = new FakeConsumer(this, events);
    this.consumers.push(consumer);
    return consumer;
  };
}

class FakeConsumer implements KafkaConsumer {
  paused = false;
  stopped = false;
  startFails: Error | undefined;
  #onBatch: ((batch: Batch) => Promise<void>) | undefined;

  constructor(
    readonly partition: Partition,
    readonly events: ConsumerEvents,
  ) {
    this.startFails = nextStartFails.shift();
  }

  start(onBatch: (batch: Batch) => Promise<void>): Promise<void> {
    if (this.startFails !== undefined) return Promise.reject(this.startFails);
    this.#onBatch = onBatch;
    this.events.onAssigned([0]);
    return Promise.resolve();
  }
  pause(): void {
    this.paused = true;
  }
  resume(): void {
    this.paused = false;
  }
  stop(): Promise<void> {
    this.stopped = true;
    return Promise.resolve();
  }
  async deliver(): Promise<void> {
    const messages = this.partition.messages.slice(this.partition.acknowledged);
    await this.#onBatch?.({
      topic: 't',
      partition: 0,
      messages,
      lag: '7',
      heartbeat: () => {
        this.partition.heartbeats += 1;
        return this.partition.rebalances ? Promise.reject(new Error('the group is rebalancing')) : Promise.resolve();
      },
      acknowledge: (message) => {
        this.partition.acknowledged = this.partition.messages.indexOf(message) + 1;
        return Promise.resolve();
      },
      isRunning: () => !this.stopped,
    });
  }
}
let nextStartFails: (Error | undefined)[] = [];

const messages = (count: number, bytes = 10): IncomingMessage[] =>
  Array.from({ length: count }, (_, index) => ({
    raw: Buffer.alloc(bytes, 'x'),
    source: 'kafka',
    offset: String(index),
  }));

describe('the Kafka intake', () => {
  let health: IntakeHealth[];
  let intake: KafkaIntake | undefined;
  beforeEach(() => {
    health = [];
    nextStartFails = [];
  });
  afterEach(() => intake?.stop());

  function begin(partition: Partition, ports: Partial<KafkaIntakePorts> = {}) {
    intake = startKafkaIntake({
      makeConsumer: partition.makeConsumer,
      receive: (given) => Promise.resolve({ accepted: given.length, duplicates: 0, parked: 0 }),
      clock: hastyClock(),
      hasRoom: () => true,
      onHealth: (told) => health.push(told),
      ...ports,
    });
  }
  const until = async (condition: () => boolean) => {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
      if (Date.now() > deadline) throw new Error(`not in time: ${JSON.stringify(health)}`);
      await new Promise((resolve) => setImmediate(resolve));
    }
  };
  const consumerOf = async (partition: Partition, which: number): Promise<FakeConsumer> => {
    await until(() => partition.consumers[which] !== undefined && health.some(({ state }) => state === 'ok'));
    const consumer = partition.consumers[which];
    if (consumer === undefined) throw new Error('no consumer');
    return consumer;
  };

  it('stores in transactions of at most 250 messages and about 8 MB, and acknowledges each after its commit', async () => {
    const partition = new Partition([...messages(600), ...messages(20, 1024 * 1024)]);
    const chunks: [number, number][] = [];
    begin(partition, {
      receive: (given) => {
        chunks.push([given.length, partition.acknowledged]);
        return Promise.resolve({ accepted: given.length, duplicates: 0, parked: 0 });
      },
    });
    await (await consumerOf(partition, 0)).deliver();
    expect(chunks).toEqual([
      [250, 0],
      [250, 250],
      [108, 500],
      [8, 608],
      [4, 616],
    ]);
    expect(partition.acknowledged).toBe(620);
  });

  it('waits with heartbeats while the database is away, says so, and goes on', async () => {
    const partition = new Partition(messages(10));
    let failures = 0;
    begin(partition, {
      receive: (given) => {
        failures += 1;
        if (failures <= 8) return Promise.reject(new SidecarError('LL-6001', 'The database said: no'));
        return Promise.resolve({ accepted: given.length, duplicates: 0, parked: 0 });
      },
    });
    await (await consumerOf(partition, 0)).deliver();
    expect(partition.acknowledged).toBe(10);
    // 0.5 + 1 + 2 + 4 + 8 + 16 + 30 + 30 seconds, a heartbeat every two and a half.
    expect(partition.heartbeats).toBe(1 + 1 + 1 + 2 + 4 + 7 + 12 + 12);
    expect(health.map(({ state }) => state)).toEqual(['starting', 'ok', ...Array<string>(8).fill('degraded'), 'ok']);
    expect(health[2]?.message).toContain('LL-6001');
  });

  it('never skips what cannot be stored, whatever the reason', async () => {
    const partition = new Partition(messages(10));
    let tries = 0;
    begin(partition, {
      receive: () => {
        tries += 1;
        return Promise.reject(new TypeError('a mistake of ours'));
      },
    });
    const consumer = await consumerOf(partition, 0);
    const delivering = consumer.deliver();
    await until(() => tries > 20);
    expect(partition.acknowledged).toBe(0);
    consumer.stopped = true;
    await delivering;
    expect(partition.acknowledged).toBe(0);
  });

  it('gives a batch up when the partitions are being divided anew, without acknowledging it', async () => {
    const partition = new Partition(messages(10));
    partition.rebalances = true;
    begin(partition, { receive: () => Promise.reject(new SidecarError('LL-6001', 'away')) });
    await expect((await consumerOf(partition, 0)).deliver()).rejects.toThrow('rebalancing');
    expect(partition.acknowledged).toBe(0);
  });

  it('pauses while the disk is short, acknowledges nothing of it, and resumes by itself', async () => {
    const partition = new Partition(messages(10));
    let room = false;
    let stored = 0;
    begin(partition, {
      hasRoom: () => room,
      receive: (given) => {
        stored += given.length;
        return Promise.resolve({ accepted: given.length, duplicates: 0, parked: 0 });
      },
    });
    const consumer = await consumerOf(partition, 0);
    await consumer.deliver();
    expect([consumer.paused, stored, partition.acknowledged]).toEqual([true, 0, 0]);
    expect(health.at(-1)).toEqual({ state: 'degraded', message: expect.stringContaining('LL-6003') as string });
    room = true;
    await until(() => !consumer.paused);
    expect(health.at(-1)?.state).toBe('ok');
    await consumer.deliver();
    expect(partition.acknowledged).toBe(10);
  });

  it('makes a new consumer after a crash, later each time, and reads on where it was', async () => {
    const partition = new Partition(messages(500));
    begin(partition, {
      receive: (given) =>
        given[0]?.offset === '250' && partition.consumers.length === 1
          ? new Promise(() => undefined)
          : Promise.resolve({ accepted: given.length, duplicates: 0, parked: 0 }),
    });
    const first = await consumerOf(partition, 0);
    void first.deliver();
    await until(() => partition.acknowledged === 250);
    first.events.onCrash(new Error('compressed data is broken'));
    await until(() => partition.consumers.length === 2);
    expect(first.stopped).toBe(true);
    expect(health.find(({ state }) => state === 'stopped')?.message).toMatch(
      /LL-2003.*compressed data is broken.*1 second/,
    );
    await (await consumerOf(partition, 1)).deliver();
    expect(partition.acknowledged).toBe(500);
  });

  it('tells how much waits, and forgets partitions that another member has now', async () => {
    const partition = new Partition(messages(3));
    const lags: [number, number][] = [];
    begin(partition, { onLag: (number, lag) => lags.push([number, lag]) });
    const consumer = await consumerOf(partition, 0);
    await consumer.deliver();
    consumer.events.onAssigned([1, 2]);
    expect(lags).toEqual([
      [0, 7],
      [0, 0],
    ]);
    expect(health.at(-1)).toEqual({ state: 'ok', message: 'Reading partitions 1, 2' });
  });

  it('says that the topic is missing, and tries until it is there', async () => {
    const partition = new Partition(messages(1));
    nextStartFails = [new TopicMissing('t'), new TopicMissing('t'), new TopicMissing('t'), undefined];
    begin(partition);
    await until(() => health.at(-1)?.state === 'ok');
    const stopped = health.filter(({ state }) => state === 'stopped');
    expect(stopped).toHaveLength(3);
    for (const { message } of stopped) expect(message).toContain('The topic t does not exist: create it');
    expect(stopped.map(({ message }) => /in (\d+) seconds/.exec(message)?.[1])).toEqual(['1', '2', '4']);
  });

  it('ends even where the consumer cannot leave its group', async () => {
    const partition = new Partition(messages(1));
    begin(partition);
    const consumer = await consumerOf(partition, 0);
    consumer.stop = () => new Promise(() => undefined);
    await intake?.stop();
  });
});
