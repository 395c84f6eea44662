import { z } from 'zod';
import { lanes, type Lane } from '../model/operation';
import type { Verdict } from './classify';
import type { WireReply } from './wire';

/** Xero's limits per organisation, and how much of each we use. */
export interface AllowanceLimits {
  /** Xero: 60. Two less, because a call may be counted later than we count it. */
  readonly perMinute: number;
  /** Xero: 5. Four for the machine, the fifth for a person. */
  readonly inFlight: number;
  readonly inFlightForPeople: number;
  /** Until the first answer tells: 1,000 a day on the Starter tier, 5,000 above. */
  readonly perDay: number;
  /** A call that never ended counts as under way for this long. */
  readonly callTimeoutMs: number;
}

export const xeroLimits: AllowanceLimits = {
  perMinute: 58,
  inFlight: 4,
  inFlightForPeople: 1,
  perDay: 1000,
  callTimeoutMs: 60_000,
};

/** For Magento, and for measuring the engine itself: only the number of calls at once is bounded. */
export const unlimited: AllowanceLimits = {
  perMinute: Number.POSITIVE_INFINITY,
  inFlight: 4,
  inFlightForPeople: 1,
  perDay: Number.POSITIVE_INFINITY,
  callTimeoutMs: 60_000,
};

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Share of the day's limit that may be spent in one burst. */
const burstShare = 0.1;
/** A person may run the bucket into debt by this share of the day's limit. */
const debtShare = 0.02;
/**
 * What a lane leaves in the bucket for those above it. A backfill stops before live calls begin to wait for company (deliver/batch), so
 * that nobody notices it.
 */
const reserve: Readonly<Record<Lane, number>> = { person: 0, live: 0, sweep: 0.2, backfill: 0.65 };
/** When others have spent the day, one call in this time finds out whether a new one has begun. */
const probeEveryMs = 1_800_000;
const backfillInFlight = 3;
const backfillMinuteShare = 0.8;

export interface Ticket {
  readonly id: number;
  readonly lane: Lane;
}
export type Start =
  | { readonly ok: true; readonly ticket: Ticket }
  /** `waitMs`: when asking again makes sense; null: when a call under way ends. */
  | { readonly ok: false; readonly waitMs: number | null; readonly reason: 'minute' | 'day' | 'inFlight' | 'pause' };

interface StartedCall {
  readonly id: number;
  readonly lane: Lane;
  readonly startedMs: number;
  endedMs: number | null;
}

const stateSchema = z.object({
  version: z.literal(1),
  savedAtMs: z.number(),
  perDay: z.number(),
  tierKnown: z.boolean(),
  tokens: z.number(),
  /** Ages and remaining times in milliseconds, so that no clock is compared with another. */
  recent: z.array(z.object({ startedAgo: z.number(), endedAgo: z.number().nullable() })),
  pauseFor: z.number(),
  dayLeft: z.number(),
  spent: z.record(z.string(), z.number()),
  serverRemaining: z.number().nullable(),
});

/** What pages and the API show. */
export interface AllowanceView {
  readonly perDay: number;
  readonly callsLeft: number;
  readonly spentToday: number;
  readonly spentByLane: Readonly<Record<Lane, number>>;
  /** Calls that will have been made when the day ends, if it goes on like this. */
  readonly projectedEndOfDay: number;
  /** Milliseconds until the day's count is assumed to start anew. */
  readonly dayEndsInMs: number;
  readonly burstLeft: number;
  readonly pausedForMs: number;
  readonly pauseReason: string | null;
  readonly inFlight: number;
}

/**
 * How many calls one organisation may make now. Four gates: calls in any 60 s, calls at once, a token bucket on the day, and the pause
 * after a 429. What the server's headers say overrules what we counted, because other programs of the same app spend from it too.
 * All times are monotonic milliseconds, given from outside: it never looks at a clock.
 */
