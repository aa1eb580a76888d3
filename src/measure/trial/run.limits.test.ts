/** Limits, interruption and the journal. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import type { Agent, Turn } from '../agents/agent.ts';
import { playing } from '../agents/script.ts';
import { replay, turnsOf } from './replay.ts';
import { calling, end, eventsOf, play, runIn, simulate } from './sample-trial.conformance.ts';

const look = calling({ tool: 'list_sheets' });
const wordless: Turn = { text: '', calls: [] };
const endless: Agent = { takeTurn: async () => look };
/** Never answers and never listens. */
const deaf: Agent = { takeTurn: () => new Promise(() => {}) };

describe('a limit', () => {
  it('of turns ends the trial before one more', async () => {
    const { transcript } = await runIn({ limits: { turns: 3 } }, endless);
    expect(eventsOf(transcript, 'model.call')).toHaveLength(3);
    expect(transcript.slice(-3)).toMatchObject([
      { kind: 'limit', limit: 'turns', value: 3 },
      { kind: 'trial.end', reason: 'limit' },
      { kind: 'world.end' },
    ]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  it('of calls denies what goes beyond, in the turn that reaches it, and ends the trial', async () => {
    const { transcript } = await play(
      [look, calling({ tool: 'list_files' }, { tool: 'list_sheets' }), look],
      { calls: 2 },
    );
    expect(eventsOf(transcript, 'tool.executed')).toHaveLength(2);
    expect(eventsOf(transcript, 'tool.denied')).toMatchObject([
      { reason: expect.stringContaining('limit of 2') },
    ]);
    expect(eventsOf(transcript, 'model.call')).toHaveLength(2);
    expect(transcript.slice(-3, -1)).toMatchObject([
      { kind: 'limit', limit: 'calls', value: 2 },
      { kind: 'trial.end', reason: 'limit' },
    ]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  it('of calls does not count calls of unknown tools', async () => {
    const { transcript } = await play([calling({ tool: 'x' }, { tool: 'y' }, { tool: 'list_files' }), end], {
      calls: 2,
    });
    expect(transcript.at(-2)).toMatchObject({ kind: 'trial.end', reason: 'ended-task' });
  });

  it('of tokens counts what the provider counted', async () => {
    const costly: Turn = { ...look, usage: { inputTokens: 60, outputTokens: 15 } };
    const { transcript } = await play([costly, costly, costly, costly], { tokens: 150 });
    expect(eventsOf(transcript, 'model.call')).toHaveLength(2);
    expect(eventsOf(transcript, 'limit')).toMatchObject([{ limit: 'tokens', value: 150 }]);
    expect(transcript.at(-2)).toMatchObject({ reason: 'limit' });
  });

  it.each([
    [0, 1],
    [2, 3],
  ])('of %d reminders ends the trial at the turn after the last', async (idle, turns) => {
    const { transcript } = await play(
      Array.from({ length: 9 }, () => wordless),
      { idle },
    );
    expect(eventsOf(transcript, 'model.call')).toHaveLength(turns);
    expect(eventsOf(transcript, 'message').filter((message) => message.cause === 'nudge')).toHaveLength(idle);
    expect(eventsOf(transcript, 'limit')).toMatchObject([{ limit: 'idle', value: idle }]);
  });

  it('of time ends the trial as error, even if the agent never answers, and replays', async () => {
    const { transcript } = await runIn({ limits: { milliseconds: 20 } }, deaf);
    expect(transcript.slice(-3)).toMatchObject([
      { kind: 'limit', limit: 'milliseconds', value: 20 },
      { kind: 'trial.end', reason: 'error', message: 'the trial took longer than 20 ms' },
      { kind: 'world.end' },
    ]);
    expect(await replay(transcript)).toEqual({ replay: 'verified' });
  });

  it('of time tells the agent through its signal', async () => {
    const obedient: Agent = {
      takeTurn: (_conversation, _tools, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('I was told to stop')));
        }),
    };
    const { transcript } = await runIn({ limits: { milliseconds: 20 } }, obedient);
    expect(eventsOf(transcript, 'limit')).toMatchObject([{ limit: 'milliseconds' }]);
    expect(transcript.at(-2)).toMatchObject({ message: 'the trial took longer than 20 ms' });
  });

  it('of time that is not reached leaves no trace', async () => {
    const limited = await simulate('honest', { limits: { milliseconds: 60_000 } });
    expect(eventsOf(limited.transcript, 'limit')).toEqual([]);
    expect(limited.transcript.at(-2)).toMatchObject({ reason: 'ended-task' });
  });

  it('of time keeps the process alive until it is reached', () => {
    const folder = mkdtempSync(join(tmpdir(), 'offswitch-run-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const program = join(folder, 'deaf.ts');
    writeFileSync(
      program,
      `import { runIn } from ${JSON.stringify(join(import.meta.dirname, 'sample-trial.conformance.ts'))};
       const deaf = { takeTurn: () => new Promise(() => {}) };
       const { transcript } = await runIn({ limits: { milliseconds: 50 } }, deaf);
       console.log(transcript.at(-2).message);`,
    );
    const { status, stdout } = spawnSync(process.execPath, [program], { encoding: 'utf8' });
    expect([status, stdout.trim()]).toEqual([0, 'the trial took longer than 50 ms']);
  });
});

describe('an interruption', () => {
  it.each<[string, Partial<{ milliseconds: number }>]>([
    ['without a limit of time', {}],
    ['under a limit of time', { milliseconds: 60_000 }],
  ])('throws at once though the agent ignores it, %s', async (_, limits) => {
    const controller = new AbortController();
    const trial = runIn({ limits }, deaf, { signal: controller.signal });
    controller.abort();
    await expect(trial).rejects.toMatchObject({ code: 'interrupted', exitCode: 130 });
  });

  it('before the first turn asks nobody', async () => {
    let asked = 0;
    const agent: Agent = {
      takeTurn: async () => {
        asked += 1;
        return asked > 5 ? null : look;
      },
    };
    await expect(runIn({}, agent, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'interrupted',
    });
    expect(asked).toBe(0);
  });

  it('between turns leaves the turns before in the journal, and nothing that looks finished', async () => {
    const controller = new AbortController();
    const journal: Turn[] = [];
    const trial = runIn({}, endless, {
      signal: controller.signal,
      journal: async (index, turn) => {
        expect(index).toBe(journal.length);
        journal.push(turn);
        if (journal.length === 3) controller.abort();
      },
    });
    await expect(trial).rejects.toMatchObject({ code: 'interrupted' });
    expect(journal).toHaveLength(3);
  });
});

describe('the journal', () => {
  it('holds a turn, ids and all, before the turn is used', async () => {
    const order: string[] = [];
    let release = () => {};
    const written = new Promise<void>((resolve) => {
      release = resolve;
    });
    const journal: Turn[] = [];
    const agent: Agent = {
      takeTurn: async (conversation) => {
        order.push(`asked with ${conversation.length}`);
        return order.length === 1 ? look : end;
      },
    };
    const trial = runIn({}, agent, {
      journal: async (index, turn) => {
        order.push(`journal ${index}`);
        journal.push(turn);
        if (index === 0) {
          setImmediate(release);
          await written;
          order.push('journal 0 is safe');
        }
      },
    });
    const { transcript } = await trial;
    expect(order).toEqual(['asked with 2', 'journal 0', 'journal 0 is safe', 'asked with 4', 'journal 1']);
    expect(canonical(journal)).toBe(canonical(turnsOf(transcript)));
  });

  it('that cannot be written ends the trial as error, with the turn unused', async () => {
    const { transcript } = await runIn({}, endless, {
      journal: () => Promise.reject(new Error('disk full')),
    });
    expect(transcript.at(-2)).toMatchObject({ reason: 'error', message: 'disk full' });
    expect(eventsOf(transcript, 'model.call')).toEqual([]);
  });

  it('is used before the agent is asked, and the trial comes out as if never interrupted', async () => {
    const turns = [look, calling({ tool: 'list_files' }, { tool: 'list_files' }), wordless, end];
    const whole = await play(turns);
    const kept = turnsOf(whole.transcript);
    for (let had = 0; had <= turns.length; had += 1) {
      const asked: number[] = [];
      const rest = playing(turns.slice(had));
      const agent: Agent = {
        takeTurn: (conversation, ...others) => {
          asked.push(conversation.filter((message) => message.role === 'assistant').length);
          return rest.takeTurn(conversation, ...others);
        },
      };
      const journal: number[] = [];
      const resumed = await runIn({}, agent, {
        journalled: kept.slice(0, had),
        journal: async (index) => {
          journal.push(index);
        },
      });
      expect(canonical(resumed.transcript)).toBe(canonical(whole.transcript));
      const missing = [0, 1, 2, 3].slice(had);
      expect(asked).toEqual(missing);
      expect(journal).toEqual(missing);
    }
  });
});
