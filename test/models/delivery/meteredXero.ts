import type { WireReply, WireRequest } from '../../../sidecar/src/deliver/wire';
import type { ModelServer } from './modelXero';
import type { VirtualClock } from './virtualClock';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** A Xero that only counts: fixed windows of their own phase, headers, 429; a call takes 0.5-1 s and 0.05 s an element. */
export class MeteredXero implements ModelServer {
  calls = 0;
  throttled = 0;
  mostAtOnce = 0;
  private underWay = 0;
  private minute = { window: -1, count: 0 };
  private day = { window: -1, count: 0 };
  private ids = 0;
  readonly arrivals: number[] = [];

  constructor(
    private readonly clock: VirtualClock,
    private readonly perDay: number,
    private readonly random: () => number,
    private readonly phase = { minuteMs: random() * minuteMs, dayMs: random() * dayMs },
  ) {}

  async handle(request: WireRequest): Promise<WireReply> {
    const elements = request.body === null ? [] : (JSON.parse(request.body) as unknown[]);
    const took = 500 + this.random() * 500 + 50 * elements.length;
    // It is counted when it arrives, some time after it left.
    const onItsWay = took * 0.2 * this.random();
    await this.clock.sleep(onItsWay);
    const now = this.clock.monotonic();
    this.arrivals.push(now);
    const minute = this.count(this.minute, (now + this.phase.minuteMs) / minuteMs);
    const day = this.count(this.day, (now + this.phase.dayMs) / dayMs);
    this.calls += 1;
    this.underWay += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.underWay);
    const headers: Record<string, string> = {
      'x-minlimit-remaining': String(Math.max(0, 60 - minute)),
      'x-daylimit-remaining': String(Math.max(0, this.perDay - day)),
    };
    try {
      if (minute > 60 || day > this.perDay || this.underWay > 5) {
        this.throttled += 1;
        return {
          status: 429,
          headers: { ...headers, 'x-rate-limit-problem': day > this.perDay ? 'day' : 'minute', 'retry-after': '10' },
          body: '',
          durationMs: 1,
        };
      }
      await this.clock.sleep(took - onItsWay);
    } finally {
      this.underWay -= 1;
    }
    return {
      status: 200,
      headers,
      body: JSON.stringify(elements.map(() => ({ id: `doc-${(this.ids += 1)}` }))),
      durationMs: took,
    };
  }

  private count(counter: { window: number; count: number }, at: number): number {
    const window = Math.floor(at);
    if (counter.window !== window) Object.assign(counter, { window, count: 0 });
    counter.count += 1;
    return counter.count;
  }
}
