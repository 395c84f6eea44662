import { z } from 'zod';
import { classifyReply } from '../deliver/classify';
import { sendOverHttp, type WireReply, type WireRequest } from '../deliver/wire';
import type { IncomingMessage } from '../model/incoming';
import { recordTypeOf, type RecordKey } from '../model/record';
import { SidecarError } from '../shared/errors';
import { authorizationFor, type MagentoKeys } from './sign';

export interface MagentoClientOptions {
  /** The shop's base URL, exactly as Magento's PHP sees it. */
  readonly baseUrl: string;
  readonly keys: MagentoKeys;
  readonly now: () => number;
  readonly timeoutMs?: number;
}

/** What `GET config` says of the shop; see docs/magento-rest.md. */
const shopSchema = z.object({
  instance_id: z.string(),
  base_url: z.string(),
  pinned_base_url: z.string().nullish(),
  module_version: z.string().optional(),
  websites: z
    .array(
      z.object({
        website_id: z.number(),
        code: z.string(),
        enabled: z.boolean().default(false),
        stores: z.array(z.object({ code: z.string(), timezone: z.string().optional() })).default([]),
      }),
    )
    .default([]),
  version: z.string().optional(),
});
export type MagentoShop = z.infer<typeof shopSchema>;

const refusalSchema = z.object({
  message: z.string(),
  parameters: z.union([z.record(z.string(), z.unknown()), z.array(z.unknown())]).optional(),
});

/** Magento's REST, signed. Reads answer data or throw LL-50xx; writes are built by the end and sent by the road. */
export class MagentoClient {
  constructor(private readonly options: MagentoClientOptions) {}

  /** Sends the request as it is, signed anew: a nonce counts once. Never throws for what Magento answers. */
  send(request: WireRequest): Promise<WireReply> {
    const { baseUrl, keys, now, timeoutMs = 60_000 } = this.options;
    const url = `${baseUrl}/rest/all${request.path}`;
    const headers: Record<string, string> = {
      authorization: authorizationFor(request.method, url, keys),
      accept: 'application/json',
      'user-agent': 'ledgerlink',
      ...(request.body === null ? {} : { 'content-type': 'application/json' }),
    };
    return sendOverHttp(url, { method: request.method, headers, body: request.body }, { timeoutMs, now });
  }

  async shop(): Promise<MagentoShop> {
    const body = await this.read('/V1/ledgerlink/config');
    const shop = shopSchema.safeParse(body);
    if (!shop.success)
      throw new SidecarError('LL-5005', 'Magento answered something else than the module’s configuration.');
    return shop.data;
  }

  /** The newest snapshot, as the event the relay would have sent. */
  async snapshot(recordKey: RecordKey): Promise<IncomingMessage | 'gone'> {
    const type = recordTypeOf(recordKey);
    const id = recordKey.slice(type.length + 1);
    const reply = await this.send(get(`/V1/ledgerlink/snapshots/${type}/${encodeURIComponent(id)}`));
    if (reply.status === 404 && !/does not match any route/i.test(reply.body)) return 'gone';
    throwUnlessFine(reply);
    return { raw: Buffer.from(reply.body, 'utf8'), source: 'rest' };
  }

  private async read(path: string): Promise<unknown> {
    const reply = await this.send(get(path));
    throwUnlessFine(reply);
    try {
      return JSON.parse(reply.body) as unknown;
    } catch (cause) {
      throw new SidecarError('LL-5001', 'Magento’s answer is not JSON: a page of a proxy or a maintenance page.', {
        cause,
      });
    }
  }
}

const get = (path: string): WireRequest => ({ method: 'GET', path, body: null, idempotencyKey: null });

/** Magento's `%1` and `%name` filled in, so that a person reads a sentence. */
export function refusalOf(reply: WireReply): string[] {
  let body: unknown;
  try {
    body = JSON.parse(reply.body);
  } catch {
    return [];
  }
  const refusal = refusalSchema.safeParse(body);
  if (!refusal.success) return [];
  const { message, parameters = {} } = refusal.data;
  const named = Array.isArray(parameters)
    ? Object.fromEntries(parameters.map((value, index) => [String(index + 1), value]))
    : parameters;
  return [message.replace(/%(\w+)/g, (sign, name: string) => (name in named ? String(named[name]) : sign))];
}

function throwUnlessFine(reply: WireReply): void {
  const verdict = classifyReply('magento', reply, refusalOf(reply), false);
  if (verdict === undefined) return;
  throw new SidecarError(verdict.code, verdict.message, {
    kind: verdict.kind,
    nextStep: verdict.nextStep,
    ...(verdict.retryAfterMs === undefined ? {} : { retryAfterMs: verdict.retryAfterMs }),
  });
}
