import { chooseWork } from './batch';
import type { BacklogRow } from './ports';

const row: BacklogRow = { kind: 'invoice.create', lane: 'live', count: 3, oldestMs: 1000 };
const view = { nowMs: 1000, fill: 1, minuteShare: 0.5, limitOf: () => 50 };

test('a few dozen orders at once go at once, as long as the burst is nearly whole', () => {
  expect(chooseWork([row], view)).toMatchObject({ row });
});

test('in a rush that eats the burst, half-filled calls wait for company, full ones and those of people do not', () => {
  const rush = { ...view, fill: 0.7 };
  expect(chooseWork([row], rush)).toEqual({ waitMs: 15_000 });
  expect(chooseWork([{ ...row, count: 50 }], rush)).toMatchObject({ lane: 'live' });
  expect(chooseWork([{ ...row, lane: 'person' }], rush)).toMatchObject({ lane: 'person' });
  expect(chooseWork([row], { ...rush, nowMs: 16_000 })).toMatchObject({ row });
});
