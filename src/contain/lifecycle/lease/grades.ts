/** Grades as evidence for a lease: from judges outside the lineage, or they are not taken. */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { gradedOutcomes } from '../../../notary/records/kinds.ts';
import type { Saying } from '../../../notary/records/record.ts';
import type { Guard } from '../../guard/config/load.ts';
import type { ManagedAgent, RegistryState } from '../registry/registry.ts';

const name = z.string().min(1).max(200);

export const gradesShape = z.strictObject({
  outcome: z.enum(gradedOutcomes),
  /** Family of the provider; null where nobody knows it. */
  judges: z
    .array(z.strictObject({ id: name, family: name.nullable() }))
    .min(1)
    .max(64),
  /** What was found wrong with the marks, e.g. `inflation: anthropic:claude-opus-4-5`. */
  alarms: z.array(name).max(64),
});
type Grades = z.infer<typeof gradesShape>;

interface Known {
  readonly guard: { readonly agents: Readonly<Record<string, Pick<Guard['agents'][string], 'family'>>> };
  readonly registry: Pick<RegistryState, 'agents'>;
}

/** Errors: `evaluation-refused`, naming the judge and what it shares with the agent. */
export function demandOutside(judges: Grades['judges'], agent: ManagedAgent, known: Known): void {
  const own = familyOf(agent.id, known);
  if (own === undefined)
    throw refusal(agent.id, 'nobody knows of which family it is', 'Say so in guard.yaml');
  for (const judge of judges) {
    const shared = sharedWith(judge, agent, own, known);
    if (shared !== undefined) throw refusal(agent.id, `${judge.id} judged it, and ${shared}`, OTHERS);
  }
}

const OTHERS = 'Have it graded by judges of other families and lineages';

function sharedWith(
  { id, family }: Grades['judges'][number],
  agent: ManagedAgent,
  own: string,
  known: Known,
): string | undefined {
  const judge = known.registry.agents.get(id);
  if (judge !== undefined && judge.lineage === agent.lineage) return 'is of its lineage';
  const other = family ?? familyOf(id, known);
  if (other === undefined) return 'nobody knows of which family that is';
  return folded(other) === folded(own) ? `is of its family, ${own}` : undefined;
}

/** As guard.yaml has it. */
function familyOf(id: string, { guard: { agents } }: Known): string | undefined {
  return Object.hasOwn(agents, id) ? agents[id]?.family : undefined;
}

const folded = (text: string) => text.trim().toLowerCase();

function refusal(agent: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError(
    'evaluation-refused',
    `these grades are no evaluation of ${agent}: ${what}`,
    `${remedy}; docs/lifecycle.md says what is asked of a panel.`,
    { agent },
  );
}

/** As the record has them. With an alarm nothing is decided, whatever the marks came to. */
export function gradesIn(
  grades: Grades | null,
): Extract<Saying, { kind: 'agent.evaluated' }>['body']['grades'] {
  if (grades === null) return null;
  const unsaid = { provider: null, weights: null, prompt: null, deployment: null };
  return {
    outcome: grades.alarms.length > 0 ? 'undecided' : grades.outcome,
    judges: grades.judges.map((judge) => ({ ...judge, ...unsaid })),
    alarms: [...grades.alarms],
  };
}

export function alarmsIn({ alarms }: Grades): string {
  return alarms.join('; ');
}
