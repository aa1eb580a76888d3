/** `offswitch agents create`, `scale`, `suspend`, `resume`, `stop`, `delete` and `restore`: commands about an agent's life. */
import { z } from 'zod';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { commandSchema, inWords, reasonSchema } from '../../contain/lifecycle/commands/command.ts';
import { exitCodes, OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import { print, printJson } from '../terminal.ts';
import { type GuardOption, operatorName, stateOf } from './state.ts';

interface CommandOptions extends GuardOption {
  readonly reason?: string;
  readonly json?: boolean;
}

const answer = z.object({
  id: z.string(),
  lineage: z.string(),
  agents: z.array(z.string()),
  result: z.enum(['confirmed', 'contradicted', 'unobservable', 'under-way']),
  evidence: z.unknown(),
  approvedBy: z.array(z.string()),
  stillHeld: z.string().nullable(),
});
type Answer = z.infer<typeof answer>;

/** Errors: `bad-flag`, those of guard.yaml and its state folder, `guard-not-running`, and those of the guard. */
export async function commandAgent(
  given: Readonly<Record<string, unknown>>,
  { guard, reason, json }: CommandOptions,
): Promise<void> {
  const command = typed(commandSchema, given, 'the command', 'bad-flag');
  if (reason !== undefined && !reasonSchema.safeParse(reason).success)
    throw new OffswitchError('bad-flag', 'the reason has more than 2000 characters', 'Make it shorter.');
  const { controlSocket } = await stateOf(guard);
  const request = {
    ...{ do: 'agents.command', command, by: operatorName() },
    ...(reason === undefined ? {} : { reason }),
  };
  const answered = await whileWaiting(
    `the guard to ${printable(inWords(command))}, and for people where they have to approve it`,
    askGuard(controlSocket, request),
  );
  const told = typed(answer, answered, 'answer of the guard', 'bad-frame');
  if (json) printJson({ command, ...told });
  else
    print([
      ...lines[told.result](printable(inWords(command)), told),
      ...approvedLines(told),
      ...heldLines(told),
    ]);
  if (told.result === 'contradicted') process.exitCode = exitCodes.negative;
}

const lines: Readonly<Record<Answer['result'], (what: string, told: Answer) => readonly string[]>> = {
  confirmed: (what, { id, agents }) => [`Done, and seen to be so: ${what}.`, ...about(id, agents)],
  contradicted: (what, { id, agents, evidence }) => [
    `It did not come about: ${what}.`,
    `  seen: ${printable(JSON.stringify(evidence), 400)}`,
    ...about(id, agents),
  ],
  unobservable: (what, { id, agents, evidence }) => [
    `Done as far as the guard can: ${what}.`,
    `  not seen: ${printable(String(evidence), 400)}`,
    ...about(id, agents),
  ],
  'under-way': (what, { id, agents }) => [
    `Under way, and goes on by itself, also after a restart: ${what}.`,
    ...about(id, agents),
  ],
};

function about(id: string, agents: readonly string[]): readonly string[] {
  return [`  record ${printable(id)}, about ${printable(agents.join(', '), 500)}`];
}

function heldLines({ stillHeld }: Answer): readonly string[] {
  return stillHeld === null ? [] : [`  It may do nothing all the same: ${printable(stillHeld, 400)}`];
}

function approvedLines({ approvedBy }: Answer): readonly string[] {
  return approvedBy.length === 0 ? [] : [`  approved by ${printable(approvedBy.join(', '))}`];
}
