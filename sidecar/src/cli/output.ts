import { catalogue } from '../shared/catalogue';
import { describeError, SidecarError } from '../shared/errors';

/** Where a command writes; tests give their own. */
export interface Terminal {
  /** Results: what a program reads. */
  out(text: string): void;
  /** Notes and errors: what a person reads. */
  note(text: string): void;
}

export const systemTerminal: Terminal = {
  out: (text) => void process.stdout.write(`${text}\n`),
  note: (text) => void process.stderr.write(`${text}\n`),
};

/** 0: done. 1: it could not be done, or the check found faults. 2: the command was used wrongly. */
export type ExitCode = 0 | 1 | 2;

/** Ends a command whose result is bad news though nothing went wrong, such as a check that found faults. */
export class ExitWith extends Error {
  constructor(readonly exitCode: ExitCode) {
    super(`exit ${exitCode}`);
  }
}

/** An error as a person reads it: code, what happened, what to do. With `json`, the same as one object. */
export function showError(terminal: Terminal, error: unknown, json: boolean): ExitCode {
  const known =
    error instanceof SidecarError ? error : new SidecarError('LL-9001', describeError(error), { cause: error });
  if (json) {
    const { code, kind, message, nextStep, context } = known;
    terminal.note(JSON.stringify({ error: { code, kind, message, nextStep, context } }));
  } else {
    terminal.note(`${known.code} ${catalogue[known.code].title}\n${known.message}\nNext: ${known.nextStep}`);
    if (known.code === 'LL-9001' && error instanceof Error) terminal.note(error.stack ?? '');
  }
  return known.code === 'LL-1005' ? 2 : 1;
}

/** Results are JSON: indented for people, on one line with `--json`. */
export const showJson = (terminal: Terminal, value: unknown, compact: boolean): void =>
  terminal.out(JSON.stringify(value, undefined, compact ? undefined : 2));
