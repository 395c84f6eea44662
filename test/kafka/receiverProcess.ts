import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface ReceiverProcess {
  /** What it said, as JSON. */
  readonly said: readonly Readonly<Record<string, unknown>>[];
  isRunning(): boolean;
  /** kill -9; resolves when it is gone. */
  kill(): Promise<void>;
  /** Asks it to end, and gives the exit code. */
  end(): Promise<number | null>;
}

const running = new Set<ReceiverProcess>();

export function startReceiver(environment: Readonly<Record<string, string>>): ReceiverProcess {
  const child = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'receiver.ts')], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said: Record<string, unknown>[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('{')) said.push(JSON.parse(line) as Record<string, unknown>);
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => said.push({ stderr: text.slice(0, 2000) }));
  let code: number | null | undefined;
  const gone = new Promise<number | null>((resolve) =>
    child.once('exit', (exit) => {
      code = exit;
      running.delete(receiver);
      resolve(exit);
    }),
  );
  const receiver: ReceiverProcess = {
    said,
    isRunning: () => code === undefined,
    kill: async () => {
      child.kill('SIGKILL');
      await gone;
    },
    end: () => {
      child.kill('SIGTERM');
      return gone;
    },
  };
  running.add(receiver);
  return receiver;
}

/** After each test: nothing of ours stays. */
export const killReceivers = (): Promise<unknown> => Promise.all([...running].map((receiver) => receiver.kill()));

export async function until(
  condition: () => boolean | Promise<boolean>,
  what: () => string,
  withinMs = 60_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`not within ${withinMs} ms: ${what()}`);
    await delay(50);
  }
}
