import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import { freePort } from '../ports';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const image = 'apache/kafka:4.1.1';

export interface TopicOptions {
  readonly partitions?: number;
  /** The broker's topic settings, e.g. `compression.type`. */
  readonly config?: Readonly<Record<string, string>>;
}

export interface KafkaBroker {
  readonly brokers: readonly string[];
  createTopic(name: string, options?: TopicOptions): Promise<void>;
  /** Kills it as a power cut does; only a broker of our own. */
  crash(): Promise<void>;
  /** Starts it again with its data. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

const found = (command: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, command)));
const docker = () => found('docker') && existsSync('/var/run/docker.sock');

/** Why there can be no broker here, or undefined. Say it: a suite never skips in silence. */
export function kafkaMissing(): string | undefined {
  if (process.env['TEST_KAFKA_BROKERS'] !== undefined) return undefined;
  if (existsSync(libraries) && found('java')) return undefined;
  if (found('java') && found('mvn')) return undefined;
  return docker() ? undefined : 'no Kafka: install Java 17 and Maven, run Docker, or set TEST_KAFKA_BROKERS';
}

/** Why the broker must not be crashed, or undefined. */
export const kafkaNotOurs = (): string | undefined =>
  process.env['TEST_KAFKA_BROKERS'] === undefined ? undefined : 'the broker of TEST_KAFKA_BROKERS is not ours to crash';

/** A broker of one's own (TEST_KAFKA_BROKERS), or one of ours: from Maven Central with Java, else in Docker. */
export async function startKafka(): Promise<KafkaBroker> {
  const given = process.env['TEST_KAFKA_BROKERS'];
  if (given !== undefined) {
    const brokers = given.split(',').map((broker) => broker.trim());
    return {
      ...topics(brokers),
      crash: () => Promise.reject(new Error(kafkaNotOurs())),
      start: () => Promise.resolve(),
      stop: () => Promise.resolve(),
    };
  }
  return found('java') && (existsSync(libraries) || found('mvn')) ? startWithJava() : startWithDocker();
}

const libraries = join(root, '.cache', 'kafka-4.1.1');

/** Downloads the jars once into .cache/. */
async function fetchLibraries(): Promise<void> {
  if (existsSync(libraries)) return;
  mkdirSync(join(root, '.cache'), { recursive: true });
  const partial = mkdtempSync(join(root, '.cache', 'kafka-partial-'));
  const goal = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies';
  try {
    await run(
      'mvn',
      ['-q', '-B', '-f', join(__dirname, 'pom.xml'), goal, '-DincludeScope=runtime', `-DoutputDirectory=${partial}`],
      {
        timeout: 300_000,
      },
    );
    renameSync(partial, libraries);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!existsSync(libraries)) throw error;
  }
}

