import { AccountingApi } from 'xero-node/dist/gen/api/accountingApi';
import type { Authentication } from 'xero-node/dist/gen/model/accounting/models';
import { sendOverHttp, type WireReply, type WireRequest } from '../deliver/wire';
import { SidecarError } from '../shared/errors';
import { wireJson } from './model';

/**
 * The one wrapper round xero-node. The SDK builds every request: route, parameters, field names, serialisation. It does not send
 * it, because a write's bytes must be stored before they leave and a replay must send the same ones, and because version 20 has no
 * timeout on API calls, rejects with JSON strings and drops fields of answers that its tables lack. Its authentication hook hands us
 * the finished request.
 */
export interface XeroClientOptions {
  /** e.g. `https://api.xero.com`. */
  readonly apiUrl: string;
  readonly tokens: AccessTokens;
  /** Xero gives up after about a minute; a call that takes longer counts as lost. */
  readonly timeoutMs?: number;
  readonly now: () => number;
}

export interface AccessTokens {
  /** A token that is valid now. Throws LL-4005, LL-4008 or LL-4001. */
  accessToken(tenantId: string): Promise<string>;
  /** After a 401: another token than the refused one. Throws when there is none to be had. */
  replace(tenantId: string, refused: string): Promise<string>;
}

class Captured extends Error {
  constructor(readonly request: WireRequest) {
    super('captured');
  }
}

/** Takes the request from the SDK right before it would send it. */
class Capture implements Authentication {
  applyToRequest(options: unknown): never {
    if (typeof options !== 'object' || options === null) throw new Error('xero-node handed over no request');
    const fields = new Map<string, unknown>(Object.entries(options));
    const method = textOf(fields.get('method'));
    const query = new URLSearchParams();
    for (const [name, value] of entriesOf(fields.get('params'))) {
      if (value !== undefined && value !== null) query.set(name, textOf(value));
    }
    const headers = new Map(entriesOf(fields.get('headers')).map(([name, value]) => [name.toLowerCase(), value]));
    const search = query.toString();
    const data = fields.get('data');
    const modifiedSince = headers.get('if-modified-since');
    const key = headers.get('idempotency-key');
    throw new Captured({
      method,
      path: textOf(fields.get('url')) + (search === '' ? '' : `?${search}`),
      body: method === 'GET' || data === undefined || data === null ? null : wireJson(data),
      idempotencyKey: typeof key === 'string' ? key : null,
      ...(typeof modifiedSince === 'string' ? { headers: { 'if-modified-since': modifiedSince } } : {}),
    });
  }
}
const entriesOf = (value: unknown): [string, unknown][] =>
  typeof value === 'object' && value !== null ? Object.entries(value) : [];
const textOf = (value: unknown): string =>
  typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';

export class XeroClient {
  private readonly api: AccountingApi;
  private readonly timeoutMs: number;

  constructor(private readonly options: XeroClientOptions) {
    this.api = new AccountingApi('');
    // The setter would send the path without a host: only `''` keeps the captured URL relative to the API's base.
    this.api.basePath = '';
    this.api.setDefaultAuthentication(new Capture());
    this.timeoutMs = options.timeoutMs ?? 60_000;
  }

  /** The request that the SDK makes of a call. `call` must be exactly one SDK method. */
  async build(call: (api: AccountingApi) => Promise<unknown>): Promise<WireRequest> {
    try {
      await call(this.api);
    } catch (error) {
      if (error instanceof Captured) return error.request;
      if (error instanceof SidecarError) throw error;
      throw new SidecarError('LL-4009', 'xero-node could not build the request.', { cause: error });
    }
    throw new SidecarError('LL-9001', 'xero-node did not hand over its request.');
  }

  /** Sends the bytes. A refused token is replaced once: a 401 is certain not to have done anything. */
  async send(tenantId: string, request: WireRequest): Promise<WireReply> {
    const token = await this.options.tokens.accessToken(tenantId);
    const reply = await this.sendWith(token, tenantId, request);
    if (reply.status !== 401 || isScopeProblem(reply)) return reply;
    const fresh = await this.options.tokens.replace(tenantId, token);
    return this.sendWith(fresh, tenantId, request);
  }

  private sendWith(token: string, tenantId: string, request: WireRequest): Promise<WireReply> {
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      'user-agent': 'ledgerlink',
      ...request.headers,
    };
    // Custom connections may leave it out, but it never harms.
    if (tenantId !== '') headers['xero-tenant-id'] = tenantId;
    if (request.body !== null) headers['content-type'] = 'application/json';
    if (request.idempotencyKey !== null) headers['idempotency-key'] = request.idempotencyKey;
    return sendOverHttp(
      `${this.options.apiUrl}/api.xro/2.0${request.path}`,
      { method: request.method, headers, body: request.body },
      { timeoutMs: this.timeoutMs, now: this.options.now },
    );
  }
}

/** A scope that is missing does not come with a new token. */
export const isScopeProblem = (reply: WireReply): boolean =>
  /insuff?icient_scope/i.test(reply.headers['www-authenticate'] ?? '') || /insuff?icient_scope/i.test(reply.body);
