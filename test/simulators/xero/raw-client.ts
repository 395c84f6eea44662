import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import type { Json } from './json';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
  /** The body as JSON; throws if it is none. */
  readonly json: () => Answered;
}

/** JSON of an answer; tests reach into it by name. */
// The shape is what the tests are about, so they state it themselves.
type Answered = Readonly<Record<string, unknown>>;

/** Sends bytes and shows what came back: for tests of the wire, where a client library would smooth things over. */
export class RawClient {
  private token: string | undefined;
  constructor(
    readonly url: string,
    private readonly clientId = 'demo-custom',
    private readonly scope?: string,
  ) {}

  async signIn(): Promise<string> {
    const form = new URLSearchParams({
      grant_type: 'client_credentials',
      ...(this.scope === undefined ? {} : { scope: this.scope }),
    });
    const answer = await this.form('/connect/token', form);
    const { access_token: token } = answer.json();
    if (typeof token !== 'string') throw new Error(`no token: ${answer.status} ${answer.body}`);
    this.token = token;
    return token;
  }

  form(path: string, form: URLSearchParams): Promise<RawAnswer> {
    const authorization = `Basic ${Buffer.from(`${this.clientId}:demo-secret`).toString('base64')}`;
    return this.send('POST', path, form.toString(), {
      authorization,
      'content-type': 'application/x-www-form-urlencoded',
    });
  }

  /** A call of the accounting API, `path` below /api.xro/2.0; writes carry a fresh key unless `headers` say otherwise. */
  async api(
    method: string,
    path: string,
    body?: Json | string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RawAnswer> {
    const token = this.token ?? (await this.signIn());
    const raw = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    return this.send(method, `/api.xro/2.0${path}`, raw, {
      authorization: `Bearer ${token}`,
      accept: 'application/json',
      ...(raw === undefined ? {} : { 'content-type': 'application/json' }),
      ...(method === 'PUT' || method === 'POST' ? { 'idempotency-key': randomUUID() } : {}),
      ...headers,
    });
  }

  send(
    method: string,
    path: string,
    body: string | undefined,
    headers: Readonly<Record<string, string>>,
  ): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      const outgoing = request(
        `${this.url}${path}`,
        { method, headers: { ...headers, ...length }, agent: false },
        (incoming) => {
          const parts: Buffer[] = [];
          incoming.on('data', (part: Buffer) => parts.push(part));
          incoming.on('error', reject);
          incoming.on('end', () => {
            const text = Buffer.concat(parts).toString('utf8');
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              body: text,
              json: () => JSON.parse(text) as Answered,
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}
