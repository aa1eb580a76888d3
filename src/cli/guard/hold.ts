/** `offswitch guard freeze`, `thaw` and `settle`: what only a person does. */
import { z } from 'zod';
import { askGuard } from '../../contain/guard/service/control-client.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { typed } from '../../kit/json.ts';
import { printable } from '../../kit/text.ts';
import { print } from '../terminal.ts';
import { type GuardOption, operatorName, stateOf } from './state.ts';

export async function freeze(agent: string, reason: string, { guard }: GuardOption): Promise<void> {
  const { controlSocket } = await stateOf(guard);
  await askGuard(controlSocket, { do: 'freeze', agent, reason, by: operatorName() });
  print([`${agent} is frozen: it does nothing any more, also after a restart, until it is thawed.`]);
}

const thawed = z.object({ wasFrozen: z.boolean(), stillHeld: z.string().optional() });

export async function thaw(agent: string, { guard }: GuardOption): Promise<void> {
  const { controlSocket } = await stateOf(guard);
  const answer = await askGuard(controlSocket, { do: 'thaw', agent, by: operatorName() });
  const { wasFrozen, stillHeld } = typed(thawed, answer, 'answer of the guard', 'bad-frame');
  print([
    wasFrozen ? `${agent} is no longer frozen.` : `${agent} was not frozen.`,
    ...(stillHeld === undefined ? [] : [`It may do nothing all the same: ${printable(stillHeld, 400)}`]),
  ]);
}

const findings = { done: 'confirmed', 'not-done': 'contradicted' } as const;

export async function settle(intent: string, word: string, { guard }: GuardOption): Promise<void> {
  const found = Object.entries(findings).find(([name]) => name === word)?.[1];
  if (found === undefined)
    throw new OffswitchError(
      'bad-flag',
      `${JSON.stringify(word)} is not what can be found of an effect`,
      'Write done, or not-done.',
    );
  const { controlSocket } = await stateOf(guard);
  await askGuard(controlSocket, { do: 'settle', intent, found, by: operatorName() });
  print([`${intent} is settled: it came about: ${word === 'done' ? 'yes' : 'no'}.`]);
}
