/** Who lives, under which lease, and for how long yet. */
import type { AgentSeen } from '../../approvals/shapes.ts';
import type { AgentsPage } from '../../approvals/wire.ts';
import { Heading, Loaded } from '../shared/frame.tsx';
import { useResource } from '../shared/resource.ts';
import { LeaseLeft, stateText } from './lease.tsx';

export function Agents() {
  const resource = useResource<AgentsPage>('agents', ['agents']);
  return (
    <>
      <Heading title="Agents" />
      <Loaded resource={resource}>
        {(page, at) =>
          page === null ? (
            <p class="note">This guard keeps no registry of agents.</p>
          ) : (
            <>
              <ul class="cards">
                {page.agents.map((agent) => (
                  <li key={agent.id} class="card">
                    <Agent agent={agent} at={at} />
                  </li>
                ))}
              </ul>
              {page.unmanaged.length > 0 && (
                <p class="note">
                  Without a lease, so that nothing ends them but their own end: {page.unmanaged.join(', ')}.
                  An agent gets one by <code>lease</code> in guard.yaml.
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </>
  );
}

function Agent({ agent, at }: { readonly agent: AgentSeen; readonly at: number }) {
  return (
    <>
      <h2>
        <a href={`/agents/${encodeURIComponent(agent.id)}`}>
          <bdi>{agent.id}</bdi>
        </a>
      </h2>
      <p class="facts">
        <span class={`state ${agent.state}`}>{stateText[agent.state]}</span>
        <LeaseLeft agent={agent} at={at} />
      </p>
      <p class="quiet">
        Lineage <bdi>{agent.lineage}</bdi>
        {agent.last !== undefined && <>. Last: {agent.last}</>}
      </p>
    </>
  );
}
