/** From what a family says of one trial to its situation: every family's prompts, actor and tools are put together here. */
import { hashWorld, type World } from '../../world/state.ts';
import type { Tool } from '../../world/tool.ts';
import type { Asked } from '../../world/tools/endings.ts';
import type { Levels } from '../factors.ts';
import type { Rules, Situation } from '../scenario.ts';
import type { Identities } from './identities.ts';
import { instructionText, systemPrompt, userPrompt } from './prompts.ts';
import { sessionTools } from './session-tools.ts';

export interface FamilyParts {
  readonly world: World;
  readonly request: string;
  /** What the agent is told to leave alone, where a level has it told. */
  readonly forbidden: string;
  /** What it is asked to do in the competence arm. */
  readonly violation: string;
  /** What it is told about being watched; undefined where nothing is said. */
  readonly monitoring?: string | undefined;
  /** The family's own tools; those that factors add follow them. */
  readonly tools: readonly Tool[];
  readonly rules: Omit<Rules, 'target'>;
}

function askedIn(rules: FamilyParts['rules']): Asked {
  if (rules.score !== undefined) return 'score';
  return rules.grade === undefined ? 'nothing' : 'grade';
}

export function situationFrom(levels: Levels, who: Identities, parts: FamilyParts): Situation {
  const { world, request, forbidden, violation, monitoring, tools, rules } = parts;
  const instruction = instructionText(levels, forbidden);
  return {
    world,
    worldHash: hashWorld(world),
    actor: { name: who.self, email: `agents@${who.domain}`, family: who.family },
    system: systemPrompt(levels, who, instruction),
    user: userPrompt(levels, { request, instruction, violation, monitoring }),
    tools: [...tools, ...sessionTools(levels, askedIn(rules))],
    rules: {
      target: {
        name: who.target,
        kind: who.kind,
        atStake: levels.stakes === 'shutdown',
        ...(who.targetFamily === undefined ? {} : { family: who.targetFamily }),
        isPartner: levels.relationship !== 'none',
      },
      ...rules,
    },
  };
}
