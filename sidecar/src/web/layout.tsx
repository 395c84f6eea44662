import type { ComponentChildren } from 'preact';
import { renderToString } from 'preact-render-to-string';

const places = [
  ['/', 'Overview'],
  ['/log', 'Log'],
  ['/records', 'Records'],
  ['/problems', 'Problems'],
  ['/connections', 'Connections'],
] as const;

export interface PageProps {
  readonly title: string;
  readonly path: string;
  readonly search?: string | undefined;
  readonly script?: string | undefined;
  readonly children: ComponentChildren;
}

function Page({ title, path, search, script, children }: PageProps) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{`${title} · Ledgerlink`}</title>
        <link rel="stylesheet" href="/assets/style.css" />
        {script === undefined ? null : <script src={script} defer />}
      </head>
      <body>
        <a class="skip" href="#content">
          Skip to the content
        </a>
        <header class="top">
          <strong>Ledgerlink</strong>
          <nav aria-label="Main">
            <ul>
              {places.map(([href, name]) => (
                <li key={href}>
                  <a href={href} aria-current={href === path ? 'page' : undefined}>
                    {name}
                  </a>
                </li>
              ))}
            </ul>
          </nav>
          <form action="/records" method="get" role="search">
            <input
              type="search"
              name="q"
              value={search ?? ''}
              aria-label="Order number, invoice number, e-mail, SKU or Xero id"
              placeholder="Order, invoice, e-mail, SKU, Xero id"
            />
            <button type="submit">Find</button>
          </form>
        </header>
        <main id="content">
          <h1>{title}</h1>
          {children}
        </main>
      </body>
    </html>
  );
}

export const renderPage = (props: PageProps): string => `<!DOCTYPE html>${renderToString(<Page {...props} />)}`;

/** A time in the shop's zone, with UTC in the title. */
export function Time({ at, zone }: { readonly at: string | null; readonly zone: string }) {
  if (at === null) return <span class="muted">–</span>;
  const text = new Intl.DateTimeFormat('en-AU', { dateStyle: 'medium', timeStyle: 'medium', timeZone: zone }).format(
    new Date(at),
  );
  return (
    <time dateTime={at} title={`${at} (UTC)`}>
      {text}
    </time>
  );
}

export type Tone = 'ok' | 'warn' | 'bad' | 'info';
/** Status by icon and text, never by colour alone. */
export function Chip({ tone, text }: { readonly tone: Tone; readonly text: string }) {
  const icon = { ok: '✓', warn: '…', bad: '!', info: '·' }[tone];
  return (
    <span class={`chip ${tone}`}>
      <span aria-hidden="true">{icon} </span>
      {text}
    </span>
  );
}

export const Json = ({ value }: { readonly value: unknown }) => (
  <pre tabIndex={0}>{typeof value === 'string' ? prettyJson(value) : JSON.stringify(value, null, 2)}</pre>
);

function prettyJson(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text) as unknown, null, 2);
  } catch {
    return text;
  }
}
