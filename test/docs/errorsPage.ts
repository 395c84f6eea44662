import { catalogue, type ErrorCode, type ErrorKind } from '../../sidecar/src/shared/catalogue';

const areas: readonly (readonly [prefix: string, title: string])[] = [
  ['LL-1', 'Start and settings'],
  ['LL-2', 'Intake'],
  ['LL-3', 'Planning'],
  ['LL-4', 'Xero'],
  ['LL-5', 'Magento'],
  ['LL-6', 'Database'],
  ['LL-9', 'Faults in Ledgerlink itself'],
];

/** What the sidecar does by itself, per kind. */
const kinds: Record<ErrorKind, string> = {
  transient: 'It is tried again by itself, later and later, and shown on the record’s timeline.',
  rateLimited: 'The work waits for Xero’s allowance and goes on by itself.',
  ambiguous: 'Xero is asked first what it has; nothing is sent a second time before that.',
  rejected: 'It is kept and shown; the rest goes on.',
  needsPerson: 'What rests on it waits for a person; everything else goes on.',
  authLost: 'Everything for that connection waits until it is connected again; nothing is lost.',
  bug: 'What rests on it waits; please report it.',
};

/** docs/errors.md, from the catalogue in sidecar/src/shared/catalogue.ts. */
export function errorsPage(): string {
  const codes = Object.keys(catalogue).sort() as ErrorCode[];
  const orphan = codes.find((code) => !areas.some(([prefix]) => code.startsWith(prefix)));
  if (orphan !== undefined) throw new Error(`${orphan} belongs to no area of docs/errors.md`);
  const sections = areas.flatMap(([prefix, title]) => {
    const own = codes.filter((code) => code.startsWith(prefix));
    if (own.length === 0) return [];
    const entries = own.map((code) => {
      const { title: what, kind, nextStep } = catalogue[code];
      // These end a start or a command before anything is done.
      const does = prefix === 'LL-1' ? 'It stops before it has done anything.' : `${kinds[kind]} (\`${kind}\`)`;
      return `### ${code}: ${what}\n\n**What to do:** ${nextStep}\n\n**What the sidecar does:** ${does}\n`;
    });
    return [`## ${title}\n\n${entries.join('\n')}`];
  });
  return [
    '# Errors',
    '',
    '<!-- Generated from sidecar/src/shared/catalogue.ts by `npm run docs`; do not edit. -->',
    '',
    'Every error has a code that never changes its meaning. It stands in the log, on the page of the record and in the answers of the',
    'command line (`--json`). The message beside it names the case; this page says what it means and what to do.',
    'What waits because of a setting or a decision is no error but a hold: [holds.md](holds.md).',
    '',
    sections.join('\n'),
  ].join('\n');
}
