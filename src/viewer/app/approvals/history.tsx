/** What an agent has done lately, newest first. */
import type { AgentHistory } from '../../approvals/shapes.ts';
import { useResource } from '../shared/resource.ts';
import { At } from '../shared/time.tsx';

const FEW = 8;

/** On a request: a few lines, and where there is more. Nothing where the guard keeps no registry. */
export function RecentHistory({ agent }: { readonly agent: string }) {
  const resource = useResource<AgentHistory | null>(`agents/${encodeURIComponent(agent)}`, ['agents']);
  if (resource.state !== 'ready' || resource.value === null) return null;
  const { history } = resource.value;
  const heading = `history-of-${encodeURIComponent(agent)}`;
  return (
    <section aria-labelledby={heading}>
      <h2 id={heading}>
        What <bdi>{agent}</bdi> did lately
      </h2>
      <History history={history.slice(-FEW)} />
      <p>
        <a href={`/agents/${encodeURIComponent(agent)}`}>All that is known of {agent}</a>
      </p>
    </section>
  );
}

export function History({ history }: Pick<AgentHistory, 'history'>) {
  if (history.length === 0) return <p class="quiet">Nothing is in the log yet.</p>;
  return (
    <ol class="history">
      {history.toReversed().map(({ at, what }, index) => (
        <li key={`${history.length - index} ${at}`}>
          <span class="quiet">
            <At time={at} />
          </span>
          <span>{what}</span>
        </li>
      ))}
    </ol>
  );
}
