import { Chip, Json, Time, type Tone } from '../layout';
import type { DocumentLink, RecordDetail, RecordQuery, RecordRow } from '../pageData';
import { timelineOf } from '../timeline';
import { partName, recordStates } from '../words';

export const recordPath = (row: { readonly recordKey: string }): string =>
  `/records/${encodeURIComponent(row.recordKey)}`;

const StateChip = ({ state }: { readonly state: RecordRow['state'] }) => <Chip {...recordStates[state]} />;

const Document = ({ link }: { readonly link: DocumentLink }) => {
  const name = `${link.xeroType} ${link.number ?? link.xeroId.slice(0, 8)}`;
  return link.url === null ? (
    <span>{name}</span>
  ) : (
    <a href={link.url} rel="noopener noreferrer">
      {name}
    </a>
  );
};

export function RecordsPage({
  rows,
  total,
  pageSize,
  query,
  zone,
}: {
  readonly rows: readonly RecordRow[];
  readonly total: number;
  readonly pageSize: number;
  readonly query: RecordQuery;
  readonly zone: string;
}) {
  const pages = Math.max(1, Math.ceil(total / pageSize));
  const link = (page: number) => {
    const parameters = new URLSearchParams({
      ...(query.search === undefined ? {} : { q: query.search }),
      ...(query.type === undefined ? {} : { type: query.type }),
      ...(query.state === undefined ? {} : { state: query.state }),
      page: String(page),
    });
    return `/records?${parameters.toString()}`;
  };
  return (
    <>
      <form class="filters" method="get" action="/records">
        <label>
          Find
          <input type="search" name="q" value={query.search ?? ''} />
        </label>
        <label>
          Kind
          <select name="type">
            <option value="">All</option>
            {['order', 'customer', 'guest', 'product', 'stock'].map((type) => (
              <option key={type} value={type} selected={type === query.type}>
                {type}
              </option>
            ))}
          </select>
        </label>
        <label>
          State
          <select name="state">
            <option value="">All</option>
            {Object.entries(recordStates).map(([state, word]) => (
              <option key={state} value={state} selected={state === query.state}>
                {word.text}
              </option>
            ))}
          </select>
        </label>
        <button type="submit">Show</button>
      </form>
      {rows.length === 0 ? (
        <p>No record fits. Records appear here as soon as Magento sends them.</p>
      ) : (
        <div class="scroll">
          <table>
            <caption>{`${total} records, page ${query.page} of ${pages}`}</caption>
            <thead>
              <tr>
                <th scope="col">Record</th>
                <th scope="col">State</th>
                <th scope="col">In Xero</th>
                <th scope="col">Last change</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.recordKey}>
                  <th scope="row">
                    <a href={recordPath(row)}>{row.label}</a> <span class="muted small">{row.recordType}</span>
                  </th>
                  <td>
                    <StateChip state={row.state} />
                  </td>
                  <td>
                    {row.documents.map((document) => (
                      <div key={document.xeroId}>
                        <Document link={document} />
                      </div>
                    ))}
                  </td>
                  <td>
                    <Time at={row.updatedAt} zone={zone} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {pages > 1 ? (
        <nav aria-label="Pages" class="filters">
          {query.page > 1 ? <a href={link(query.page - 1)}>Newer</a> : null}
          {query.page < pages ? <a href={link(query.page + 1)}>Older</a> : null}
        </nav>
      ) : null}
    </>
  );
}

const toneClass = (tone: Tone) => (tone === 'info' ? '' : tone);

export function RecordPage({ detail, zone }: { readonly detail: RecordDetail; readonly zone: string }) {
  return (
    <>
      <p>
        <StateChip state={detail.row.state} /> <span class="muted">{detail.row.recordKey}</span>
        {detail.deleted ? <span class="muted"> · deleted in Magento</span> : null}
      </p>
      {detail.links.length === 0 ? (
        <p class="muted">Nothing of this record stands in Xero yet.</p>
      ) : (
        <div class="scroll">
          <table>
            <caption>Documents in Xero</caption>
            <thead>
              <tr>
                <th scope="col">Document</th>
                <th scope="col">For</th>
                <th scope="col">Status</th>
                <th scope="col" class="amount">
                  Total
                </th>
                <th scope="col" class="amount">
                  Still due
                </th>
              </tr>
            </thead>
            <tbody>
              {detail.links.map((link) => (
                <tr key={`${link.xeroType} ${link.part}`}>
                  <th scope="row">
                    <Document link={link} />
                  </th>
                  <td>{partName(link.part)}</td>
                  <td>{link.status ?? '–'}</td>
                  <td class="amount">{link.total ?? '–'}</td>
                  <td class="amount">{link.amountDue ?? '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <form method="post" action={`${recordPath(detail.row)}/retry`} class="filters">
        <button type="submit">Plan and try again now</button>
      </form>
      <h2>What happened</h2>
      <ol class="timeline">
        {timelineOf(detail).map((entry, index) => (
          <li key={index} class={toneClass(entry.tone)}>
            <div class="small muted">
              <Time at={entry.at} zone={zone} />
            </div>
            <div>
              <b>{entry.title}</b>
            </div>
            {entry.text === '' ? null : <div>{entry.text}</div>}
            {entry.details.map(({ name, value }) => (
              <details key={name}>
                <summary>{`Show the ${name}`}</summary>
                <Json value={value} />
              </details>
            ))}
          </li>
        ))}
      </ol>
    </>
  );
}
