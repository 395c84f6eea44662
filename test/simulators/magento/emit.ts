import { createHmac } from 'node:crypto';
import type { ShopEvent } from './shop';

/** Carries events to the sidecar; resolves once they are durable there. */
export type Emit = (events: readonly ShopEvent[]) => Promise<void>;

/** The module's `http` transport: signed batches to `POST /ingest/events`. Throws on any answer but 202, with what was answered. */
export function emitByHttp(sidecarUrl: string, ingestSecret: string): Emit {
  return async (events) => {
    const body = JSON.stringify(events);
    const timestamp = String(Math.floor(Date.now() / 1000));
    const signature = createHmac('sha256', ingestSecret).update(`${timestamp}.${body}`).digest('hex');
    const response = await fetch(`${sidecarUrl}/ingest/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/cloudevents-batch+json',
        'x-ledgerlink-timestamp': timestamp,
        'x-ledgerlink-signature': `sha256=${signature}`,
      },
      body,
    });
    const answer = await response.text();
    if (response.status !== 202) throw new Error(`the sidecar answered ${response.status}: ${answer.slice(0, 500)}`);
  };
}
