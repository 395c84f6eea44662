import type { Hold, HoldCode } from '../model/hold';
import type { Explain } from '../model/plan';
import { partRef, type Part, type PartRef, type RecordKey, type TenantId } from '../model/record';
import { restsOnGuess, type WebsiteSettings } from '../model/settings';

/** What every question about one document is asked with: whose it is, which settings hold, and where findings go. */
export interface ScopeFacts {
  readonly recordKey: RecordKey;
  readonly tenantId: TenantId;
  readonly settings: WebsiteSettings;
  readonly explain: Explain | undefined;
}

/**
 * Collects what stands in the way of one document. A document is planned only when its scope holds nothing; all causes are collected,
 * so that a person sees them at once and not one after the other.
 */
export class PartScope {
  readonly holds: Hold[] = [];

  constructor(
    private readonly facts: ScopeFacts,
    readonly part: Part,
  ) {}

  get ref(): PartRef {
    return partRef(this.facts.recordKey, this.part);
  }
  get clear(): boolean {
    return this.holds.length === 0;
  }

  hold(code: HoldCode, subject: string, message: string, nextStep: string, details?: Hold['details']): undefined {
    if (this.holds.some((hold) => hold.code === code && hold.subject === subject)) return undefined;
    const { recordKey, tenantId } = this.facts;
    this.holds.push({ recordKey, part: this.part, tenantId, code, subject, message, nextStep, details });
    return undefined;
  }

  /** Every setting that shaped the document is named here; live, a guess that nobody confirmed holds it. */
  uses(path: string): void {
    if (!restsOnGuess(this.facts.settings, path)) return;
    this.hold(
      'setting.unconfirmed',
      path,
      `This rests on the setting ${path}, which was guessed and which nobody has confirmed.`,
      `Check ${path} in the settings with your bookkeeper and take it off the list "unconfirmed".`,
    );
  }

  explain(field: string, value: string, from: string): void {
    this.facts.explain?.({ ref: this.ref, field, value, from });
  }
  get explaining(): boolean {
    return this.facts.explain !== undefined;
  }
}