async function startWithJava(): Promise<KafkaBroker> {
  await fetchLibraries();
  const folder = mkdtempSync(join(tmpdir(), 'ledgerlink-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const properties = join(folder, 'server.properties');
  writeFileSync(
    properties,
    Object.entries({
      'process.roles': 'broker,controller',
      'node.id': '1',
      'controller.quorum.bootstrap.servers': `127.0.0.1:${controller}`,
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
      'advertised.listeners': `PLAINTEXT://127.0.0.1:${port}`,
      'controller.listener.names': 'CONTROLLER',
      'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
      'log.dirs': join(folder, 'data'),
      'offsets.topic.replication.factor': '1',
      'transaction.state.log.replication.factor': '1',
      'transaction.state.log.min.isr': '1',
      'group.initial.rebalance.delay.ms': '0',
      'auto.create.topics.enable': 'false',
      'num.partitions': '6',
    })
      .map(([name, value]) => `${name}=${value}`)
      .join('\n'),
  );
  const java = (main: string, ...args: string[]) => ['-Xmx512m', '-cp', `${libraries}/*`, main, ...args];
  // An id that begins with `-` would be taken for an option.
  const cluster = randomBytes(16).toString('base64url').replace(/^-/, 'A');
  await run('java', java('kafka.tools.StorageTool', 'format', '-t', cluster, '-c', properties, '--standalone'));

  let server: ChildProcess | undefined;
  const broker = topics([`127.0.0.1:${port}`]);
  const start = async () => {
    server = spawn('java', java('kafka.Kafka', properties), { stdio: 'ignore' });
    await untilAnswers(broker.brokers);
  };
  const end = async (signal: 'SIGTERM' | 'SIGKILL') => {
    const running = server;
    server = undefined;
    if (running === undefined) return;
    const gone = new Promise((resolve) => running.once('exit', resolve));
    running.kill(signal);
    await gone;
  };
  await start();
  return {
    ...broker,
    crash: () => end('SIGKILL'),
    start,
    stop: async () => {
      await end('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Docker's port stays the same over a restart because we choose it. */
async function startWithDocker(): Promise<KafkaBroker> {
  const port = await freePort();
  const settings = {
    KAFKA_NODE_ID: '1',
    KAFKA_PROCESS_ROLES: 'broker,controller',
    KAFKA_CONTROLLER_QUORUM_VOTERS: '1@localhost:9093',
    KAFKA_LISTENERS: 'PLAINTEXT://:9092,CONTROLLER://:9093',
    KAFKA_ADVERTISED_LISTENERS: `PLAINTEXT://127.0.0.1:${port}`,
    KAFKA_CONTROLLER_LISTENER_NAMES: 'CONTROLLER',
    KAFKA_LISTENER_SECURITY_PROTOCOL_MAP: 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    KAFKA_OFFSETS_TOPIC_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_REPLICATION_FACTOR: '1',
    KAFKA_TRANSACTION_STATE_LOG_MIN_ISR: '1',
    KAFKA_GROUP_INITIAL_REBALANCE_DELAY_MS: '0',
    KAFKA_AUTO_CREATE_TOPICS_ENABLE: 'false',
    KAFKA_NUM_PARTITIONS: '6',
  };
  // Loaded only where Docker runs: elsewhere nothing of it is needed.
  const { GenericContainer } = await import('testcontainers');
  const container = await new GenericContainer(image)
    .withEnvironment(settings)
    .withExposedPorts({ container: 9092, host: port })
    .start();
  const broker = topics([`127.0.0.1:${port}`]);
  await untilAnswers(broker.brokers);
  return {
    ...broker,
    crash: async () => {
      await container.stop({ timeout: 0, remove: false });
    },
    start: async () => {
      await container.restart();
      await untilAnswers(broker.brokers);
    },
    stop: async () => {
      await container.stop();
    },
  };
}

const silent = (brokers: readonly string[]) =>
  new Kafka({
    clientId: 'ledgerlink-test',
    brokers: [...brokers],
    logLevel: logLevel.NOTHING,
    connectionTimeout: 2000,
  });

async function withAdmin<T>(brokers: readonly string[], work: (admin: Admin) => Promise<T>): Promise<T> {
  const admin = silent(brokers).admin({ retry: { retries: 2 } });
  try {
    await admin.connect();
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
}

const topics = (brokers: readonly string[]) => ({
  brokers,
  async createTopic(topic: string, { partitions = 6, config = {} }: TopicOptions = {}) {
    const configEntries = Object.entries(config).map(([name, value]) => ({ name, value }));
    await withAdmin(brokers, (admin) =>
      admin.createTopics({ topics: [{ topic, numPartitions: partitions, configEntries }], waitForLeaders: true }),
    );
  },
});

/** No log line says that it is up (Kafka has no slf4j binding by default): ask until it answers. */
async function untilAnswers(brokers: readonly string[]): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      const { brokers: up } = await withAdmin(brokers, (admin) => admin.describeCluster());
      if (up.length > 0) return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(200);
  }
}

/** How far a group has come: committed offsets by partition, -1 where none. */
export const committedOffsets = (
  brokers: readonly string[],
  groupId: string,
  topic: string,
): Promise<Map<number, number>> =>
  withAdmin(brokers, async (admin) => {
    const [row] = await admin.fetchOffsets({ groupId, topics: [topic] });
    return new Map((row?.partitions ?? []).map(({ partition, offset }) => [partition, Number(offset)]));
  });
