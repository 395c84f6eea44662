#!/usr/bin/env node
'use strict';
// The command line. Compiled code where it is there and not older than its sources; in a source checkout without a build, the sources
// themselves through tsx.
const { existsSync, readdirSync, statSync } = require('node:fs');
const { join } = require('node:path');

const home = join(__dirname, '..');
const built = join(home, 'dist', 'cli', 'main.js');
const sources = join(home, 'src');

const newest = (folder) =>
  Math.max(
    0,
    ...readdirSync(folder, { withFileTypes: true }).map((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return newest(path);
      return /\.tsx?$/.test(entry.name) && !/\.test\.tsx?$/.test(entry.name) ? statSync(path).mtimeMs : 0;
    }),
  );

const compiler = () => {
  try {
    return require.resolve('tsx/cjs');
  } catch {
    return undefined;
  }
};

const current = existsSync(built) && !(existsSync(sources) && newest(sources) > statSync(built).mtimeMs);
const tsx = current || !existsSync(sources) ? undefined : compiler();
if (current || (tsx === undefined && existsSync(built))) require(built);
else if (tsx !== undefined) {
  // Pages are TSX for preact; where we are started from must not decide how they are compiled.
  process.env.TSX_TSCONFIG_PATH ??= join(home, '..', 'tsconfig.json');
  require(tsx);
  require(join(sources, 'cli', 'main.ts'));
} else {
  process.stderr.write(
    'Ledgerlink is not built here.\nNext: run `npm install` and `npm run build` in the folder of the project.\n',
  );
  process.exitCode = 1;
}
