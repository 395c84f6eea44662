import { z } from 'zod';
import { Rejected } from './errors';
import { faultKinds, type FaultRule } from './faults';
import { isObject, text, type Json, type JsonObject } from './json';
import type { Quirks } from './quirks';
import type { World } from './world';

/** An answer of /__sim: any JSON. */
export interface ControlAnswer {
  readonly status: number;
  readonly body: unknown;
}

const faultShape = z.strictObject({
  kind: z.enum(faultKinds),
  method: z.string().optional(),
  path: z.string().optional(),
  body: z.string().optional(),
  nth: z.number().optional(),
  count: z.number().optional(),
  probability: z.number().optional(),
  seed: z.number().optional(),
  delayMs: z.number().optional(),
  problem: z.string().optional(),
  retryAfter: z.number().optional(),
});

const limitShape = z.strictObject({
  concurrent: z.number().optional(),
  minute: z.number().optional(),
  day: z.number().optional(),
  appMinute: z.number().optional(),
});

const latencyShape = z.strictObject({ baseMs: z.number(), perElementMs: z.number() });

const webhookShape = z.strictObject({
  url: z.string(),
  key: z.string(),
  categories: z.array(z.enum(['CONTACT', 'INVOICE', 'CREDITNOTE'])).optional(),
  auto: z.boolean().optional(),
  duplicates: z.boolean().optional(),
  shuffle: z.boolean().optional(),
});

/** `/__sim/<what>`: everything a test in another process needs to see or turn. README.md lists it. */
export async function answerControl(world: World, method: string, url: URL, raw: string): Promise<ControlAnswer> {
  try {
    return await control(world, method, url, raw === '' ? {} : (JSON.parse(raw) as Json));
  } catch (error) {
    if (error instanceof Rejected) return { status: 422, body: { messages: error.messages } };
    return { status: 400, body: { message: error instanceof Error ? error.message : String(error) } };
  }
}

async function control(world: World, method: string, url: URL, body: Json): Promise<ControlAnswer> {
  const tenant = url.searchParams.get('tenant') ?? undefined;
  const fields = isObject(body) ? body : {};
  switch (`${method} ${url.pathname.replace('/__sim', '')}`) {
    case 'GET /status':
      return done({
        now: world.clock.now(),
        tenants: [...world.books.values()].map(({ facts }) => ({ tenantId: facts.tenantId, name: facts.name })),
        quirks: world.quirks,
        limits: world.limits.settings,
      });
    case 'GET /ledger':
      return done(world.ledger(tenant));
    case 'GET /journal':
      return done(world.entries(Number(url.searchParams.get('since') ?? '0')));
    case 'DELETE /journal':
      world.journal.clear();
      return done({});
    case 'GET /invariants':
      return done(world.invariants());
    case 'GET /faults':
      return done(world.faults.list());
    case 'POST /faults':
      return done({ ids: (Array.isArray(body) ? body : [body]).map((rule) => world.faults.add(faultOf(rule))) });
    case 'DELETE /faults':
      world.faults.clear();
      return done({});
    case 'POST /quirks':
      return done(turn(world, fields));
    case 'POST /limits':
      world.limits.settings = { ...world.limits.settings, ...withoutUndefined(limitShape.parse(body)) };
      return done(world.limits.settings);
    case 'POST /latency':
      world.latency = latencyShape.parse(body);
      return done(world.latency);
    case 'POST /clock':
      return done(setClock(world, fields));
    case 'POST /bookkeeper': {
      const result = world.bookkeeper(tenant).perform(fields);
      world.changed();
      return done({ result: result ?? null });
    }
    case 'POST /revoke':
      world.oauth.revokeEverything(text(fields, 'clientId') ?? '');
      return done({});
    case 'POST /connect': {
      const app = world.oauth.appOf(text(fields, 'clientId') ?? '');
      if (app) world.oauth.connect(app);
      return done({});
    }
    case 'GET /webhooks':
      return done(world.webhooks.state());
    case 'POST /webhooks':
      world.webhooks.configure(withoutUndefined(webhookShape.parse(body)));
      return done(world.webhooks.state());
    case 'POST /webhooks/intent':
      return done(await world.webhooks.intentToReceive());
    case 'POST /webhooks/deliver':
      await world.webhooks.deliver();
      return done(world.webhooks.state());
    case 'POST /reset':
      world.reset();
      return done({});
    default:
      return { status: 404, body: { message: `no such control: ${method} ${url.pathname}` } };
  }
}

function done(body: unknown): ControlAnswer {
  return { status: 200, body };
}

function faultOf(rule: Json): FaultRule {
  return withoutUndefined(faultShape.parse(rule));
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, v]) => v !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** Only known switches, and only values of their kind. */
function turn(world: World, change: JsonObject): Quirks {
  for (const [name, value] of Object.entries(change)) {
    if (!(name in world.quirks)) throw new Error(`no switch '${name}'`);
    const before = world.quirks[name as keyof Quirks];
    if (typeof before !== typeof value) throw new Error(`the switch '${name}' takes a ${typeof before}`);
  }
  Object.assign(world.quirks, change);
  return world.quirks;
}

/** `{ "set": "<ISO or ms>" }`, `{ "advance": ms }`, `{ "freeze": true }`, `{ "run": true }`. */
function setClock(world: World, fields: JsonObject): { now: number } {
  const { set, advance } = fields;
  if (fields.freeze === true) world.clock.freeze();
  if (typeof set === 'string') world.clock.set(Date.parse(set));
  if (typeof set === 'number') world.clock.set(set);
  if (typeof advance === 'number') world.clock.advance(advance);
  if (fields.run === true) world.clock.run();
  return { now: world.clock.now() };
}