export class Allowance {
  private readonly calls = new Map<number, StartedCall>();
  private nextId = 1;
  private perDay: number;
  private tierKnown = false;
  private tokens: number;
  private refilledMs: number;
  private pausedUntilMs = 0;
  private pauseReason: string | null = null;
  private inFlightCap: number;
  private capGrowsMs = 0;
  /** The start of the server's day as far as we know: our first call, or the moment its count jumped up. */
  private dayStartedMs: number;
  /** Set by a 429 of the day: when the server said that its next day begins, and with it a whole burst. */
  private spentUntilMs: number | null = null;
  private dayRemaining: number | null = null;
  private lastStartMs = 0;
  private minuteRemaining: { readonly value: number; readonly untilMs: number } | null = null;
  private readonly spent: Record<Lane, number> = { person: 0, live: 0, sweep: 0, backfill: 0 };

  constructor(
    private readonly limits: AllowanceLimits,
    nowMs: number,
  ) {
    this.perDay = limits.perDay;
    this.tokens = this.burst();
    this.refilledMs = nowMs;
    this.dayStartedMs = nowMs;
    this.inFlightCap = limits.inFlight;
  }

  /** Takes a slot for one call, or says which gate is shut. */
  tryStart(lane: Lane, nowMs: number): Start {
    this.advance(nowMs);
    if (nowMs < this.pausedUntilMs) return { ok: false, waitMs: this.pausedUntilMs - nowMs, reason: 'pause' };

    const underWay = this.underWay(nowMs);
    const cap = this.inFlightCap + (lane === 'person' ? this.limits.inFlightForPeople : 0);
    if (underWay >= cap || (lane === 'backfill' && underWay >= Math.min(backfillInFlight, cap)))
      return { ok: false, waitMs: this.waitForSlot(nowMs), reason: 'inFlight' };

    const minuteLeft = this.minuteLeft(nowMs);
    const minuteFloor = lane === 'backfill' ? this.limits.perMinute * (1 - backfillMinuteShare) : 0;
    if (minuteLeft < 1 || (minuteFloor > 0 && Number.isFinite(minuteFloor) && minuteLeft <= minuteFloor))
      return { ok: false, waitMs: this.waitForMinute(nowMs), reason: 'minute' };

    const floor = this.floor(lane);
    if (this.tokens < floor) return { ok: false, waitMs: this.waitForTokens(floor), reason: 'day' };

    const call = { id: this.nextId, lane, startedMs: nowMs, endedMs: null };
    this.nextId += 1;
    this.calls.set(call.id, call);
    this.lastStartMs = nowMs;
    if (Number.isFinite(this.tokens)) this.tokens -= 1;
    if (this.dayRemaining !== null) this.dayRemaining -= 1;
    if (this.minuteRemaining !== null)
      this.minuteRemaining = { ...this.minuteRemaining, value: this.minuteRemaining.value - 1 };
    this.spent[lane] += 1;
    return { ok: true, ticket: { id: call.id, lane } };
  }

  /** The call ended: its headers are news, a 429 is a command. */
  finish(ticket: Ticket, reply: WireReply, verdict: Verdict | undefined, nowMs: number): void {
    const call = this.calls.get(ticket.id);
    if (call !== undefined) {
      if (reply.status === 0 && reply.failure === 'notSent') {
        // Never reached anybody: nobody counted it.
        this.calls.delete(ticket.id);
        if (Number.isFinite(this.tokens)) this.tokens = Math.min(this.burst(), this.tokens + 1);
        if (this.dayRemaining !== null) this.dayRemaining += 1;
        this.spent[call.lane] -= 1;
      } else call.endedMs = nowMs;
    }
    this.readHeaders(reply, nowMs);
    if (verdict?.kind === 'rateLimited') this.throttled(verdict, nowMs);
  }

