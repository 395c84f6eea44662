import type { Command } from 'commander';
import { z } from 'zod';
import { describeError, SidecarError } from '../shared/errors';
import { showJson, type Terminal } from './output';

interface ChoiceOptions {
  readonly record?: string;
  readonly cause?: string;
  readonly all?: boolean;
  readonly preview?: boolean;
  readonly reason?: string;
  readonly url?: string;
  readonly json?: boolean;
}

const problemsSchema = z.object({
  problems: z.array(
    z.object({
      code: z.string(),
      subject: z.string(),
      message: z.string(),
      nextStep: z.string(),
      count: z.number(),
      oldest: z.string(),
      examples: z.array(z.object({ recordKey: z.string(), label: z.string() })),
    }),
  ),
});
const overviewSchema = z.object({
  connections: z.array(z.object({ name: z.string(), state: z.string(), message: z.string() })),
});
const previewSchema = z.object({
  records: z.number(),
  operations: z.number(),
  callsNeeded: z.number(),
  callsLeft: z.number().nullable(),
});
const errorSchema = z.object({ message: z.string(), nextStep: z.string().nullish() });

/** `holds list|release|skip` and `retry`: asked of the running sidecar, because one process alone writes an embedded database. */
export function addPeopleCommands(program: Command, terminal: Terminal): void {
  const holds = program
    .command('holds')
    .description('What needs a person: list it, release it, or skip it with a reason.');
  withServer(holds.command('list').description('Causes with their counts and next steps.')).action(
    (options: ChoiceOptions) => listHolds(options, terminal),
  );
  withChoice(holds.command('release').description('Plan again and send what was held.')).action(
    (options: ChoiceOptions) => retry(options, terminal),
  );
  withChoice(holds.command('skip').description('Leave unwritten what is held.'))
    .requiredOption('--reason <text>', 'why it is not to be written; kept in the audit trail')
    .action((options: ChoiceOptions) => skip(options, terminal));
  withChoice(program.command('retry').description('Try again now what failed or was held.')).action(
    (options: ChoiceOptions) => retry(options, terminal),
  );
}

const withServer = (command: Command): Command =>
  command
    .option('--url <url>', 'the running sidecar (default: http://127.0.0.1:$PORT)')
    .option('--json', 'results and errors as JSON');

const withChoice = (command: Command): Command =>
  withServer(command)
    .option('--record <key>', 'one record, e.g. order:12')
    .option('--cause <code[/subject]>', 'everything of one cause, e.g. payment.unmapped/stripe')
    .option('--all', 'everything that needs a person')
    .option('--preview', 'only say how many records and calls it would take');

function selectionOf({ record, cause, all }: ChoiceOptions): Record<string, unknown> {
  const given = [record, cause, all].filter((choice) => choice !== undefined);
  if (given.length !== 1) throw new SidecarError('LL-1005', 'Choose with exactly one of --record, --cause and --all.');
  if (record !== undefined) return { record };
  if (cause === undefined) return { all: true };
  const slash = cause.indexOf('/');
  return slash < 0 ? { code: cause } : { code: cause.slice(0, slash), subject: cause.slice(slash + 1) };
}

async function listHolds(options: ChoiceOptions, terminal: Terminal): Promise<void> {
  const { problems } = problemsSchema.parse(await ask(options, 'GET', '/api/v1/problems'));
  // A connection that is broken needs a person too, though no single record says so.
  const { connections } = overviewSchema.parse(await ask(options, 'GET', '/api/v1/overview'));
  const troubled = connections.filter(({ state }) => state === 'stopped' || state === 'degraded');
  if (options.json === true) return showJson(terminal, { holds: problems, connections: troubled }, true);
  for (const { name, message } of troubled) terminal.out(`The connection to ${name}: ${message}`);
  if (problems.length + troubled.length === 0) return terminal.out('Nothing needs a person.');
  for (const { code, subject, message, nextStep, count, oldest, examples } of problems) {
    terminal.out(`${count} × ${message}`);
    terminal.out(`    Next: ${nextStep}`);
    terminal.out(
      `    Cause ${code}/${subject}, since ${oldest}; e.g. ${examples.map(({ recordKey }) => recordKey).join(', ')}`,
    );
  }
}

async function retry(options: ChoiceOptions, terminal: Terminal): Promise<void> {
  const selection = selectionOf(options);
  const preview = previewSchema.parse(await ask(options, 'POST', '/api/v1/retry', { ...selection, preview: true }));
  if (options.preview === true) {
    if (options.json === true) return showJson(terminal, preview, true);
    terminal.out(
      `${preview.records} records would be planned again; ${preview.operations} documents wait, at least ${preview.callsNeeded} calls to Xero (left today: ${preview.callsLeft ?? 'not known yet'}).`,
    );
    return;
  }
  const { records } = z.object({ records: z.number() }).parse(await ask(options, 'POST', '/api/v1/retry', selection));
  if (options.json === true) return showJson(terminal, { ...preview, records }, true);
  terminal.out(records === 0 ? 'No record fits.' : `${records} records are planned again now.`);
}

async function skip(options: ChoiceOptions, terminal: Terminal): Promise<void> {
  const selection = selectionOf(options);
  const { skipped } = z
    .object({ skipped: z.number() })
    .parse(await ask(options, 'POST', '/api/v1/skip', { ...selection, reason: options.reason }));
  if (options.json === true) return showJson(terminal, { skipped }, true);
  terminal.out(`${skipped} holds are skipped: ${options.reason ?? ''}`);
}

async function ask({ url }: ChoiceOptions, method: 'GET' | 'POST', path: string, body?: unknown): Promise<unknown> {
  const base = url ?? `http://127.0.0.1:${process.env['PORT'] ?? '8080'}`;
  let response: Response;
  try {
    response = await fetch(`${base}${path}`, {
      method,
      headers: { accept: 'application/json', ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  } catch (cause) {
    throw new SidecarError('LL-1004', `No sidecar answers at ${base}: ${describeError(cause)}`, {
      cause,
      nextStep: 'Start the sidecar, or give its address with --url.',
    });
  }
  const text = await response.text();
  if (response.ok) return JSON.parse(text) as unknown;
  const told = errorSchema.safeParse(safeJson(text)).data;
  throw new SidecarError(
    'LL-1005',
    told?.message ?? text.trim(),
    told?.nextStep == null ? {} : { nextStep: told.nextStep },
  );
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
