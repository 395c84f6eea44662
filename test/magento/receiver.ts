import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { z } from 'zod';
import { eventSchema } from '../../sidecar/src/model/event';

export interface Received {
  readonly event: z.infer<typeof eventSchema>;
  /** The bytes of `data` as they came. */
  readonly raw: string;
  readonly atMs: number;
}

/** The sidecar's end of the `http` transport, as small as can be: takes what is signed, and remembers it. */
export class Receiver {
  readonly secret = 'a secret of these tests, long enough';
  readonly events: Received[] = [];
  /** Requests it refused, with the reason. */
  readonly refusals: string[] = [];
  /** Called before an answer is given; what it throws becomes a 503. */
  onBatch: (events: readonly Received[]) => Promise<void> | void = () => undefined;
  readonly #server = createServer((request, response) => void this.#take(request, response));
  #port = 0;

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(this.#port, '127.0.0.1', resolve));
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  of(recordKey: string): Received[] {
    return this.events.filter(({ event }) => event.subject === recordKey);
  }

  /** As if its machine were off; `start` comes back on the same port. */
  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const answer = (status: number, text: string) => response.writeHead(status).end(text);
    const fault = this.#fault(request, body);
    if (fault !== undefined) {
      this.refusals.push(fault);
      answer(401, fault);
      return;
    }
    const events = splitBatch(body).map((raw) => ({
      event: eventSchema.parse(JSON.parse(raw)),
      raw,
      atMs: Date.now(),
    }));
    try {
      await this.onBatch(events);
    } catch (error) {
      answer(503, String(error));
      return;
    }
    this.events.push(...events);
    answer(202, JSON.stringify({ accepted: events.length, duplicates: 0 }));
  }

  #fault(request: IncomingMessage, body: string): string | undefined {
    const timestamp = String(request.headers['x-ledgerlink-timestamp']);
    const given = Buffer.from(String(request.headers['x-ledgerlink-signature']));
    const expected = Buffer.from(
      `sha256=${createHmac('sha256', this.secret).update(`${timestamp}.${body}`).digest('hex')}`,
    );
    if (request.method !== 'POST' || request.url !== '/ingest/events')
      return `${String(request.method)} ${String(request.url)}`;
    if (Math.abs(Date.now() / 1000 - Number(timestamp)) > 300) return `timestamp ${timestamp}`;
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) return 'signature';
    return undefined;
  }
}

/** The events' own bytes out of a JSON array: nothing is parsed and written anew, so that bytes can be compared. */
function splitBatch(body: string): string[] {
  const parts: string[] = [];
  let [depth, start, isString] = [0, 0, false];
  for (let index = 0; index < body.length; index += 1) {
    const character = body[index];
    if (isString) {
      if (character === '\\') index += 1;
      else if (character === '"') isString = false;
    } else if (character === '"') isString = true;
    else if (character === '{' || character === '[') {
      depth += 1;
      if (depth === 2 && character === '{') start = index;
    } else if (character === '}' || character === ']') {
      depth -= 1;
      if (depth === 1 && character === '}') parts.push(body.slice(start, index + 1));
    }
  }
  return parts;
}

/** The bytes of `data` in a CloudEvent. */
export function dataBytes(event: string): string {
  const start = event.indexOf('"data":');
  if (start < 0) throw new Error(`no data: ${event.slice(0, 300)}`);
  return event.slice(start + '"data":'.length, -1);
}
