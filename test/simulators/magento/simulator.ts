import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { OauthGate, type Credentials } from './oauth';
import { ReferenceTable } from './references';
import { Shop } from './shop';

/** What may go wrong, by switch; all off at first. */
export interface Faults {
  /** Connections are dropped without an answer. */
  down: boolean;
  /** Milliseconds before each answer. */
  slowMs: number;
  /** Every signature is refused, as when the keys were replaced. */
  refuseSignatures: boolean;
  /** Requests still to be answered with 500. */
  errors: number;
  /** Requests still to be carried out whose answer is then lost. */
  lostReplies: number;
  /** Resources taken from the integration, e.g. `Ledgerlink_Xero::references_write`. */
  missingRights: string[];
  /** The module is not installed: its routes do not exist. */
  noModule: boolean;
  /** What a proxy makes of the Host header, e.g. without the port; every signature then fails. */
  seenHost: string | undefined;
}

export interface MagentoSimulatorOptions {
  /** 0, the default, takes a free port. */
  readonly port?: number;
  readonly host?: string;
  readonly instanceId?: string;
  readonly credentials?: Credentials;
  /** Website ids and codes that `GET config` lists; default one website `base`. */
  readonly websites?: readonly { readonly id: number; readonly code: string }[];
}

export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

export interface MagentoSimulator {
  /** Base URL, as MAGENTO_URL takes it. */
  readonly url: string;
  readonly credentials: Credentials;
  readonly instanceId: string;
  readonly shop: Shop;
  readonly references: ReferenceTable;
  readonly faults: Faults;
  /** Every request that was answered, oldest first. */
  readonly requests: readonly SeenRequest[];
  close(): Promise<void>;
}

const key = (): string => randomBytes(16).toString('hex');
export const newCredentials = (): Credentials => ({
  consumerKey: key(),
  consumerSecret: key(),
  accessToken: key(),
  accessTokenSecret: key(),
});

interface Answer {
  readonly status: number;
  readonly body: unknown;
}
const problem = (status: number, message: string, parameters?: unknown): Answer => ({
  status,
  body: parameters === undefined ? { message } : { message, parameters },
});
const noRoute = problem(404, 'Request does not match any route.');

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * A Magento with the module Ledgerlink_Xero, as far as the sidecar calls it: signed REST requests with Magento's own checks and
 * messages (docs/magento-rest.md), on records that tests and the demo put in.
 */
export async function startMagentoSimulator(options: MagentoSimulatorOptions = {}): Promise<MagentoSimulator> {
  const credentials = options.credentials ?? newCredentials();
  const shop = new Shop(options.instanceId ?? randomUUID());
  const references = new ReferenceTable();
  const gate = new OauthGate(credentials);
  const requests: SeenRequest[] = [];
  const faults: Faults = {
    down: false,
    slowMs: 0,
    refuseSignatures: false,
    errors: 0,
    lostReplies: 0,
    missingRights: [],
    noModule: false,
    seenHost: undefined,
  };
  const websites = options.websites ?? [{ id: 1, code: 'base' }];

  const config = () => ({
    instance_id: shop.instanceId,
    base_url: `${url}/`,
    pinned_base_url: `${url}/`,
    module_version: '0.1.0',
    magento: { version: '2.4.7-p3', edition: 'Community' },
    websites: websites.map(({ id, code }) => ({
      website_id: id,
      code,
      name: code,
      enabled: true,
      stores: [
        {
          store_id: id,
          website_id: id,
          code: `${code}_default`,
          name: 'Default Store View',
          active: true,
          timezone: 'Australia/Sydney',
          base_currency: 'AUD',
          tax_country: 'AU',
          prices_include_tax: true,
        },
      ],
    })),
    version: '0'.repeat(64),
  });

  const withRight = (right: string, answer: () => Answer): Answer =>
    faults.missingRights.includes(right)
      ? problem(401, "The consumer isn't authorized to access %resources.", { resources: right })
      : answer();

  function putReferences(body: string, contentType: string | undefined): Answer {
    if (contentType?.startsWith('application/json') !== true)
      return problem(400, 'Server cannot understand Content-Type HTTP header media type');
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch {
      return problem(400, 'Decoding error.');
    }
    const outcome = references.put(json);
    return 'refused' in outcome ? problem(400, outcome.refused) : { status: 200, body: outcome.results };
  }

  function route(method: string, target: URL, body: string, contentType: string | undefined): Answer {
    const path = /^\/rest(?:\/[a-z0-9_]+)?\/V1\/ledgerlink\/(.+)$/.exec(target.pathname)?.[1];
    if (path === undefined || faults.noModule) return noRoute;
    const query = target.searchParams;
    if (path === 'references' && method === 'PUT')
      return withRight('Ledgerlink_Xero::references_write', () => putReferences(body, contentType));
    if (path === 'references' && method === 'GET')
      return withRight('Ledgerlink_Xero::references_read', () =>
        query.get('record_type') === null
          ? problem(400, '"%fieldName" is required. Enter and try again.', { fieldName: 'record_type' })
          : { status: 200, body: references.page(query) },
      );
    if (path === 'config' && method === 'GET')
      return withRight('Ledgerlink_Xero::config_read', () => ({ status: 200, body: config() }));
    const [, type, id] = /^snapshots\/([a-z]+)(?:\/(\d+))?$/.exec(path) ?? [];
    if (type === undefined || method !== 'GET') return noRoute;
    return withRight('Ledgerlink_Xero::snapshots_read', () => {
      const found =
        id === undefined
          ? shop.page(type, Number(query.get('after') ?? '0'), Math.min(Number(query.get('limit') ?? '50'), 50))
          : shop.snapshot(`${type}:${id}`);
      return found === undefined
        ? problem(404, "The entity that was requested doesn't exist. Verify the entity and try again.")
        : { status: 200, body: found };
    });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = request.method ?? 'GET';
    const body = await readBody(request);
    if (faults.slowMs > 0) await delay(faults.slowMs);
    if (faults.down) return void request.socket.destroy();
    const target = new URL(`http://${faults.seenHost ?? request.headers.host ?? 'localhost'}${request.url ?? '/'}`);
    let answer: Answer;
    if (faults.errors > 0) {
      faults.errors -= 1;
      answer = problem(500, 'Internal Error. Details are available in Magento log file. Report ID: webapi-simulated');
    } else {
      const verdict = gate.check(method, target.href, request.headers.authorization);
      if (!verdict.ok) answer = problem(verdict.status, verdict.message, verdict.parameters);
      else if (faults.refuseSignatures) answer = problem(401, 'The signature is invalid. Verify and try again.');
      else answer = route(method, target, body, request.headers['content-type']);
    }
    requests.push({ method, path: target.pathname + target.search, status: answer.status, body });
    if (faults.lostReplies > 0) {
      faults.lostReplies -= 1;
      return void request.socket.destroy();
    }
    response.writeHead(answer.status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(JSON.stringify(answer.body));
  }

  const server = createServer((request, response) => {
    handle(request, response).catch(() => request.socket.destroy());
  });
  // Loopback only unless asked: it has no secrets, but nobody else needs it.
  const host = options.host ?? '127.0.0.1';
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const { port } = server.address() as AddressInfo;
  const url = `http://127.0.0.1:${port}`;

  return {
    url,
    credentials,
    instanceId: shop.instanceId,
    shop,
    references,
    faults,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
