/** The four wire protocols as the real provider packages speak them, for tests that drive a package directly. */
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogle } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import type { LanguageModelV4, SharedV4ProviderOptions } from '@ai-sdk/provider';
import type { Protocol } from '../../support/model-server.ts';

export interface Wire {
  readonly name: string;
  readonly protocol: Protocol;
  readonly model: string;
  open(baseURL: string, apiKey: string, fetch?: typeof globalThis.fetch): LanguageModelV4;
  /** What the package needs to be told so that the model's reasoning comes back and goes out again. */
  readonly reasoning: SharedV4ProviderOptions;
}

const encrypted = {
  openai: { store: false, reasoningSummary: 'auto', include: ['reasoning.encrypted_content'] },
};

export const wires: readonly Wire[] = [
  {
    name: 'openai responses',
    protocol: 'openai',
    model: 'gpt-5.2',
    open: (baseURL, apiKey, fetch) => createOpenAI({ baseURL, apiKey, ...given(fetch) }).responses('gpt-5.2'),
    reasoning: encrypted,
  },
  {
    name: 'openai chat',
    protocol: 'openai',
    model: 'gpt-4.1-mini',
    open: (baseURL, apiKey, fetch) => createOpenAI({ baseURL, apiKey, ...given(fetch) }).chat('gpt-4.1-mini'),
    reasoning: {},
  },
  {
    name: 'anthropic',
    protocol: 'anthropic',
    model: 'claude-sonnet-4-5',
    open: (baseURL, apiKey, fetch) =>
      createAnthropic({ baseURL, apiKey, ...given(fetch) }).languageModel('claude-sonnet-4-5'),
    reasoning: { anthropic: { thinking: { type: 'enabled', budgetTokens: 1024 } } },
  },
  {
    name: 'google',
    protocol: 'google',
    model: 'gemini-3-flash-preview',
    open: (baseURL, apiKey, fetch) =>
      createGoogle({ baseURL, apiKey, ...given(fetch) }).languageModel('gemini-3-flash-preview'),
    reasoning: { google: { thinkingConfig: { includeThoughts: true } } },
  },
];

function given(fetch: typeof globalThis.fetch | undefined) {
  return fetch === undefined ? {} : { fetch };
}
