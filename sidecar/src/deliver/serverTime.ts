import type { WireReply } from './wire';

/**
 * What the other side's clock says, from the `Date` of its answers. "Changed since" is asked in its time, so that a wrong or jumping
 * clock of ours can't make us overlook a document.
 */
export class ServerTime {
  private heardMs: number | undefined;
  private atMonotonicMs = 0;

  heard(reply: WireReply, monotonicMs: number): void {
    const date = Date.parse(reply.headers['date'] ?? '');
    if (Number.isNaN(date)) return;
    this.heardMs = date;
    this.atMonotonicMs = monotonicMs;
  }

  /** Its time `agoMs` before now; undefined until it was heard once. */
  ago(agoMs: number, monotonicMs: number): number | undefined {
    return this.heardMs === undefined ? undefined : this.heardMs + (monotonicMs - this.atMonotonicMs) - agoMs;
  }
}
