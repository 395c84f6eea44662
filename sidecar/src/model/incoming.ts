/** A message as an intake took it, before anything is known about it. */
export interface IncomingMessage {
  /** The very bytes; null for Kafka's empty message. */
  readonly raw: Buffer | string | null;
  readonly source: 'kafka' | 'http' | 'backfill' | 'rest';
  /** Names in lower case; `ce_*` makes it a CloudEvent in binary mode. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  readonly topic?: string | undefined;
  readonly partition?: number | undefined;
  readonly offset?: string | undefined;
}

/** Of the messages given: how many are new, were known already, and are new but kept aside because they cannot be understood. */
export interface Received {
  readonly accepted: number;
  readonly duplicates: number;
  readonly parked: number;
}

/** Resolves only after everything given is durable; rejects with LL-60xx where nothing of it is. */
export type Receive = (messages: readonly IncomingMessage[]) => Promise<Received>;
