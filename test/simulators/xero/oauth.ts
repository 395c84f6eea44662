import { createHash, createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { Clock } from './clock';
import { Refusal, unauthorised } from './errors';
import type { Quirks } from './quirks';
import { grantableScopes } from './scopes';

/** An app registered with Xero. `custom` = a custom connection (client credentials, one organisation). */
export interface App {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly kind: 'custom' | 'code';
  /** Scopes the app may have; all grantable ones if left out. */
  readonly scopes?: readonly string[];
  /** Organisations it is connected to (custom: exactly one) or, for `code`, is connected to on consent; all if left out. */
  readonly tenantIds?: readonly string[];
  /** Exact addresses; any legal one if left out. */
  readonly redirectUris?: readonly string[];
}

export interface Connection {
  readonly id: string;
  readonly clientId: string;
  readonly tenantId: string;
  readonly authEventId: string;
  readonly created: number;
  readonly updated: number;
}

interface AccessToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly expires: number;
}

interface RefreshToken {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly issued: number;
  /** When it was exchanged; it can be exchanged again for 30 minutes, in case the answer was lost. */
  usedAt: number | undefined;
}

interface Code {
  readonly clientId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  readonly challenge: string | undefined;
  readonly issued: number;
}

const minute = 60_000;
const accessTokenMs = 30 * minute;
const codeMs = 5 * minute;
const graceMs = 30 * minute;
const refreshMs = 60 * 24 * 60 * minute;

export interface Identity {
  readonly app: App;
  readonly scopes: readonly string[];
}

export interface OAuthDump {
  readonly connections: readonly Connection[];
  readonly access: readonly (readonly [string, AccessToken])[];
  readonly refresh: readonly (readonly [string, RefreshToken])[];
}

export class OAuth {
  private readonly connections = new Map<string, Connection>();
  private readonly access = new Map<string, AccessToken>();
  private readonly refresh = new Map<string, RefreshToken>();
  private readonly codes = new Map<string, Code>();
  private readonly signingKey = randomBytes(32);

  constructor(
    private readonly apps: readonly App[],
    private readonly tenantIds: readonly string[],
    private readonly clock: Clock,
    private readonly quirks: Quirks,
  ) {
    for (const app of apps) if (app.kind === 'custom') this.connect(app);
  }

  /** Where the browser goes from the consent page. Throws a Refusal where Xero would show an error page. */
  authorise(query: URLSearchParams, allowed: boolean): string {
    const app = this.apps.find((a) => a.clientId === query.get('client_id') && a.kind === 'code');
    if (!app) throw errorPage('unauthorized_client', 'Unknown client or client not enabled');
    const redirectUri = query.get('redirect_uri') ?? '';
    if (!redirectAllowed(app, redirectUri)) throw errorPage('unauthorized_client', 'Invalid redirect_uri');
    if (query.get('response_type') !== 'code')
      throw errorPage('unsupported_response_type', 'response_type must be code');
    const scopes = this.scopesFor(app, query.get('scope'));
    const target = new URL(redirectUri);
    const state = query.get('state');
    if (state !== null) target.searchParams.set('state', state);
    if (!scopes) throw errorPage('invalid_scope', 'Invalid scope for client');
    if (!allowed) {
      target.searchParams.set('error', 'access_denied');
      return target.href;
    }
    const code = randomBytes(24).toString('base64url');
    const challenge = query.get('code_challenge') ?? undefined;
    this.codes.set(code, { clientId: app.clientId, scopes, redirectUri, challenge, issued: this.clock.now() });
    target.searchParams.set('code', code);
    target.searchParams.set('scope', scopes.join(' '));
    return target.href;
  }