  /** Something other than a limit says that calling now is pointless: no connection, Xero down. */
  pause(ms: number, reason: string, nowMs: number): void {
    if (nowMs + ms <= this.pausedUntilMs) return;
    this.pausedUntilMs = nowMs + ms;
    this.pauseReason = reason;
  }

  /** A person connected anew, or pressed "try now". */
  resume(): void {
    this.pausedUntilMs = 0;
    this.pauseReason = null;
  }

  /** 0 (empty) … 1 (full): how generous to be with half-filled batches. */
  fill(nowMs: number): number {
    this.advance(nowMs);
    const burst = this.burst();
    return Number.isFinite(burst) ? Math.max(0, this.tokens) / burst : 1;
  }

  /** 0 … 1: how much of the minute's calls the last minute took. */
  minuteShare(nowMs: number): number {
    this.advance(nowMs);
    return this.calls.size / this.limits.perMinute;
  }

  view(nowMs: number): AllowanceView {
    this.advance(nowMs);
    const spentToday = lanes.reduce((total, lane) => total + this.spent[lane], 0);
    const elapsed = Math.max(nowMs - this.dayStartedMs, 3_600_000);
    const rest = Math.max(0, this.dayStartedMs + dayMs - nowMs);
    return {
      perDay: this.perDay,
      callsLeft: Math.max(0, this.dayRemaining ?? this.perDay - spentToday),
      spentToday,
      spentByLane: { ...this.spent },
      projectedEndOfDay: Math.min(this.perDay, Math.round(spentToday + (spentToday / elapsed) * rest)),
      dayEndsInMs: rest,
      burstLeft: Math.max(0, Math.floor(this.tokens)),
      pausedForMs: Math.max(0, this.pausedUntilMs - nowMs),
      pauseReason: nowMs < this.pausedUntilMs ? this.pauseReason : null,
      inFlight: this.underWay(nowMs),
    };
  }

  /** For the database, so that a restart forgets neither the minute nor the day. Null: nothing is limited. */
  save(nowMs: number, wallMs: number): string | null {
    if (!Number.isFinite(this.perDay)) return null;
    this.advance(nowMs);
    const state: z.infer<typeof stateSchema> = {
      version: 1,
      savedAtMs: wallMs,
      perDay: this.perDay,
      tierKnown: this.tierKnown,
      tokens: this.tokens,
      recent: [...this.calls.values()].map((call) => ({
        startedAgo: nowMs - call.startedMs,
        endedAgo: call.endedMs === null ? null : nowMs - call.endedMs,
      })),
      pauseFor: Math.max(0, this.pausedUntilMs - nowMs),
      dayLeft: Math.max(0, this.dayStartedMs + dayMs - nowMs),
      spent: this.spent,
      serverRemaining: this.dayRemaining,
    };
    return JSON.stringify(state);
  }

  /**
   * Takes over where a state was saved, by this process before or by another. A clock that jumped can only make us slower: time that
   * seems to have run backwards counts as none, and calls without an end count as under way until they must have timed out.
   */
  static restore(limits: AllowanceLimits, text: string | undefined, nowMs: number, wallMs: number): Allowance {
    const allowance = new Allowance(limits, nowMs);
    if (text === undefined || !Number.isFinite(limits.perDay)) return allowance;
    const parsed = stateSchema.safeParse(JSON.parse(text));
    if (!parsed.success) return allowance;
    const state = parsed.data;
    const away = Math.min(dayMs, Math.max(0, wallMs - state.savedAtMs));
    allowance.perDay = state.perDay;
    allowance.tierKnown = state.tierKnown;
    allowance.tokens = Math.min(allowance.burst(), state.tokens);
    allowance.refilledMs = nowMs - away;
    allowance.dayStartedMs = nowMs - away - (dayMs - state.dayLeft);
    allowance.dayRemaining = state.serverRemaining;
    allowance.pausedUntilMs = nowMs + Math.max(0, state.pauseFor - away);
    if (state.pauseFor > away) allowance.pauseReason = 'as before the restart';
    for (const lane of lanes) allowance.spent[lane] = state.spent[lane] ?? 0;
    for (const call of state.recent) {
      const id = allowance.nextId;
      allowance.nextId += 1;
      const startedMs = nowMs - away - call.startedAgo;
      allowance.calls.set(id, {
        id,
        lane: 'live',
        startedMs,
        endedMs: call.endedAgo === null ? startedMs + limits.callTimeoutMs : nowMs - away - call.endedAgo,
      });
    }
    return allowance;
  }

