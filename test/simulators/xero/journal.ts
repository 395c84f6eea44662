/** One request as it came in, and what became of it. Times are the stand-in's clock, in milliseconds. */
export interface JournalEntry {
  readonly seq: number;
  readonly at: number;
  readonly method: string;
  /** The whole path, `/api.xro/2.0/Invoices`. */
  readonly path: string;
  readonly query: string;
  /** As sent, without Authorization. */
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes as UTF-8; left out where the journal keeps no bodies. */
  readonly body: string | undefined;
  readonly bodyBytes: number;
  clientId?: string;
  tenantId?: string;
  /** Elements in the body of a write. */
  elements: number;
  /** Documents (or other records) written. */
  committed: number;
  /** 0 where no status was ever sent: hung, reset or lost. */
  status: number;
  /** Counted against the limits. */
  counted: boolean;
  /** Calls of the app and organisation in progress, this one included. */
  inFlight: number;
  /** Answered from the Idempotency-Key store. */
  replayed: boolean;
  fault?: string;
  /** Broken rules that Xero itself would let pass. */
  readonly violations: string[];
  endedAt?: number;
}

export interface JournalSettings {
  readonly bodies: boolean;
  /** Entries kept; older ones are dropped, but stay counted. */
  readonly limit: number;
}

export class Journal {
  private kept: JournalEntry[] = [];
  private seq = 0;

  constructor(public settings: JournalSettings) {}

  open(
    entry: Pick<JournalEntry, 'at' | 'method' | 'path' | 'query' | 'headers'> & { body: string; bodyBytes: number },
  ): JournalEntry {
    this.seq += 1;
    const opened: JournalEntry = {
      ...entry,
      seq: this.seq,
      body: this.settings.bodies ? entry.body : undefined,
      elements: 0,
      committed: 0,
      status: 0,
      counted: false,
      inFlight: 0,
      replayed: false,
      violations: [],
    };
    this.kept.push(opened);
    if (this.kept.length > this.settings.limit) this.kept = this.kept.slice(-Math.ceil(this.settings.limit * 0.9));
    return opened;
  }

  entries(sinceSeq = 0): readonly JournalEntry[] {
    return sinceSeq === 0 ? this.kept : this.kept.filter((entry) => entry.seq > sinceSeq);
  }

  clear(): void {
    this.kept = [];
  }
}
