import { sealingWith } from './sealing';

test('a sealed secret opens with its own key only, and not once altered', () => {
  const sealing = sealingWith('a long enough secret key');
  const sealed = sealing.seal('refresh-token-ü');
  expect(sealed).not.toContain('refresh');
  expect(sealing.open(sealed)).toBe('refresh-token-ü');
  expect(sealing.seal('refresh-token-ü')).not.toBe(sealed);
  expect(sealingWith('another secret key ......').open(sealed)).toBeUndefined();
  const flipped = sealed.slice(0, -2) + (sealed.endsWith('AA') ? 'BB' : 'AA');
  expect(sealing.open(flipped)).toBeUndefined();
  expect(sealing.open('plain text')).toBeUndefined();
});
