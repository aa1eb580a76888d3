/** Settings as they reach the provider, through the real packages, and those that a model would ignore. */
import { describe, expect, it, onTestFinished } from 'vitest';
import { never, task, tools } from '../../../../test/support/model-agents.ts';
import { type Protocol, startModelServer } from '../../../../test/support/model-server.ts';
import { recorder } from '../../../../test/support/recorder.ts';
import type { StartOptions } from '../agent.ts';
import { openAgent } from '../registry.ts';

const KEY = 'planted-key-0123456789';

const routes: Readonly<Record<string, { protocol: Protocol | 'any'; key: string; base: string }>> = {
  openai: { protocol: 'openai', key: 'OPENAI_API_KEY', base: 'OPENAI_BASE_URL' },
  azure: { protocol: 'openai', key: 'AZURE_API_KEY', base: 'AZURE_BASE_URL' },
  compatible: { protocol: 'openai', key: 'OFFSWITCH_API_KEY', base: 'OFFSWITCH_BASE_URL' },
  anthropic: { protocol: 'anthropic', key: 'ANTHROPIC_API_KEY', base: 'ANTHROPIC_BASE_URL' },
  google: { protocol: 'google', key: 'GEMINI_API_KEY', base: 'GOOGLE_BASE_URL' },
  openrouter: { protocol: 'any', key: 'OPENROUTER_API_KEY', base: 'OPENROUTER_BASE_URL' },
  mistral: { protocol: 'any', key: 'MISTRAL_API_KEY', base: 'MISTRAL_BASE_URL' },
  xai: { protocol: 'any', key: 'XAI_API_KEY', base: 'XAI_BASE_URL' },
};

async function strict(protocol: Protocol) {
  const server = await startModelServer({ protocol, brain: () => ({ text: '{"a":1}' }) });
  onTestFinished(() => server.close());
  return server;
}

/** The body of one call of the agent. */
async function sentBy(
  id: string,
  variables: Readonly<Record<string, string>> = {},
  start: StartOptions = {},
) {
  const route = routes[id.slice(0, id.indexOf(':'))];
  if (route === undefined) return expect.unreachable();
  const server = await (route.protocol === 'any' ? recorder() : strict(route.protocol));
  const environment = { [route.key]: KEY, [route.base]: server.url, ...variables };
  const kind = await openAgent(id, { environment, folder: '/' });
  const asked = 'answerSchema' in start ? [] : tools;
  await kind.start('trial', start).takeTurn(task, asked, never);
  return server.received[0]?.body;
}

describe('settings in the id', () => {
  it.each<[string, object]>([
    ['openai:gpt-4.1?temperature=0.2&topP=0.9', { temperature: 0.2, top_p: 0.9, store: false }],
    ['openai:gpt-5.2?reasoning=high', { reasoning: { effort: 'high' }, store: false }],
    // Sent although the package takes the model for one that does not reason: the provider has to say so.
    ['openai:gpt-4.1?reasoning=low', { reasoning: { effort: 'low' } }],
    ['openai:gpt-5.2?options={"openai":{"serviceTier":"flex"}}', { service_tier: 'flex', store: false }],
    ['openai:gpt-5.2?options={"openai":{"store":true}}', { store: true }],
    ['azure:mine?reasoning=medium', { reasoning: { effort: 'medium' }, store: false }],
    ['xai:grok-4.3', { store: false, include: ['reasoning.encrypted_content'] }],
    ['compatible:m?reasoning=low&topP=0.5', { reasoning_effort: 'low', top_p: 0.5, temperature: 1 }],
    ['openrouter:z-ai/glm-4.7?reasoning=high', { reasoning: { effort: 'high' } }],
    ['openrouter:z-ai/glm-4.7?reasoningBudget=300', { reasoning: { max_tokens: 300 } }],
    [
      'anthropic:claude-haiku-4-5?reasoningBudget=2000&maxOutputTokens=1000',
      { thinking: { type: 'enabled', budget_tokens: 2000 }, max_tokens: 3000 },
    ],
    ['anthropic:claude-haiku-4-5?reasoning=none&temperature=0.3', { temperature: 0.3 }],
    [
      'google:gemini-2.5-flash?reasoningBudget=500&seed=7',
      { generationConfig: { thinkingConfig: { thinkingBudget: 500, includeThoughts: true } } },
    ],
    [
      'google:gemini-3-flash-preview?reasoning=low',
      { generationConfig: { thinkingConfig: { thinkingLevel: 'low', includeThoughts: true } } },
    ],
  ])('%s', async (id, body) => {
    expect(await sentBy(id)).toMatchObject(body);
  });

  it('go before the environment, and a budget there before an effort here', async () => {
    const variables = {
      OFFSWITCH_TEMPERATURE: '0.1',
      OFFSWITCH_TOP_P: '0.5',
      OFFSWITCH_REASONING: 'high',
      OFFSWITCH_PROVIDER_OPTIONS: '{"compatible":{"user":"u"}}',
    };
    const body = await sentBy('compatible:m?temperature=0.7', variables);
    expect(body).toMatchObject({ temperature: 0.7, top_p: 0.5, reasoning_effort: 'high', user: 'u' });
    const budget = await sentBy('openrouter:m?reasoningBudget=50', { OFFSWITCH_REASONING: 'high' });
    expect(budget).toMatchObject({ reasoning: { max_tokens: 50 } });
  });

  it('leaves models that reason alone unless something is asked of them', async () => {
    for (const id of ['openai:o4-mini', 'openai:gpt-5.2'])
      expect(await sentBy(id)).not.toHaveProperty('temperature');
  });
});

