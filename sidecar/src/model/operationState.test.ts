import {
  assertArrow,
  IllegalArrow,
  inFlightStates,
  isArrow,
  liveStates,
  operationStates,
  unsentStates,
} from './operationState';

/** Written by hand, apart from the table in code: changing an arrow means changing both. */
const legal = new Set([
  'preview>superseded',
  'waiting>ready',
  'waiting>superseded',
  'waiting>held',
  'waiting>skipped',
  'ready>waiting',
  'ready>sending',
  'ready>done',
  'ready>held',
  'ready>superseded',
  'ready>skipped',
  'sending>done',
  'sending>unknown',
  'sending>ready',
  'sending>held',
  'unknown>sending',
  'unknown>done',
  'unknown>ready',
  'unknown>held',
  'held>waiting',
  'held>ready',
  'held>done',
  'held>superseded',
  'held>skipped',
  'skipped>waiting',
  'skipped>ready',
  'skipped>superseded',
]);
const pairs = operationStates.flatMap((from) => operationStates.map((to) => [from, to] as const));

describe('the life of an operation', () => {
  it.each(pairs.filter(([from, to]) => !legal.has(`${from}>${to}`)))('never goes from %s to %s', (from, to) => {
    expect(isArrow(from, to)).toBe(false);
    expect(() => assertArrow(from, to)).toThrow(IllegalArrow);
  });

  it.each(pairs.filter(([from, to]) => legal.has(`${from}>${to}`)))('may go from %s to %s', (from, to) => {
    expect(() => assertArrow(from, to)).not.toThrow();
  });

  it('counts every arrow once', () => {
    expect(pairs.filter(([from, to]) => isArrow(from, to))).toHaveLength(legal.size);
  });

  it('never lets go of an operation in flight before its outcome is known', () => {
    for (const from of inFlightStates) {
      expect(isArrow(from, 'superseded')).toBe(false);
      expect(isArrow(from, 'skipped')).toBe(false);
    }
  });

  it('ends in done and superseded only', () => {
    const ends = operationStates.filter((from) => operationStates.every((to) => !isArrow(from, to)));
    expect(ends).toEqual(['done', 'superseded']);
  });

  it('replaces unsent operations only by arrows that exist', () => {
    for (const from of unsentStates) expect(isArrow(from, 'superseded')).toBe(true);
    for (const from of liveStates) expect(operationStates.some((to) => isArrow(from, to))).toBe(true);
  });
});