  private burst(): number {
    return this.perDay * burstShare;
  }

  private floor(lane: Lane): number {
    if (!Number.isFinite(this.perDay)) return 0;
    if (lane === 'person') return 1 - this.perDay * debtShare;
    return Math.max(1, this.burst() * reserve[lane]);
  }

  /**
   * What must not be spent now is spread over the rest of the day. As long as nobody else calls, that is the plain rate (limit − burst)
   * a day; if the server's own count is lower, it is what is left over the time that is left.
   */
  private refillPerMs(nowMs: number): number {
    const plain = (this.perDay - this.burst()) / dayMs;
    if (!Number.isFinite(plain) || this.dayRemaining === null) return plain;
    const rest = Math.max(minuteMs, this.dayStartedMs + dayMs - nowMs);
    return Math.min(plain, Math.max(0, this.dayRemaining - Math.max(0, this.tokens)) / rest);
  }

  private advance(nowMs: number): void {
    if (nowMs - this.dayStartedMs >= dayMs)
      this.startDay(this.dayStartedMs + dayMs * Math.floor((nowMs - this.dayStartedMs) / dayMs));
    if (Number.isFinite(this.perDay)) {
      const gained = (nowMs - this.refilledMs) * this.refillPerMs(nowMs);
      this.tokens = Math.min(this.burst(), this.tokens + gained);
    }
    this.refilledMs = nowMs;
    if (this.dayRemaining !== null && this.dayRemaining < 1 && nowMs - this.lastStartMs >= probeEveryMs)
      this.tokens = Math.max(this.tokens, 1);
    if (this.inFlightCap < this.limits.inFlight && nowMs >= this.capGrowsMs) {
      this.inFlightCap += 1;
      this.capGrowsMs = nowMs + minuteMs;
    }
    // A call counts from its start until 60 s after its end: whenever in between the server counted it, no window of 60 s holds more.
    for (const call of this.calls.values())
      if (call.endedMs !== null && call.endedMs <= nowMs - minuteMs) this.calls.delete(call.id);
  }

  private startDay(atMs: number): void {
    if (this.spentUntilMs !== null && atMs >= this.spentUntilMs) {
      this.tokens = this.burst();
      this.spentUntilMs = null;
    }
    this.dayStartedMs = atMs;
    this.dayRemaining = null;
    for (const lane of lanes) this.spent[lane] = 0;
  }

  private underWay(nowMs: number): number {
    let count = 0;
    for (const call of this.calls.values()) if (call.endedMs === null || call.endedMs > nowMs) count += 1;
    return count;
  }

  private minuteLeft(nowMs: number): number {
    const own = this.limits.perMinute - this.calls.size;
    const told = this.minuteRemaining;
    if (told === null || nowMs >= told.untilMs) return own;
    return Math.min(own, told.value);
  }

  private waitForMinute(nowMs: number): number | null {
    const told = this.minuteRemaining;
    const byServer = told !== null && nowMs < told.untilMs && told.value < 1 ? told.untilMs - nowMs : 0;
    let oldest = Number.POSITIVE_INFINITY;
    for (const call of this.calls.values()) if (call.endedMs !== null) oldest = Math.min(oldest, call.endedMs);
    const byUs = this.limits.perMinute - this.calls.size < 1 ? oldest + minuteMs - nowMs : 0;
    const wait = Math.max(byServer, byUs, 1);
    return Number.isFinite(wait) ? wait : null;
  }

