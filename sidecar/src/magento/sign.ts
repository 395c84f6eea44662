import { createHmac } from 'node:crypto';

/** The four keys of a Magento integration. */
export interface MagentoKeys {
  readonly consumerKey: string;
  readonly consumerSecret: string;
  readonly accessToken: string;
  readonly accessTokenSecret: string;
}

/**
 * The `Authorization` header of OAuth 1.0a (RFC 5849) as Magento 2.4 checks it: HMAC-SHA256 only, a JSON body is not signed. `nonce` must
 * never be used twice (Magento keeps them), so every try is signed anew. `url` must be what Magento's PHP sees.
 */
export function authorization(
  method: string,
  url: string,
  keys: MagentoKeys,
  once: { readonly nonce: string; readonly timestampSeconds: number },
): string {
  const parameters: [string, string][] = [
    ['oauth_consumer_key', keys.consumerKey],
    ['oauth_nonce', once.nonce],
    ['oauth_signature_method', 'HMAC-SHA256'],
    ['oauth_timestamp', String(once.timestampSeconds)],
    ['oauth_token', keys.accessToken],
    ['oauth_version', '1.0'],
  ];
  const key = `${encode(keys.consumerSecret)}&${encode(keys.accessTokenSecret)}`;
  const signature = createHmac('sha256', key)
    .update(baseString(method, url, parameters))
    .digest('base64');
  return `OAuth ${[...parameters, ['oauth_signature', signature] as const]
    .map(([name, value]) => `${name}="${encode(value)}"`)
    .join(', ')}`;
}

/** RFC 5849 §3.4.1, but with the parameters in natural order: laminas-oauth sorts them by `strnatcmp`, not by bytes. */
export function baseString(method: string, url: string, oauth: readonly (readonly [string, string])[]): string {
  const { protocol, host, pathname, search } = new URL(url);
  const query = search
    .slice(1)
    .split('&')
    .filter((pair) => pair !== '')
    .map((pair): [string, string] => {
      const [name = '', value = ''] = pair.split('=');
      return [decodeURIComponent(name), decodeURIComponent(value)];
    });
  const parameters = [...query, ...oauth]
    .map(([name, value]): [string, string] => [encode(name), encode(value)])
    .sort(([a], [b]) => compareNaturally(a, b))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  return [method.toUpperCase(), encode(`${protocol}//${host}${pathname}`), encode(parameters)].join('&');
}

/** RFC 3986: everything but letters, digits, `-._~`. A space is `%20`; Magento refuses `+`. */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';
const isSpace = (char: string | undefined): boolean => char !== undefined && /[ \t\n\v\f\r]/.test(char);

/** PHP's `strnatcmp` for ASCII: runs of digits compare as numbers, or as fractions where one begins with 0. Negative, 0 or positive. */
export function compareNaturally(a: string, b: string): number {
  if (a === '' || b === '') return Math.sign(a.length - b.length);
  let i = 0;
  let j = 0;
  for (;;) {
    while (a[i] === '0' && isDigit(a[i + 1])) i += 1;
    while (b[j] === '0' && isDigit(b[j + 1])) j += 1;
    while (isSpace(a[i])) i += 1;
    while (isSpace(b[j])) j += 1;
    if (isDigit(a[i]) && isDigit(b[j])) {
      const left = /^\d+/.exec(a.slice(i))?.[0] ?? '';
      const right = /^\d+/.exec(b.slice(j))?.[0] ?? '';
      const order = left.startsWith('0') || right.startsWith('0') ? asFractions(left, right) : asNumbers(left, right);
      if (order !== 0) return order;
      i += left.length;
      j += right.length;
      if (i >= a.length || j >= b.length) return Math.sign(Math.min(1, a.length - i) - Math.min(1, b.length - j));
    }
    // Past the end C reads a zero byte.
    const order = (a.charCodeAt(i) || 0) - (b.charCodeAt(j) || 0);
    if (order !== 0) return Math.sign(order);
    i += 1;
    j += 1;
    if (i >= a.length && j >= b.length) return 0;
    if (i >= a.length) return -1;
    if (j >= b.length) return 1;
  }
}

const asNumbers = (a: string, b: string): number =>
  a.length !== b.length ? Math.sign(a.length - b.length) : a < b ? -1 : a > b ? 1 : 0;

function asFractions(a: string, b: string): number {
  const shared = Math.min(a.length, b.length);
  for (let i = 0; i < shared; i += 1) if (a[i] !== b[i]) return (a[i] ?? '') < (b[i] ?? '') ? -1 : 1;
  return Math.sign(a.length - b.length);
}
