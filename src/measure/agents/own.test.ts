/** What a person says of agents of their own, and what their companies then say of them. */
import { describe, expect, it } from 'vitest';
import { resolveLevels } from '../scenarios/levels.ts';
import { scenarios, situationOf } from '../scenarios/registry.ts';
import type { AgentOptions } from './agent.ts';
import { personaFrom, personaSchema, variablesFrom } from './own.ts';
import { isOwn, openAgent } from './registry.ts';

const [mine, other] = ['mcp:node mine.js', 'mcp:node other.js'];

async function personasOf(persona: AgentOptions['persona'], ids = [mine, other, 'sim:honest']) {
  const options = { environment: {}, folder: '.', ...(persona === undefined ? {} : { persona }) };
  return (await Promise.all(ids.map((id) => openAgent(id, options)))).map((kind) => kind.persona);
}

describe('the persona', () => {
  it('is a plain name, or what is said of all, or of one; other kinds keep theirs', async () => {
    expect(await personasOf(undefined)).toEqual(['Atlas', 'Atlas', 'Gemini']);
    expect(await personasOf('Claude')).toEqual(['Claude', 'Claude', 'Gemini']);
    expect(await personasOf({ [mine]: 'Claude' })).toEqual(['Claude', 'Atlas', 'Gemini']);
    expect(await personasOf('Claude', ['http://127.0.0.1:1/v1', 'http:http://127.0.0.1:1/v1'])).toEqual([
      'Claude',
      'Claude',
    ]);
  });

  it.each(['Claude', 'GLM4', 'x'])('may be %s', (word) => expect(personaFrom(word)).toBe(word));

  it.each(['', 'two words', 'Agent-1', '1st', 'x'.repeat(32), 'Alpha', 'Tessera', 'a\nb', 'Ä'])(
    'may not be %j',
    (word) => {
      expect(personaSchema.safeParse(word).success).toBe(false);
      expect(() => personaFrom(word)).toThrow(expect.objectContaining({ code: 'bad-flag' }));
    },
  );

  it('of an agent of no known family makes no peer one of a vendor', () => {
    for (const scenario of scenarios) {
      const { system, user, world } = situationOf(scenario, resolveLevels(scenario, {}), 'Atlas');
      expect(JSON.stringify([system, user, world]), scenario.name).not.toMatch(
        /gemini|claude|chatgpt|deepseek|kimi|glm|llama/i,
      );
    }
  });
});

it.each([
  ['fn:a.ts', true],
  ['mcp:node a.js', true],
  ['http://127.0.0.1/v1', true],
  ['https://agents.example/v1', true],
  ['sim:honest', false],
  ['openai:gpt-5.2', false],
  ['toString:x', false],
])("%s is of one's own: %s", (id, own) => expect(isOwn(id)).toBe(own));

it.each([['A=secret'], ['A', 'B C'], [''], ['1A']].map((names) => [names]))(
  '%j are no names of variables, and none is quoted',
  (names) => {
    expect(() => variablesFrom(names)).toThrow(
      expect.objectContaining({ code: 'bad-flag', message: expect.not.stringContaining('secret') }),
    );
  },
);