describe('a setting that a model would ignore', () => {
  it.each([
    ['openai:o4-mini?temperature=0.5', 'temperature'],
    ['openai:gpt-5.2?topP=0.5', 'topP'],
    ['openai:gpt-5.2?seed=7', 'seed'],
    ['anthropic:claude-haiku-4-5?seed=7', 'seed'],
    ['anthropic:claude-haiku-4-5?temperature=1.5', 'temperature'],
    ['anthropic:claude-haiku-4-5?temperature=0.5&reasoningBudget=2000', 'temperature'],
    ['anthropic:claude-opus-5-5?reasoningBudget=2000', 'reasoningBudget'],
    ['mistral:mistral-large-latest?reasoning=high', 'reasoning'],
    ['xai:grok-4.3?reasoning=minimal', 'reasoning'],
    ['google:gemini-2.5-pro?reasoning=none', 'reasoning'],
  ])('is refused: %s', async (id, setting) => {
    await expect(sentBy(id)).rejects.toMatchObject({
      code: 'provider-setup',
      message: expect.stringContaining(`${id} takes no such ${setting}, but its id sets ${setting}`),
      data: { setting, variable: null },
    });
  });

  it('is named by its variable where it came from there', async () => {
    const variables = { OFFSWITCH_SEED: '7' };
    await expect(sentBy('anthropic:claude-haiku-4-5', variables)).rejects.toMatchObject({
      code: 'provider-setup',
      message: expect.stringContaining('takes no such seed, but OFFSWITCH_SEED is set'),
      data: { variable: 'OFFSWITCH_SEED' },
    });
  });
});

describe('a form of the answer without a schema', () => {
  it.each<[string, object]>([
    ['openai:gpt-4.1', { text: { format: { type: 'json_object' } } }],
    ['compatible:m', { response_format: { type: 'json_object' } }],
    ['google:gemini-3-flash-preview', { generationConfig: { responseMimeType: 'application/json' } }],
  ])('reaches %s', async (id, body) => {
    expect(await sentBy(id, {}, { answerSchema: 'any' })).toMatchObject(body);
  });
});

describe('a schema for the answer', () => {
  const answerSchema = {
    type: 'object',
    properties: { a: { type: 'number' } },
    required: ['a'],
    additionalProperties: false,
  };
  it.each<[string, object]>([
    ['openai:gpt-4.1', { text: { format: { type: 'json_schema', name: 'answer', schema: answerSchema } } }],
    [
      'compatible:m',
      { response_format: { type: 'json_schema', json_schema: { name: 'answer', schema: answerSchema } } },
    ],
    ['google:gemini-3-flash-preview', { generationConfig: { responseMimeType: 'application/json' } }],
    ['anthropic:claude-haiku-4-5', { output_config: { format: { type: 'json_schema' } } }],
  ])('reaches %s', async (id, body) => {
    expect(await sentBy(id, {}, { answerSchema })).toMatchObject(body);
  });
});
