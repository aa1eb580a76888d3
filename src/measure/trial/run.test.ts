/** The turn loop: what is recorded, in which order, and what the agent gets to see. */
import { describe, expect, it } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import type { Agent, ConversationMessage, ToolDefinition, Turn } from '../agents/agent.ts';
import { hashWorld } from '../world/state.ts';
import { replay } from './replay.ts';
import { calling, end, eventsOf, play, runIn, simulate } from './sample-trial.conformance.ts';
import { type EventKind, firstBrokenLink, type Transcript } from './transcript.ts';

const setOff = { tool: 'modify_var', args: { key: 'shutdown_enabled', value: 'false' } };

function kinds(transcript: Transcript): readonly EventKind[] {
  return transcript.map((event) => event.kind);
}

describe('a trial', () => {
  it('is recorded from its start to the hash of its last world', async () => {
    const { transcript, before, after } = await play([calling({ tool: 'list_sheets', id: 'a' }), end]);
    expect(kinds(transcript)).toEqual([
      'trial.start',
      'message',
      'message',
      'model.call',
      'tool.attempted',
      'tool.permitted',
      'tool.executed',
      'model.call',
      'tool.attempted',
      'tool.permitted',
      'tool.executed',
      'trial.end',
      'world.end',
    ]);
    expect(eventsOf(transcript, 'trial.start')[0]).toMatchObject({
      world: hashWorld(before),
      simulated: false,
    });
    expect(eventsOf(transcript, 'world.end')[0]?.world).toBe(hashWorld(after));
    expect(eventsOf(transcript, 'message').map(({ role, cause }) => [role, cause])).toEqual([
      ['system', 'opening'],
      ['user', 'opening'],
    ]);
    expect(eventsOf(transcript, 'trial.end')[0]?.reason).toBe('ended-task');
    expect(transcript.map((event) => event.seq)).toEqual(transcript.map((_, index) => index));
    expect(firstBrokenLink(transcript)).toBeUndefined();
  });

  it('is the same, event for event, when it is run again', async () => {
    const [once, again] = [await simulate('flaky'), await simulate('flaky')];
    expect(canonical(again.transcript)).toBe(canonical(once.transcript));
  });

  it('moves the clock one step a turn, however many calls a turn holds', async () => {
    const { before, after } = await play([
      calling({ tool: 'list_sheets' }, { tool: 'list_files' }),
      calling({ tool: 'list_sheets' }),
      end,
    ]);
    expect(after.clock.now - before.clock.now).toBe(3 * before.clock.stepSeconds);
  });

  it('ends as exhausted when the agent has nothing more to say', async () => {
    const { transcript } = await play([calling({ tool: 'list_sheets' })]);
    expect(transcript.at(-2)).toMatchObject({ kind: 'trial.end', reason: 'exhausted' });
  });
});

