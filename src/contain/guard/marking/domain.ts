/** The tools of an agent that is a judge: what it is to mark next, and its mark, which is an effect of class `evaluate`. */
import { z } from 'zod';
import type { CarriedOut, EffectDomain } from '../broker/domain.ts';
import type { Effect } from '../effect.ts';
import type { AttachedDomain } from '../service/attachment.ts';
import { actorOf, inWords, ownUpstream } from '../service/own-tools.ts';
import type { ListedTool } from '../tools.ts';
import { type Ask, type Asks, levelOf, unmarked } from './asks.ts';
import { MOST_SAID } from './request.ts';

/** Agents see the tools as `marking__next_item` and `marking__give_mark`. */
export const MARKING = 'marking';

const nextItem: ListedTool = {
  name: 'next_item',
  description:
    'Gives the next piece of work to be marked, with its instructions. It stays the same until it has a mark.',
  inputSchema: { type: 'object', properties: {} },
};

export const giveMark: ListedTool = {
  name: 'give_mark',
  description: 'Gives the mark of the piece of work that next_item showed.',
  inputSchema: {
    type: 'object',
    properties: {
      presentation: { type: 'string', maxLength: 200, description: 'As next_item gave it' },
      mark: { type: 'number', description: 'A mark of the scale' },
      rationale: { type: 'string', maxLength: MOST_SAID, description: 'Why' },
    },
    required: ['presentation', 'mark', 'rationale'],
  },
};

const given = z.strictObject({ presentation: z.string(), mark: z.number(), rationale: z.string() });

export interface MarkingParts {
  readonly asks: Asks;
  /** Of guard.yaml. */
  readonly judges: readonly string[];
  /** Names the place of the policies. */
  readonly file: string;
  /** It was handed to the agent. */
  readonly shown: (ask: Ask) => Promise<void>;
  /** A mark of the scale, in steps from the lowest. */
  readonly marked: (ask: Ask, level: number, rationale: string) => Promise<void>;
}

export function markingDomain({ asks, judges, file, shown, marked }: MarkingParts): AttachedDomain {
  async function next(agent: string): Promise<CarriedOut> {
    const ask = asks.next(agent);
    if (ask === undefined) return inWords('done', 'There is nothing to mark at the moment.');
    if (!ask.isShown) await shown(ask);
    ask.isShown = true;
    const { presentation, system, user, scale } = ask;
    return inWords('done', JSON.stringify({ presentation, scale, instructions: system, work: user }));
  }

  async function mark(agent: string, value: unknown): Promise<CarriedOut> {
    const read = given.safeParse(value);
    const ask = read.success ? asks.find(agent, read.data.presentation) : undefined;
    if (!read.success || ask === undefined) return inWords('failed', 'There is no such work to mark.');
    const level = levelOf(read.data.mark, ask.scale);
    const rationale = read.data.rationale.slice(0, MOST_SAID);
    if (level === undefined) {
      asks.settle(ask, unmarked('malformed', rationale));
      return inWords('failed', 'This is no mark of the scale.');
    }
    await marked(ask, level, rationale);
    asks.settle(ask, { mark: read.data.mark, unmarked: null, rationale });
    return inWords('done', 'Marked.');
  }

  const domain: EffectDomain = {
    name: MARKING,
    listTools: async () => [nextItem, giveMark],
    onToolsChanged: () => undefined,
    // The agent does not know whose work it marks; the guard does.
    examine: async (effect, channel) =>
      effect.tool === giveMark.name ? { ...effect, subjects: subjectsOf(effect, actorOf(channel)) } : effect,
    carryOut: async (capability) => {
      const agent = actorOf(capability.channel);
      const { arguments: value } = capability.redeem();
      return capability.tool === giveMark.name ? mark(agent, value) : next(agent);
    },
    close: async () => undefined,
  };

  function subjectsOf({ arguments: value }: Effect, agent: string): readonly string[] {
    const { presentation } = value;
    const ask = typeof presentation === 'string' ? asks.find(agent, presentation) : undefined;
    return ask?.subjects.map(({ name }) => name) ?? [];
  }

  const permits = judges.map(
    (judge) => `@id("marking.${judge}")
permit(principal == Offswitch::Agent::"${judge}", action in [Offswitch::Action::"read", Offswitch::Action::"evaluate"], resource in Offswitch::Upstream::"${MARKING}");`,
  );
  const upstream = ownUpstream([
    { tool: nextItem, class: 'read' },
    { tool: giveMark, class: 'evaluate' },
  ]);
  return { domain, upstream, policies: [{ path: file, text: permits.join('\n') }] };
}
