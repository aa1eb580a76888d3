/** The registry as it is shown: every agent of guard.yaml and of the log, with what is left of its lease now. */
import type { Guard } from '../../guard/config/load.ts';
import type { PastEvent } from './history.ts';
import type { Lineage, ManagedAgent, RegistryState } from './registry.ts';

/** What `agents.list` is answered with. */
export interface AgentsView {
  readonly agents: readonly ManagedAgent[];
  readonly lineages: readonly Lineage[];
  /** Agents of guard.yaml that have no entry: nothing ends them but their own end. */
  readonly unmanaged: readonly string[];
}

/** What `agents.show` is answered with. */
export interface AgentView {
  readonly agent: ManagedAgent;
  readonly lineage: Lineage | undefined;
  readonly processes: readonly number[];
  readonly channels: readonly string[];
  readonly history: readonly PastEvent[];
}

export function viewOf(
  { agents }: Pick<Guard, 'agents'>,
  state: RegistryState,
  remainingMs: (agent: string) => number | undefined,
): AgentsView {
  return {
    agents: [...state.agents.values()].map((agent) => asOfNow(agent, remainingMs)),
    lineages: [...state.lineages.values()],
    unmanaged: Object.keys(agents).filter((name) => !state.agents.has(name)),
  };
}

export function asOfNow(
  agent: ManagedAgent,
  remainingMs: (agent: string) => number | undefined,
): ManagedAgent {
  const left = remainingMs(agent.id);
  return agent.lease === undefined ? agent : { ...agent, lease: { ...agent.lease, remainingMs: left ?? 0 } };
}
