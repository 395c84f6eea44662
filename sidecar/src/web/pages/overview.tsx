import { Chip, Time } from '../layout';
import type { AllowanceView, ConnectionView, Counts, ProblemGroup } from '../pageData';
import { ProblemList } from './problems';

const connectionTones = { ok: 'ok', starting: 'info', degraded: 'warn', stopped: 'bad', off: 'info' } as const;
const connectionWords = {
  ok: 'Works',
  starting: 'Starting',
  degraded: 'With difficulty',
  stopped: 'Stopped',
  off: 'Not set up',
} as const;

export function OverviewPage({
  counts,
  problems,
  connections,
  allowances,
  zone,
}: {
  readonly counts: Counts;
  readonly problems: readonly ProblemGroup[];
  readonly connections: readonly ConnectionView[];
  readonly allowances: readonly AllowanceView[];
  readonly zone: string;
}) {
  const troubled = connections.filter(
    (connection) => connection.state === 'stopped' || connection.state === 'degraded',
  );
  return (
    <>
      <h2>What needs you</h2>
      {troubled.map((connection) => (
        <p key={connection.name} class="card">
          <Chip tone={connectionTones[connection.state]} text={connectionWords[connection.state]} />{' '}
          <b>{connection.name}</b>: {connection.message}
        </p>
      ))}
      {problems.length === 0 && troubled.length === 0 ? (
        <p>Nothing. Everything that can be written is written or on its way.</p>
      ) : (
        <ProblemList problems={problems} zone={zone} />
      )}
      <h2>Work</h2>
      <ul class="tiles">
        {[
          [counts.records, 'records known'],
          [counts.doneToday, 'documents written today'],
          [counts.readyOperations, 'next in line'],
          [counts.waitingOperations, 'waiting for another document'],
          [counts.unknownOperations, 'being asked about in Xero'],
          [counts.waitingEvents, 'events not read yet'],
          [counts.parkedEvents, 'events that could not be read'],
        ].map(([count, name]) => (
          <li key={name} class="tile">
            <b>{count}</b> {name}
          </li>
        ))}
      </ul>
      <AllowanceTable allowances={allowances} zone={zone} />
    </>
  );
}

export function AllowanceTable({
  allowances,
  zone,
}: {
  readonly allowances: readonly AllowanceView[];
  readonly zone: string;
}) {
  if (allowances.length === 0) return null;
  return (
    <div class="scroll">
      <table>
        <caption>Xero’s allowance of calls</caption>
        <thead>
          <tr>
            <th scope="col">Organisation</th>
            <th scope="col" class="amount">
              Left today
            </th>
            <th scope="col" class="amount">
              Of
            </th>
            <th scope="col" class="amount">
              Expected use by the end of the day
            </th>
            <th scope="col">Paused until</th>
            <th scope="col">Spent by</th>
          </tr>
        </thead>
        <tbody>
          {allowances.map((allowance) => (
            <tr key={allowance.tenantId}>
              <th scope="row">{allowance.tenantId}</th>
              <td class="amount">{allowance.callsLeftToday ?? '–'}</td>
              <td class="amount">{allowance.dayLimit ?? '–'}</td>
              <td class="amount">{allowance.projectedEndOfDay ?? '–'}</td>
              <td>
                <Time at={allowance.pausedUntil} zone={zone} />
              </td>
              <td>
                {Object.entries(allowance.spentByLane)
                  .map(([lane, calls]) => `${lane} ${calls}`)
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function ConnectionsPage({
  connections,
  allowances,
  zone,
}: {
  readonly connections: readonly ConnectionView[];
  readonly allowances: readonly AllowanceView[];
  readonly zone: string;
}) {
  return (
    <>
      {connections.map((connection) => (
        <section key={connection.name} class="card" aria-label={connection.name}>
          <h2>{connection.name}</h2>
          <p>
            <Chip tone={connectionTones[connection.state]} text={connectionWords[connection.state]} />{' '}
            {connection.message}
          </p>
          <dl class="facts">
            {connection.facts.map((fact) => (
              <>
                <dt class="muted">{fact.name}</dt>
                <dd>{fact.value}</dd>
              </>
            ))}
            <dt class="muted">since</dt>
            <dd>
              <Time at={connection.since} zone={zone} />
            </dd>
          </dl>
        </section>
      ))}
      <AllowanceTable allowances={allowances} zone={zone} />
    </>
  );
}
