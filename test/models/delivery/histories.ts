import fc from 'fast-check';
import type { History } from './history';
import type { Fate } from './modelXero';

const fates: readonly Fate[] = [
  'fine',
  'refused',
  'lostBefore',
  'lostAfter',
  'lostLate',
  '500before',
  '500after',
  '429',
];
/** Random lives: what becomes of each call, and where the process is killed. */
export const histories: fc.Arbitrary<History> = fc.record({
  orders: fc.integer({ min: 1, max: 4 }),
  batch: fc.constantFrom(1, 2, 50),
  fates: fc.array(fc.record({ fate: fc.constantFrom(...fates), ms: fc.integer({ min: 0, max: 400 }) }), {
    maxLength: 14,
  }),
  crashes: fc.array(
    fc.record({ after: fc.integer({ min: 1, max: 60 }), awaySeconds: fc.integer({ min: 0, max: 500 }) }),
    { maxLength: 3 },
  ),
});
