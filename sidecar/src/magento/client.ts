import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { classifyReply } from '../deliver/classify';
import { sendOverHttp, type WireReply, type WireRequest } from '../deliver/wire';
import { SidecarError } from '../shared/errors';
import { authorization, type MagentoKeys } from './sign';

export interface MagentoClientOptions {
  /** The shop's base URL, exactly as Magento's PHP sees it: the signature covers scheme, host and port. */
  readonly baseUrl: string;
  readonly keys: MagentoKeys;
  /** Wall clock, milliseconds; Magento refuses a timestamp more than 600 s ahead of its own. */
  readonly now: () => number;
  readonly timeoutMs?: number;
}

const storeSchema = z.looseObject({
  store_id: z.number(),
  website_id: z.number(),
  code: z.string(),
  name: z.string().optional(),
  active: z.boolean().optional(),
  timezone: z.string().optional(),
  base_currency: z.string().optional(),
  tax_country: z.string().optional(),
  prices_include_tax: z.boolean().optional(),
});
const configSchema = z.looseObject({
  instance_id: z.string(),
  base_url: z.string(),
  pinned_base_url: z.string().nullish(),
  module_version: z.string(),
  magento: z.looseObject({ version: z.string(), edition: z.string() }),
  websites: z.array(
    z.looseObject({
      website_id: z.number(),
      code: z.string(),
      name: z.string().optional(),
      enabled: z.boolean(),
      stores: z.array(storeSchema).default([]),
    }),
  ),
  version: z.string(),
});
/** Answer of `GET config`; see docs/magento-rest.md. */
export type MagentoConfig = z.infer<typeof configSchema>;

const pageSchema = z.object({ items: z.array(z.unknown()), next: z.string().nullish() });
export type SnapshotType = 'order' | 'customer' | 'product' | 'stock';

/**
 * The signed REST client of one shop: everything the sidecar says to Magento goes through here. Every try is signed anew, because Magento
 * takes no nonce twice.
 */
export class MagentoClient {
  constructor(private readonly options: MagentoClientOptions) {}

  /** Any answer of HTTP is returned; nothing is thrown. */
  send(request: WireRequest): Promise<WireReply> {
    const { baseUrl, keys, now, timeoutMs = 30_000 } = this.options;
    const url = `${baseUrl.replace(/\/+$/, '')}/rest/all${request.path}`;
    const once = { nonce: randomBytes(16).toString('hex'), timestampSeconds: Math.floor(now() / 1000) };
    const headers: Record<string, string> = {
      authorization: authorization(request.method, url, keys, once),
      accept: 'application/json',
      'user-agent': 'ledgerlink',
    };
    if (request.body !== null) headers['content-type'] = 'application/json';
    return sendOverHttp(url, { method: request.method, headers, body: request.body }, { timeoutMs, now });
  }

  /** Throws LL-50xx. */
  async config(): Promise<MagentoConfig> {
    return configSchema.parse(await this.get('/V1/ledgerlink/config'));
  }

  /** The newest snapshot of one record, as the CloudEvent's text; undefined: Magento has no such record. */
  async snapshot(type: SnapshotType, id: string): Promise<string | undefined> {
    const reply = await this.send(get(`/V1/ledgerlink/snapshots/${type}/${encodeURIComponent(id)}`));
    if (reply.status === 404 && !isNoRoute(reply)) return undefined;
    throwUnlessOk(reply);
    return reply.body;
  }

  /** Up to 50 snapshots of the records that follow `after` (`''` begins); `next` null: that was all. */
  async snapshots(
    type: SnapshotType,
    after: string,
    limit: number,
  ): Promise<{ readonly items: readonly unknown[]; readonly next: string | null }> {
    const page = pageSchema.parse(
      await this.get(`/V1/ledgerlink/snapshots/${type}?after=${encodeURIComponent(after)}&limit=${limit}`),
    );
    return { items: page.items, next: page.next ?? null };
  }

  private async get(path: string): Promise<unknown> {
    const reply = await this.send(get(path));
    throwUnlessOk(reply);
    try {
      return JSON.parse(reply.body) as unknown;
    } catch {
      throw new SidecarError('LL-5001', 'Magento answered with something that is no JSON.', {
        nextStep: 'Check MAGENTO_URL: it must be the shop’s base URL, not a page in front of it.',
        context: { begins: reply.body.slice(0, 100) },
      });
    }
  }
}

const get = (path: string): WireRequest => ({ method: 'GET', path, body: null, idempotencyKey: null });
const isNoRoute = (reply: WireReply): boolean => /does not match any route/i.test(reply.body);

function throwUnlessOk(reply: WireReply): void {
  const verdict = classifyReply('magento', reply, reply.status < 300 ? [] : magentoMessages(reply), false);
  if (verdict === undefined) return;
  throw new SidecarError(verdict.code, verdict.message, {
    kind: verdict.kind,
    nextStep: verdict.nextStep,
    context: { status: reply.status },
    ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
  });
}

const errorSchema = z.object({
  message: z.string(),
  parameters: z.union([z.array(z.unknown()), z.record(z.string(), z.unknown())]).nullish(),
});

/** Magento's words with its parameters filled in (`%1`, `%resources`). */
export function magentoMessages(reply: WireReply): readonly string[] {
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    // Token routes answer `oauth_problem=…`; a web server in front answers with a page.
    const problem = /oauth_problem=([^&\s]+)/.exec(reply.body)?.[1];
    return problem === undefined ? [] : [decodeURIComponent(problem)];
  }
  const error = errorSchema.safeParse(body);
  if (!error.success) return [];
  const { message, parameters } = error.data;
  const entries = Array.isArray(parameters)
    ? parameters.map((value, index): [string, unknown] => [String(index + 1), value])
    : Object.entries(parameters ?? {});
  return [
    entries.reduce(
      (text, [name, value]) => text.replaceAll(`%${name}`, typeof value === 'string' ? value : JSON.stringify(value)),
      message,
    ),
  ];
}
