import { Router, type Request } from 'express';
import { renderPage } from './layout';
import { LogPage, type LogEntry } from './pages/log';
import { recordPath } from './pages/records';

/** A log line as the pages need it: declared here, given by the composition root. */
export interface LogSourceLine {
  readonly seq: number;
  readonly time: string;
  readonly level: string;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}
export interface LogSource {
  after(seq: number): readonly LogSourceLine[];
  subscribe(listener: (line: LogSourceLine) => void): () => void;
}

const levels = ['error', 'warn', 'info', 'debug'];
const text = (value: unknown): string => (typeof value === 'string' ? value : '');

interface Filter {
  readonly level: string;
  readonly text: string;
}
const filterOf = (request: Request): Filter => {
  const level = text(request.query['level']);
  return { level: levels.includes(level) ? level : 'info', text: text(request.query['text']) };
};

function toEntry(line: LogSourceLine): LogEntry {
  const { recordKey, ...rest } = line.fields;
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const record = typeof recordKey === 'string' ? recordKey : null;
  return {
    seq: line.seq,
    time: line.time,
    level: line.level,
    text: [line.message, ...fields].join(' '),
    record,
    href: record === null ? null : recordPath({ recordKey: record }),
  };
}

const fits = (entry: LogEntry, filter: Filter): boolean =>
  levels.indexOf(entry.level) <= levels.indexOf(filter.level) &&
  (filter.text === '' || `${entry.text} ${entry.record ?? ''}`.toLowerCase().includes(filter.text.toLowerCase()));

const maxStreams = 20;

/** `/log`, its live stream (SSE) and its download; every filter stands in the URL. */
export function logRoutes(source: LogSource, zone: string): Router {
  const router = Router();
  let streams = 0;
  const entries = (filter: Filter, after = 0) =>
    source
      .after(after)
      .map(toEntry)
      .filter((entry) => fits(entry, filter));

  router.get('/log', (request, response) => {
    const filter = filterOf(request);
    const page = <LogPage entries={entries(filter).slice(-500)} level={filter.level} text={filter.text} zone={zone} />;
    response.send(renderPage({ title: 'Log', path: '/log', script: '/assets/live.js', children: page }));
  });

  router.get('/log/download', (request, response) => {
    response.attachment('ledgerlink-log.jsonl').type('application/x-ndjson');
    response.send(
      entries(filterOf(request))
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join(''),
    );
  });

  router.get('/log/stream', (request, response) => {
    if (streams >= maxStreams) {
      response.status(503).set('Retry-After', '10').send('Too many open log pages.\n');
      return;
    }
    streams += 1;
    const filter = filterOf(request);
    response.set({ 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
    response.flushHeaders();
    const send = (entry: LogEntry) => response.write(`id: ${entry.seq}\ndata: ${JSON.stringify(entry)}\n\n`);
    const after = Number(request.get('last-event-id') ?? text(request.query['after']));
    for (const entry of entries(filter, Number.isFinite(after) ? after : 0)) send(entry);
    const stop = source.subscribe((line) => {
      const entry = toEntry(line);
      if (fits(entry, filter)) send(entry);
    });
    const ping = setInterval(() => response.write(': still here\n\n'), 15_000);
    response.on('close', () => {
      streams -= 1;
      clearInterval(ping);
      stop();
    });
  });
  return router;
}
