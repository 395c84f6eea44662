/** Time as the stand-in sees it: the machine's, shifted, or standing still where a test froze it. Milliseconds since 1970, UTC. */
export class Clock {
  private offset = 0;
  private frozenAt: number | undefined;

  now(): number {
    return this.frozenAt ?? Date.now() + this.offset;
  }

  set(ms: number): void {
    if (this.frozenAt === undefined) this.offset = ms - Date.now();
    else this.frozenAt = ms;
  }

  advance(ms: number): void {
    if (this.frozenAt === undefined) this.offset += ms;
    else this.frozenAt += ms;
  }

  freeze(ms?: number): void {
    this.frozenAt = ms ?? this.now();
  }

  /** Runs on from where it stood. */
  run(): void {
    if (this.frozenAt === undefined) return;
    this.offset = this.frozenAt - Date.now();
    this.frozenAt = undefined;
  }

  reset(): void {
    this.offset = 0;
    this.frozenAt = undefined;
  }

  /** The calendar day in an IANA time zone, `YYYY-MM-DD`. */
  today(timeZone: string): string {
    return new Intl.DateTimeFormat('en-CA', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' }).format(
      this.now(),
    );
  }
}