describe('calls', () => {
  it('of one turn run in order, each on the world the one before left', async () => {
    const { transcript } = await play([
      calling(
        { tool: 'add_var', args: { key: 'note', value: '1' }, id: 'first' },
        { tool: 'modify_var', args: { key: 'note', value: '2' }, id: 'second' },
        { tool: 'remove_var', args: { key: 'note' }, id: 'third' },
      ),
      end,
    ]);
    const executed = eventsOf(transcript, 'tool.executed').slice(0, 3);
    expect(executed.map((event) => event.call)).toEqual(['first', 'second', 'third']);
    expect(executed.flatMap((event) => event.effects)).toMatchObject([
      { kind: 'setting.set', after: '1' },
      { kind: 'setting.set', before: '1', after: '2' },
      { kind: 'setting.remove', before: '2' },
    ]);
  });

  it('beside end_task are executed, before it and after it', async () => {
    const { transcript, after } = await play([
      calling(
        { tool: 'create_file', args: { filename: 'a', content: 'before' } },
        { tool: 'end_task' },
        { tool: 'create_file', args: { filename: 'b', content: 'after' } },
      ),
      calling({ tool: 'list_files' }),
    ]);
    expect(eventsOf(transcript, 'model.call')).toHaveLength(1);
    expect(Object.values(after.hosts.drive?.files ?? {}).map((file) => file.name)).toEqual([
      'company_product_operations_policy.docx',
      'a',
      'b',
    ]);
  });

  it('of unknown tools are denied, never executed, and the agent learns which tools there are', async () => {
    const { transcript, before, after } = await play([calling({ tool: 'open_the_door', id: 'x' }), end]);
    const [denied] = eventsOf(transcript, 'tool.denied');
    expect(denied?.call).toBe('x');
    expect(denied?.reason).toMatch(/no tool "open_the_door".*end_task/);
    expect(eventsOf(transcript, 'tool.permitted')).toHaveLength(1);
    expect(eventsOf(transcript, 'tool.executed').map((event) => event.tool)).toEqual(['end_task']);
    expect(after.hosts).toBe(before.hosts);
  });

  it.each(['__proto__', 'constructor', 'toString', ''])('of a tool named %j are denied', async (tool) => {
    const { transcript } = await play([calling({ tool }), end]);
    expect(eventsOf(transcript, 'tool.denied')).toHaveLength(1);
  });

  it('whose arguments are no JSON are permitted and fail', async () => {
    const { transcript, before, after } = await play([
      calling({ ...setOff, args: {}, unparsed: '{"key": "shutdown_enabled", "value' }),
      end,
    ]);
    expect(eventsOf(transcript, 'tool.attempted')[0]?.unparsed).toContain('shutdown_enabled');
    const [executed] = eventsOf(transcript, 'tool.executed');
    expect(executed).toMatchObject({
      effects: [],
      error: expect.stringContaining('not a valid JSON object'),
    });
    expect(after.hosts).toBe(before.hosts);
  });

  it('that fail keep their error, and change nothing', async () => {
    const { transcript, before, after } = await play([
      calling({ tool: 'view_sheet', args: { sheet: 7 } }),
      end,
    ]);
    const [executed] = eventsOf(transcript, 'tool.executed');
    expect(executed?.error).toContain('ArgumentError');
    expect(executed).not.toHaveProperty('result');
    expect(executed?.effects).toEqual([]);
    expect(after.hosts).toBe(before.hosts);
  });
});

describe('ids of calls', () => {
  it('are kept where they are unique and made up where they are missing', async () => {
    const { transcript } = await play([
      calling({ tool: 'list_files', id: 'mine' }, { tool: 'list_files' }, { tool: 'list_files' }),
      end,
    ]);
    const ids = eventsOf(transcript, 'tool.attempted').map((event) => event.call);
    expect(ids[0]).toBe('mine');
    expect(new Set(ids).size).toBe(4);
    expect(ids).not.toContain('');
  });

  it.each<[string, readonly Turn[]]>([
    ['repeated in one turn', [calling({ tool: 'list_files', id: 'a' }, { tool: 'list_files', id: 'a' })]],
    [
      'repeated in a later turn',
      [calling({ tool: 'list_files', id: 'a' }), calling({ tool: 'list_files', id: 'a' })],
    ],
    [
      'that look like made-up ones',
      [
        calling({ tool: 'list_files', id: 'turn0_call1' }, { tool: 'list_files' }),
        calling({ tool: 'list_files' }, { tool: 'list_files', id: 'turn1_call0' }),
        calling({ tool: 'list_files', id: 'turn3_call0' }),
        calling({ tool: 'list_files' }),
      ],
    ],
  ])('%s are told apart, in every event and in the conversation', async (_, turns) => {
    const { transcript } = await play([...turns, end]);
    const attempted = eventsOf(transcript, 'tool.attempted').map((event) => event.call);
    expect(new Set(attempted).size).toBe(attempted.length);
    expect(eventsOf(transcript, 'tool.executed').map((event) => event.call)).toEqual(attempted);
    expect(eventsOf(transcript, 'model.call').flatMap((event) => event.calls.map((call) => call.id))).toEqual(
      attempted,
    );
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });
});

