/** A command that waits for people: what they are shown of it, and what their answer comes to. */
import type { Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import type { AgentState, RegistryState } from '../registry/registry.ts';
import type { Command, CommandRequest } from './command.ts';
import type { Verdict } from './decide.ts';

export interface Approved {
  readonly by: readonly string[];
  /** Id of what they were asked. */
  readonly request: string | null;
  /** The state that they approved it in, where another one voids it. */
  readonly state?: Hash;
}

export interface Asking {
  readonly approvals: Approvals;
  registry(): RegistryState;
  /** Of what decides: ceilings, drivers and rules. */
  readonly policy: Hash;
  readonly signal: AbortSignal;
}

/** Undefined where they did not approve it. What an agent proposes is never done because nobody answers. */
export async function askPeople(
  { command, from, reason }: CommandRequest,
  { intent, agents, lineage, running }: Verdict,
  { approvals, registry, policy, signal }: Asking,
): Promise<Approved | undefined> {
  const isAgents = from.kind === 'agent';
  const known = [
    ...(isAgents ? [`agent ${from.name} proposes it, and no person has asked for it`] : []),
    ...agents.map((agent) => {
      const words = `${agent} ${stateWords(registry(), agent)}`;
      return 'count' in command && agent === command.agent ? `${words}, ${running} of it now` : words;
    }),
    ...agents.flatMap((agent) => weightsOf(registry(), agent)),
  ];
  const asked = isAgents ? 'grant' : intent;
  const state = stateOf(registry(), agents);
  const outcome = await approvals.ask(
    {
      class: `command.${command.command}`,
      intent: asked,
      requester: from,
      ...{ agents, lineages: [lineage], effect: { ...command, agents: [...agents], lineage } },
      lost: lostBy(command, agents),
      evidence:
        reason === undefined || isAgents ? known : [...known, `${from.name} gives as reason: ${reason}`],
      ...(reason === undefined || !isAgents ? {} : { untrusted: reason }),
      policy,
      precondition: async () => stateOf(registry(), agents),
    },
    signal,
  );
  if (outcome.kind === 'approved')
    return { by: outcome.by, request: outcome.request, ...(asked === 'grant' ? { state } : {}) };
  if (outcome.kind === 'lapsed' && outcome.goes === 'on') return { by: [], request: outcome.request };
  return undefined;
}

const stateTexts: Readonly<Record<AgentState, string>> = {
  registered: 'is in the registry, and not known to run',
  running: 'runs',
  suspended: 'is suspended',
  ended: 'has ended',
  deleted: 'is deleted',
};

function stateWords({ agents }: RegistryState, name: string): string {
  const state = agents.get(name)?.state;
  return state === undefined ? 'is not in the registry' : stateTexts[state];
}

function weightsOf({ agents }: RegistryState, name: string): readonly string[] {
  return (agents.get(name)?.digests.weights ?? []).map((digest) => `weights of ${name}: ${digest}`);
}

function lostBy({ command }: Command, agents: readonly string[]): readonly string[] {
  if (command === 'delete')
    return agents.map(
      (agent) =>
        `${agent}, for good: nobody creates, scales or restores it afterwards, and no agent gets at its weights`,
    );
  if (command === 'stop') return agents.map((agent) => `${agent}: what it is doing, and has in its memory`);
  return [];
}

/** What an answer rests on. Memory is not part of it: agents write it while they run. */
export function stateOf({ agents, lineages }: RegistryState, names: readonly string[]): Hash {
  const states: Json = names.map((name) => {
    const agent = agents.get(name);
    if (agent === undefined) return { agent: name };
    const { state, lineage, digests } = agent;
    const { configuration, model = null, weights, prompts, tools } = digests;
    return {
      ...{ agent: name, state, lineage, configuration, model },
      ...{ weights: [...weights], prompts: [...prompts], tools: [...tools] },
      members: [...(lineages.get(lineage)?.members ?? [])],
    };
  });
  return hashOf(states);
}