  /** Calls taken over from another process end by themselves. */
  private waitForSlot(nowMs: number): number | null {
    let soonest = Number.POSITIVE_INFINITY;
    for (const call of this.calls.values())
      if (call.endedMs !== null && call.endedMs > nowMs) soonest = Math.min(soonest, call.endedMs - nowMs);
    return Number.isFinite(soonest) ? soonest : null;
  }

  private waitForTokens(floor: number): number {
    const rate = this.refillPerMs(this.refilledMs);
    return rate > 0 ? Math.min(minuteMs, Math.max(1, Math.ceil((floor - this.tokens) / rate))) : minuteMs;
  }

  private readHeaders(reply: WireReply, nowMs: number): void {
    if (!Number.isFinite(this.perDay) || reply.status === 0) return;
    const day = wholeNumber(reply.headers['x-daylimit-remaining']);
    if (day !== undefined) this.readDay(day, nowMs);
    else if (!this.tierKnown && reply.status < 400) this.setTier(5000);
    const minute = wholeNumber(reply.headers['x-minlimit-remaining']);
    // Calls under way may not be in the server's count yet.
    if (minute !== undefined)
      this.minuteRemaining = { value: minute - this.underWay(nowMs), untilMs: nowMs + minuteMs };
  }

  private readDay(remaining: number, nowMs: number): void {
    // More than 1,000 left can't be the Starter tier; more than 5,000 is an arrangement of its own.
    if (!this.tierKnown || remaining > this.perDay)
      this.setTier(remaining > 5000 ? Math.ceil(remaining / 1000) * 1000 : remaining > 1000 ? 5000 : 1000);
    const known = this.dayRemaining;
    const rest = remaining - this.underWay(nowMs);
    // The count jumped up: the server's day has begun anew.
    if (known !== null && rest > known + Math.max(50, this.perDay * 0.02)) {
      this.startDay(nowMs);
      // A day that the server itself began is a whole one, its burst included.
      this.tokens = this.burst();
    }
    // Answers overtake each other, so within one day the lowest count is the newest.
    this.dayRemaining = this.dayRemaining === null ? rest : Math.min(this.dayRemaining, rest);
    this.tokens = Math.min(this.tokens, Math.max(0, this.dayRemaining));
  }

  private setTier(perDay: number): void {
    const full = this.tokens >= this.burst() - 1 - this.calls.size;
    const missing = this.burst() - this.tokens;
    this.perDay = perDay;
    this.tierKnown = true;
    this.tokens = full ? this.burst() - missing : Math.min(this.tokens, this.burst());
  }

  private throttled(verdict: Verdict, nowMs: number): void {
    switch (verdict.limit) {
      case 'concurrent':
        // Additive increase, multiplicative decrease: half now, one more each quiet minute.
        this.inFlightCap = Math.max(1, Math.floor(this.inFlightCap / 2));
        this.capGrowsMs = nowMs + minuteMs;
        this.pause(verdict.retryAfterMs ?? 2000, verdict.message, nowMs);
        return;
      case 'day':
        this.tokens = Math.min(this.tokens, 0);
        this.dayRemaining = 0;
        // Without a Retry-After the day's end is unknown: ask again every hour.
        this.pause(verdict.retryAfterMs ?? 3_600_000, verdict.message, nowMs);
        if (verdict.retryAfterMs !== undefined) {
          this.dayStartedMs = nowMs + verdict.retryAfterMs - dayMs;
          this.spentUntilMs = this.dayStartedMs + dayMs;
        }
        return;
      case 'minute':
      case 'app':
      case 'unknown':
      case undefined:
        this.pause(verdict.retryAfterMs ?? minuteMs, verdict.message, nowMs);
        return;
    }
  }
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : undefined;
}
