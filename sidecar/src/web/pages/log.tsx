import { Time } from '../layout';

export interface LogEntry {
  readonly seq: number;
  readonly time: string;
  readonly level: string;
  readonly text: string;
  readonly record: string | null;
  readonly href: string | null;
}

export function LogPage({
  entries,
  level,
  text,
  zone,
}: {
  readonly entries: readonly LogEntry[];
  readonly level: string;
  readonly text: string;
  readonly zone: string;
}) {
  return (
    <>
      <form class="filters" method="get" action="/log">
        <label>
          Contains
          <input type="search" name="text" value={text} />
        </label>
        <label>
          From severity
          <select name="level">
            {['debug', 'info', 'warn', 'error'].map((name) => (
              <option key={name} value={name} selected={name === level}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Show</button>
        <button type="button" id="pause" hidden aria-pressed="false">
          Pause
        </button>
        <a href={`/log/download?${new URLSearchParams({ level, text }).toString()}`}>Download</a>
      </form>
      <ol id="log" data-seq={String(entries.at(-1)?.seq ?? 0)} aria-live="polite" aria-label="Log, newest first">
        {[...entries].reverse().map((entry) => (
          <li key={entry.seq} class={entry.level}>
            <Time at={entry.time} zone={zone} /> {entry.level} {entry.text}
            {entry.href === null ? null : (
              <>
                {' '}
                <a href={entry.href}>{entry.record}</a>
              </>
            )}
          </li>
        ))}
      </ol>
      {entries.length === 0 ? <p class="muted">No line yet that fits.</p> : null}
    </>
  );
}
