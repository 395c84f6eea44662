// `npm test`: installs what it needs, runs every suite this machine can run, says what it left out and why, and ends with
// `N passed, N failed`. REQUIRE_ALL=1 (CI): leaving something out is a failure, except what needs Docker and the real Magento.
// `npm test -- kafka journeys` runs only the suites whose name or folder is named.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { run } from './commands.mjs';
import { ensureBuilt, ensureInstalled, onPath, root } from './install.mjs';
import { staticChecks } from './static-checks.mjs';
import { folders } from './suites.mjs';

const requireAll = process.env.REQUIRE_ALL === '1';
const wanted = process.argv.slice(2);
const scratch = join(root, '.scratch');
const results = { passed: 0, failed: 0, suites: [], skipped: [], failures: [] };

const isWanted = (...names) => wanted.length === 0 || names.some((name) => wanted.includes(name));
const skip = (what, why, excused = false) => results.skipped.push({ what, why, excused });

function record(name, passed, failed, seconds) {
  results.passed += passed;
  results.failed += failed;
  results.suites.push({ name, passed, failed, seconds });
}

async function runStaticChecks() {
  let passed = 0;
  let total = 0;
  const started = Date.now();
  for (const check of staticChecks()) {
    if (check.missing !== undefined) {
      skip(check.name, check.missing);
      continue;
    }
    total += 1;
    const { status, output } = await run(check.command, { cwd: root, quiet: true });
    console.log(`${status === 0 ? 'ok      ' : 'FAILED  '} ${check.name}`);
    if (status === 0) passed += 1;
    else {
      console.log(output.trimEnd());
      results.failures.push(check.name);
    }
  }
  record('static checks', passed, total - passed, (Date.now() - started) / 1000);
}

/** Jest's own JSON says what ran; a run that ended without writing it counts as one failure, so that no crash looks green. */
async function runJest(name, files, seconds) {
  const report = join(scratch, 'jest.json');
  rmSync(report, { force: true });
  const args = ['npx', 'jest', '--ci', '--runTestsByPath', '--json', `--outputFile=${report}`, ...files];
  const serial = name === 'fast' ? [] : ['--runInBand'];
  const outcome = await run([...args.slice(0, 3), ...serial, ...args.slice(3)], { cwd: root, seconds });
  if (outcome.timedOut || !existsSync(report)) {
    results.failures.push(
      `${name}: ${outcome.timedOut ? `stopped after ${seconds} seconds` : 'ended without a result'}`,
    );
    return record(name, 0, 1, outcome.seconds);
  }
  const json = JSON.parse(readFileSync(report, 'utf8'));
  let { numPassedTests: passed, numFailedTests: failed } = json;
  for (const file of json.testResults) {
    const broken = file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed');
    if (broken) {
      failed += 1;
      results.failures.push(`${relative(root, file.name)}: ${file.message.split('\n')[0]}`);
    }
    for (const test of file.assertionResults) {
      if (test.status === 'failed') results.failures.push(`${relative(root, file.name)}: ${test.fullName}`);
      if (test.status === 'pending' || test.status === 'todo')
        skip(
          `${relative(root, file.name)}: ${test.fullName}`,
          'the test says it cannot run here',
          test.fullName.includes('Docker'),
        );
    }
  }
  if (outcome.status !== 0 && failed === 0) {
    failed = 1;
    results.failures.push(`${name}: jest ended with ${outcome.status}`);
  }
  record(name, passed, failed, outcome.seconds);
}

async function runPhpUnit() {
  if (!existsSync(join(root, 'magento-module', 'phpunit.xml'))) return;
  if (!onPath('phpunit')) return skip('PHP unit tests', 'phpunit is not installed');
  const report = join(scratch, 'phpunit.xml');
  rmSync(report, { force: true });
  const command = ['phpunit', '-c', 'magento-module/phpunit.xml', '--log-junit', report];
  const outcome = await run(command, { cwd: root, seconds: 300 });
  const total = existsSync(report)
    ? /<testsuite [^>]*tests="(\d+)"[^>]*errors="(\d+)"[^>]*failures="(\d+)"[^>]*skipped="(\d+)"/.exec(
        readFileSync(report, 'utf8'),
      )
    : null;
  if (total === null) {
    results.failures.push('PHP unit tests: ended without a result');
    return record('PHP unit tests', 0, 1, outcome.seconds);
  }
  const [tests, errors, failures, skipped] = total.slice(1).map(Number);
  const failed = Math.max(errors + failures, outcome.status === 0 ? 0 : 1);
  if (failed > 0) results.failures.push(`PHP unit tests: ${failed}`);
  if (skipped > 0)
    skip(
      `${skipped} PHP unit tests`,
      'they need the classes of a Magento: set MAGENTO_ROOT',
      process.env.MAGENTO_ROOT === undefined,
    );
  record('PHP unit tests', tests - errors - failures - skipped, failed, outcome.seconds);
}

async function listTests() {
  const { status, output } = await run(['npx', 'jest', '--listTests'], { cwd: root, quiet: true });
  if (status !== 0) throw new Error(`jest --listTests failed:\n${output}`);
  return output.split('\n').filter((line) => /\.test\.tsx?$/.test(line));
}

ensureInstalled();
ensureBuilt();
mkdirSync(scratch, { recursive: true });

const tests = await listTests();
const folderOf = (file) =>
  Object.keys(folders).find((folder) => relative(root, file).startsWith(join('test', folder, '/')));
const inFolder = (folder) => tests.filter((file) => folderOf(file) === folder);

if (isWanted('static')) await runStaticChecks();
if (isWanted('php')) await runPhpUnit();
if (isWanted('fast')) await runJest('fast', inFolder(undefined), 900);
for (const [folder, suite] of Object.entries(folders)) {
  const files = inFolder(folder);
  if (files.length === 0 || !isWanted(folder, suite.name)) continue;
  const missing = suite.missing?.();
  if (missing === undefined) await runJest(suite.name, files, suite.seconds);
  else skip(`suite ${suite.name} (${files.length} files)`, missing, suite.optional);
}

console.log('\nSuites');
for (const { name, passed, failed, seconds } of results.suites)
  console.log(
    `  ${name.padEnd(22)} ${String(passed).padStart(5)} passed ${String(failed).padStart(4)} failed ${seconds.toFixed(0).padStart(6)} s`,
  );
if (results.skipped.length > 0) {
  console.log('\nLeft out');
  for (const { what, why, excused } of results.skipped) {
    const counts = requireAll && !excused;
    console.log(`  ${what}: ${why}${counts ? ' (a failure, because REQUIRE_ALL=1)' : ''}`);
    if (counts) results.failed += 1;
  }
}
if (results.failures.length > 0)
  console.log(`\nFailed\n${results.failures.map((failure) => `  ${failure}`).join('\n')}`);
if (results.passed + results.failed === 0) {
  console.log('\nNo test ran.');
  results.failed = 1;
}
console.log(`\n${results.passed} passed, ${results.failed} failed`);
process.exit(results.failed === 0 ? 0 : 1);
