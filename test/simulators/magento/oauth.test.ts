import { OauthGate, compareNaturally, signature, type Credentials } from './oauth';

const credentials: Credentials = {
  consumerKey: 'k'.repeat(32),
  consumerSecret: 'c'.repeat(32),
  accessToken: 't'.repeat(32),
  accessTokenSecret: 'a'.repeat(32),
};
const oauth = new Map([
  ['oauth_consumer_key', credentials.consumerKey],
  ['oauth_nonce', '5d41402abc4b2a76b9719d911017c592'],
  ['oauth_signature_method', 'HMAC-SHA256'],
  ['oauth_timestamp', '1795478400'],
  ['oauth_token', credentials.accessToken],
  ['oauth_version', '1.0'],
]);
const header = (parameters: ReadonlyMap<string, string>) =>
  `OAuth ${[...parameters].map(([name, value]) => `${name}="${encodeURIComponent(value)}"`).join(', ')}`;
const signed = (method: string, url: string, changes: Record<string, string> = {}) => {
  const parameters = new Map([...oauth, ...Object.entries(changes)]);
  return header(new Map([...parameters, ['oauth_signature', signature(method, url, parameters, credentials)]]));
};
const at = () => 1795478400_000;

// Made with PHP: Laminas\OAuth\Http\Utility::sign of Magento 2.4.7-p3's vendor folder, and PHP's strnatcmp.
describe('The stand-in signs like Magento’s own library', () => {
  test('with twelve filter groups, where byte order and natural order differ', () => {
    const query = Array.from({ length: 12 }, (_, i) => [
      `searchCriteria[filter_groups][${i}][filters][0][field]=f${i}`,
      `searchCriteria[filter_groups][${i}][filters][0][value]=a b+${i}'`,
    ])
      .flat()
      .map((pair) => pair.split('=').map(encodeURIComponent).join('='))
      .join('&');
    const url = `http://127.0.0.1:8081/rest/V1/orders?${query}`;
    expect(signature('GET', url, oauth, credentials)).toBe('LMFUuy8T1uiukcV1xxvPP/OazMC5VsfIF00lBb9iCGs=');
  });

  test('a PUT, whose JSON body is not part of the signature', () => {
    const url = 'http://shop.example.com/rest/all/V1/ledgerlink/references';
    expect(signature('PUT', url, oauth, credentials)).toBe('a0LpZaIqCwNBZeoWEQQVPQLa7D3AxIMeGuRLQSPA+qU=');
  });

  test('the default port left out, an empty value kept', () => {
    const url = 'https://shop.example.com:443/rest/V1/x?page02=1&page1=2&page010=3&a=';
    expect(signature('GET', url, oauth, credentials)).toBe('7whkXmJmeo1PUImCksA21tYEiN8p+/lvxq4SsO86YyM=');
  });

  test.each([
    ['a10', 'a2', 1],
    ['a02', 'a1', -1],
    ['a010', 'a02', -1],
    ['x%5B10%5D', 'x%5B2%5D', 1],
    ['a', 'a1', -1],
    ['1.5', '1.05', 1],
    ['abc', 'abd', -1],
    ['a0', 'a00', -1],
    ['007', '7', 0],
    ['00a', '0b', -1],
    ['a1b', 'a01a', 1],
  ])('%s against %s as strnatcmp', (left, right, order) => {
    expect(Math.sign(compareNaturally(left, right))).toBe(order);
    expect(Math.sign(compareNaturally(right, left))).toBe(0 - order);
  });
});

describe('The stand-in refuses what Magento refuses', () => {
  const url = 'http://shop.example.com/rest/V1/ledgerlink/config';

  test('a good request passes once; its nonce is not taken again', () => {
    const gate = new OauthGate(credentials, at);
    expect(gate.check('GET', url, signed('GET', url))).toEqual({ ok: true });
    expect(gate.check('GET', url, signed('GET', url))).toMatchObject({
      status: 401,
      message: expect.stringContaining('nonce is already being used'),
    });
  });

  test.each([
    ['another method', 'PUT', url, {}, 401, 'The signature is invalid'],
    ['another host, as behind a proxy', 'GET', url.replace('shop', 'inner'), {}, 401, 'The signature is invalid'],
    ['SHA-1', 'GET', url, { oauth_signature_method: 'HMAC-SHA1' }, 400, 'Signature method %1 is not supported'],
    [
      'an unknown consumer',
      'GET',
      url,
      { oauth_consumer_key: 'x'.repeat(32) },
      401,
      'A consumer having the specified key',
    ],
    ['an unknown token', 'GET', url, { oauth_token: 'x'.repeat(32) }, 401, 'Specified token does not exist'],
    ['a short token', 'GET', url, { oauth_token: 'x' }, 400, 'The token length is invalid'],
    ['a clock far ahead', 'GET', url, { oauth_timestamp: '1795479100' }, 400, 'Incorrect timestamp'],
  ])('%s', (_what, method, seenUrl, changes, status, message) => {
    const gate = new OauthGate(credentials, at);
    expect(gate.check(method, seenUrl, signed('GET', url, changes))).toMatchObject({
      status,
      message: expect.stringContaining(message),
    });
  });

  test('a request without a signature, and one without a nonce', () => {
    const gate = new OauthGate(credentials, at);
    expect(gate.check('GET', url, undefined)).toMatchObject({ status: 401 });
    expect(gate.check('GET', url, 'Bearer 123')).toMatchObject({ status: 401 });
    const without = new Map(oauth);
    without.delete('oauth_nonce');
    expect(gate.check('GET', url, header(new Map([...without, ['oauth_signature', 'x']])))).toMatchObject({
      status: 400,
      parameters: { fieldName: 'oauth_nonce' },
    });
  });
});
