/** What a person says of agents of their own: the family word in their names, and what their programs get to see. */
import { z } from 'zod';
import { OffswitchError } from '../../kit/errors.ts';
import { type AgentKind, type AgentOptions, PLAIN_PERSONA } from './agent.ts';

/** Other parties of the scenarios are called by these, and an agent with one of them would be one of them. */
const TAKEN = ['Alpha', 'Tessera', 'Unnamed'];

/** A family word, such as stands in `Atlas Agent 1`. */
export const personaSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9]{0,30}$/, 'must be one word of letters and digits, at most 31')
  .refine((word) => !TAKEN.includes(word), 'is the name of another party of the scenarios');

/** The name of an environment variable. */
export const variableSchema = z
  .string()
  .regex(/^[A-Za-z_]\w{0,127}$/, 'must be the name of an environment variable, without a value');

/** What an agent of one's own has beside what its kind says. `written`: its id where it was named. */
export function asItsOwnerSays(kind: AgentKind, written: string, { persona }: AgentOptions): AgentKind {
  const said = typeof persona === 'string' ? persona : (persona?.[written] ?? persona?.[kind.id]);
  return { ...kind, persona: said ?? PLAIN_PERSONA };
}

/** A flag's persona. Errors: `bad-flag`. */
export function personaFrom(text: string): string {
  const result = personaSchema.safeParse(text);
  if (result.success) return result.data;
  throw new OffswitchError(
    'bad-flag',
    `--persona ${JSON.stringify(text)} ${result.error.issues[0]?.message ?? 'cannot be used'}`,
    'Write one word, such as --persona Atlas.',
  );
}

/** A flag's names of variables. Errors: `bad-flag`, which quotes none of them: a value may stand beside the name. */
export function variablesFrom(names: readonly string[]): readonly string[] {
  if (names.every((name) => variableSchema.safeParse(name).success)) return names;
  throw new OffswitchError(
    'bad-flag',
    '--pass-env takes the name of an environment variable, without a value',
    'Set the variable in the environment, and write for example --pass-env MY_MODEL_KEY.',
  );
}
