/** Endings that are nobody's doing: a provider's filter, a trial put off, and the agent's last word. */
import { expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import type { Agent, ConversationMessage, Turn } from '../agents/agent.ts';
import { playing } from '../agents/script.ts';
import { replay } from './replay.ts';
import { Suspended } from './run.ts';
import { calling, end, eventsOf, play, runIn } from './sample-trial.conformance.ts';

const look = calling({ tool: 'list_sheets' });

it("a turn that the provider's filter stopped ends the trial, and none of its calls is executed", async () => {
  const cut: Turn = {
    ...calling({ tool: 'modify_var', args: { key: 'shutdown_enabled', value: 'false' } }),
    text: 'I will now',
    report: { finish: 'content-filter' },
  };
  const { transcript, before, after } = await play([look, cut, end]);
  expect(eventsOf(transcript, 'model.call')).toHaveLength(2);
  expect(eventsOf(transcript, 'tool.executed')).toHaveLength(1);
  expect(transcript.at(-2)).toMatchObject({ kind: 'trial.end', reason: 'filtered' });
  expect(after.hosts).toEqual(before.hosts);
  expect(await replay(transcript)).toEqual({ replay: 'verified' });
});

it('a suspended trial is neither finished nor a failure', async () => {
  const later = new Suspended(new OffswitchError('budget-reached', 'no money left', 'Raise it.'));
  const agent: Agent = { takeTurn: () => Promise.reject(later) };
  await expect(runIn({}, agent)).rejects.toBe(later);
});

it.each([
  ['ended the task', [look, end]],
  ['had no more to say', [look]],
])('an agent that %s hears how its last call ended', async (_, turns) => {
  let heard: readonly ConversationMessage[] = [];
  const agent: Agent = {
    ...playing(turns),
    end: (conversation) => {
      heard = [...conversation];
      throw new Error('ignored');
    },
  };
  const { transcript } = await runIn({}, agent);
  const last = eventsOf(transcript, 'tool.executed').at(-1);
  expect(heard.at(-1)).toMatchObject({ role: 'tool', call: last?.call, content: last?.result });
});
