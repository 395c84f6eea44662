import { randomUUID } from 'node:crypto';
import type { ApiRequest } from './api-request';
import type { Answer, Call } from './call';
import { Refusal, Rejected, exception, notFound, unauthorised, validationException } from './errors';
import type { FaultRule } from './faults';
import type { Kept } from './idempotency';
import type { JournalEntry } from './journal';
import { exponentNumbers, isObject, type Json, type JsonObject } from './json';
import { findRoute, type Route } from './routes';
import { encode } from './wire';
import type { World } from './world';

/** How the answer goes out: as it is, not at all, or half of it. */
export interface Outcome {
  readonly reply: Kept;
  readonly delivery: 'whole' | 'half' | 'cut' | 'never';
  readonly leave?: () => void;
}

const maxBody = 3.5 * 1024 * 1024;
const json = 'application/json; charset=utf-8';

/**
 * The order in which Xero looks at a request: who is it (401, 403), is there such an address (404), may it call now
 * (429), may it do this (401), is the request well-formed (400), has it been answered before (Idempotency-Key), and
 * only then the books.
 */
export async function answerAccounting(world: World, request: ApiRequest, entry: JournalEntry): Promise<Outcome> {
  let leave: (() => void) | undefined;
  let headers: Record<string, string> = {};
  try {
    const identity = world.oauth.authenticate(request.headers.authorization);
    const app = identity.app.clientId;
    entry.clientId = app;
    const tenant = world.oauth.tenantOf(identity, request.headers['xero-tenant-id']);
    entry.tenantId = tenant;
    leave = world.limits.enter(app, tenant, world.clock.now());
    entry.counted = true;
    entry.inFlight = world.limits.inFlight(app, tenant);
    const fault = world.faults.strike({ method: request.method, path: request.url.pathname, body: request.body });
    if (fault) entry.fault = fault.kind;
    if (fault?.kind === 'throttle')
      throw world.limits.stormRefusal(fault.problem, fault.retryAfter, app, tenant, world.clock.now());
    headers = world.limits.headers(app, tenant, world.clock.now());
    const outcome = await passGateway(world, request, entry, { app, tenant, scopes: identity.scopes, fault });
    const reply = { ...outcome.reply, headers: { ...headers, ...outcome.reply.headers } };
    // A request that is never answered stays in progress until its connection closes.
    if (outcome.delivery !== 'never') return { ...outcome, reply };
    const [hung] = [leave];
    leave = undefined;
    return { ...outcome, reply, leave: hung };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return whole({
      status: error.status,
      body: error.body,
      headers: { ...headers, 'content-type': json, ...error.headers },
    });
  } finally {
    leave?.();
  }
}

interface Caller {
  readonly app: string;
  readonly tenant: string;
  readonly scopes: readonly string[];
  readonly fault: FaultRule | undefined;
}

async function passGateway(world: World, request: ApiRequest, entry: JournalEntry, caller: Caller): Promise<Outcome> {
  const { fault } = caller;
  switch (fault?.kind) {
    case 'offline':
      return whole({
        status: 503,
        body: 'The Organisation is offline',
        headers: { 'content-type': 'text/html; charset=utf-8' },
      });
    case 'html':
      return whole({
        status: 502,
        body: '<!doctype html><title>502</title><h1>Bad Gateway</h1>',
        headers: { 'content-type': 'text/html' },
      });
    case 'reset-before':
      return { reply: { status: 0, body: '', headers: {} }, delivery: 'cut' };
    case 'hang-before':
      return { reply: { status: 0, body: '', headers: {} }, delivery: 'never' };
    case 'revoke-token':
      world.oauth.revokeAccess(caller.app);
      throw unauthorised(401, 'AuthenticationUnsuccessful', randomUUID());
    case 'disconnect':
      for (const connection of world.oauth.connectionsOf(caller.app))
        if (connection.tenantId === caller.tenant) world.oauth.disconnect(connection.id);
      throw unauthorised(403, 'AuthenticationUnsuccessful', randomUUID());
    default:
      break;
  }
  const found = findRoute(request.method, request.path);
  if (!found) throw notFound();
  if (!found.route.scopes.some((scope) => caller.scopes.includes(scope))) {
    throw unauthorised(401, 'AuthorizationUnsuccessful', randomUUID(), {
      'WWW-Authenticate': 'Bearer error="insufficient_scope"',
    });
  }
  checkHeaders(world, request);
  checkQuery(found.route, request.url);
  return process(world, request, entry, caller, found);
}

async function process(
  world: World,
  request: ApiRequest,
  entry: JournalEntry,
  caller: Caller,
  found: { route: Route; params: Record<string, string> },
): Promise<Outcome> {
  const key = ['POST', 'PUT', 'PATCH'].includes(request.method) ? request.headers['idempotency-key'] : undefined;
  if (key === undefined) return work(world, request, entry, caller, found);
  const identity = { method: request.method, url: request.url.pathname + request.url.search, body: request.body };
  const claim = await world.idempotency.claim(caller.app, key, identity, world.clock.now());
  if (claim.kind === 'replay') {
    entry.replayed = true;
    return deliver(claim.kept, caller.fault);
  }
  try {
    const outcome = await work(world, request, entry, caller, found);
    claim.finish(outcome.reply.status === 0 ? undefined : outcome.reply);
    await slowAfter(caller.fault);
    return outcome;
  } catch (error) {
    claim.finish(
      error instanceof Refusal
        ? { status: error.status, body: error.body, headers: { 'content-type': json, ...error.headers } }
        : undefined,
    );
    throw error;
  }
}

