import type { IncomingMessage } from '../model/incoming';

/** Messages of one partition, in order, and what may be done about them while they are being stored. */
export interface Batch {
  readonly topic: string;
  readonly partition: number;
  readonly messages: readonly IncomingMessage[];
  /** How many messages stand in the partition behind this batch. */
  readonly lag: string;
  /** Keeps our place in the group. Rejects where the group is dividing the partitions anew: give up, they come again. */
  heartbeat(): Promise<void>;
  /** Everything up to this message is durable: tells the broker. Rejects as `heartbeat` does. */
  acknowledge(message: IncomingMessage): Promise<void>;
  /** False: stop was asked for. */
  isRunning(): boolean;
}

/**
 * All we need of a Kafka client. One consumer lives once: after `onCrash` it is dead, and a new one is made. A message that was not
 * acknowledged comes again, here or at another member of the group.
 */
export interface KafkaConsumer {
  /** Resolves when messages are being fetched; rejects with words where they cannot be. A batch whose handler rejects comes again. */
  start(onBatch: (batch: Batch) => Promise<void>): Promise<void>;
  /** Fetches nothing, stays in the group. */
  pause(): void;
  resume(): void;
  /** Resolves when the batch in hand is done with and the group was left. */
  stop(): Promise<void>;
}

export interface ConsumerEvents {
  /** It will fetch nothing any more. */
  onCrash(error: Error): void;
  /** It has these partitions now. */
  onAssigned(partitions: readonly number[]): void;
  onLog(level: 'error' | 'warn' | 'info' | 'debug', message: string, fields: Readonly<Record<string, unknown>>): void;
}

export type MakeConsumer = (events: ConsumerEvents) => KafkaConsumer;

/** The topic is not there: not an error of ours, somebody has to make it. */
export class TopicMissing extends Error {
  constructor(topic: string) {
    super(`The topic ${topic} does not exist`);
    this.name = 'TopicMissing';
  }
}
