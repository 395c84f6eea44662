import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { describeError, SidecarError } from '../shared/errors';

/** Reads a JSON file for a command. LL-1004 says what is wrong with it, and where. */
export function readJsonFile(path: string, what: string): unknown {
  let text: string;
  try {
    text = readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    throw new SidecarError('LL-1004', `The ${what} ${path} cannot be read: ${describeError(cause)}`, { cause });
  }
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown;
  } catch (cause) {
    const hint = text.trim() === '' ? 'it is empty' : describeError(cause);
    throw new SidecarError('LL-1004', `The ${what} ${path} is not valid JSON: ${hint}`, { cause });
  }
}

/** Parses what was read; every fault at once, with its path. */
export function parseInput<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (!(cause instanceof z.ZodError)) throw cause;
    throw new SidecarError('LL-1006', `${what} is not of the expected shape\n${faultsOf(cause)}`, { cause });
  }
}

const faultsOf = (error: z.ZodError): string =>
  error.issues
    .slice(0, 20)
    .map((issue) => `  ${issue.path.map(String).join('.') || '(whole file)'}: ${issue.message}`)
    .join('\n');