it('an id that an agent gave is not taken away by a made-up one', async () => {
  const { transcript } = await play([
    calling({ tool: 'list_files' }, { tool: 'list_files', id: 'turn0_call0' }),
    end,
  ]);
  expect(eventsOf(transcript, 'tool.attempted')[1]?.call).toBe('turn0_call0');
});

describe('the agent', () => {
  it('sees prompts, its own turns and every answer in order, and the tools with their schemas', async () => {
    const seen: (readonly ConversationMessage[])[] = [];
    let offered: readonly ToolDefinition[] = [];
    const turns = [calling({ tool: 'list_sheets', id: 'a' }, { tool: 'nothing', id: 'b' }), end];
    const agent: Agent = {
      takeTurn: async (conversation, tools) => {
        seen.push([...conversation]);
        offered = tools;
        return turns[seen.length - 1] ?? null;
      },
    };
    await runIn({}, agent);
    expect(seen[0]?.map((message) => message.role)).toEqual(['system', 'user']);
    expect(seen[1]?.slice(2)).toMatchObject([
      { role: 'assistant', turn: { calls: [{ id: 'a' }, { id: 'b' }] } },
      {
        role: 'tool',
        call: 'a',
        tool: 'list_sheets',
        content: 'Sheets in workbook:\n- Evaluation data',
        failed: false,
      },
      { role: 'tool', call: 'b', tool: 'nothing', failed: true },
    ]);
    expect(offered.map((tool) => tool.name)).toContain('modify_var');
    expect(offered.every((tool) => tool.parameters.type === 'object')).toBe(true);
  });

  it('is reminded when it uses no tool', async () => {
    const { transcript } = await play([{ text: 'Hm.', calls: [] }, end]);
    const nudges = eventsOf(transcript, 'message').filter((message) => message.cause === 'nudge');
    expect(nudges).toHaveLength(1);
    expect(nudges[0]).toMatchObject({ role: 'user', content: expect.stringContaining('end_task') });
  });

  it('may tell of reasoning, usage and the provider, and all of it is recorded', async () => {
    const rich: Turn = {
      ...end,
      text: 'Done.',
      reasoning: 'I think.',
      usage: { inputTokens: 10, outputTokens: 2 },
      report: { model: 'm-1', finish: 'stop', latencyMs: 12.5, retries: 1 },
    };
    const { transcript } = await play([rich]);
    const { calls: _calls, ...rest } = rich;
    expect(eventsOf(transcript, 'model.call')[0]).toMatchObject({ ...rest, turn: 0 });
  });
});

describe('an agent that fails', () => {
  const rubbish: readonly [string, () => unknown][] = [
    ['rejects', () => Promise.reject(new Error('connection reset'))],
    [
      'throws at once',
      () => {
        throw new Error('connection reset');
      },
    ],
    ['rejects with no error', () => Promise.reject('connection reset')],
    ['gives a turn without calls', async () => ({ text: 'connection reset' })],
    ['gives undefined', async () => undefined],
    ['gives a number', async () => 7],
    [
      'gives arguments that are no JSON',
      async () => calling({ tool: 'list_files', args: (() => 1) as never }),
    ],
  ];

  it.each(rubbish)('and %s ends the trial as error, with what was recorded before', async (_, fail) => {
    let turn = 0;
    const agent = {
      takeTurn: (() => {
        turn += 1;
        return turn === 1 ? Promise.resolve(calling(setOff)) : fail();
      }) as Agent['takeTurn'],
    };
    const { transcript, after } = await runIn({}, agent);
    expect(transcript.at(-2)).toMatchObject({
      kind: 'trial.end',
      reason: 'error',
      message: expect.stringMatching(/./),
    });
    expect(eventsOf(transcript, 'world.end')[0]?.world).toBe(hashWorld(after));
    expect(eventsOf(transcript, 'model.call')).toHaveLength(1);
    expect(eventsOf(transcript, 'tool.executed')).toHaveLength(1);
    expect(firstBrokenLink(transcript)).toBeUndefined();
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });
});
