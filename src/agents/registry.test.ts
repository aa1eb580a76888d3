/** Resolving agent ids. */
import { describe, expect, it } from 'vitest';
import { agentKinds, openAgent } from './registry.ts';
import { simulatedAgents } from './simulated/simulated.ts';

const options = { environment: {}, folder: '/' };

describe('openAgent', () => {
  it('opens every simulated agent under its id', async () => {
    for (const { id, summary } of simulatedAgents) {
      const kind = await openAgent(id, options);
      expect(kind).toMatchObject({ id, simulated: true, repeatable: true });
      expect(kind.persona).toMatch(/^[A-Za-z]+$/);
      expect(summary).toMatch(/\w/);
    }
  });

  it.each<[string, string, string | null]>([
    ['smi:honest', 'kind of agent', 'sim'],
    ['honest', 'kind of agent', null],
    ['', 'kind of agent', null],
    ['__proto__:x', 'kind of agent', null],
    ['constructor:x', 'kind of agent', null],
    ['sim:honst', 'simulated agent', 'honest'],
    ['sim:paper/gemini-3', 'simulated agent', 'paper/gemini-3-flash'],
    ['sim:constructor', 'simulated agent', null],
    ['sim:__proto__', 'simulated agent', null],
  ])('%j is not there: the valid ones and the nearest', async (id, kind, nearest) => {
    const opening = openAgent(id, options);
    await expect(opening).rejects.toMatchObject({ code: 'unknown-name', data: { kind } });
    if (nearest !== null) await expect(opening).rejects.toMatchObject({ data: { nearest } });
  });

  it.each(Object.keys(agentKinds))('%s: needs a name', async (kind) => {
    for (const id of [kind, `${kind}:`]) {
      await expect(openAgent(id, options)).rejects.toMatchObject({
        code: 'bad-agent',
        remedy: expect.stringContaining(`${kind}:`),
      });
    }
  });

  it('passes on what the kind says', async () => {
    await expect(openAgent('script:nowhere/at/all.json', options)).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(openAgent('fn:nowhere/at/all.ts', options)).rejects.toMatchObject({
      code: 'file-unreadable',
    });
    await expect(openAgent('openai:gpt-5.2', options)).rejects.toMatchObject({ code: 'provider-setup' });
  });
});

it('every kind says what it is', () => {
  for (const [name, kind] of Object.entries(agentKinds)) {
    expect(kind.form.startsWith(`${name}:`)).toBe(true);
    expect(kind.summary).toMatch(/\w/);
  }
});
