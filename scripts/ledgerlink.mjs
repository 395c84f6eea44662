// `npm run ledgerlink -- …`: the sidecar's command line from a clone, installed and compiled first where needed.
// Notes go to standard error, so that `--json` output stays clean.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, root } from './install.mjs';

ensureInstalled();
ensureBuilt();
const program = join(root, 'sidecar', 'bin', 'ledgerlink.js');
const { status } = spawnSync(process.execPath, [program, ...process.argv.slice(2)], {
  cwd: process.env.INIT_CWD ?? process.cwd(),
  stdio: 'inherit',
});
process.exit(status ?? 1);
