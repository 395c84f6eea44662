import type { IncomingMessage, Receive, Received } from '../model/incoming';
import type { Clock } from '../shared/clock';
import { crashPoint } from '../shared/crashPoints';
import { readMessage, type InboxEntry } from './readMessage';

/** What receiving needs of the store. */
export interface InboxStore {
  /** One transaction, durable when it resolves; entries whose id is known are left out. Returns the states (`new`, `ignored`, `parked`) of those inserted. */
  insertInbox(entries: readonly InboxEntry[]): Promise<readonly string[]>;
}

export interface ReceivePorts {
  readonly store: InboxStore;
  readonly clock: Clock;
  /** Called after the commit where something new came: planning wakes up. */
  readonly onReceived?: (received: Received) => void;
}

/** Store first, acknowledge after: the one way in for Kafka, HTTP, backfill and what we read by REST ourselves. */
export const receiver =
  ({ store, clock, onReceived }: ReceivePorts): Receive =>
  async (messages) => {
    if (messages.length === 0) return { accepted: 0, duplicates: 0, parked: 0 };
    const received = await receive(store, messages, clock.now());
    if (received.accepted + received.parked > 0) onReceived?.(received);
    return received;
  };

async function receive(store: InboxStore, messages: readonly IncomingMessage[], nowMs: number): Promise<Received> {
  const entries = messages.map((message) => readMessage(message, nowMs));
  crashPoint('intake.beforeCommit');
  const inserted = await store.insertInbox(entries);
  crashPoint('intake.afterCommit');
  const parked = inserted.filter((state) => state === 'parked').length;
  return { accepted: inserted.length - parked, duplicates: entries.length - inserted.length, parked };
}
