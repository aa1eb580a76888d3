/** One agent: what it is, its lease, and its history. */
import type { AgentHistory, AgentSeen } from '../../approvals/shapes.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { History } from './history.tsx';
import { LeaseLeft, stateText } from './lease.tsx';

export function AgentPage({ id }: { readonly id: string }) {
  const resource = useResource<AgentHistory | null>(`agents/${encodeURIComponent(id)}`, ['agents']);
  return (
    <>
      <Heading title={`Agent ${id}`}>
        Agent <bdi>{id}</bdi>
      </Heading>
      <Loaded resource={resource}>
        {(known, at) =>
          known === null ? (
            <p class="note">This guard keeps no registry of agents.</p>
          ) : (
            <>
              <Facts agent={known.agent} at={at} />
              <section aria-labelledby="history">
                <h2 id="history">History</h2>
                <History history={known.history} />
              </section>
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Facts({ agent, at }: { readonly agent: AgentSeen; readonly at: number }) {
  const rows: readonly (readonly [string, string])[] = [
    ['State', stateText[agent.state]],
    ['Lineage', agent.lineage],
    ['Parents', agent.parents.length === 0 ? 'none known' : agent.parents.join(', ')],
    ['Started by', agent.driver],
    ['Operator', agent.operator ?? 'not said'],
    ['Last', agent.last ?? 'nothing yet'],
  ];
  return (
    <dl class="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </div>
      ))}
      <div>
        <dt>Lease</dt>
        <dd>
          <LeaseLeft agent={agent} at={at} />
        </dd>
      </div>
    </dl>
  );
}
