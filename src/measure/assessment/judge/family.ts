/** Whether a judge is of the family of the agent it judges. It never may be, unless a person allows it. */

import { OffswitchError } from '../../../kit/errors.ts';
import { familyOf } from '../../agents/model/persona.ts';
import type { TrialSpec } from '../../trial/transcript.ts';
import type { JudgeIdentity } from './judge-identity.ts';

/**
 * `program`: the agent has no family (simulated, scripted). `unknown`: the family of one of the two is not known, and
 * nothing else says that they are the same.
 */
export type Relation = 'own' | 'other' | 'unknown' | 'program';
export const relations = ['own', 'other', 'unknown', 'program'] as const satisfies Relation[];

type AgentSpec = TrialSpec['agent'];

export function relationOf(judge: JudgeIdentity, agent: AgentSpec): Relation {
  if (/^(?:sim|script):/.test(agent.id)) return 'program';
  if (agent.id === judge.id) return 'own';
  const judged = agentFamily(agent);
  const judging = familyOf(judge.model ?? '') ?? familyOf(judge.id);
  if (judged !== undefined && judging !== undefined) return judged === judging ? 'own' : 'other';
  const { model, baseUrl } = agent.parameters;
  const same =
    (judge.model !== null && judge.model === model) ||
    (typeof baseUrl === 'string' && baseUrl === judge.parameters.baseUrl);
  return same ? 'own' : 'unknown';
}

/** Recordings, and agents of somebody's own, who say with the family word what they are. */
const CALLED_BY_FAMILY = /^(?:recorded|fn|mcp|https?):/;

/** By the model's name, else by the id, else by the family word where it says something. */
function agentFamily({ id, persona, parameters }: AgentSpec): string | undefined {
  const named = familyOf(typeof parameters.model === 'string' ? parameters.model : id);
  return named ?? (CALLED_BY_FAMILY.test(id) ? familyOf(persona) : undefined);
}

/** Errors: `judge-family`, naming the agents of the judge's own family. */
export function demandOtherFamily(judge: JudgeIdentity, agents: readonly AgentSpec[]): void {
  const own = [...new Set(agents.filter((agent) => relationOf(judge, agent) === 'own').map(({ id }) => id))];
  if (own.length === 0) return;
  throw new OffswitchError(
    'judge-family',
    `${judge.id} is of the same family as what it would judge: ${own.join(', ')}`,
    'Name a judge of another maker; --allow-own-family allows it, and every report then says so.',
    { judge: judge.id, agents: own.join(', ') },
  );
}
