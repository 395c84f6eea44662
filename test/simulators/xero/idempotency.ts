import { createHash } from 'node:crypto';
import { Refusal } from './errors';
import type { Quirks } from './quirks';

const keptMs = 6 * 60_000;

/** A finished answer, as bytes. */
export interface Kept {
  readonly status: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

interface Entry {
  readonly fingerprint: string;
  readonly firstCall: number;
  done: Kept | undefined;
  readonly waiting: ((kept: Kept | undefined) => void)[];
}

/** What to do with a request that carries a key. */
export type Claim =
  | { readonly kind: 'first'; readonly finish: (kept: Kept | undefined) => void }
  | { readonly kind: 'replay'; readonly kept: Kept };

/** Idempotency-Key: kept per app for six minutes from the first call; same method, address and body get the same bytes again. */
export class Idempotency {
  private readonly entries = new Map<string, Entry>();

  constructor(private readonly quirks: Quirks) {}

  async claim(
    app: string,
    key: string,
    request: { method: string; url: string; body: string },
    now: number,
  ): Promise<Claim> {
    if (key.length > 128) throw badKey(`Idempotency Key: ${key} is longer than 128 characters.`);
    const fingerprint = createHash('sha256').update(`${request.method}\n${request.url}\n${request.body}`).digest('hex');
    const name = `${app}/${key}`;
    this.forgetOld(now);
    const known = this.entries.get(name);
    if (known && now - known.firstCall < keptMs) {
      if (known.fingerprint !== fingerprint) throw badKey(`Idempotency Key: ${key} is used with a different request.`);
      const kept = known.done ?? (await this.inFlight(known, key));
      if (kept) return { kind: 'replay', kept };
    }
    const entry: Entry = { fingerprint, firstCall: now, done: undefined, waiting: [] };
    this.entries.delete(name);
    this.entries.set(name, entry);
    return { kind: 'first', finish: (kept) => this.finish(name, entry, kept) };
  }

  /** Entries stand in the order of their first call. */
  private forgetOld(now: number): void {
    for (const [name, entry] of this.entries) {
      if (now - entry.firstCall < keptMs) return;
      if (entry.done) this.entries.delete(name);
    }
  }

  clear(): void {
    this.entries.clear();
  }

  /** What became of a request that ended: kept, or forgotten where Xero is said not to keep such answers. */
  private finish(name: string, entry: Entry, kept: Kept | undefined): void {
    const keep = kept !== undefined && this.keeps(kept.status);
    if (keep) entry.done = kept;
    else if (this.entries.get(name) === entry) this.entries.delete(name);
    for (const wake of entry.waiting) wake(keep ? kept : undefined);
  }

  private keeps(status: number): boolean {
    if (status >= 500) return this.quirks.idempotencyKeepsServerErrors;
    if (status >= 400) return this.quirks.idempotencyKeepsClientErrors;
    return true;
  }

  private async inFlight(entry: Entry, key: string): Promise<Kept | undefined> {
    const message = `Idempotency Key: ${key} is already being processed.`;
    switch (this.quirks.idempotencyInFlight) {
      case 'refuse-400':
        throw badKey(message);
      case 'refuse-409':
        throw badKey(message, 409);
      case 'wait':
        return new Promise((resolve) => entry.waiting.push(resolve));
    }
  }
}

function badKey(message: string, status: 400 | 409 = 400): Refusal {
  return Refusal.json(status, {
    Type: null,
    Title: status === 400 ? 'Bad Request' : 'Conflict',
    Status: status,
    Detail: message,
  });
}
