/** Addresses that a person gives, in the forms that other programs want them in. */
import { expect, it } from 'vitest';
import { openAgent } from '../../registry.ts';

const KEY = 'planted-key-0123456789';

it.each([
  ['openai:m', 'OPENAI', 'OPENAI_BASE_URL', '/v1'],
  ['anthropic:m', 'ANTHROPIC', 'ANTHROPIC_BASE_URL', '/v1'],
  ['google:m', 'GOOGLE_GENERATIVE_AI', 'GOOGLE_GENERATIVE_AI_BASE_URL', '/v1beta'],
  ['google:m', 'GEMINI', 'GOOGLE_BASE_URL', '/v1beta'],
  ['deepseek:m', 'DEEPSEEK', 'DEEPSEEK_BASE_URL', ''],
  ['openrouter:m', 'OPENROUTER', 'OPENROUTER_BASE_URL', '/api/v1'],
])(
  '%s by %s_API_KEY: an address in %s without a path gets the usual one, others stay',
  async (id, key, base, path) => {
    const at = async (address: string) => {
      const environment = { [`${key}_API_KEY`]: KEY, [base]: address };
      return (await openAgent(id, { environment, folder: '.' })).parameters.baseUrl;
    };
    expect(await at('http://127.0.0.1:9')).toBe(`http://127.0.0.1:9${path}`);
    expect(await at('http://127.0.0.1:9/')).toBe(`http://127.0.0.1:9${path}`);
    expect(await at('http://127.0.0.1:9/own/path/')).toBe('http://127.0.0.1:9/own/path');
  },
);
