import { z } from 'zod';
import { sendOverHttp, type WireReply } from '../deliver/wire';
import { SidecarError } from '../shared/errors';
import type { Sealing } from '../shared/sealing';
import type { AccessTokens } from './client';

/**
 * Granular scopes: apps made since March 2026 get no others. Overpayments are bank transactions; items are said to need settings or
 * invoices, so both are asked for.
 */
export const xeroScopes = [
  'accounting.settings',
  'accounting.contacts',
  'accounting.invoices',
  'accounting.payments',
  'accounting.banktransactions',
] as const;

/**
 * What a custom connection is asked for, until a set is granted: overpayments are rare and can be done without, and an app of before
 * March 2026 may know the broad names only.
 */
const scopeSets: readonly (readonly string[])[] = [
  xeroScopes,
  xeroScopes.filter((scope) => scope !== 'accounting.banktransactions'),
  ['accounting.settings', 'accounting.contacts', 'accounting.transactions'],
];

export interface XeroApp {
  /** `custom`: client credentials, one organisation, no refresh token. `code`: a person consents, refresh tokens rotate. */
  readonly connection: 'custom' | 'code';
  readonly clientId: string;
  readonly clientSecret: string;
  readonly apiUrl: string;
  readonly identityUrl: string;
  readonly loginUrl: string;
  /** `<PUBLIC_URL>/connect/xero/callback`; only for `code`. */
  readonly redirectUri?: string | undefined;
}

/** The stored connection, one a sidecar. `sealed` holds the token set. */
export interface StoredConnection {
  readonly sealed: string;
  readonly state: 'connected' | 'broken';
  readonly label: string | null;
}
export interface ConnectionStore {
  loadConnection(id: 'xero'): Promise<StoredConnection | undefined>;
  saveConnection(id: 'xero', connection: StoredConnection): Promise<void>;
}

export interface XeroOrganisationChoice {
  readonly tenantId: string;
  readonly name: string;
}

const tokenSetSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string().optional(),
  expires_in: z.coerce.number().positive().default(1800),
});
const storedTokensSchema = z.object({
  accessToken: z.string(),
  refreshToken: z.string().nullable(),
  expiresAtMs: z.number(),
  /** When another is asked for: before it ends, so that none ends on its way. */
  renewAtMs: z.number().optional(),
});
type StoredTokens = z.infer<typeof storedTokensSchema>;
const connectionsSchema = z.array(
  z.object({ tenantId: z.string(), tenantName: z.string().nullish(), tenantType: z.string().nullish() }),
);
const oauthErrorSchema = z.object({ error: z.string(), error_description: z.string().optional() });

/** A token is replaced this long before it ends; one that lives shortly, at half its life. */
const marginMs = 60_000;
const renewAt = (tokens: StoredTokens): number => tokens.renewAtMs ?? tokens.expiresAtMs - marginMs;

/** The connection to Xero: token endpoint, consent, choice of organisation. Tokens are sealed before they are stored and never logged. */
export class XeroConnection implements AccessTokens {
  private tokens: StoredTokens | undefined;
  /** One refresh at a time: a refresh token may be used once. */
  private refreshing: Promise<StoredTokens> | undefined;

  constructor(
    private readonly app: XeroApp,
    private readonly store: ConnectionStore,
    private readonly sealing: Sealing,
    private readonly now: () => number,
    private readonly timeoutMs = 30_000,
  ) {}

  async accessToken(): Promise<string> {
    const tokens = this.tokens ?? (this.app.connection === 'code' ? await this.load() : undefined);
    if (tokens !== undefined && renewAt(tokens) > this.now()) return tokens.accessToken;
    return (await this.refresh()).accessToken;
  }

  async replace(_tenantId: string, refused: string): Promise<string> {
    if (this.tokens !== undefined && this.tokens.accessToken !== refused) return this.tokens.accessToken;
    return (await this.refresh()).accessToken;
  }

