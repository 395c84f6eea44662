/** What each part says of itself; `/readyz` and the Overview read it. */
export type PartName = 'database' | 'kafka' | 'http intake' | 'planning' | 'xero' | 'magento' | 'delivery';
export interface PartHealth {
  readonly state: 'ok' | 'starting' | 'degraded' | 'stopped' | 'off';
  /** In a bookkeeper's words; what to do, where something is to be done. */
  readonly message: string;
  readonly since: string;
}

export class Health {
  private readonly parts = new Map<PartName, PartHealth>();

  constructor(private readonly now: () => number) {}

  report(part: PartName, state: PartHealth['state'], message: string): void {
    const known = this.parts.get(part);
    if (known?.state === state && known.message === message) return;
    this.parts.set(part, { state, message, since: new Date(this.now()).toISOString() });
  }

  all(): ReadonlyMap<PartName, PartHealth> {
    return this.parts;
  }

  /** Ready means: events can be stored. Xero or Magento being away is shown, but work only waits. */
  ready(): boolean {
    const needed: PartName[] = ['database', 'kafka', 'http intake'];
    return needed.every((part) => {
      const state = this.parts.get(part)?.state;
      return state === undefined || state === 'ok' || state === 'off' || state === 'degraded';
    });
  }
}
