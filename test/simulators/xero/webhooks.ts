import { createHmac, randomBytes } from 'node:crypto';
import type { Change, EventCategory } from './books';
import type { Clock } from './clock';
import { seededRandom } from './random';

export interface WebhookSettings {
  /** Where to send; Xero wants https, the stand-in takes any. */
  readonly url: string;
  /** The signing key. */
  readonly key: string;
  readonly categories: readonly EventCategory[];
  /** Send by itself after each change; otherwise only when told to. */
  readonly auto: boolean;
  /** Send every event twice / out of order: neither order nor uniqueness is promised. */
  readonly duplicates: boolean;
  readonly shuffle: boolean;
}

interface Event {
  readonly resourceUrl: string;
  readonly resourceId: string;
  readonly tenantId: string;
  readonly tenantType: 'ORGANISATION';
  readonly eventCategory: EventCategory;
  readonly eventType: 'CREATE' | 'UPDATE';
  /** UTC without a zone, as Xero sends it. */
  readonly eventDateUtc: string;
  readonly data?: { readonly Type: string; readonly Status: string };
}

export interface WebhookState {
  readonly status: 'off' | 'ok' | 'retrying' | 'disabled';
  readonly queued: number;
  readonly sent: number;
  /** What the receiver did that Xero would hold against it. */
  readonly violations: readonly string[];
  readonly nextAttempt: number | undefined;
}

const collections: Readonly<Record<EventCategory, string>> = {
  CONTACT: 'Contacts',
  INVOICE: 'Invoices',
  CREDITNOTE: 'CreditNotes',
};
const quarterHour = 15 * 60_000;
const day = 24 * 60 * 60_000;
const answerWithinMs = 5000;

/**
 * Webhooks: signed batches of ids; 200 within five seconds, without body or cookies, or they come again: at once, after
 * 15 minutes and ever more slowly, for 24 hours; then the webhook is disabled until a person turns it on again.
 */
export class Webhooks {
  private settings: WebhookSettings | undefined;
  private queue: Event[] = [];
  private sequence = 0;
  private sent = 0;
  private violations: string[] = [];
  private failures = 0;
  private firstFailure: number | undefined;
  private nextAttempt: number | undefined;
  private disabled = false;
  private scheduled = false;
  private running: Promise<void> = Promise.resolve();
  private readonly random = seededRandom(11);

  constructor(private readonly clock: Clock) {}

  /** Turns it on, also after it was disabled. */
  configure(settings: Pick<WebhookSettings, 'url' | 'key'> & Partial<WebhookSettings>): void {
    this.settings = {
      categories: ['CONTACT', 'INVOICE', 'CREDITNOTE'],
      auto: true,
      duplicates: false,
      shuffle: false,
      ...settings,
    };
    this.disabled = false;
    this.failures = 0;
    this.firstFailure = undefined;
    this.nextAttempt = undefined;
  }

  turnOff(): void {
    this.settings = undefined;
    this.queue = [];
    this.violations = [];
    this.sent = 0;
  }

  state(): WebhookState {
    const status =
      this.settings === undefined ? 'off' : this.disabled ? 'disabled' : this.failures > 0 ? 'retrying' : 'ok';
    return {
      status,
      queued: this.queue.length,
      sent: this.sent,
      violations: this.violations,
      nextAttempt: this.nextAttempt,
    };
  }

  /** What happens while it is disabled is kept, and sent once it is on again. */
  notice(tenantId: string, change: Change): void {
    if (this.settings?.categories.includes(change.category) !== true) return;
    this.queue.push(eventOf(tenantId, change, this.clock.now()));
    if (!this.settings.auto || this.scheduled) return;
    this.scheduled = true;
    setImmediate(() => {
      this.scheduled = false;
      void this.deliver();
    });
  }

  /** Sends what is due now; one call at a time. */
  deliver(): Promise<void> {
    this.running = this.running.then(() => this.deliverDue());
    return this.running;
  }

  /** Intent to receive: of four empty batches one is signed rightly; 200 for that, 401 for the others. */
  async intentToReceive(): Promise<{ ok: boolean; statuses: number[] }> {
    const { settings } = this;
    if (!settings) return { ok: false, statuses: [] };
    const keys = ['wrong', settings.key, 'wrong again', `${settings.key}x`];
    const statuses: number[] = [];
    for (const key of keys) statuses.push(await this.post(settings.url, this.payload([], 0, 0), key));
    return { ok: statuses.join() === '401,200,401,401', statuses };
  }

  private async deliverDue(): Promise<void> {
    const { settings } = this;
    if (!settings || this.disabled || this.queue.length === 0) return;
    if (this.nextAttempt !== undefined && this.clock.now() < this.nextAttempt) return;
    const taken = this.queue.length;
    const events = this.mixed(this.queue.slice(0, taken), settings);
    const body = this.payload(events, this.sequence + 1, this.sequence + events.length);
    // The first retry comes at once.
    const answered =
      (await this.post(settings.url, body, settings.key)) === 200 ||
      (this.failures === 0 && (await this.post(settings.url, body, settings.key)) === 200);
    if (!answered) return this.failed();
    this.queue.splice(0, taken);
    this.sequence += events.length;
    this.sent += events.length;
    this.failures = 0;
    this.firstFailure = undefined;
    this.nextAttempt = undefined;
  }

  private failed(): void {
    const now = this.clock.now();
    this.failures += 1;
    this.firstFailure ??= now;
    this.nextAttempt = now + quarterHour * 2 ** (this.failures - 1);
    if (now - this.firstFailure >= day) this.disabled = true;
  }

  private mixed(events: readonly Event[], settings: WebhookSettings): Event[] {
    const all = settings.duplicates ? [...events, ...events] : [...events];
    if (!settings.shuffle) return all;
    return all
      .map((event) => ({ event, at: this.random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ event }) => event);
  }

  private payload(events: readonly Event[], firstEventSequence: number, lastEventSequence: number): string {
    const entropy = randomBytes(10).toString('hex').toUpperCase();
    return JSON.stringify({ events, firstEventSequence, lastEventSequence, entropy });
  }

  /** The status, or 0 where no answer came in time. */
  private async post(url: string, body: string, key: string): Promise<number> {
    const signature = createHmac('sha256', key).update(body).digest('base64');
    try {
      const answer = await fetch(url, {
        method: 'POST',
        body,
        headers: { 'content-type': 'application/json', 'x-xero-signature': signature },
        signal: AbortSignal.timeout(answerWithinMs),
      });
      if ((await answer.text()) !== '') this.violations.push(`the answer ${answer.status} had a body`);
      if (answer.headers.has('set-cookie')) this.violations.push('the answer set a cookie');
      return answer.status;
    } catch {
      this.violations.push('no answer within five seconds');
      return 0;
    }
  }
}

function eventOf(tenantId: string, { category, record, isNew }: Change, now: number): Event {
  return {
    resourceUrl: `https://api.xero.com/api.xro/2.0/${collections[category]}/${record.id}`,
    resourceId: record.id,
    tenantId,
    tenantType: 'ORGANISATION',
    eventCategory: category,
    eventType: isNew ? 'CREATE' : 'UPDATE',
    eventDateUtc: new Date(now).toISOString().replace('Z', ''),
    ...(category === 'CREDITNOTE' && 'type' in record ? { data: { Type: record.type, Status: record.status } } : {}),
  };
}
