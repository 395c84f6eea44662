/**
 * A suite that needs something of the machine says so and is listed as skipped with the reason; with REQUIRE_ALL=1 (CI) what is missing
 * is a failure. `missing`: why it cannot run here, or undefined.
 */
export function describeWhere(missing: string | undefined, name: string, suite: () => void): void {
  if (missing === undefined) return describe(name, suite);
  if (process.env['REQUIRE_ALL'] === '1')
    return describe(name, () => it('can run here', () => Promise.reject(new Error(`cannot run: ${missing}`))));
  return describe.skip(`${name} (skipped: ${missing})`, suite);
}

/** As `describeWhere`, for one test. */
export function itWhere(missing: string | undefined, name: string, test: () => Promise<unknown>): void {
  if (missing === undefined) return it(name, test);
  if (process.env['REQUIRE_ALL'] === '1') return it(name, () => Promise.reject(new Error(`cannot run: ${missing}`)));
  return it.skip(`${name} (skipped: ${missing})`, test);
}