  /** POST /connect/token. Returns the JSON of a token answer, or throws 400 `{"error": …}`. */
  token(form: URLSearchParams, authorization: string | undefined): Record<string, string | number> {
    const app = this.client(form, authorization);
    switch (form.get('grant_type')) {
      case 'client_credentials': {
        if (app.kind !== 'custom') throw tokenError('unauthorized_client');
        const scopes = this.scopesFor(app, form.get('scope'));
        if (!scopes) throw tokenError('invalid_scope');
        return this.issue(app, scopes, false);
      }
      case 'authorization_code':
        return this.exchangeCode(app, form);
      case 'refresh_token':
        return this.exchangeRefresh(app, form.get('refresh_token') ?? '');
      default:
        throw tokenError('unsupported_grant_type');
    }
  }

  /** POST /connect/revocation: the refresh token, and every access token of the app, end. Connections go with it. */
  revoke(form: URLSearchParams, authorization: string | undefined): void {
    const app = this.client(form, authorization);
    const token = form.get('token') ?? '';
    if (this.refresh.get(token)?.clientId !== app.clientId) return;
    this.revokeEverything(app.clientId);
  }

  revokeEverything(clientId: string): void {
    this.revokeAccess(clientId);
    for (const [token, { clientId: owner }] of this.refresh) if (owner === clientId) this.refresh.delete(token);
    for (const connection of [...this.connections.values()])
      if (connection.clientId === clientId) this.disconnect(connection.id);
  }

  revokeAccess(clientId: string): void {
    for (const [token, { clientId: owner }] of this.access) if (owner === clientId) this.access.delete(token);
  }

  /** Who calls, by the bearer token; 401 for a missing, unknown or expired one. */
  authenticate(authorization: string | undefined): Identity {
    const token = /^Bearer (.+)$/.exec(authorization ?? '')?.[1];
    const known = token === undefined ? undefined : this.access.get(token);
    const app = this.apps.find((a) => a.clientId === known?.clientId);
    if (!known || !app) throw unauthorised(401, 'AuthenticationUnsuccessful', randomUUID());
    if (known.expires <= this.clock.now()) {
      throw unauthorised(401, `TokenExpired: token expired at ${new Date(known.expires).toISOString()}`, randomUUID());
    }
    return { app, scopes: known.scopes };
  }

  /** The organisation a call is for: the header's, or the one of a custom connection. 403 if not connected. */
  tenantOf(identity: Identity, header: string | undefined): string {
    const mine = this.connectionsOf(identity.app.clientId);
    const wanted = header ?? (identity.app.kind === 'custom' ? mine[0]?.tenantId : undefined);
    const connection = mine.find((c) => c.tenantId === wanted);
    if (!connection) throw unauthorised(403, 'AuthenticationUnsuccessful', randomUUID());
    return connection.tenantId;
  }

  connectionsOf(clientId: string): Connection[] {
    return [...this.connections.values()].filter((c) => c.clientId === clientId);
  }

  disconnect(id: string): boolean {
    return this.connections.delete(id);
  }

  /** Connects an app to its organisations, as consent does; those already connected are renewed. */
  connect(app: App): void {
    const authEventId = randomUUID();
    const wanted = app.tenantIds ?? (app.kind === 'custom' ? this.tenantIds.slice(0, 1) : this.tenantIds);
    for (const tenantId of wanted) {
      const before = this.connectionsOf(app.clientId).find((c) => c.tenantId === tenantId);
      const now = this.clock.now();
      const connection = {
        id: before?.id ?? randomUUID(),
        clientId: app.clientId,
        tenantId,
        authEventId,
        created: before?.created ?? now,
        updated: now,
      };
      this.connections.set(connection.id, connection);
    }
  }

  appOf(clientId: string): App | undefined {
    return this.apps.find((a) => a.clientId === clientId);
  }

  dump(): OAuthDump {
    return { connections: [...this.connections.values()], access: [...this.access], refresh: [...this.refresh] };
  }

  restore(dump: OAuthDump): void {
    this.connections.clear();
    for (const connection of dump.connections) this.connections.set(connection.id, connection);
    for (const [token, value] of dump.access) this.access.set(token, value);
    for (const [token, value] of dump.refresh) this.refresh.set(token, value);
  }

