import fc from 'fast-check';
import type { MemoryStore } from './memoryStore';
import { histories } from './histories';
import { live, type History, type Sabotage } from './history';
import type { ModelRules } from './modelXero';

jest.setTimeout(1_800_000);

/** 20,000 by `MODEL_RUNS=20000`; fewer by default, so that the suite stays quick. */
const runs = Number(process.env['MODEL_RUNS'] ?? '400');

/** A lost call is carried out within a minute or not at all: that minute, after the five of replays, is what a key's six allow. */
const real: ModelRules = { keyLifeMs: 6 * 60_000, unique: false, latestMs: 55_000, honestLists: true };

async function holds(history: History, rules: ModelRules, sabotage?: Sabotage): Promise<void> {
  const verdict = await live(history, rules, sabotage);
  expect(verdict).toEqual({ settled: true, doubled: [], lost: [], held: [] });
}

/** Runs until a history breaks the protocol; the number of histories it took, or undefined. */
async function broken(rules: ModelRules, sabotage?: Sabotage): Promise<number | undefined> {
  const result = await fc.check(
    fc.asyncProperty(histories, (history) => holds(history, rules, sabotage)),
    { numRuns: 2000, seed: 7, endOnFailure: true },
  );
  return result.failed ? result.numRuns : undefined;
}

test.each([
  ['which keeps numbers unique', true],
  ['which does not', false],
])(
  'no history of lost answers, failures and crashes loses or doubles a document in a Xero %s',
  async (_which, unique) => {
    await fc.assert(
      fc.asyncProperty(histories, (history) => holds(history, { ...real, unique })),
      { numRuns: runs },
    );
  },
);

// The test of the test: with one guard gone, the same histories find the hole.
describe('the model notices when a guard is missing', () => {
  test('Idempotency-Key: without it a replay doubles', async () => {
    expect(await broken({ ...real, keyLifeMs: 0 })).toBeDefined();
  });

  test('look-up: when Xero is not asked truthfully, what was carried out is written again', async () => {
    expect(await broken({ ...real, honestLists: false })).toBeDefined();
  });

  test('five minutes of patience: a call carried out later than that is missed', async () => {
    expect(await broken({ ...real, latestMs: 20 * 60_000 })).toBeDefined();
  });

  test('intent before call: when it is not stored, a crash forgets what was sent', async () => {
    const forgetful: Sabotage = (store: MemoryStore) =>
      new Proxy(store, {
        get: (object, name, receiver) => {
          if (name === 'openAttempts')
            return async () => {
              await Promise.resolve();
              for (const row of object.rows.values())
                if (row.operation.state === 'sending' || row.operation.state === 'unknown') object.forget(row);
              return [];
            };
          const member: unknown = Reflect.get(object, name, receiver);
          return typeof member === 'function'
            ? (...args: unknown[]): unknown => Reflect.apply(member, object, args)
            : member;
        },
      });
    expect(await broken(real, forgetful)).toBeDefined();
  });
});
