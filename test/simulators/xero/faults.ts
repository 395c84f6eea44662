import { seededRandom } from './random';

/** What can go wrong, named by what the caller sees. "commit" is the moment the books change. */
export const faultKinds = [
  '500-before', // refused before commit
  '500-after', // committed, yet answered 500
  'lost-reply', // committed, then the connection is cut without an answer
  'reset-before', // the connection is cut before commit
  'reset-mid-response', // committed, half of the answer arrives
  'slow-before', // waits, then commits
  'slow-after', // commits, then waits
  'hang-before', // never commits and never answers
  'hang-after', // commits and never answers
  'throttle', // 429
  'offline', // 503, organisation offline
  'html', // 502 with an HTML page of some gateway
  'revoke-token', // every access token of the app stops working with this request: 401
  'disconnect', // the organisation is disconnected from the app: 403
] as const;
export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  readonly method?: string;
  /** A regular expression on the path, for instance `/Invoices$`. */
  readonly path?: string;
  /** A regular expression on the raw body. */
  readonly body?: string;
  /** Strikes at the nth matching request (1 = the first). */
  readonly nth?: number;
  /** How often it strikes; 1 if left out, `0` for ever. */
  readonly count?: number;
  /** 0 to 1, by the seed. */
  readonly probability?: number;
  readonly seed?: number;
  /** slow-*: milliseconds of real time. */
  readonly delayMs?: number;
  /** throttle: `minute`, `day`, `concurrent`, `appminute`, and its Retry-After in seconds. */
  readonly problem?: string;
  readonly retryAfter?: number;
}

interface Armed {
  readonly id: number;
  readonly rule: FaultRule;
  readonly random: () => number;
  seen: number;
  struck: number;
}

export class Faults {
  private armed: Armed[] = [];
  private nextId = 1;

  add(rule: FaultRule): number {
    if (!faultKinds.includes(rule.kind)) throw new Error(`unknown fault ${rule.kind}`);
    const id = this.nextId++;
    this.armed.push({ id, rule, random: seededRandom(rule.seed ?? 1), seen: 0, struck: 0 });
    return id;
  }

  remove(id: number): void {
    this.armed = this.armed.filter((fault) => fault.id !== id);
  }

  clear(): void {
    this.armed = [];
  }

  list(): { id: number; rule: FaultRule; seen: number; struck: number }[] {
    return this.armed.map(({ id, rule, seen, struck }) => ({ id, rule, seen, struck }));
  }

  /** The first rule that strikes this request. */
  strike(request: { method: string; path: string; body: string }): FaultRule | undefined {
    return this.armed.find((fault) => strikes(fault, request))?.rule;
  }
}

function strikes(fault: Armed, request: { method: string; path: string; body: string }): boolean {
  const { rule } = fault;
  if (rule.method !== undefined && rule.method !== request.method) return false;
  if (rule.path !== undefined && !new RegExp(rule.path).test(request.path)) return false;
  if (rule.body !== undefined && !new RegExp(rule.body).test(request.body)) return false;
  fault.seen += 1;
  const count = rule.count ?? 1;
  if (count > 0 && fault.struck >= count) return false;
  if (rule.nth !== undefined && fault.seen < rule.nth) return false;
  if (rule.probability !== undefined && fault.random() >= rule.probability) return false;
  fault.struck += 1;
  return true;
}
