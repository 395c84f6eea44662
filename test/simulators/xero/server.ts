import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { answerAccounting, type Outcome } from './accounting';
import { answerControl } from './control';
import { Refusal } from './errors';
import type { World } from './world';

const api = '/api.xro/2.0';
const hardBodyLimit = 12 * 1024 * 1024;

/** One base URL for sign-in, tokens, connections, the accounting API and the controls. */
export class XeroServer {
  private readonly server: Server;
  private readonly sockets = new Set<Socket>();

  constructor(private readonly world: World) {
    this.server = createServer((request, response) => {
      this.handle(request, response).catch((error: unknown) => {
        if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
        response.end(`stand-in failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      });
    });
    this.server.on('connection', (socket) => {
      this.sockets.add(socket);
      socket.on('close', () => this.sockets.delete(socket));
    });
  }

  async listen(port: number, host: string): Promise<number> {
    await new Promise<void>((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(port, host, resolve);
    });
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return address.port;
  }

  /** Ends at once; hung requests with it. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => this.server.close(() => resolve()));
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const method = request.method ?? 'GET';
    const bytes = await readBody(request);
    if (bytes === undefined) return send(response, 413, 'Request Entity Too Large', { 'content-type': 'text/html' });
    const body = bytes.toString('utf8');
    if (url.pathname.startsWith('/__sim/')) {
      const answer = await answerControl(this.world, method, url, body);
      return send(response, answer.status, JSON.stringify(answer.body), { 'content-type': 'application/json' });
    }
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    if (url.pathname.startsWith(`${api}/`))
      return this.accounting(request, response, url, method, headers, body, bytes.length);
    try {
      return this.identity(response, url, method, headers, body);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return send(response, error.status, error.body, { 'content-type': 'application/json', ...error.headers });
    }
  }

  private async accounting(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: string,
    bodyBytes: number,
  ): Promise<void> {
    const { authorization: _secret, ...shown } = headers;
    const { clock, journal } = this.world;
    const entry = journal.open({
      at: clock.now(),
      method,
      path: url.pathname,
      query: url.search,
      headers: shown,
      body,
      bodyBytes,
    });
    const asked = { method, path: url.pathname.slice(api.length), url, headers, body, bodyBytes };
    const outcome = await answerAccounting(this.world, asked, entry);
    entry.endedAt = clock.now();
    this.world.observe(asked, outcome.reply);
    if (outcome.delivery === 'whole') entry.status = outcome.reply.status;
    deliver(request, response, outcome);
  }

  private identity(
    response: ServerResponse,
    url: URL,
    method: string,
    headers: Record<string, string>,
    body: string,
  ): void {
    const { oauth, consent, limits, clock } = this.world;
    const form = () => new URLSearchParams(body);
    switch (`${method} ${url.pathname}`) {
      case 'GET /identity/connect/authorize': {
        const decided = url.searchParams.get('decision');
        if (consent === 'page' && decided === null)
          return send(response, 200, consentPage(url), { 'content-type': 'text/html; charset=utf-8' });
        const location = oauth.authorise(
          url.searchParams,
          consent === 'page' ? decided === 'allow' : consent === 'auto',
        );
        return send(response, 302, '', { location });
      }
      case 'POST /connect/token':
        return send(response, 200, JSON.stringify(oauth.token(form(), headers.authorization)), {
          'content-type': 'application/json',
        });
      case 'POST /connect/revocation':
        oauth.revoke(form(), headers.authorization);
        return send(response, 200, '', {});
      case 'GET /connections': {
        const { app } = oauth.authenticate(headers.authorization);
        const found = this.connections(app.clientId, url.searchParams.get('authEventId'));
        const shown = { 'content-type': 'application/json', ...limits.appHeader(app.clientId, clock.now()) };
        return send(response, 200, JSON.stringify(found), shown);
      }
      case 'GET /.well-known/openid-configuration':
        return send(response, 200, JSON.stringify(discovery(headers.host ?? '')), {
          'content-type': 'application/json',
        });
      default:
        return this.disconnect(response, url, method, headers);
    }
  }

  private connections(clientId: string, event: string | null): object[] {
    return this.world.oauth
      .connectionsOf(clientId)
      .filter((connection) => event === null || connection.authEventId === event)
      .map((connection) => ({
        id: connection.id,
        authEventId: connection.authEventId,
        tenantId: connection.tenantId,
        tenantType: 'ORGANISATION',
        tenantName: this.world.books.get(connection.tenantId)?.facts.name ?? '',
        createdDateUtc: stamp(connection.created),
        updatedDateUtc: stamp(connection.updated),
      }));
  }

  private disconnect(response: ServerResponse, url: URL, method: string, headers: Record<string, string>): void {
    const id = /^\/connections\/([0-9a-f-]+)$/.exec(url.pathname)?.[1];
    if (method !== 'DELETE' || id === undefined)
      return send(response, 404, 'Not found', { 'content-type': 'text/plain' });
    const { app } = this.world.oauth.authenticate(headers.authorization);
    const mine = this.world.oauth.connectionsOf(app.clientId).some((connection) => connection.id === id);
    if (mine) this.world.oauth.disconnect(id);
    return send(response, mine ? 204 : 404, '', {});
  }
}

/** `undefined` when it is absurdly long. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length;
    if (size <= hardBodyLimit) parts.push(part);
  }
  return size > hardBodyLimit ? undefined : Buffer.concat(parts);
}

function deliver(request: IncomingMessage, response: ServerResponse, { reply, delivery, leave }: Outcome): void {
  switch (delivery) {
    case 'never':
      request.socket.once('close', () => leave?.());
      return;
    case 'cut':
      request.socket.destroy();
      return;
    case 'half': {
      const bytes = Buffer.from(reply.body);
      response.writeHead(reply.status, { ...reply.headers, 'content-length': String(bytes.length) });
      response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => request.socket.destroy());
      return;
    }
    case 'whole':
      return send(response, reply.status, reply.body, { 'Xero-Correlation-Id': randomUUID(), ...reply.headers });
  }
}

function send(response: ServerResponse, status: number, body: string, headers: Record<string, string>): void {
  response.writeHead(status, headers);
  response.end(body);
}

/** Xero's connections carry seven decimals and no zone. */
function stamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\.(\d{3})Z$/, '.$10000');
}

function discovery(host: string): object {
  const base = `http://${host}`;
  return {
    issuer: base,
    authorization_endpoint: `${base}/identity/connect/authorize`,
    token_endpoint: `${base}/connect/token`,
    revocation_endpoint: `${base}/connect/revocation`,
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
  };
}

function consentPage(url: URL): string {
  const link = (decision: string) => {
    const target = new URL(url);
    target.searchParams.set('decision', decision);
    return (target.pathname + target.search).replaceAll('&', '&amp;').replaceAll('"', '&quot;');
  };
  return `<!doctype html><html lang="en"><title>Xero stand-in</title><main><h1>Ledgerlink wants access to your organisation</h1>
<p>This page stands in for Xero's.</p><p><a href="${link('allow')}">Allow access</a> <a href="${link('deny')}">Cancel</a></p></main></html>`;
}
