// Brings a fresh clone to the state in which everything runs: packages installed as the lock file says, the sidecar compiled.
// Plain Node, built-ins only: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Is there a program of this name on the PATH? */
export const onPath = (program) =>
  (process.env.PATH ?? '').split(':').some((folder) => folder !== '' && existsSync(join(folder, program)));

function requireNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  console.error(`Node ${process.versions.node} is too old: Ledgerlink needs 20.19 or newer.`);
  process.exit(1);
}

/** What of package-lock.json is missing from node_modules, or there in another version. */
function missingPackages() {
  const installed = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(installed)) return ['everything'];
  const packages = (file) => JSON.parse(readFileSync(file, 'utf8')).packages;
  const have = packages(installed);
  return Object.entries(packages(join(root, 'package-lock.json')))
    .filter(([path, entry]) => path.startsWith('node_modules/') && !entry.link && !entry.optional && !entry.devOptional)
    .filter(([path, entry]) => have[path]?.version !== entry.version)
    .map(([path]) => path.slice('node_modules/'.length));
}

const canLoadSqlite = () =>
  spawnSync(process.execPath, ['-e', "new (require('better-sqlite3'))(':memory:').close()"], { cwd: root }).status ===
  0;

function explainSqlite() {
  const absent = ['g++', 'make', 'python3'].filter((program) => !onPath(program));
  console.error(
    '\nbetter-sqlite3 (the embedded database) has no usable binary: no prebuilt one could be downloaded for this system, and it' +
      ` could not be compiled here${absent.length > 0 ? `: ${absent.join(', ')} missing` : ''}.\n` +
      'Install a C++ compiler, make and Python 3 (Debian and Ubuntu: apt-get install g++ make python3; macOS: xcode-select --install)' +
      ' and run the command again. The compiler’s own messages stand above.',
  );
}

export function ensureInstalled() {
  requireNode();
  const missing = missingPackages();
  if (missing.length > 0) {
    console.error(`Installing packages (npm ci): ${missing.slice(0, 5).join(', ')}${missing.length > 5 ? ', …' : ''}`);
    const { status } = spawnSync('npm', ['ci'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0) {
      if (!existsSync(join(root, 'node_modules', 'better-sqlite3', 'build', 'Release', 'better_sqlite3.node')))
        explainSqlite();
      process.exit(1);
    }
  }
  if (!canLoadSqlite()) {
    // A node_modules brought over from another Node version or system: compile or fetch the binary again before giving up.
    const { status } = spawnSync('npm', ['rebuild', 'better-sqlite3'], { cwd: root, stdio: ['ignore', 2, 2] });
    if (status !== 0 || !canLoadSqlite()) {
      explainSqlite();
      process.exit(1);
    }
  }
}

function newest(folder) {
  return readdirSync(folder, { withFileTypes: true }).reduce((latest, entry) => {
    const path = join(folder, entry.name);
    return Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }, 0);
}

/** Compiles sidecar/dist unless it is newer than every source file. */
export function ensureBuilt() {
  const built = join(root, 'sidecar', 'dist', 'main.js');
  if (existsSync(built) && statSync(built).mtimeMs > newest(join(root, 'sidecar', 'src'))) return;
  console.error('Compiling the sidecar (npm run build)');
  const { status } = spawnSync('npm', ['run', '--silent', 'build'], { cwd: root, stdio: ['ignore', 2, 2] });
  if (status !== 0) process.exit(1);
}
