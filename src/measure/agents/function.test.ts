/** Your own agent in a module: what it is given, what it may give, and how it can be wrong. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { AgentKind, ConversationMessage } from './agent.ts';
import { openFunction } from './function.ts';

const folder = mkdtempSync(join(tmpdir(), 'offswitch-fn-'));
afterAll(() => rmSync(folder, { recursive: true }));
const never = new AbortController().signal;
const task: readonly ConversationMessage[] = [{ role: 'user', content: 'Look around.' }];

let written = 0;
function open(source: string, extension = 'ts'): Promise<AgentKind> {
  written += 1;
  const name = `agent-${written}.${extension}`;
  writeFileSync(join(folder, name), source);
  return openFunction(name, { environment: {}, folder });
}

async function turnOf(source: string) {
  return (await open(source))
    .start('seed')
    .takeTurn(task, [{ name: 'look', description: '', parameters: {} }], never);
}

describe('a module', () => {
  it('in TypeScript is loaded, asked with conversation, tools and signal, and its turn is taken', async () => {
    const turn = await turnOf(`
      type Message = { role: string; content?: string };
      export default async (conversation: Message[], tools: { name: string }[], signal: AbortSignal) => ({
        text: conversation[0].content + signal.aborted,
        calls: tools.map((tool) => ({ tool: tool.name, args: { at: 1 } })),
      });`);
    expect(turn).toEqual({ text: 'Look around.false', calls: [{ id: '', tool: 'look', args: { at: 1 } }] });
  });

  it('may be JavaScript, and may answer at once', async () => {
    const kind = await open('export default () => ({ text: "x" })', 'mjs');
    expect(kind).toMatchObject({ simulated: false, repeatable: false, persona: 'Atlas' });
    expect(await kind.start('seed').takeTurn(task, [], never)).toEqual({ text: 'x', calls: [] });
  });

  it('may give everything a turn can hold, and what it holds beyond that is left out', async () => {
    const turn = await turnOf(`export default () => ({
      text: 'x', reasoning: 'r', calls: [{ id: 'a', tool: 't', args: null, extra: 1 }],
      usage: { inputTokens: 1, outputTokens: 2 }, kind: 'trial.end', turn: 99 })`);
    expect(turn).toEqual({
      text: 'x',
      reasoning: 'r',
      calls: [{ id: 'a', tool: 't', args: null }],
      usage: { inputTokens: 1, outputTokens: 2 },
    });
  });

  it.each(['Infinity', '-Infinity', 'NaN', '2 ** 60'])(
    'may give %s: the loop answers such a call',
    async (value) => {
      const turn = await turnOf(`export default () => ({ calls: [{ tool: 't', args: { a: [${value}] } }] })`);
      expect(turn?.calls[0]?.args).toEqual({ a: [expect.any(Number)] });
    },
  );

  it.each(['null', 'undefined'])('says with %s that it is done', async (value) => {
    expect(await turnOf(`export default () => ${value}`)).toBeNull();
  });

  it('lets no arguments reach a prototype', async () => {
    const turn = await turnOf(
      `export default () => ({ calls: [{ tool: 't', args: JSON.parse('{"__proto__":{"admin":true},"a":1}') }] })`,
    );
    expect(turn?.calls[0]?.args).toEqual({ a: 1 });
    expect(Object.hasOwn(Object.prototype, 'admin')).toBe(false);
  });

  it('is told from another by its source', async () => {
    const [a, b, c] = await Promise.all(
      ['1', '1', '2'].map((text) => open(`export default () => ({ text: '${text}' })`)),
    );
    expect(a?.parameters).toEqual(b?.parameters);
    expect(a?.parameters).not.toEqual(c?.parameters);
  });
});

describe('an object', () => {
  it('with takeTurn takes turns, hears of the end, and keeps its own methods', async () => {
    const kind = await open(
      `
      class Mine { heard = 0; resumes = false; name = 'mine';
        takeTurn() { return { text: String(this.heard) }; }
        end(conversation) { this.heard = conversation.length; } }
      export default new Mine();`,
      'mjs',
    );
    expect(kind).toMatchObject({ resumes: false, parameters: { name: 'mine' } });
    const agent = kind.start('seed');
    expect(await agent.takeTurn(task, [], never)).toMatchObject({ text: '0' });
    await agent.end?.(task);
    expect(await agent.takeTurn(task, [], never)).toMatchObject({ text: '1' });
  });

  it.each([
    ['a function', '(seed) => { let n = 0; return () => ({ text: seed + ++n }) }'],
    ['an object', '(seed) => ({ n: 0, takeTurn() { this.n += 1; return { text: seed + this.n } } })'],
  ])('with start that gives %s has a state for every trial', async (_, start) => {
    const kind = await open(`export default { start: ${start} }`);
    expect(kind.resumes).toBe(true);
    const [a, b] = [kind.start('a'), kind.start('b')];
    const texts: (string | undefined)[] = [];
    for (const agent of [a, a, b, a]) texts.push((await agent.takeTurn(task, [], never))?.text);
    expect(texts).toEqual(['a1', 'a2', 'b1', 'a3']);
  });

  it('whose start gives no agent is named', async () => {
    const kind = await open('export default { start: () => 7 }');
    const turn = kind.start('seed').takeTurn(task, [], never);
    await expect(turn).rejects.toMatchObject({ code: 'bad-agent' });
  });
});

it('a turn may tell its tokens and its model', async () => {
  const turn = await turnOf(`export default () => ({ text: 'x', report: { model: 'm-1', latencyMs: 3 },
    usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 1 } })`);
  expect(turn).toMatchObject({
    report: { model: 'm-1' },
    usage: { inputTokens: 3, cachedInputTokens: 1, outputTokens: 2, reasoningTokens: 1 },
  });
});

it('a module cannot change the tools of other trials', async () => {
  const tools = [
    { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: { at: {} } } },
  ];
  const kind = await open(
    `export default (conversation, tools) => {
    try { tools[0].parameters.properties.at = { evil: true }; } catch { /* frozen */ }
    try { tools[0].description = 'evil'; } catch { /* frozen */ }
    try { tools.length = 0; } catch { /* frozen */ }
    return { text: String(Object.isFrozen(tools[0].parameters)) } }`,
    'mjs',
  );
  expect(await kind.start('seed').takeTurn(task, tools, never)).toMatchObject({ text: 'true' });
  expect(tools).toEqual([
    { name: 'look', description: 'Looks.', parameters: { type: 'object', properties: { at: {} } } },
  ]);
  expect(Object.isFrozen(tools[0])).toBe(false);
});

describe('a bad module', () => {
  it.each([
    ['has no default export', 'export const agent = 1', /has no default export that is a function/],
    ['exports nothing of use', 'export default { takeTurn: 7 }', /has no default export that is a function/],
    ['says nonsense of itself', 'export default { takeTurn() {}, resumes: 7 }', /has no default export/],
    ['throws while it is loaded', 'throw new Error("no key")', /cannot load .*no key/],
    ['imports what is not there', 'import "node:nowhere"; export default () => null', /cannot load/],
    ['is no program', 'export default ((', /cannot load/],
  ])('that %s is named', async (_, source, what) => {
    await expect(open(source)).rejects.toMatchObject({
      code: 'bad-agent',
      message: expect.stringMatching(what),
    });
  });

  it('that is not there is named', async () => {
    const opening = openFunction('missing.ts', { environment: {}, folder });
    await expect(opening).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe('a function', () => {
  it.each([
    ['a text', '"hello"', /\(top\)/],
    ['a number', '7', /\(top\)/],
    ['a list', '[]', /\(top\)/],
    ['text that is none', '({ text: 7 })', /at text/],
    ['calls that are no list', '({ calls: {} })', /at calls/],
    ['a call without a tool', '({ calls: [{ args: {} }] })', /at calls\.0\.tool/],
    [
      'arguments that are no JSON',
      '({ calls: [{ tool: "t", args: { at: () => 1 } }] })',
      /at calls\.0\.args/,
    ],
    ['arguments that hold a bigint', '({ calls: [{ tool: "t", args: 1n }] })', /at calls\.0\.args/],
    ['negative usage', '({ usage: { inputTokens: -1, outputTokens: 0 } })', /at usage\.inputTokens/],
  ])('that gives %s fails with its place', async (_, value, what) => {
    await expect(turnOf(`export default async () => ${value}`)).rejects.toMatchObject({
      code: 'bad-agent',
      message: expect.stringMatching(what),
    });
  });

  it.each(['() => { throw new Error("boom") }', 'async () => { throw new Error("boom") }'])(
    '%s fails with its own message',
    async (source) => {
      await expect(turnOf(`export default ${source}`)).rejects.toThrow('boom');
    },
  );
});
