import type { Clock } from '../shared/clock';

/** One thing of Xero that we keep a copy of, and how long a copy is good. */
export interface Mirror {
  readonly name: string;
  readonly everyMs: number;
  refresh(): Promise<void>;
}

/**
 * Keeps copies of what planning needs of Xero: read at once, then at intervals, and when a plan asks. One read of a mirror at a time; a
 * failed one is tried again sooner.
 */
export class Mirrors {
  private readonly running = new Map<string, Promise<void>>();
  private readonly stopping = new AbortController();
  private loops: Promise<void>[] = [];

  constructor(
    private readonly mirrors: readonly Mirror[],
    private readonly clock: Clock,
    private readonly onFailure: (name: string, error: unknown) => void,
  ) {}

  start(): void {
    this.loops = this.mirrors.map((mirror) => this.keep(mirror));
  }

  /** Resolves once it is read anew; rejects as the read does. */
  async refresh(name: string): Promise<void> {
    const mirror = this.mirrors.find((candidate) => candidate.name === name);
    if (mirror === undefined) throw new Error(`there is no mirror ${name}`);
    const running = this.running.get(name) ?? mirror.refresh().finally(() => this.running.delete(name));
    this.running.set(name, running);
    await running;
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await Promise.allSettled([...this.loops, ...this.running.values()]);
  }

  private async keep(mirror: Mirror): Promise<void> {
    const { signal } = this.stopping;
    while (!signal.aborted) {
      let waitMs = mirror.everyMs;
      try {
        await this.refresh(mirror.name);
      } catch (error) {
        this.onFailure(mirror.name, error);
        waitMs = Math.min(mirror.everyMs, 30_000);
      }
      await this.clock.sleep(waitMs, signal);
    }
  }
}
