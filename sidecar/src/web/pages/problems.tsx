import { Json, Time } from '../layout';
import type { ParkedEvent, ProblemGroup } from '../pageData';
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
          <form method="post" action="/problems/retry">
            <input type="hidden" name="code" value={problem.code} />
            <input type="hidden" name="subject" value={problem.subject} />
            <button type="submit">{`Try all ${problem.count} again`}</button>
          </form>
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