/** Reads the body, lets the books work, and turns the answer into bytes. */
async function work(
  world: World,
  request: ApiRequest,
  entry: JournalEntry,
  caller: Caller,
  found: { route: Route; params: Record<string, string> },
): Promise<Outcome> {
  const books = world.books.get(caller.tenant);
  if (!books) throw notFound();
  const call: Call = {
    books,
    app: caller.app,
    method: request.method,
    params: found.params,
    query: request.url.searchParams,
    body: bodyOf(request),
    modifiedSince: modifiedSince(found.route, request),
    unitdp: request.url.searchParams.get('unitdp') === '4' ? 4 : 2,
    elements: 0,
    committed: 0,
  };
  await latency(world, call.body);
  if (caller.fault?.kind === 'slow-before') await wait(caller.fault.delayMs ?? 1000);
  if (caller.fault?.kind === '500-before') return whole(serverError());
  try {
    const answer = books.undo.atomically(() => handle(found.route, call));
    if (request.method !== 'GET') {
      entry.committed = Math.max(call.committed, call.committed === 0 && call.elements === 0 ? 1 : 0);
      world.changed();
    }
    const kept: Kept = {
      status: answer.status,
      body: answer.body === undefined ? '' : encode(answer.body),
      headers: { 'content-type': json },
    };
    return deliver(caller.fault?.kind === '500-after' ? serverError() : kept, caller.fault);
  } finally {
    entry.elements = call.elements;
  }
}

function handle(route: Route, call: Call): Answer {
  try {
    return route.handle(call);
  } catch (error) {
    if (error instanceof Rejected)
      throw validationException([{ ValidationErrors: error.messages.map((message) => ({ Message: message })) }]);
    throw error;
  }
}

function deliver(reply: Kept, fault: FaultRule | undefined): Outcome {
  switch (fault?.kind) {
    case 'lost-reply':
      return { reply, delivery: 'cut' };
    case 'reset-mid-response':
      return { reply, delivery: 'half' };
    case 'hang-after':
      return { reply, delivery: 'never' };
    default:
      return whole(reply);
  }
}

function whole(reply: Kept): Outcome {
  return { reply, delivery: 'whole' };
}

function serverError(): Kept {
  return {
    status: 500,
    body: encode({
      Type: null,
      Title: 'Internal Server Error',
      Status: 500,
      Detail: 'An unexpected error occurred',
      Instance: randomUUID(),
    }),
    headers: { 'content-type': json },
  };
}

async function slowAfter(fault: FaultRule | undefined): Promise<void> {
  if (fault?.kind === 'slow-after') await wait(fault.delayMs ?? 1000);
}

async function latency(world: World, body: JsonObject): Promise<void> {
  const { baseMs, perElementMs } = world.latency;
  if (baseMs === 0 && perElementMs === 0) return;
  const [list] = Object.values(body);
  await wait(baseMs + perElementMs * (Array.isArray(list) ? list.length : 0));
}

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function checkHeaders(world: World, request: ApiRequest): void {
  const accept = request.headers.accept ?? '';
  // xero-node sends an empty Accept with DELETE.
  if (request.method !== 'DELETE' && !accept.includes('application/json') && world.quirks.acceptMissing === 'refuse') {
    throw new Refusal(406, '<!-- Xero would answer XML here: send Accept: application/json -->', {
      'content-type': 'text/xml',
    });
  }
  const writes = request.method === 'POST' || request.method === 'PUT';
  if (writes && !(request.headers['content-type'] ?? '').startsWith('application/json')) {
    throw new Refusal(415, 'Content-Type must be application/json', { 'content-type': 'text/plain' });
  }
  if (request.bodyBytes > maxBody) throw new Refusal(413, 'Request Entity Too Large', { 'content-type': 'text/html' });
}

const legal: Readonly<Record<string, RegExp>> = {
  summarizeErrors: /^(?:true|false)$/,
  summaryOnly: /^(?:true|false)$/,
  includeArchived: /^(?:true|false)$/,
  createdByMyApp: /^(?:true|false)$/,
  allowBackorders: /^(?:true|false)$/,
  unitdp: /^[24]$/,
};

function checkQuery(route: Route, url: URL): void {
  for (const name of url.searchParams.keys()) {
    if (!route.query.includes(name))
      throw exception(16, `'${name}' is not a query parameter of ${route.method} ${route.path}`);
    const values = url.searchParams.getAll(name);
    const [value = ''] = values;
    if (values.length > 1 || legal[name]?.test(value) === false)
      throw exception(16, `The query parameter ${name} is not valid: ${values.join(' and ')}`);
  }
}

/** Bodies of GET and DELETE are ignored: xero-node sends `{}` with them. */
function bodyOf(request: ApiRequest): JsonObject {
  if (request.method === 'GET' || request.method === 'DELETE') return {};
  let parsed: Json;
  try {
    parsed = JSON.parse(request.body) as Json;
  } catch {
    throw exception(14, 'JSON for post data was invalid');
  }
  if (!isObject(parsed)) throw exception(14, 'JSON for post data was invalid: an object was expected');
  const [exponent] = exponentNumbers(request.body);
  if (exponent !== undefined)
    throw exception(14, `JSON for post data was invalid: the number ${exponent} is written with an exponent`);
  return parsed;
}

function modifiedSince(route: Route, request: ApiRequest): number | undefined {
  const header = request.headers['if-modified-since'];
  if (header === undefined || !route.since) return undefined;
  // A time without a zone is UTC.
  const stamp = Date.parse(/^\d{4}-\d{2}-\d{2}T[\d:.]+$/.test(header) ? `${header}Z` : header);
  if (Number.isNaN(stamp)) throw exception(14, `If-Modified-Since '${header}' is not a date`);
  return stamp;
}
