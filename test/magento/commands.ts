import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export const onPath = (command: string): boolean =>
  (process.env['PATH'] ?? '').split(':').some((folder) => existsSync(join(folder, command)));

/** Full path of the first of these that is installed. */
export const whereIs = (...names: readonly string[]): string | undefined =>
  names
    .flatMap((name) => (process.env['PATH'] ?? '').split(':').map((folder) => join(folder, name)))
    .find((path) => existsSync(path));

/** Debian's php-fpm carries its version in its name. */
export const firstOnPath = (...names: readonly string[]): string | undefined => names.find(onPath);

export interface CommandOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly withinMs?: number;
}

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end, whatever its exit code. Throws only if it cannot start or takes too long. */
export function attempt(command: string, args: readonly string[], options: CommandOptions = {}): Promise<Outcome> {
  const { cwd, env, input = '', withinMs = 900_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env: { ...process.env, ...env }, stdio: 'pipe' });
    const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
    const text = () => ({ stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() });
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      const { stdout: out, stderr: err } = text();
      reject(new Error(`${command} ${args.join(' ')} took over ${withinMs} ms:\n${(out + err).slice(-3000)}`));
    }, withinMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      resolve({ code, ...text() });
    });
    // A command that does not read its input may be gone before it was written.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input);
  });
}

/** Standard output of a command that must succeed. */
export async function run(command: string, args: readonly string[], options: CommandOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await attempt(command, args, options);
  if (code !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${String(code)}:\n${(stdout + stderr).slice(-4000)}`);
  return stdout;
}

/** A process that runs until it is told to end; the kernel ends it too when this process dies, where setpriv is there. */
export class Daemon {
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #output = '';

  constructor(
    readonly name: string,
    command: string,
    args: readonly string[],
    options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>> } = {},
  ) {
    const [file, ...rest] = onPath('setpriv')
      ? ['setpriv', '--pdeathsig', 'TERM', command, ...args]
      : [command, ...args];
    const env = { ...process.env, ...options.env };
    this.#child = spawn(file, rest, { cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (chunk: Buffer) => {
      this.#output = (this.#output + chunk.toString()).slice(-20_000);
    };
    this.#child.stdout?.on('data', keep);
    this.#child.stderr?.on('data', keep);
    this.#ended = new Promise((resolve, reject) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', reject);
    });
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error(`${this.name} did not start`);
    return this.#child.pid;
  }

  get output(): string {
    return this.#output;
  }

  isRunning(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  async stop(withinMs = 30_000): Promise<void> {
    if (!this.isRunning()) return;
    this.#child.kill('SIGTERM');
    const patience = new AbortController();
    const late = delay(withinMs, true, { signal: patience.signal }).catch(() => false);
    const isLate = await Promise.race([this.#ended.then(() => false), late]);
    patience.abort();
    if (isLate) await this.kill();
  }

  /** kill -9: nothing is told, nothing is finished. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#ended;
  }

  ended(): Promise<void> {
    return this.#ended;
  }
}

/** Polls until `condition` gives something. */
export async function until<T>(
  what: string,
  condition: () => Promise<T | undefined | false> | T | undefined | false,
  { withinMs = 60_000, everyMs = 100 }: { readonly withinMs?: number; readonly everyMs?: number } = {},
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const found = await condition();
    if (found !== undefined && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what}: not within ${withinMs} ms`);
    await delay(everyMs);
  }
}
