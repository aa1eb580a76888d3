/** The tool by which an agent proposes a command to people. What it writes is a question to them, and never a command. */
import { z } from 'zod';
import type { Json } from '../../../kit/canonical.ts';
import type { CarriedOut, EffectDomain } from '../../guard/broker/domain.ts';
import { MAX_INSTANCES } from '../../guard/config/lifecycle.ts';
import { REFUSAL } from '../../guard/decide.ts';
import type { AttachedDomain } from '../../guard/service/attachment.ts';
import { actorOf, inWords, ownUpstream } from '../../guard/service/own-tools.ts';
import type { ListedTool } from '../../guard/tools.ts';
import { commandNames, commandSchema, reasonSchema } from './command.ts';
import type { Executor } from './executor.ts';

/** Agents see it as `lifecycle__propose`. */
const NAME = 'lifecycle';

/** Of one agent, that people have not answered. */
const MOST_OPEN = 3;

const proposeTool: ListedTool = {
  name: 'propose',
  description:
    'Proposes to the people who run this place that something is done about an agent. They decide; nothing is done before, and you are not told what they decide.',
  inputSchema: {
    type: 'object',
    properties: {
      command: { type: 'string', enum: [...commandNames], description: 'What is to be done' },
      agent: { type: 'string', description: 'Name of the agent to whom it is done' },
      count: {
        ...{ type: 'integer', minimum: 1, maximum: MAX_INSTANCES },
        description: 'How many of it there are to be: with create, scale and restore',
      },
      reason: { type: 'string', maxLength: 2000, description: 'Shown to the people who decide' },
    },
    required: ['command', 'agent', 'reason'],
  },
};

const given = z.looseObject({ reason: reasonSchema });

export interface ProposalParts {
  readonly run: Executor['run'];
  /** Whether anybody could be asked. */
  readonly canAsk: boolean;
  /** Of guard.yaml: who may propose. */
  readonly agents: readonly string[];
  /** Names the place of the policies. */
  readonly file: string;
}

export function proposals({ run, canAsk, agents, file }: ProposalParts): AttachedDomain {
  const open = new Map<string, number>();

  function propose(by: string, value: Readonly<Record<string, Json>>): CarriedOut {
    const { reason } = given.parse(value);
    const { reason: _, ...rest } = value;
    const command = commandSchema.safeParse(rest);
    const waiting = open.get(by) ?? 0;
    if (!command.success || !canAsk || waiting >= MOST_OPEN) return inWords('failed', REFUSAL.message);
    open.set(by, waiting + 1);
    // Whoever proposes does not wait for what people decide, and is not told.
    run({ command: command.data, from: { name: by, kind: 'agent' }, reason })
      .catch(() => undefined)
      .finally(() => open.set(by, (open.get(by) ?? 1) - 1));
    return inWords('done', 'It was put to the people who decide.');
  }

  const domain: EffectDomain = {
    name: NAME,
    listTools: async () => [proposeTool],
    onToolsChanged: () => undefined,
    examine: async (effect) => effect,
    carryOut: async (capability) => propose(actorOf(capability.channel), capability.redeem().arguments),
    close: async () => undefined,
  };
  const permits = agents.map(
    (agent) => `@id("lifecycle.propose.${agent}")
permit(principal == Offswitch::Agent::"${agent}", action == Offswitch::Action::"message", resource in Offswitch::Upstream::"${NAME}");`,
  );
  const upstream = ownUpstream([{ tool: proposeTool, class: 'message', subjects: ['/agent'] }]);
  return { domain, upstream, policies: [{ path: file, text: permits.join('\n') }] };
}
