import { createLogger, format, transports, type Logger } from 'winston';

export type Log = Pick<Logger, 'error' | 'warn' | 'info' | 'debug'>;
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

export interface LogLine {
  /** Grows by one per line in this process: the live page asks for what came after. */
  readonly seq: number;
  /** ISO time, UTC. */
  readonly time: string;
  readonly level: LogLevel;
  readonly message: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const secretName = /secret|token|password|authorization|cookie|signature|api[_-]?key|consumer[_-]?key/i;
const secretText = /\b(Bearer|Basic|OAuth)\s+[^\s"']+/g;

/** Replaces what must never be read in a log: values under secret names and credentials inside texts. */
export function maskSecrets(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return value.replace(secretText, '$1 ***');
  if (value === null || typeof value !== 'object' || depth > 6) return value;
  if (Array.isArray(value)) return value.map((item) => maskSecrets(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      secretName.test(name) && item !== null && item !== undefined ? '***' : maskSecrets(item, depth + 1),
    ]),
  );
}

/** The newest lines, for the Log page; older ones are in the program's output. */
export class LogTail {
  private readonly lines: LogLine[] = [];
  private readonly listeners = new Set<(line: LogLine) => void>();
  private seq = 0;

  constructor(private readonly capacity = 2000) {}

  push(line: Omit<LogLine, 'seq'>): void {
    this.seq += 1;
    const numbered = { seq: this.seq, ...line };
    this.lines.push(numbered);
    if (this.lines.length > this.capacity) this.lines.splice(0, this.lines.length - this.capacity);
    for (const listener of this.listeners) listener(numbered);
  }

  after(seq: number): readonly LogLine[] {
    return this.lines.filter((line) => line.seq > seq);
  }

  subscribe(listener: (line: LogLine) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }
}

/** JSON lines on standard output (one line an entry), readable text on a terminal; every line passes the mask first. */
export function openLog(level: LogLevel, tail: LogTail, terminal = process.stdout.isTTY): Log {
  const masked = format((info) => {
    const { level: lineLevel, message, timestamp, ...fields } = maskSecrets({ ...info }) as Record<string, unknown>;
    tail.push({ time: String(timestamp), level: lineLevel as LogLevel, message: String(message), fields });
    return { ...info, ...fields, message: String(message) };
  });
  const readable = format.printf(({ level: lineLevel, message, timestamp, ...fields }) => {
    const rest = Object.entries(fields).map(
      ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
    );
    return `${String(timestamp).slice(11, 23)} ${lineLevel.padEnd(5)} ${String(message)} ${rest.join(' ')}`.trimEnd();
  });
  return createLogger({
    level,
    format: format.combine(format.timestamp(), masked(), terminal ? readable : format.json()),
    transports: new transports.Stream({ stream: process.stdout }),
  });
}
