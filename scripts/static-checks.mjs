// What can be said of the code without running it. Each check is one command; `npm run check` and `npm test` share the list.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, root } from './install.mjs';

const phpFiles = `find magento-module test -name '*.php' -not -path '*/node_modules/*' -not -path '*/vendor/*' -print0`;

/** The Magento standard where a Magento is given, else PHP_CodeSniffer's own PSR-12 where it is installed. */
function phpStyle() {
  const magento = process.env.MAGENTO_ROOT;
  if (magento !== undefined && existsSync(join(magento, 'vendor/bin/phpcs')))
    return [
      'php',
      `${magento}/vendor/bin/phpcs`,
      '--standard=Magento2',
      '--error-severity=10',
      '--warning-severity=10',
      '--ignore-annotations',
      '--extensions=php,phtml,xml',
      'magento-module',
    ];
  return [
    'phpcs',
    '--standard=PSR12',
    // Magento's own habits: declare() in the second line, and methods of its classes that begin with an underscore.
    '--exclude=PSR12.Files.FileHeader,PSR2.Methods.MethodDeclaration',
    '-n',
    '--extensions=php',
    '--ignore=*/Test/*',
    'magento-module',
  ];
}

/** `missing`: why the check cannot run here; undefined when it can. */
export function staticChecks() {
  const php = onPath('php') ? undefined : 'php is not installed';
  const style = phpStyle();
  return [
    { name: 'types (tsc)', command: ['npx', 'tsc', '-p', 'tsconfig.json'] },
    { name: 'eslint', command: ['npx', 'eslint', 'sidecar', 'test', '--max-warnings', '0'] },
    { name: 'prettier', command: ['npx', 'prettier', '--check', '--log-level', 'warn', '.'] },
    {
      name: 'import rules (dependency-cruiser)',
      command: ['npx', 'depcruise', 'sidecar/src', 'test', '--config', '.dependency-cruiser.cjs'],
    },
    { name: 'unused code (knip)', command: ['npx', 'knip', '--no-config-hints'] },
    {
      name: 'PHP syntax',
      command: ['sh', '-c', `${phpFiles} | xargs -0 -r -n 1 -P 2 php -d display_errors=stderr -l > /dev/null`],
      missing: php,
    },
    {
      name: 'PHP style (phpcs)',
      command: style,
      missing: php ?? (style[0] === 'phpcs' && !onPath('phpcs') ? 'phpcs is not installed' : undefined),
    },
  ].map((check) => ({ ...check, cwd: root }));
}