  /** Where a person is sent to consent. `state` must come back unchanged. */
  consentUrl(state: string): string {
    const query = new URLSearchParams({
      response_type: 'code',
      client_id: this.app.clientId,
      redirect_uri: this.redirectUri(),
      scope: ['offline_access', ...xeroScopes].join(' '),
      state,
    });
    return `${this.app.loginUrl}/identity/connect/authorize?${query.toString()}`;
  }

  /** After consent: exchanges the code, stores the connection, lists what it gives access to. */
  async finishConsent(code: string): Promise<readonly XeroOrganisationChoice[]> {
    const tokens = await this.request({ grant_type: 'authorization_code', code, redirect_uri: this.redirectUri() });
    await this.keep(tokens);
    return this.organisations();
  }

  async organisations(): Promise<readonly XeroOrganisationChoice[]> {
    const ask = (token: string) =>
      sendOverHttp(
        `${this.app.apiUrl}/connections`,
        { method: 'GET', headers: { authorization: `Bearer ${token}`, accept: 'application/json' }, body: null },
        { timeoutMs: this.timeoutMs, now: this.now },
      );
    const token = await this.accessToken();
    let reply = await ask(token);
    if (reply.status === 401) reply = await ask(await this.replace('', token));
    if (reply.status !== 200) throw unavailable('The list of organisations', reply);
    const connections = connectionsSchema.safeParse(jsonOf(reply)).data;
    if (connections === undefined) throw unreadable('The list of organisations');
    return connections
      .filter(({ tenantType }) => (tenantType ?? 'ORGANISATION') === 'ORGANISATION')
      .map(({ tenantId, tenantName }) => ({ tenantId, name: tenantName ?? tenantId }));
  }

  /** The organisation to work in. Throws LL-4007 that lists those there are, when the wanted one is not among them or none is named. */
  async chooseOrganisation(wanted: string | undefined): Promise<XeroOrganisationChoice> {
    const choices = await this.organisations();
    const listed = choices.map(({ tenantId, name }) => `${name} (${tenantId})`).join(', ');
    const [only] = choices;
    if (wanted === undefined) {
      if (only !== undefined && choices.length === 1) return only;
      throw new SidecarError(
        'LL-4007',
        only === undefined
          ? 'The Xero connection gives access to no organisation.'
          : `The Xero connection gives access to several organisations: ${listed}.`,
        { context: { choices } },
      );
    }
    const chosen = choices.find(({ tenantId }) => tenantId.toLowerCase() === wanted.toLowerCase());
    if (chosen !== undefined) return chosen;
    throw new SidecarError(
      'LL-4007',
      `The organisation ${wanted} is not among those the Xero connection gives access to: ${listed === '' ? 'none' : listed}.`,
      { context: { choices } },
    );
  }

  private redirectUri(): string {
    if (this.app.redirectUri === undefined)
      throw new SidecarError('LL-1001', 'PUBLIC_URL is missing: Xero sends the person back there.');
    return this.app.redirectUri;
  }

  private refresh(): Promise<StoredTokens> {
    this.refreshing ??= this.obtain().finally(() => (this.refreshing = undefined));
    return this.refreshing;
  }

  private async obtain(): Promise<StoredTokens> {
    if (this.app.connection === 'custom') {
      this.tokens = await this.credentials();
      return this.tokens;
    }
    const before = this.tokens;
    // A person may have connected anew, or another instance refreshed: what is stored is newer than what is remembered.
    const stored = await this.load();
    if (stored.accessToken !== before?.accessToken && renewAt(stored) > this.now()) return stored;
    if (stored.refreshToken === null) throw authLost('The connection has no refresh token.');
    // If the answer is lost the old refresh token stays stored and works for another 30 minutes.
    const tokens = await this.request({ grant_type: 'refresh_token', refresh_token: stored.refreshToken });
    await this.keep({ ...tokens, refreshToken: tokens.refreshToken ?? stored.refreshToken });
    return this.tokens ?? tokens;
  }

