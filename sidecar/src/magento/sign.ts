import { createHmac, randomBytes } from 'node:crypto';

/** The four keys of a Magento integration. */
export interface MagentoKeys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

export interface SignedAt {
  readonly nonce: string;
  /** Seconds since the epoch. */
  readonly timestamp: number;
}

/** RFC 3986: everything but letters, digits, `-`, `.`, `_` and `~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/**
 * OAuth 1.0a, HMAC-SHA256 (Magento takes nothing else since 2.4.4). A nonce counts once, so every try is signed anew. Magento sorts
 * parameters naturally where RFC 5849 sorts bytes; both orders agree as long as no query has a repeated name with a number of two digits,
 * so such a query is refused here. Bodies in JSON are not signed.
 * @returns the value of the Authorization header
 */
export function authorizationFor(method: string, url: string, keys: MagentoKeys, at: SignedAt = fresh()): string {
  const { origin, pathname, searchParams } = new URL(url);
  const oauth: Record<string, string> = {
    oauth_consumer_key: keys.consumerKey,
    oauth_nonce: at.nonce,
    oauth_signature_method: 'HMAC-SHA256',
    oauth_timestamp: String(at.timestamp),
    oauth_token: keys.accessToken,
    oauth_version: '1.0',
  };
  if ([...searchParams.keys()].some((name) => /\d{2,}/.test(name)))
    throw new RangeError('Magento would sort this query otherwise than the standard does');
  const pairs = [...Object.entries(oauth), ...searchParams]
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const base = [method.toUpperCase(), encode(origin + pathname), encode(pairs.map((pair) => pair.join('=')).join('&'))];
  const secret = `${encode(keys.consumerSecret)}&${encode(keys.accessTokenSecret)}`;
  const signature = createHmac('sha256', secret).update(base.join('&')).digest('base64');
  return `OAuth ${Object.entries({ ...oauth, oauth_signature: signature })
    .map(([name, value]) => `${encode(name)}="${encode(value)}"`)
    .join(', ')}`;
}

const fresh = (): SignedAt => ({ nonce: randomBytes(16).toString('hex'), timestamp: Math.floor(Date.now() / 1000) });
