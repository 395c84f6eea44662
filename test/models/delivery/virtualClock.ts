import type { Clock } from '../../../sidecar/src/shared/clock';

interface Sleeper {
  readonly atMs: number;
  readonly seq: number;
  wake: (() => void) | undefined;
}

/** Time that passes only when everybody sleeps: days in seconds, and the same run every time. */
export class VirtualClock implements Clock {
  private timeMs = 0;
  private seq = 0;
  private readonly heap: Sleeper[] = [];
  /** What a person or a time server did to the wall clock. */
  wallOffsetMs = Date.UTC(2026, 10, 24);

  now = (): number => this.timeMs + this.wallOffsetMs;
  monotonic = (): number => this.timeMs;

  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve) => {
      if (signal?.aborted === true) return resolve();
      const wake = () => {
        signal?.removeEventListener('abort', wake);
        sleeper.wake = undefined;
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.timeMs + Math.max(0, ms), seq: (this.seq += 1), wake };
      signal?.addEventListener('abort', wake, { once: true });
      this.push(sleeper);
    });

  /** Lets time pass until the condition holds. False: it did not within `withinMs`, or nobody is left to act. */
  async runUntil(condition: () => boolean, withinMs: number): Promise<boolean> {
    const end = this.timeMs + withinMs;
    for (;;) {
      // Everything that can go on without time passing does so first.
      await new Promise(setImmediate);
      if (condition()) return true;
      const next = this.pop();
      if (next === undefined || next.atMs > end) {
        if (next !== undefined) this.push(next);
        this.timeMs = end;
        return condition();
      }
      this.timeMs = Math.max(this.timeMs, next.atMs);
      next.wake?.();
    }
  }

  /** Lets this much time pass. */
  async sleepFor(ms: number): Promise<void> {
    await this.runUntil(() => false, ms);
  }

  private push(sleeper: Sleeper): void {
    const { heap } = this;
    let index = heap.length;
    heap.push(sleeper);
    while (index > 0) {
      const parent = (index - 1) >> 1;
      if (before(heap[parent], sleeper)) break;
      heap[index] = heap[parent] ?? sleeper;
      heap[parent] = sleeper;
      index = parent;
    }
  }

  /** The next that still sleeps. */
  private pop(): Sleeper | undefined {
    for (;;) {
      const top = this.popTop();
      if (top === undefined || top.wake !== undefined) return top;
    }
  }

  private popTop(): Sleeper | undefined {
    const { heap } = this;
    const top = heap[0];
    const last = heap.pop();
    if (last === undefined || top === last) return top;
    let index = 0;
    heap[0] = last;
    for (;;) {
      const left = 2 * index + 1;
      let least = index;
      for (const child of [left, left + 1]) if (child < heap.length && !before(heap[least], heap[child])) least = child;
      if (least === index) return top;
      const moved = heap[least] ?? last;
      heap[least] = heap[index] ?? last;
      heap[index] = moved;
      index = least;
    }
  }
}

const before = (a: Sleeper | undefined, b: Sleeper | undefined): boolean =>
  a !== undefined && (b === undefined || a.atMs < b.atMs || (a.atMs === b.atMs && a.seq <= b.seq));
