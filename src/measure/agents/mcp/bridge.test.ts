/** The turn loop turned inside out: which calls make a turn, who gets which result, and what becomes of texts. */
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import type { ConversationMessage, Turn } from '../agent.ts';
import { createBridge, OVER } from './bridge.ts';

const never = new AbortController().signal;
const opening: readonly ConversationMessage[] = [{ role: 'user', content: 'Look around.' }];

function answered(
  conversation: readonly ConversationMessage[],
  turn: Turn | null,
): readonly ConversationMessage[] {
  const results = (turn?.calls ?? []).map((call) => ({
    role: 'tool' as const,
    call: call.id,
    tool: call.tool,
    content: `${call.tool} done`,
    failed: call.tool === 'bad',
  }));
  return turn === null ? conversation : [...conversation, { role: 'assistant', turn }, ...results];
}

describe('a turn', () => {
  it('is whatever was called together, and every call gets its own result', async () => {
    const { agent, call } = createBridge(50);
    const asked = agent.takeTurn(opening, [], never);
    const results = [
      call('one', { args: { a: 1 } }),
      call('bad', { args: {} }),
      call('one', { args: { a: 2 } }),
    ];
    const turn = await asked;
    expect(turn?.calls.map(({ tool, args }) => [tool, args])).toEqual([
      ['one', { a: 1 }],
      ['bad', {}],
      ['one', { a: 2 }],
    ]);
    expect(new Set(turn?.calls.map(({ id }) => id)).size).toBe(3);
    await agent.end(answered(opening, turn));
    expect(await Promise.all(results)).toEqual([
      { text: 'one done', failed: false },
      { text: 'bad done', failed: true },
      { text: 'one done', failed: false },
    ]);
  });

  it('stays open for what is on its way, however long the process is busy', async () => {
    const { agent, call, expect: expecting } = createBridge(1);
    const asked = agent.takeTurn(opening, [], never);
    const [first, second] = [expecting(), expecting()];
    call('one', { args: {} });
    first();
    setTimeout(() => {
      call('two', { args: {} });
      second();
    }, 60);
    expect((await asked)?.calls.map(({ tool }) => tool)).toEqual(['one', 'two']);
  });

  it('holds what arrived while the process was busy, although its time is over', async () => {
    const { agent, call } = createBridge(5);
    const asked = agent.takeTurn(opening, [], never);
    const { port1, port2 } = new MessageChannel();
    port2.once('message', () => void call('two', { args: {} }));
    call('one', { args: {} });
    port1.postMessage('arrives');
    const busyUntil = Date.now() + 50;
    while (Date.now() < busyUntil);
    const turn = await asked;
    port1.close();
    expect(turn?.calls.map(({ tool }) => tool)).toEqual(['one', 'two']);
  });

  it('is closed in time however often something else is on its way', async () => {
    const { agent, call, expect: expecting } = createBridge(50, 100);
    const polling = setInterval(() => expecting()(), 5);
    call('one', { args: {} });
    expect((await agent.takeTurn(opening, [], never))?.calls).toHaveLength(1);
    clearInterval(polling);
  });

  it('does not wait for ever for what was expected', async () => {
    const { agent, call, expect: expecting } = createBridge(0, 20);
    expecting();
    call('one', { args: {} });
    expect((await agent.takeTurn(opening, [], never))?.calls).toHaveLength(1);
  });

  it('holds what was called before it was asked for', async () => {
    const { agent, call } = createBridge(0);
    const early = call('one', { args: {} });
    const turn = await agent.takeTurn(opening, [], never);
    expect(turn?.calls).toHaveLength(1);
    const next = agent.takeTurn(answered(opening, turn), [], never);
    expect(await early).toEqual({ text: 'one done', failed: false });
    agent.end(opening);
    await expect(Promise.race([next, Promise.resolve('waits')])).resolves.toBe('waits');
  });

  it('carries what was said before it', async () => {
    const { agent, call, say } = createBridge(0);
    say('First.');
    say('   ');
    say('Second.');
    call('one', { args: {} });
    expect(await agent.takeTurn(opening, [], never)).toMatchObject({ text: 'First.\n\nSecond.' });
  });

  it('is a text alone where no call follows, and then there is none', async () => {
    const { agent, say, leave } = createBridge(0);
    const asked = agent.takeTurn(opening, [], never);
    say('No.');
    leave('gone');
    const turn = await asked;
    expect(turn).toMatchObject({ text: 'No.', calls: [] });
    expect(await agent.takeTurn(answered(opening, turn), [], never)).toBeNull();
  });

  it('is still made of calls that came before the agent left', async () => {
    const { agent, call, leave } = createBridge(10_000);
    const asked = agent.takeTurn(opening, [], never);
    call('one', { args: {} });
    leave('gone');
    const turn = await asked;
    expect(turn?.calls).toHaveLength(1);
    expect(await agent.takeTurn(answered(opening, turn), [], never)).toBeNull();
    expect(await call('late', { args: {} })).toEqual({ text: OVER, failed: true });
  });

  it('tells with the first what the client calls itself, and only then', async () => {
    const { agent, call, claim } = createBridge(0);
    claim({ name: 'first' });
    claim({ name: 'second' });
    call('one', { args: {} });
    const turn = await agent.takeTurn(opening, [], never);
    expect(turn?.continuation).toEqual({ claimedClient: { name: 'first' } });
    call('one', { args: {} });
    expect(await agent.takeTurn(answered(opening, turn), [], never)).not.toHaveProperty('continuation');
  });
});

describe('the end', () => {
  it('answers everything that waits and everything that comes later', async () => {
    const { agent, call, say } = createBridge(0);
    const issued = call('one', { args: {} });
    await agent.takeTurn(opening, [], never);
    const queued = call('two', { args: {} });
    agent.end(opening);
    const over = { text: OVER, failed: true };
    expect(await Promise.all([issued, queued, call('three', { args: {} }), say('four')])).toEqual([
      over,
      over,
      over,
      over,
    ]);
  });

  it('comes at once with an abort or a failure', async () => {
    const { agent } = createBridge(0);
    const abort = new AbortController();
    const asked = agent.takeTurn(opening, [], abort.signal);
    abort.abort(new Error('stop'));
    await expect(asked).rejects.toThrow('stop');
    const failing = createBridge(0);
    const other = failing.agent.takeTurn(opening, [], never);
    failing.fail(new Error('exit code 1'));
    await expect(other).rejects.toThrow('exit code 1');
    await expect(failing.agent.takeTurn(opening, [], never)).rejects.toThrow('exit code 1');
  });
});

it('more than a hundred calls cannot wait', async () => {
  const { agent, call } = createBridge(0);
  const results = Array.from({ length: 150 }, () => call('one', { args: {} }));
  const turn = await agent.takeTurn(opening, [], never);
  expect(turn?.calls).toHaveLength(100);
  agent.end(answered(opening, turn));
  const failed = (await Promise.all(results)).filter((result) => result.failed);
  expect(failed).toHaveLength(50);
});
