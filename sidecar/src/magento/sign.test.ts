import { authorization, baseString, compareNaturally, encode, type MagentoKeys } from './sign';

const keys: MagentoKeys = {
  consumerKey: 'dpf43f3p2l4k3l03dpf43f3p2l4k3l03',
  consumerSecret: 'kd94hf93k423kf44kd94hf93k423kf44',
  accessToken: 'nnch734d00sl2jdknnch734d00sl2jdk',
  accessTokenSecret: 'pfkkdhi9sl3r4s00pfkkdhi9sl3r4s00',
};
const once = { nonce: 'kllo9940pd9333jh', timestampSeconds: 1764000000 };

/** Made by Laminas\\OAuth\\Http\\Utility::sign of Magento 2.4.7-p3's own vendor folder. */
const byMagento: readonly (readonly [string, string, string])[] = [
  ['GET', 'https://shop.example.com/rest/all/V1/ledgerlink/config', 'M0kejBlMZgFIAnMKyc7zhdsnAzHP7QDrxhJvbsKXDF0='],
  [
    'PUT',
    'http://shop.example.com:8082/rest/all/V1/ledgerlink/references',
    'v8JZkKoyXW8hNwcYdfvFkX+oe0Rb01JpXpzYdLStyRI=',
  ],
  [
    'GET',
    'https://SHOP.example.com:443/rest/all/V1/ledgerlink/snapshots/order?after=0&limit=50',
    '5pbXxs2WEiDcckmMjNDXQFMjCF9KB9ocoMYNbIOK8AQ=',
  ],
  [
    'GET',
    'https://shop.example.com/rest/all/V1/orders?searchCriteria%5Bfilter_groups%5D%5B2%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=a%20b%2Bc&searchCriteria%5Bfilter_groups%5D%5B10%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=%C3%BC%3D1&searchCriteria%5Bfilter_groups%5D%5B1%5D%5Bfilters%5D%5B0%5D%5Bfield%5D=~%27x%27',
    'KcQfRQpznqkTwgU1QJ7ngkwxFY+NWJ2pybHa1V7YHZQ=',
  ],
];

test.each(byMagento)('%s %s is signed as Magento itself signs it', (method, url, signature) => {
  expect(authorization(method, url, keys, once)).toContain(`oauth_signature="${encode(signature)}"`);
});

test('the base string of RFC 5849 (3.4.1.1), whose parameters have the same order by bytes and by nature', () => {
  const text = baseString('post', 'http://EXAMPLE.com:80/request?b5=%3D%253D&a3=a&c%40=&a2=r%20b', [
    ['oauth_consumer_key', '9djdj82h48djs9d2'],
    ['oauth_token', 'kkk9d7dh3k39sjv7'],
    ['oauth_signature_method', 'HMAC-SHA1'],
    ['oauth_timestamp', '137131201'],
    ['oauth_nonce', '7d8f3e4a'],
    ['c2', ''],
  ]);
  expect(text).toBe(
    'POST&http%3A%2F%2Fexample.com%2Frequest&a2%3Dr%2520b%26a3%3Da%26b5%3D%253D%25253D%26c%2540%3D%26c2%3D%26' +
      'oauth_consumer_key%3D9djdj82h48djs9d2%26oauth_nonce%3D7d8f3e4a%26oauth_signature_method%3DHMAC-SHA1%26' +
      'oauth_timestamp%3D137131201%26oauth_token%3Dkkk9d7dh3k39sjv7',
  );
});

test('secrets are the key and never part of the header', () => {
  const header = authorization('GET', 'https://shop.example.com/x', keys, once);
  expect(header).not.toContain(keys.consumerSecret);
  expect(header).not.toContain(keys.accessTokenSecret);
});

/** Made by PHP's strnatcmp. */
const byPhp: readonly (readonly [string, string, number])[] = [
  ['%5B', '%5Bb00', -1],
  ['[.[%5B1', '1000', 1],
  [' B[.', '[1', -1],
  ['10. ', '10', 1],
  ['~', '1007', 1],
  ['%5D0.b10a', '9]10a .', -1],
  ['aa910a', 'B%5B0', 1],
  ['9a2', '.007.11', 1],
  ['00_]', '2-0000', -1],
  [' 1', ' 1A20', -1],
  ['[[B9', '10a00', 1],
  ['~%5DbA ', '9', 1],
  ['A', '10a]B', 1],
  ['112', '1110a~]B9', -1],
  ['~0', '0a', 1],
  ['-b%5B', '_.]', -1],
  ['A%5B', 'A%5B.A', -1],
  ['007.', '00070%5B', -1],
  ['~1.', '_-00709', 1],
  [' .B_', '~ ._]', -1],
  [' [.~', '%5B.~10', 1],
  ['9_10a', ']007', -1],
  ['_', '_1_ 002', -1],
  ['10a[', '-', 1],
  [']', '010', 1],
  ['A%5BBA0', '1', 1],
  ['-10aA', ' ', 1],
  ['__9_A', '0%5D00aa', 1],
  ['2b.10', '2000[00', -1],
  ['%5B-%5BA~', '10a00~%5D', -1],
  [']', 'B 1', 1],
  ['%5B1000', '[1', -1],
  [' %5B0', '1', -1],
  ['%5D001%5D', '101', -1],
  ['000', '0]009', -1],
  ['00011%5B', '00011%-2]', 1],
  ['.[', '~0~%5D~', -1],
  ['.10a', '.1001][9', -1],
  [']00', '0 0072a', 1],
  ['-', '10a210a', -1],
  ['~a10aA[', '9A]007.', 1],
  ['a00', '00[0000', 1],
  ['9Ab._', 'A[10a', -1],
  ['b10a1001', 'A9007_a', 1],
  ['aa2', '1a9%5D', 1],
  [']9', 'b%5B', -1],
  ['[-01 ', '%5D[ ~', 1],
  ['b', 'BB%5D_', 1],
  ['10a.', 'a%5B%5B0~', -1],
  ['007', '00 _007-', 1],
  ['007', '0', 1],
  ['%5D ', 'a2-%5D', -1],
  [']', 'AB 90', 1],
  ['2b', '2bab', -1],
  ['~b', 'A%5B900', 1],
  ['-', '--..Ba', -1],
  ['a%5D10', 'B21', 1],
  ['A', '_B10a', -1],
  ['0~_.', '9%5BB%5B', -1],
  ['%5D00%5D10', '-1[010a', -1],
];
test.each(byPhp)('%p against %p compares as PHP’s strnatcmp does', (a, b, order) => {
  expect(Math.sign(compareNaturally(a, b))).toBe(order);
});
