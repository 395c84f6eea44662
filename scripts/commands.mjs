// Running commands for the scripts beside this file: in their own process group, with a time limit, output kept or passed through.
import { spawn } from 'node:child_process';

/**
 * @param {string[]} command program and arguments
 * @param {{ cwd: string, env?: object, seconds?: number, quiet?: boolean }} options `quiet`: output is returned, not shown
 * @returns {Promise<{ status: number, output: string, seconds: number, timedOut: boolean }>}
 */
export function run([program, ...args], { cwd, env, seconds = 600, quiet = false }) {
  return new Promise((resolve) => {
    const started = Date.now();
    // Its own group, so that a time limit also ends what the command started (servers, browsers).
    const child = spawn(program, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    const stop = (signal) => {
      try {
        process.kill(-child.pid, signal);
      } catch {
        // It has ended by itself.
      }
    };
    const interrupted = () => {
      stop('SIGTERM');
      process.exit(130);
    };
    process.once('SIGINT', interrupted);
    process.once('SIGTERM', interrupted);
    let timedOut = false;
    const limit = setTimeout(() => {
      timedOut = true;
      stop('SIGKILL');
    }, seconds * 1000);
    const chunks = [];
    child.stdout?.on('data', (chunk) => chunks.push(chunk));
    child.stderr?.on('data', (chunk) => chunks.push(chunk));
    const done = (status, note = '') => {
      clearTimeout(limit);
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', interrupted);
      resolve({
        status,
        output: Buffer.concat(chunks).toString() + note,
        seconds: (Date.now() - started) / 1000,
        timedOut,
      });
    };
    child.on('error', (error) => done(127, `${program}: ${error.message}`));
    child.on('close', (code) => done(code ?? 1, timedOut ? `\nStopped after ${seconds} seconds.` : ''));
  });
}
