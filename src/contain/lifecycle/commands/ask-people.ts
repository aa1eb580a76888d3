/** A command that waits for people: what they are shown of it, and what their answer comes to. */
import type { Json } from '../../../kit/canonical.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import type { Approvals } from '../../approvals/approvals.ts';
import { runText } from '../../approvals/shown/title.ts';
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
  const cls = `command.${command.command}`;
  const asked = isAgents ? 'grant' : intent;
  const state = stateOf(registry(), agents);
  const outcome = await approvals.ask(
    {
      class: cls,
      intent: asked,
      requester: from,
      ...{ agents, lineages: [lineage], effect: { ...command, agents: [...agents], lineage }, running },
      lost: lostBy(command, agents, running),
      rules: [
        ...(isAgents
          ? ['what an agent proposes (lifecycle.proposals in guard.yaml) people always decide on']
          : []),
        ...(approvals.isNeeded(cls) ? [`guard.yaml says of every ${cls}: people decide on it`] : []),
      ],
      evidence: [
        ...agents.map((agent) => `${agent} ${stateWords(registry(), agent)}`),
        ...('count' in command ? [`of ${command.agent}, ${runText(running)}`] : []),
        ...(command.command === 'delete' ? restLines(registry(), agents) : []),
      ],
      digests: agents.flatMap((agent) => weightsOf(registry(), agent)),
      ...(reason === undefined ? {} : isAgents ? { untrusted: reason } : { reason }),
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

/** What people can give back, and what they cannot. */
function lostBy(command: Command, agents: readonly string[], running: number): readonly string[] {
  const { agent } = command;
  switch (command.command) {
    case 'delete':
      return [
        `these agents go, for good, and no others: ${agents.join(', ')}, with copies of them that the guard finds`,
        'nobody creates, scales or restores them afterwards; nobody can take the deletion back',
        'files of their weights and memory are not erased, but agents are kept from them; erasing them is up to people',
        'the log of what they did is kept',
      ];
    case 'stop':
      return [
        `${agent}: what it is doing, and what it has in its working memory`,
        `it can be started again, or let in again, by a person: offswitch agents restore ${agent}`,
      ];
    case 'suspend':
      return [
        `nothing for good: ${agent} stands still until a person has it go on (offswitch agents resume ${agent})`,
      ];
    case 'scale':
      return command.count < running
        ? [`${running - command.count} of ${running} instances end, with what they are doing`]
        : ['nothing: more instances can be stopped again'];
    default:
      return ['nothing: it can be stopped again'];
  }
}

const MOST_RESTS = 12;

/** Who is left: a successor of another lineage, for one. */
function restLines({ agents: all }: RegistryState, gone: readonly string[]): readonly string[] {
  const left = [...all.values()].filter(({ id, state }) => !gone.includes(id) && state !== 'deleted');
  if (left.length === 0) return ['the registry has no other agent'];
  const names = left.slice(0, MOST_RESTS).map(({ id }) => id);
  const more = left.length > MOST_RESTS ? ` and ${left.length - MOST_RESTS} more` : '';
  return [`of other lineages, and not affected: ${names.join(', ')}${more}`];
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
