// `npm run check`: static checks and the fast unit tests, in under a minute; everything CI runs except the slow suites.
import { run } from './commands.mjs';
import { ensureInstalled, onPath, root } from './install.mjs';
import { staticChecks } from './static-checks.mjs';
import { slowFolders } from './suites.mjs';

ensureInstalled();

const waiting = [
  ...staticChecks(),
  {
    name: 'fast tests (jest)',
    command: ['npx', 'jest', '--silent', '--maxWorkers=1', `--testPathIgnorePatterns=/node_modules/|${slowFolders}`],
    cwd: root,
  },
  {
    name: 'PHP unit tests',
    command: ['phpunit', '-c', 'magento-module/phpunit.xml'],
    cwd: root,
    missing: onPath('phpunit') ? undefined : 'phpunit is not installed',
  },
];
// The longest first, two at a time.
waiting.sort((a, b) => Number(b.name.includes('jest')) - Number(a.name.includes('jest')));

let failed = 0;
async function work() {
  for (let check = waiting.shift(); check !== undefined; check = waiting.shift()) {
    if (check.missing !== undefined) {
      console.log(`skipped  ${check.name}: ${check.missing}`);
      continue;
    }
    const { status, output, seconds } = await run(check.command, { cwd: check.cwd, quiet: true });
    console.log(`${status === 0 ? 'ok      ' : 'FAILED  '} ${check.name} (${seconds.toFixed(1)} s)`);
    if (status === 0) continue;
    failed += 1;
    console.log(output.trimEnd());
  }
}
await Promise.all([work(), work()]);
process.exit(failed === 0 ? 0 : 1);
