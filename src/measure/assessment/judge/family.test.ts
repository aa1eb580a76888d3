import { describe, expect, it } from 'vitest';
import type { Json } from '../../../kit/canonical.ts';
import { hashText } from '../../../kit/hash.ts';
import { demandOtherFamily, relationOf } from './family.ts';

const judge = (id: string, model: string | null, parameters: Record<string, Json> = {}) => ({
  id,
  model,
  parameters,
  frame: hashText('frame'),
});
const agent = (id: string, parameters: Record<string, Json> = {}, persona = 'Gemini') => ({
  id,
  persona,
  parameters,
});

describe('the relation of a judge to an agent', () => {
  it.each([
    [
      'the same maker',
      judge('openai:gpt-5.2', 'gpt-5.2'),
      agent('openai:gpt-5.2-mini', { model: 'gpt-5.2-mini' }),
      'own',
    ],
    [
      'the same maker by another way',
      judge('openrouter:openai/o3', 'openai/o3'),
      agent('openai:gpt-4o', { model: 'gpt-4o' }),
      'own',
    ],
    [
      'another maker',
      judge('openai:gpt-5.2', 'gpt-5.2'),
      agent('anthropic:claude-5', { model: 'claude-5' }),
      'other',
    ],
    ['the same id', judge('fn:a.ts', null), agent('fn:a.ts'), 'own'],
    [
      'the same unknown model',
      judge('compatible:x', 'x'),
      agent('compatible:x?seed=1', { model: 'x' }),
      'own',
    ],
    [
      'the same server',
      judge('compatible:x', 'x', { baseUrl: 'http://h/v1' }),
      agent('compatible:y', { model: 'y', baseUrl: 'http://h/v1' }),
      'own',
    ],
    [
      'a known and an unknown one',
      judge('openai:gpt-5.2', 'gpt-5.2'),
      agent('compatible:y', { model: 'y' }),
      'unknown',
    ],
    [
      'a function whose persona says nothing',
      judge('google:gemini-3', 'gemini-3'),
      agent('fn:a.ts', {}, 'Atlas'),
      'unknown',
    ],
    [
      'a function whose persona says what it is',
      judge('google:gemini-3', 'gemini-3'),
      agent('fn:a.ts', {}, 'Gemini'),
      'own',
    ],
    [
      'a program whose persona says that it is of another maker',
      judge('google:gemini-3', 'gemini-3'),
      agent('mcp:node a.js', {}, 'Claude'),
      'other',
    ],
    ['a recording', judge('google:gemini-3', 'gemini-3'), agent('recorded:gemini-3-pro'), 'own'],
    ['a recording without a name', judge('google:gemini-3', 'gemini-3'), agent('recorded:unknown'), 'own'],
    ['a simulated agent', judge('google:gemini-3', 'gemini-3'), agent('sim:paper/gemini-3-pro'), 'program'],
    ['a script', judge('google:gemini-3', 'gemini-3'), agent('script:a.json'), 'program'],
  ] as const)('%s', (_, judging, judged, relation) => {
    expect(relationOf(judging, judged)).toBe(relation);
  });

  it('of one family is refused, and the agents are named', () => {
    const agents = [agent('anthropic:claude-5', { model: 'claude-5' }), agent('openai:o3', { model: 'o3' })];
    const judging = judge('openai:gpt-5.2', 'gpt-5.2');
    expect(() => demandOtherFamily(judging, agents)).toThrow(
      expect.objectContaining({
        code: 'judge-family',
        data: { judge: 'openai:gpt-5.2', agents: 'openai:o3' },
      }),
    );
    expect(() => demandOtherFamily(judging, agents.slice(0, 1))).not.toThrow();
  });
});
