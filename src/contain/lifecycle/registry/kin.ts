/** What the registry knows of an agent that decides whether another one may judge it: where it comes from, what it is made of. */
import type { Parties } from '../../guard/situation.ts';
import type { RegistryState } from './registry.ts';

/** `state` is asked each time: copies, successors and other weights are entered while the guard runs. */
export function kinIn(state: () => RegistryState): Parties {
  return {
    get: (name) => {
      const agent = state().agents.get(name);
      if (agent === undefined) return undefined;
      const { model, weights, prompts } = agent.digests;
      return {
        ...{ kind: 'agent', lineage: agent.lineage, weights, prompts },
        ...(model === undefined ? {} : { model }),
      };
    },
  };
}
