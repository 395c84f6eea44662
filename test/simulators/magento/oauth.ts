import { createHmac, timingSafeEqual } from 'node:crypto';

/** The four keys of an integration, 32 characters each. */
export interface Credentials {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

export type Verdict =
  | { readonly ok: true }
  | { readonly ok: false; readonly status: 400 | 401; readonly message: string; readonly parameters?: unknown };

const refused = (status: 400 | 401, message: string, parameters?: unknown): Verdict =>
  parameters === undefined ? { ok: false, status, message } : { ok: false, status, message, parameters };

/** PHP's rawurlencode: everything but letters, digits, `-`, `_`, `.` and `~`. */
const encode = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);

const digits = /^\d+/;

/**
 * PHP's strnatcmp, by which Magento orders the parameters of a signature (laminas-oauth, AbstractSignature), where RFC 5849 asks
 * for byte order: runs of digits compare as numbers, but as fractions when either starts with 0.
 */
export function compareNaturally(left: string, right: string): number {
  // Zeros at the very beginning count for nothing.
  let a = left.replace(/^0+(?=\d)/, '');
  let b = right.replace(/^0+(?=\d)/, '');
  while (a !== '' && b !== '') {
    const x = digits.exec(a)?.[0];
    const y = digits.exec(b)?.[0];
    if (x !== undefined && y !== undefined) {
      const fraction = x.startsWith('0') || y.startsWith('0');
      if (!fraction && x.length !== y.length) return x.length - y.length;
      if (x !== y) return x < y ? -1 : 1;
      a = a.slice(x.length);
      b = b.slice(y.length);
    } else {
      const [p, q] = [a.charAt(0), b.charAt(0)];
      if (p !== q) return p < q ? -1 : 1;
      a = a.slice(1);
      b = b.slice(1);
    }
  }
  return a.length - b.length;
}

function authorizationParameters(header: string): Map<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of header.slice(header.toLowerCase().indexOf('oauth ') + 6).split(',')) {
    const [name, value] = [pair.slice(0, pair.indexOf('=')).trim(), pair.slice(pair.indexOf('=') + 1).trim()];
    if (name.startsWith('oauth_'))
      parameters.set(decodeURIComponent(name), decodeURIComponent(value.replace(/^"|"$/g, '')));
  }
  return parameters;
}

export function signature(
  method: string,
  url: string,
  oauth: ReadonlyMap<string, string>,
  credentials: Credentials,
): string {
  const { origin, pathname, search } = new URL(url);
  const parameters = new Map(oauth);
  parameters.delete('oauth_signature');
  for (const pair of search.slice(1).split('&')) {
    // As Magento does: a pair without `=` is left out, and `+` is no space.
    const [name, value, ...more] = pair.split('=');
    if (name !== undefined && value !== undefined && more.length === 0)
      parameters.set(decodeURIComponent(name), decodeURIComponent(value));
  }
  const encoded = [...parameters].map(([name, value]) => [encode(name), encode(value)] as const);
  encoded.sort(([a], [b]) => compareNaturally(a, b));
  const base = [
    method.toUpperCase(),
    encode(origin + pathname),
    encode(encoded.map(([name, value]) => `${name}=${value}`).join('&')),
  ].join('&');
  const key = `${encode(credentials.consumerSecret)}&${encode(credentials.accessTokenSecret)}`;
  return createHmac('sha256', key).update(base).digest('base64');
}

const required = [
  'oauth_consumer_key',
  'oauth_signature',
  'oauth_signature_method',
  'oauth_nonce',
  'oauth_timestamp',
  'oauth_token',
];

/** Checks requests as Magento 2.4.7 does, with its messages; a nonce is taken once. */
export class OauthGate {
  readonly #nonces = new Set<string>();

  constructor(
    private readonly credentials: Credentials,
    private readonly now: () => number = Date.now,
  ) {}

  /** `url` is the address that PHP sees, which a proxy may have changed. */
  check(method: string, url: string, authorization: string | undefined): Verdict {
    if (authorization?.toLowerCase().includes('oauth ') !== true)
      return refused(401, "The consumer isn't authorized to access %resources.", { resources: 'self' });
    const oauth = authorizationParameters(authorization);
    const version = oauth.get('oauth_version');
    if (version !== undefined && version !== '1.0')
      return refused(400, `The "${version}" Oauth version isn't supported.`);
    const missing = required.find((name) => !oauth.has(name));
    if (missing !== undefined)
      return refused(400, '"%fieldName" is required. Enter and try again.', { fieldName: missing });
    const given = (name: string) => oauth.get(name) ?? '';
    if (given('oauth_token').length !== 32)
      return refused(400, 'The token length is invalid. Check the length and try again.');
    if (given('oauth_signature_method') !== 'HMAC-SHA256')
      return refused(400, 'Signature method %1 is not supported', [given('oauth_signature_method')]);
    if (given('oauth_consumer_key').length !== 32) return refused(401, 'Consumer key is not the correct length');
    if (given('oauth_consumer_key') !== this.credentials.consumerKey)
      return refused(401, 'A consumer having the specified key does not exist');
    const timestamp = Number(given('oauth_timestamp'));
    if (!(timestamp > 0) || timestamp > this.now() / 1000 + 600)
      return refused(400, 'Incorrect timestamp value in the oauth_timestamp parameter');
    if (this.#nonces.has(given('oauth_nonce')))
      return refused(401, 'The nonce is already being used by the consumer with ID %1', [[1]]);
    this.#nonces.add(given('oauth_nonce'));
    if (given('oauth_token') !== this.credentials.accessToken) return refused(401, 'Specified token does not exist');
    const expected = Buffer.from(signature(method, url, oauth, this.credentials));
    const actual = Buffer.from(given('oauth_signature'));
    if (expected.length !== actual.length || !timingSafeEqual(expected, actual))
      return refused(401, 'The signature is invalid. Verify and try again.');
    return { ok: true };
  }
}