  private async credentials(): Promise<StoredTokens> {
    let refused: unknown;
    for (const scopes of scopeSets) {
      try {
        return await this.request({ grant_type: 'client_credentials', scope: scopes.join(' ') });
      } catch (error) {
        if (!(error instanceof SidecarError) || error.code !== 'LL-4006') throw error;
        refused ??= error;
      }
    }
    throw refused;
  }

  private async load(): Promise<StoredTokens> {
    const connection = await this.store.loadConnection('xero');
    if (connection === undefined) throw authLost('No Xero organisation is connected yet.');
    const opened = this.sealing.open(connection.sealed);
    if (opened === undefined)
      throw authLost('The stored connection was sealed with another LEDGERLINK_SECRET_KEY and cannot be opened.');
    this.tokens = storedTokensSchema.parse(JSON.parse(opened));
    return this.tokens;
  }

  private async keep(tokens: StoredTokens): Promise<void> {
    await this.store.saveConnection('xero', {
      sealed: this.sealing.seal(JSON.stringify(tokens)),
      state: 'connected',
      label: null,
    });
    this.tokens = tokens;
  }

  private async request(form: Record<string, string>): Promise<StoredTokens> {
    const { clientId, clientSecret } = this.app;
    const credentials = Buffer.from(`${encodeURIComponent(clientId)}:${encodeURIComponent(clientSecret)}`);
    const reply = await sendOverHttp(
      `${this.app.identityUrl}/connect/token`,
      {
        method: 'POST',
        headers: {
          authorization: `Basic ${credentials.toString('base64')}`,
          'content-type': 'application/x-www-form-urlencoded',
          accept: 'application/json',
        },
        body: new URLSearchParams(form).toString(),
      },
      { timeoutMs: this.timeoutMs, now: this.now },
    );
    if (reply.status !== 200) throw tokenProblem(reply);
    const set = tokenSetSchema.safeParse(jsonOf(reply)).data;
    if (set === undefined) throw unreadable('A token');
    const lifeMs = set.expires_in * 1000;
    return {
      accessToken: set.access_token,
      refreshToken: set.refresh_token ?? null,
      expiresAtMs: this.now() + lifeMs,
      renewAtMs: this.now() + lifeMs - Math.min(marginMs, lifeMs / 2),
    };
  }
}

const authLost = (message: string) => new SidecarError('LL-4005', message);

function unavailable(what: string, reply: WireReply): SidecarError {
  if (reply.status === 401 || reply.status === 403)
    return authLost(`${what} was refused by Xero (HTTP ${reply.status}).`);
  const reason = reply.status === 0 ? (reply.failureText ?? 'no answer') : `HTTP ${reply.status}`;
  return new SidecarError('LL-4001', `${what} could not be had from Xero (${reason}).`);
}

/** Half an answer, or a page of something in front of Xero. */
const unreadable = (what: string) =>
  new SidecarError('LL-4001', `${what} could not be had from Xero (its answer could not be read).`);

function jsonOf(reply: WireReply): unknown {
  try {
    return JSON.parse(reply.body);
  } catch {
    return undefined;
  }
}

function tokenProblem(reply: WireReply): SidecarError {
  const said = oauthErrorSchema.safeParse(jsonOf(reply)).data;
  const context = { status: reply.status, error: said?.error, description: said?.error_description };
  switch (said?.error) {
    case 'invalid_client':
      return new SidecarError('LL-4008', 'Xero does not accept the client id and secret.', { context });
    case 'invalid_grant':
      return new SidecarError('LL-4005', 'Xero no longer accepts the refresh token of this connection.', { context });
    case 'invalid_scope':
    case 'unauthorized_client':
      return new SidecarError(
        'LL-4006',
        `The Xero app may not ask for these scopes: ${xeroScopes.join(' ')} (${said.error_description ?? said.error}).`,
        { context },
      );
    default:
      return reply.status >= 400 && reply.status < 500 && reply.status !== 429
        ? new SidecarError('LL-4008', `Xero refused a token (HTTP ${reply.status}).`, { context })
        : unavailable('A token', reply);
  }
}
