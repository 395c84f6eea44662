import type { Clock } from '../shared/clock';
import { lanes, type Lane } from '../model/operation';
import type { Allowance, Ticket } from './allowance';

interface Waiter {
  readonly lane: Lane;
  readonly enter: (ticket: Ticket) => void;
  readonly leave: () => void;
}

/**
 * The queue in front of the allowance. Whoever waits is let in by lane, then by arrival; whoever may go without waiting asks `tryNow`.
 */
export class Gate {
  private readonly waiting: Waiter[] = [];
  private timer: AbortController | undefined;
  private readonly listeners = new Set<() => void>();

  constructor(
    readonly allowance: Allowance,
    private readonly clock: Clock,
  ) {}

  /** A ticket at once, or the milliseconds after which asking again makes sense (null: when something changes). */
  tryNow(lane: Lane): { ticket: Ticket } | { waitMs: number | null; reason: string } {
    const first = this.first();
    if (first !== undefined && lanes.indexOf(first.lane) <= lanes.indexOf(lane))
      return { waitMs: null, reason: 'queue' };
    const start = this.allowance.tryStart(lane, this.clock.monotonic());
    return start.ok ? { ticket: start.ticket } : { waitMs: start.waitMs, reason: start.reason };
  }

  /** Waits for a ticket. Rejects when the signal aborts. */
  enter(lane: Lane, signal: AbortSignal): Promise<Ticket> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        const index = this.waiting.indexOf(waiter);
        if (index >= 0) this.waiting.splice(index, 1);
        signal.removeEventListener('abort', aborted);
      };
      const aborted = () => {
        leave();
        reject(new Error('delivery stops'));
      };
      const waiter: Waiter = {
        lane,
        leave,
        enter: (ticket) => {
          leave();
          resolve(ticket);
        },
      };
      if (signal.aborted) return aborted();
      signal.addEventListener('abort', aborted, { once: true });
      this.waiting.push(waiter);
      this.pump();
    });
  }

  /** Something changed: a call ended, a pause was lifted. */
  changed(): void {
    this.pump();
    for (const listener of this.listeners) listener();
  }

  onChange(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private first(): Waiter | undefined {
    return lanes.flatMap((lane) => this.waiting.find((waiter) => waiter.lane === lane) ?? [])[0];
  }

  private pump(): void {
    for (;;) {
      const waiter = this.first();
      if (waiter === undefined) return;
      const start = this.allowance.tryStart(waiter.lane, this.clock.monotonic());
      if (!start.ok) return this.pumpIn(start.waitMs);
      waiter.enter(start.ticket);
    }
  }

  private pumpIn(ms: number | null): void {
    if (ms === null) return;
    this.timer?.abort();
    const timer = new AbortController();
    this.timer = timer;
    void this.clock.sleep(Math.max(1, ms), timer.signal).then(() => {
      if (!timer.signal.aborted) this.pump();
    });
  }

  close(): void {
    this.timer?.abort();
  }
}
