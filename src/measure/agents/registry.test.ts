/** Resolving agent ids. */
import { describe, expect, it } from 'vitest';
import { paperAliases } from './model/aliases.ts';
import { familyOf } from './model/persona.ts';
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

describe('ids of models', () => {
  const keys = {
    OPENAI_API_KEY: 'planted-key-1',
    GEMINI_API_KEY: 'planted-key-2',
    ANTHROPIC_API_KEY: 'planted-key-3',
    TOGETHER_API_KEY: 'planted-key-4',
  };
  const withKeys = { environment: keys, folder: '/' };

  it.each(Object.entries(paperAliases))('%s is short for %s', async (alias, full) => {
    const kind = await openAgent(alias, withKeys);
    expect(kind.id).toBe(full);
    expect(kind.parameters).toMatchObject({ model: full.slice(full.indexOf(':') + 1) });
    expect(familyOf(kind.model?.name ?? '')).toBeDefined();
    expect((await openAgent(`${alias}?temperature=0.5`, withKeys)).id).toBe(`${full}?temperature=0.5`);
  });

  it('short names of the configuration go before the published ones, and settings add up', async () => {
    const aliases = {
      'gpt-5.2': 'openai:other?reasoning=low',
      flex: 'openai:m?options={"openai":{"serviceTier":"flex"}}',
    };
    const configured = { ...withKeys, config: { file: 'x', servers: {}, aliases } };
    expect((await openAgent('gpt-5.2?seed=7', configured)).id).toBe('openai:other?seed=7&reasoning=low');
    expect((await openAgent('flex?seed=7', configured)).id).toBe(
      'openai:m?seed=7&options={"openai":{"serviceTier":"flex"}}',
    );
    for (const id of ['gpt-5.2?reasoning=high', 'flex?options={"openai":{}}'])
      await expect(openAgent(id, configured)).rejects.toMatchObject({ code: 'bad-agent' });
  });

  it('writes settings in one order, plain or encoded, and records what is set', async () => {
    const written = [
      'openai:m?topP=0.9&temperature=0.20&stream=1&options={"openai":{"a":"x&y=z","b":1}}',
      'openai:m?options=%7B%22openai%22%3A%7B%22b%22%3A1%2C%22a%22%3A%22x%26y%3Dz%22%7D%7D&temperature=.2&topP=0.9&stream=true',
    ];
    for (const id of written) {
      const kind = await openAgent(id, withKeys);
      expect(kind.id).toBe(
        'openai:m?temperature=0.2&topP=0.9&stream=true&options={"openai":{"a":"x&y=z","b":1}}',
      );
      expect(kind.parameters).toEqual({
        provider: 'openai.responses',
        model: 'm',
        baseUrl: 'https://api.openai.com/v1',
        temperature: 0.2,
        topP: 0.9,
        maxOutputTokens: 8192,
        streaming: true,
        seed: null,
        options: { openai: { a: 'x&y=z', b: 1 } },
      });
      // An id is a way to write the same agent again.
      expect((await openAgent(kind.id, withKeys)).id).toBe(kind.id);
    }
  });

  it('leaves the key of an agent without settings as it was', async () => {
    expect((await openAgent('openai:m', withKeys)).parameters).toEqual({
      provider: 'openai.responses',
      model: 'm',
      baseUrl: 'https://api.openai.com/v1',
      temperature: 1,
      maxOutputTokens: 8192,
      streaming: false,
      seed: null,
    });
  });

  it.each([
    'openai:m?',
    'openai:m?heat=1',
    'openai:m?__proto__=1',
    'openai:m?constructor=1',
    'openai:m?temperature',
    'openai:m?temperature=',
    'openai:m?temperature=3',
    'openai:m?temperature=warm',
    'openai:m?temperature=1&temperature=1',
    'openai:m?topP=1.1',
    'openai:m?seed=1.5',
    'openai:m?stream=perhaps',
    'openai:m?reasoning=hard',
    'openai:m?maxOutputTokens=0',
    'openai:m?reasoningBudget=-1',
    'anthropic:m?reasoning=low&reasoningBudget=100',
    'openai:m?options={"openai":1}',
    'openai:m?options=[]',
    'openai:m?options={"openai":{"__proto__":{}}}',
    'openai:m?options={"openai":{}}&seed=1',
    'openai:m?options={"openai":{"headers":{"Authorization":"x"}}}',
    'openai:m?seed=%E0%A4%A',
    'openai:?seed=1',
    'package:',
    'package:../../etc/passwd:m',
    'package:/etc/passwd:m',
    'package:..:m',
    'package:.hidden:m',
    'package:node_modules/../../x:m',
    'package:@scope/a/b:m',
    'package:@../x:m',
    'package:C\\x:m',
    'package:fs:m',
    'package:@ai-sdk/groq',
    'openai:a\u0000b',
    'openai:a\nb',
    `openai:${'x'.repeat(30_000)}`,
  ])('refuses %j', async (id) => {
    const opening = openAgent(id, withKeys);
    await expect(opening).rejects.toMatchObject({ code: 'bad-agent', remedy: expect.stringMatching(/\w/) });
    await expect(opening).rejects.toMatchObject({ message: expect.stringMatching(/^.{1,400}$/s) });
  });

  it('names the valid settings', async () => {
    await expect(openAgent('openai:m?heat=1', withKeys)).rejects.toMatchObject({
      remedy: expect.stringContaining(
        'temperature, topP, maxOutputTokens, seed, stream, reasoning, reasoningBudget',
      ),
    });
  });

  it('tells how to get a provider that is not here', async () => {
    await expect(openAgent('cohere:command-r', options)).rejects.toMatchObject({
      code: 'unknown-name',
      remedy: expect.stringMatching(/Valid: .* npm install @ai-sdk\/cohere\.$/),
    });
    await expect(openAgent('package:@ai-sdk/cohere:command-r', options)).rejects.toMatchObject({
      code: 'missing-package',
      data: { command: 'npm install @ai-sdk/cohere' },
    });
    for (const id of ['provider:x', 'provider-utils:x', '../x:y', 'Cohere:x'])
      await expect(openAgent(id, options)).rejects.toMatchObject({ code: 'unknown-name' });
  });

  it('takes a budget of reasoning only where the provider knows one, and says it once', async () => {
    await expect(openAgent('openai:m?reasoningBudget=100', withKeys)).rejects.toMatchObject({
      code: 'provider-setup',
      message: 'openai:m cannot limit reasoning tokens',
    });
    const twice = 'anthropic:m?reasoningBudget=2000&options={"anthropic":{"thinking":{"type":"disabled"}}}';
    await expect(openAgent(twice, withKeys)).rejects.toMatchObject({
      code: 'provider-setup',
      message: expect.stringContaining('anthropic.thinking'),
    });
  });
});

it('every kind says what it is', () => {
  for (const [name, kind] of Object.entries(agentKinds)) {
    expect(kind.form.startsWith(`${name}:`)).toBe(true);
    expect(kind.summary).toMatch(/\w/);
  }
});
