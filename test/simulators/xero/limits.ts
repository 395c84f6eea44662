import { Refusal } from './errors';
import type { Quirks } from './quirks';

export interface LimitSettings {
  readonly concurrent: number;
  readonly minute: number;
  /** 5,000, or 1,000 on the Starter tier. */
  readonly day: number;
  readonly appMinute: number;
}

export const documentedLimits: LimitSettings = { concurrent: 5, minute: 60, day: 5000, appMinute: 10_000 };
export const noLimits: LimitSettings = { concurrent: 1e9, minute: 1e9, day: 1e9, appMinute: 1e9 };

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Calls of one app and organisation (or of the app alone) in windows that begin at a phase of their own. */
class Counter {
  private starts: number[] = [];
  private window = Number.NaN;
  private used = 0;
  constructor(
    private readonly length: number,
    private readonly phase: number,
  ) {}

  usedAt(now: number, rolling: boolean): number {
    if (rolling) {
      this.starts = this.starts.filter((start) => start > now - this.length);
      return this.starts.length;
    }
    return this.windowAt(now) === this.window ? this.used : 0;
  }

  count(now: number): void {
    this.starts.push(now);
    if (this.starts.length > 50_000) this.starts.splice(0, 25_000);
    const window = this.windowAt(now);
    if (window !== this.window) this.used = 0;
    this.window = window;
    this.used += 1;
  }

  /** Whole seconds until the window resets. */
  resetsIn(now: number, rolling: boolean): number {
    const oldest = this.starts[0] ?? now;
    const at = rolling ? oldest + this.length : (this.windowAt(now) + 1) * this.length + this.phase;
    return Math.max(1, Math.ceil((at - now) / 1000));
  }

  private windowAt(now: number): number {
    return Math.floor((now - this.phase) / this.length);
  }
}

const storms: Readonly<Record<string, { readonly retryAfter: number; readonly empty: string } | undefined>> = {
  minute: { retryAfter: 30, empty: 'X-MinLimit-Remaining' },
  day: { retryAfter: 3600, empty: 'X-DayLimit-Remaining' },
  appminute: { retryAfter: 30, empty: 'X-AppMinLimit-Remaining' },
};

/** Xero's rate limits per app and organisation; counted before idempotency is looked at. */
export class Limits {
  private readonly minutes = new Map<string, Counter>();
  private readonly days = new Map<string, Counter>();
  private readonly appMinutes = new Map<string, Counter>();
  private readonly progress = new Map<string, number>();

  constructor(
    public settings: LimitSettings,
    private readonly quirks: Quirks,
    private readonly random: () => number,
  ) {}

  inFlight(app: string, tenant: string): number {
    return this.progress.get(`${app}/${tenant}`) ?? 0;
  }

  /** Counts a call in, or throws 429. The returned function counts it out. */
  enter(app: string, tenant: string, now: number): () => void {
    const key = `${app}/${tenant}`;
    const rolling = this.quirks.minuteWindow === 'rolling';
    const { minute, day, appMinute } = this.counters(app, tenant);
    const busy = this.progress.get(key) ?? 0;
    if (busy >= this.settings.concurrent)
      throw this.refusal('concurrent', this.quirks.concurrentRetryAfter ? 1 : undefined, app, tenant, now);
    if (day.usedAt(now, false) >= this.settings.day)
      throw this.refusal('day', day.resetsIn(now, false), app, tenant, now);
    if (minute.usedAt(now, rolling) >= this.settings.minute)
      throw this.refusal('minute', minute.resetsIn(now, rolling), app, tenant, now);
    if (appMinute.usedAt(now, rolling) >= this.settings.appMinute)
      throw this.refusal('appminute', appMinute.resetsIn(now, rolling), app, tenant, now);
    for (const counter of [minute, day, appMinute]) counter.count(now);
    this.progress.set(key, busy + 1);
    return () => this.progress.set(key, (this.progress.get(key) ?? 1) - 1);
  }

  /** Addresses without an organisation show the app's own limit only. */
  appHeader(app: string, now: number): Record<string, string> {
    const { 'X-AppMinLimit-Remaining': left = '' } = this.headers(app, '', now);
    return { 'X-AppMinLimit-Remaining': left };
  }

  /** The three headers of every answer of an organisation. */
  headers(app: string, tenant: string, now: number): Record<string, string> {
    const rolling = this.quirks.minuteWindow === 'rolling';
    const { minute, day, appMinute } = this.counters(app, tenant);
    const left = (limit: number, used: number) => String(Math.max(0, limit - used));
    return {
      'X-DayLimit-Remaining': left(this.settings.day, day.usedAt(now, false)),
      'X-MinLimit-Remaining': left(this.settings.minute, minute.usedAt(now, rolling)),
      'X-AppMinLimit-Remaining': left(this.settings.appMinute, appMinute.usedAt(now, rolling)),
    };
  }

  /** A 429 as Xero sends it; also used by the throttling fault. */
  refusal(problem: string, retryAfter: number | undefined, app: string, tenant: string, now: number): Refusal {
    const shown =
      this.quirks.rateLimitProblemCase === 'capital' ? problem.charAt(0).toUpperCase() + problem.slice(1) : problem;
    const bodies = {
      empty: '',
      text: `API rate limit exceeded: ${problem}`,
      json: JSON.stringify({ Title: 'Rate limit exceeded', Status: 429 }),
    };
    return new Refusal(429, bodies[this.quirks.throttleBody], {
      ...this.headers(app, tenant, now),
      'X-Rate-Limit-Problem': shown,
      ...(retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) }),
    });
  }

  /** A 429 out of the blue, with the headers that go with it. */
  stormRefusal(problem = 'minute', retryAfter: number | undefined, app: string, tenant: string, now: number): Refusal {
    const known = storms[problem];
    const refusal = this.refusal(problem, retryAfter ?? known?.retryAfter, app, tenant, now);
    return new Refusal(429, refusal.body, {
      ...refusal.headers,
      ...(known === undefined ? {} : { [known.empty]: '0' }),
    });
  }

  private counters(app: string, tenant: string) {
    const key = `${app}/${tenant}`;
    return {
      minute: this.counter(this.minutes, key, minuteMs),
      day: this.counter(this.days, key, dayMs),
      appMinute: this.counter(this.appMinutes, app, minuteMs),
    };
  }

  private counter(counters: Map<string, Counter>, key: string, length: number): Counter {
    const known = counters.get(key) ?? new Counter(length, Math.floor(this.random() * length));
    counters.set(key, known);
    return known;
  }
}
