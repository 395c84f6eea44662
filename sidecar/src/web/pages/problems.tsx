import { Json, Time } from '../layout';
import type { ParkedEvent, Preview, ProblemGroup } from '../pageData';
import { recordPath } from './records';

export function ProblemList({ problems, zone }: { readonly problems: readonly ProblemGroup[]; readonly zone: string }) {
  return (
    <>
      {problems.map((problem) => (
        <section key={`${problem.code} ${problem.subject}`} class="card" aria-label={problem.message}>
          <p>
            <b>{`${problem.count} × ${problem.message}`}</b>
            <br />
            <span>{problem.nextStep}</span>
          </p>
          <p class="small muted">
            Cause {problem.code} / {problem.subject}, since <Time at={problem.oldest} zone={zone} />. For example{' '}
            {problem.examples.map((example, index) => (
              <>
                {index > 0 ? ', ' : ''}
                <a href={recordPath(example)}>{example.label}</a>
              </>
            ))}
          </p>
          <p>
            <a
              href={`/problems/act?${new URLSearchParams({ code: problem.code, subject: problem.subject }).toString()}`}
            >
              {`Try all ${problem.count} again, or skip them`}
            </a>
          </p>
        </section>
      ))}
    </>
  );
}

export function ProblemsPage({
  problems,
  parked,
  zone,
}: {
  readonly problems: readonly ProblemGroup[];
  readonly parked: readonly ParkedEvent[];
  readonly zone: string;
}) {
  return (
    <>
      {problems.length === 0 ? <p>No record needs a person.</p> : <ProblemList problems={problems} zone={zone} />}
      <h2>Events that could not be read</h2>
      {parked.length === 0 ? <p>None.</p> : null}
      {parked.map((event) => (
        <section key={event.id} class="card" aria-label={`Event ${event.id}`}>
          <p>
            {event.note}{' '}
            <span class="small muted">
              received <Time at={event.receivedAt} zone={zone} />
            </span>
          </p>
          <details>
            <summary>Show what came</summary>
            <Json value={event.body} />
          </details>
        </section>
      ))}
    </>
  );
}

/** What trying again would take, before anybody presses the button. */
export function ActPage({ problem, preview }: { readonly problem: ProblemGroup; readonly preview: Preview }) {
  const cause = (
    <>
      <input type="hidden" name="code" value={problem.code} />
      <input type="hidden" name="subject" value={problem.subject} />
    </>
  );
  return (
    <>
      <p>
        <b>{problem.message}</b>
        <br />
        {problem.nextStep}
      </p>
      <dl class="facts">
        <dt>Records to be planned again</dt>
        <dd>{preview.records}</dd>
        <dt>Documents that wait</dt>
        <dd>{preview.operations}</dd>
        <dt>Calls to Xero they take</dt>
        <dd>{`at least ${preview.callsNeeded}`}</dd>
        <dt>Calls left today</dt>
        <dd>{preview.callsLeft ?? 'not known yet'}</dd>
      </dl>
      <form method="post" action="/problems/retry" class="filters">
        {cause}
        <button type="submit" class="primary">
          Try again now
        </button>
      </form>
      <form method="post" action="/problems/skip" class="filters">
        {cause}
        <label>
          Reason why this is not to be written
          <input type="text" name="reason" required maxLength={500} />
        </label>
        <button type="submit">Skip</button>
      </form>
    </>
  );
}