  private client(form: URLSearchParams, authorization: string | undefined): App {
    const basic = /^Basic (.+)$/.exec(authorization ?? '')?.[1];
    const [id, secret] = basic === undefined ? [form.get('client_id'), form.get('client_secret')] : splitBasic(basic);
    const app = this.apps.find((a) => a.clientId === id);
    const pkceOnly = form.has('code_verifier') && secret === null;
    if (!app || (secret !== app.clientSecret && !pkceOnly)) throw tokenError('invalid_client');
    return app;
  }

  private exchangeCode(app: App, form: URLSearchParams): Record<string, string | number> {
    const name = form.get('code') ?? '';
    const code = this.codes.get(name);
    this.codes.delete(name);
    const late = code !== undefined && this.clock.now() - code.issued > codeMs;
    if (code?.clientId !== app.clientId || late || code.redirectUri !== form.get('redirect_uri'))
      throw tokenError('invalid_grant');
    if (code.challenge !== undefined) {
      const hash = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url');
      if (hash !== code.challenge) throw tokenError('invalid_grant');
    }
    this.connect(app);
    return this.issue(app, code.scopes, code.scopes.includes('offline_access'));
  }

  private exchangeRefresh(app: App, name: string): Record<string, string | number> {
    const token = this.refresh.get(name);
    const now = this.clock.now();
    if (token?.clientId !== app.clientId) throw tokenError('invalid_grant');
    const unused = token.usedAt === undefined && now - token.issued <= refreshMs;
    const inGrace = token.usedAt !== undefined && now - token.usedAt <= graceMs;
    if (!unused && !inGrace) throw tokenError('invalid_grant');
    token.usedAt ??= now;
    return this.issue(app, token.scopes, true);
  }

  private issue(app: App, scopes: readonly string[], withRefresh: boolean): Record<string, string | number> {
    const now = this.clock.now();
    const access = this.signed({
      client_id: app.clientId,
      scope: scopes,
      iat: Math.floor(now / 1000),
      exp: Math.floor((now + accessTokenMs) / 1000),
      jti: randomUUID(),
    });
    this.access.set(access, { clientId: app.clientId, scopes, expires: now + accessTokenMs });
    const answer = {
      access_token: access,
      expires_in: accessTokenMs / 1000,
      token_type: 'Bearer',
      scope: scopes.join(' '),
    };
    if (!withRefresh) return answer;
    const refresh = randomBytes(24).toString('base64url');
    this.refresh.set(refresh, { clientId: app.clientId, scopes, issued: now, usedAt: undefined });
    return { ...answer, refresh_token: refresh };
  }

  private signed(claims: object): string {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const unsigned = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
    return `${unsigned}.${createHmac('sha256', this.signingKey).update(unsigned).digest('base64url')}`;
  }

  private scopesFor(app: App, asked: string | null): string[] | undefined {
    const grantable = app.scopes ?? grantableScopes(this.quirks.broadScopes);
    if (asked === null || asked.trim() === '') return app.kind === 'custom' ? [...grantable] : undefined;
    const wanted = asked.trim().split(/\s+/);
    return wanted.every((scope) => grantable.includes(scope)) ? wanted : undefined;
  }
}

function splitBasic(encoded: string): (string | null)[] {
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return [decodeURIComponent(id), decodeURIComponent(secret)];
}

/** https anywhere, or http on localhost; http://127.0.0.1 is refused by Xero. */
function redirectAllowed(app: App, uri: string): boolean {
  if (app.redirectUris) return app.redirectUris.includes(uri);
  if (!URL.canParse(uri)) return false;
  const { protocol, hostname } = new URL(uri);
  return protocol === 'https:' || (protocol === 'http:' && hostname === 'localhost');
}

function tokenError(error: string): Refusal {
  return Refusal.json(400, { error });
}

function errorPage(error: string, description: string): Refusal {
  return new Refusal(400, `<!doctype html><title>Xero stand-in</title><h1>Error: ${error}</h1><p>${description}</p>`, {
    'content-type': 'text/html; charset=utf-8',
  });
}
