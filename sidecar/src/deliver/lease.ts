import type { Clock } from '../shared/clock';
import type { DeliveryStore, Fence } from './ports';

/** A holder that died is replaced after this long; a clean stop gives the lease back at once. */
export const leaseMs = 90_000;
export const renewEveryMs = 20_000;

/**
 * The right to call one organisation. The database says who has it; the holder itself trusts it only for as long as its own monotonic
 * clock says, counted from before it asked, so that a frozen process never calls on a lease that another has taken.
 */
export class Lease {
  private fence: Fence | undefined;
  private validUntilMs = 0;

  constructor(
    private readonly store: Pick<DeliveryStore, 'acquireLease' | 'renewLease' | 'releaseLease'>,
    private readonly name: string,
    private readonly holder: string,
    private readonly clock: Clock,
  ) {}

  /** The fence, if the lease is certainly ours right now. */
  current(): Fence | undefined {
    return this.fence !== undefined && this.clock.monotonic() < this.validUntilMs ? this.fence : undefined;
  }

  /** Takes the lease if it can be had. True: it was taken just now, so what the last holder left must be looked at. */
  async take(): Promise<boolean> {
    const asked = this.clock.monotonic();
    const fence = await this.store.acquireLease(this.name, this.holder, leaseMs);
    if (fence === undefined) return false;
    this.fence = fence;
    this.validUntilMs = asked + leaseMs;
    return true;
  }

  async renew(): Promise<void> {
    if (this.fence === undefined) return;
    const asked = this.clock.monotonic();
    const kept = await this.store.renewLease(this.fence, leaseMs);
    if (kept) this.validUntilMs = asked + leaseMs;
    else this.lost();
  }

  lost(): void {
    this.fence = undefined;
  }

  async release(): Promise<void> {
    const { fence } = this;
    this.lost();
    if (fence !== undefined) await this.store.releaseLease(fence);
  }
}
