import type { Call, ElementResult, End, FoundDocument, Sendable } from '../../../sidecar/src/deliver/end';
import type { WireReply, WireRequest } from '../../../sidecar/src/deliver/wire';
import type { VirtualClock } from './virtualClock';

/** What happens to one request on its way, as the caller would see it. */
export type Fate =
  | 'fine'
  | 'refused' // no connection: never arrives
  | 'lostBefore' // arrives nowhere, no answer
  | 'lostAfter' // carried out, no answer
  | 'lostLate' // carried out minutes later, no answer
  | '500before'
  | '500after'
  | '429';

export interface ModelRules {
  /** How long an Idempotency-Key is kept, from its first call. Xero: six minutes; 0: not at all. */
  readonly keyLifeMs: number;
  /** Numbers of contacts and invoices are unique. */
  readonly unique: boolean;
  /** How late a lost call is carried out at most. */
  readonly latestMs: number;
  /** Look-ups answer truthfully. */
  readonly honestLists: boolean;
}

interface Doc {
  readonly id: string;
  readonly kind: string;
  readonly naturalKey: string;
}

/** What answers requests in a model. */
export interface ModelServer {
  handle(request: WireRequest): Promise<WireReply>;
}

/** The least Xero there can be: keys, batches, uniqueness or not, and everything that may go wrong with an answer. */
export class ModelXero implements ModelServer {
  readonly docs: Doc[] = [];
  readonly calls: { readonly atMs: number; readonly write: boolean }[] = [];
  private readonly kept = new Map<string, { untilMs: number; body: string | null; reply: Promise<WireReply> }>();

  constructor(
    private readonly clock: VirtualClock,
    private readonly rules: ModelRules,
    private readonly nextFate: (write: boolean) => { fate: Fate; ms: number },
  ) {}

  async handle(request: WireRequest): Promise<WireReply> {
    const write = request.method !== 'GET';
    const { fate, ms } = this.nextFate(write);
    if (fate === 'refused') return lost('notSent');
    this.calls.push({ atMs: this.clock.monotonic(), write });
    if (fate === '429') return reply(429, '', { 'x-rate-limit-problem': 'minute', 'retry-after': '2' });
    if (fate === 'lostBefore') {
      await this.clock.sleep(60_000);
      return lost('lost');
    }
    if (fate === 'lostLate') {
      void this.clock.sleep(Math.min(ms * 1000, this.rules.latestMs)).then(() => this.once(request, false));
      await this.clock.sleep(60_000);
      return lost('lost');
    }
    await this.clock.sleep(1 + (ms % 900));
    // A 5xx is kept under the key like any other answer.
    const answer = await this.once(request, fate === '500before' || fate === '500after', fate === '500before');
    return fate === 'lostAfter' ? lost('lost') : answer;
  }

  private once(request: WireRequest, fail: boolean, before = false): Promise<WireReply> {
    const key = request.method === 'GET' ? null : request.idempotencyKey;
    const known = key === null ? undefined : this.kept.get(key);
    if (known !== undefined && known.untilMs > this.clock.monotonic())
      return known.body === request.body
        ? known.reply
        : Promise.resolve(
            reply(400, JSON.stringify({ Message: `Idempotency Key: ${key ?? ''} is used with a different request.` })),
          );
    if (!before) {
      const done = this.carryOut(request);
      const answer = Promise.resolve(fail ? reply(500, 'Oops') : done);
      if (key !== null)
        this.kept.set(key, {
          untilMs: this.clock.monotonic() + this.rules.keyLifeMs,
          body: request.body,
          reply: answer,
        });
      return answer;
    }
    const answer = Promise.resolve(reply(500, 'Oops'));
    if (key !== null)
      this.kept.set(key, { untilMs: this.clock.monotonic() + this.rules.keyLifeMs, body: request.body, reply: answer });
    return answer;
  }

  private carryOut(request: WireRequest): WireReply {
    if (request.method === 'GET') return reply(200, JSON.stringify(this.rules.honestLists ? this.docs : []));
    const elements = JSON.parse(request.body ?? '[]') as { kind: string; naturalKey: string }[];
    return reply(
      200,
      JSON.stringify(
        elements.map(({ kind, naturalKey }) => {
          const taken = this.docs.some((doc) => doc.kind === kind && doc.naturalKey === naturalKey);
          if (this.rules.unique && taken && kind !== 'payment.create') return { error: 'Invoice # must be unique.' };
          const doc: Doc = { id: `doc-${this.docs.length + 1}`, kind, naturalKey };
          this.docs.push(doc);
          return { id: doc.id };
        }),
      ),
    );
  }
}

const reply = (status: number, body: string, headers: Record<string, string> = {}): WireReply => ({
  status,
  body,
  headers,
  durationMs: 1,
});
const lost = (failure: 'lost' | 'notSent'): WireReply => ({
  status: 0,
  body: '',
  headers: {},
  durationMs: 1,
  failure,
  failureText: failure,
});

const types = { 'contact.create': 'Contact', 'invoice.create': 'Invoice', 'payment.create': 'Payment' } as const;
type ModelKind = keyof typeof types;
const typeOf = (kind: string) => types[kind as ModelKind];

/** The other side of the road for the model: plain JSON, the same decisions asked of it as of Xero. */
export class ModelEnd implements End {
  readonly target = 'xero';
  constructor(
    private readonly xero: ModelServer,
    private readonly batch: number,
  ) {}
  groupOf = (operation: Pick<Sendable, 'kind'>): string => operation.kind;
  limitOf = (): number => this.batch;
  readsToBuild = (): boolean => false;
  build(operations: readonly Sendable[], idempotencyKey: string): Promise<WireRequest> {
    const body = JSON.stringify(operations.map(({ kind, naturalKey }) => ({ kind, naturalKey })));
    return Promise.resolve({ method: 'PUT', path: '/x', body, idempotencyKey });
  }
  send = (_tenantId: string, request: WireRequest): Promise<WireReply> => this.xero.handle(request);
  read(operations: readonly Sendable[], answer: WireReply): readonly ElementResult[] | undefined {
    const elements = JSON.parse(answer.body) as ({ id: string } | { error: string })[];
    return operations.map((operation, index): ElementResult => {
      const element = elements[index];
      if (element === undefined || 'error' in element) return { ok: false, messages: [element?.error ?? 'nothing'] };
      return {
        ok: true,
        document: { xeroType: typeOf(operation.kind), xeroId: element.id, xeroNumber: null, seen: {} },
        messages: [],
      };
    });
  }
  readRefusal = (answer: WireReply): readonly string[] => [answer.body];
  async find(
    operations: readonly Sendable[],
    _since: number | null,
    call: Call,
  ): Promise<readonly (FoundDocument | undefined)[]> {
    const answer = await call({ method: 'GET', path: '/x', body: null, idempotencyKey: null });
    if (answer.status !== 200) throw new Error(`look-up failed: ${answer.status}`);
    const docs = JSON.parse(answer.body) as Doc[];
    return operations.map((operation) => {
      const doc = docs.find(({ kind, naturalKey }) => kind === operation.kind && naturalKey === operation.naturalKey);
      return (
        doc && {
          xeroType: typeOf(operation.kind),
          xeroId: doc.id,
          xeroNumber: null,
          seen: {},
          contactId: null,
          reference: null,
          total: null,
          live: true,
          contact: { ContactID: doc.id, Name: '', ContactNumber: doc.naturalKey, ContactStatus: 'ACTIVE' },
        }
      );
    });
  }
}
