import type { ApiRequest } from './api-request';
import { Books, type BooksDump } from './books';
import { Bookkeeper } from './bookkeeper';
import { Clock } from './clock';
import { Faults, type FaultRule } from './faults';
import { Idempotency, type Kept } from './idempotency';
import { invariantsOf, type Invariants } from './invariants';
import { Journal, type JournalEntry, type JournalSettings } from './journal';
import { ledgerOf, type Ledger } from './ledger';
import { documentedLimits, Limits, noLimits, type LimitSettings } from './limits';
import { OAuth, type App, type OAuthDump } from './oauth';
import { strictestQuirks, type Quirks } from './quirks';
import { seededRandom } from './random';
import { openingBooks, type Country } from './seed';
import { Webhooks } from './webhooks';

export interface WorldOptions {
  /** Organisations to open; one Australian demo company if left out. Several of one country need names. */
  readonly organisations?: readonly { readonly country: Country; readonly name?: string }[];
  /** Apps that may sign in; `demo-custom` and `demo-code` (secret `demo-secret`) if left out. */
  readonly apps?: readonly App[];
  readonly quirks?: Partial<Quirks>;
  /** Xero's documented limits if left out; `off` for load tests. */
  readonly limits?: Partial<LimitSettings> | 'off';
  readonly faults?: readonly FaultRule[];
  /** Real time a call takes. */
  readonly latency?: { readonly baseMs: number; readonly perElementMs: number };
  readonly journal?: Partial<JournalSettings>;
  /** What the sign-in page does: consents at once (default), refuses, or shows a page with a button. */
  readonly consent?: 'auto' | 'deny' | 'page';
  /** Seed of the window phases. */
  readonly seed?: number;
}

export interface WorldDump {
  readonly organisations: readonly BooksDump[];
  readonly oauth: OAuthDump;
}

const demoApps: readonly App[] = [
  { clientId: 'demo-custom', clientSecret: 'demo-secret', kind: 'custom' },
  { clientId: 'demo-code', clientSecret: 'demo-secret', kind: 'code' },
];

/** Everything the stand-in knows, and every lever on it. The control addresses call the same methods. */
export class World {
  readonly clock = new Clock();
  readonly quirks: Quirks;
  readonly books = new Map<string, Books>();
  readonly faults = new Faults();
  readonly journal: Journal;
  readonly idempotency: Idempotency;
  readonly consent: 'auto' | 'deny' | 'page';
  readonly webhooks = new Webhooks(this.clock);
  limits: Limits;
  oauth: OAuth;
  latency: { readonly baseMs: number; readonly perElementMs: number };
  /** Sees every request to the accounting API with its answer; for the conformance suite. */
  observe: (request: ApiRequest, reply: Kept) => void = () => undefined;
  /** Called after each change of the books. */
  changed: () => void = () => undefined;

  constructor(private readonly options: WorldOptions = {}) {
    this.quirks = { ...strictestQuirks, ...options.quirks };
    this.journal = new Journal({ bodies: true, limit: 200_000, ...options.journal });
    this.idempotency = new Idempotency(this.quirks);
    this.consent = options.consent ?? 'auto';
    this.latency = options.latency ?? { baseMs: 0, perElementMs: 0 };
    this.limits = this.newLimits();
    this.oauth = this.open();
  }

  /** Back to the opening books: no documents, no tokens, no faults, real time. Switches return to the options'. */
  reset(): void {
    Object.assign(this.quirks, strictestQuirks, this.options.quirks);
    this.clock.reset();
    this.faults.clear();
    this.journal.clear();
    this.idempotency.clear();
    this.books.clear();
    this.webhooks.turnOff();
    this.latency = this.options.latency ?? { baseMs: 0, perElementMs: 0 };
    this.limits = this.newLimits();
    this.oauth = this.open();
    this.changed();
  }

  private newLimits(): Limits {
    const { limits = {} } = this.options;
    const settings = limits === 'off' ? noLimits : { ...documentedLimits, ...limits };
    return new Limits(settings, this.quirks, seededRandom(this.options.seed ?? 1));
  }

  private open(): OAuth {
    const { organisations = [{ country: 'AU' as const }], apps = demoApps, faults = [] } = this.options;
    for (const { country, name } of organisations) {
      const books = new Books(openingBooks(country, name), this.clock, this.quirks);
      const { tenantId } = books.facts;
      books.onChange = (change) => this.webhooks.notice(tenantId, change);
      this.books.set(tenantId, books);
    }
    for (const fault of faults) this.faults.add(fault);
    return new OAuth(apps, [...this.books.keys()], this.clock, this.quirks);
  }

  /** The organisation of that id, or the only or first one. */
  booksOf(tenantId?: string): Books {
    const books = tenantId === undefined ? [...this.books.values()][0] : this.books.get(tenantId);
    if (!books) throw new Error(`no organisation ${tenantId ?? ''}`);
    return books;
  }

  bookkeeper(tenantId?: string): Bookkeeper {
    return new Bookkeeper(this.booksOf(tenantId));
  }

  ledger(tenantId?: string): Ledger {
    return ledgerOf(this.booksOf(tenantId));
  }

  entries(sinceSeq = 0): readonly JournalEntry[] {
    return this.journal.entries(sinceSeq);
  }

  invariants(): Invariants {
    return invariantsOf(this.books.values(), this.journal.entries());
  }

  dump(): WorldDump {
    return { organisations: [...this.books.values()].map((books) => books.dump()), oauth: this.oauth.dump() };
  }

  restore(dump: WorldDump): void {
    for (const saved of dump.organisations) this.books.get(saved.facts.tenantId)?.restore(saved);
    this.oauth.restore(dump.oauth);
  }
}
