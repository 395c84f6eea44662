/** One request as it is stored before it is sent; a replay sends exactly this again. Tokens and signatures are added when it is sent. */
export interface WireRequest {
  readonly method: string;
  /** Below the API's base URL, query included, e.g. `/Invoices?summarizeErrors=false&unitdp=4`. */
  readonly path: string;
  readonly body: string | null;
  /** Null where the other side knows none (DELETE, reads, Magento). */
  readonly idempotencyKey: string | null;
  /** Only what a read needs besides; writes are complete without. */
  readonly headers?: Readonly<Record<string, string>>;
  /** A read of what not every connection may see: a refusal says nothing about the connection. */
  readonly mayBeRefused?: true;
}

/** What came back. Never thrown: a failure of the network is an answer too, and its meaning is `classify`'s business. */
export interface WireReply {
  /** 0: there was no answer. */
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly durationMs: number;
  /** Only with status 0: `notSent` means the other side certainly got nothing; `lost` means it may have. */
  readonly failure?: 'notSent' | 'lost';
  /** What the network said, e.g. `ECONNREFUSED`. */
  readonly failureText?: string;
}

/** Errors of connecting, before a byte of the request left: the other side certainly got nothing. */
const beforeSending = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'ERR_TLS_CERT_ALTNAME_INVALID',
]);

interface SendOptions {
  readonly timeoutMs: number;
  readonly now: () => number;
}

/** Sends one request by Node's own client and turns whatever happens into a reply. Redirects are not followed: they would re-send a write. */
export async function sendOverHttp(
  url: string,
  init: { method: string; headers: Record<string, string>; body: string | null },
  { timeoutMs, now }: SendOptions,
): Promise<WireReply> {
  const started = now();
  try {
    const response = await fetch(url, {
      method: init.method,
      headers: init.headers,
      ...(init.body === null ? {} : { body: init.body }),
      redirect: 'manual',
      signal: AbortSignal.timeout(timeoutMs),
    });
    // A reset in the middle of the body is a lost reply too, so reading it belongs inside the try.
    const body = await response.text();
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers.entries()),
      body,
      durationMs: now() - started,
    };
  } catch (error) {
    const code = networkCode(error);
    return {
      status: 0,
      headers: {},
      body: '',
      durationMs: now() - started,
      failure: beforeSending.has(code) ? 'notSent' : 'lost',
      failureText: code,
    };
  }
}

function networkCode(error: unknown): string {
  if (error instanceof AggregateError) {
    const codes = error.errors.map(networkCode);
    return codes.find((code) => !beforeSending.has(code)) ?? codes[0] ?? 'UNKNOWN';
  }
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError') return 'TIMEOUT';
  if (error.cause !== undefined) return networkCode(error.cause);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.message;
}
