/**
 * A process that only receives: the intake named by INTAKE (`http` or `kafka`), the real inbox at DATABASE_URL, nothing behind it. Says what
 * happens to it as one JSON object a line. A test kills it.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { httpIntake } from '../../sidecar/src/intake/http';
import { startKafkaIntake } from '../../sidecar/src/intake/kafka';
import { kafkajsConsumer } from '../../sidecar/src/intake/kafkajsConsumer';
import { receiver } from '../../sidecar/src/records/receive';
import { systemClock as clock } from '../../sidecar/src/shared/clock';
import { openStore } from '../../sidecar/src/store/open';
import { recordsStore } from '../../sidecar/src/store/recordsStore';

const say = (line: Readonly<Record<string, unknown>>) => process.stdout.write(`${JSON.stringify(line)}\n`);
const given = (name: string): string => process.env[name] ?? '';

async function main(): Promise<void> {
  const store = await openStore(given('DATABASE_URL'));
  const receive = receiver({ store: recordsStore(store, clock), clock });
  const hasRoom = () => true;
  if (given('INTAKE') === 'http') {
    const server = createServer(express().use(httpIntake({ receive, clock, secret: given('SECRET'), hasRoom })));
    server.listen(Number(given('PORT')), '127.0.0.1', () => say({ port: (server.address() as AddressInfo).port }));
    process.once('SIGTERM', () => server.close(() => void store.close()));
    return;
  }
  const intake = startKafkaIntake({
    makeConsumer: kafkajsConsumer({
      brokers: given('KAFKA_BROKERS').split(','),
      topic: given('KAFKA_TOPIC'),
      groupId: given('KAFKA_GROUP_ID'),
      ssl: false,
    }),
    receive,
    clock,
    hasRoom,
    onHealth: (health) => say({ health }),
  });
  process.once('SIGTERM', () => void intake.stop().then(() => store.close()));
}

main().catch((error: unknown) => {
  say({ failed: String(error) });
  process.exitCode = 1;
});
