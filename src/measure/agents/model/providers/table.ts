/** The providers with a name of their own. A new one is an entry here. */

import { connectAzure, connectBedrock, connectVertex } from './clouds.ts';
import { connectCompatible } from './compatible.ts';
import { keyed } from './connecting.ts';
import type { Provider } from './provider.ts';

/** What a trial needs from the provider is in the trial: nothing is left in the provider's own memory. */
const forgetting = { store: false };

const entries: readonly Omit<Provider, 'prefix'>[] = [
  {
    kind: 'compatible',
    title: 'any server that speaks OpenAI chat completions',
    package: '@ai-sdk/openai-compatible',
    major: 3,
    factory: 'createOpenAICompatible',
    method: 'chatModel',
    protocol: 'compatible.chat',
    variables: ['OFFSWITCH_BASE_URL', 'OFFSWITCH_API_KEY', 'OFFSWITCH_HEADERS'],
    connect: connectCompatible,
    dialect: { emptyReasoning: true },
  },
  {
    kind: 'openai',
    title: 'OpenAI',
    package: '@ai-sdk/openai',
    major: 4,
    factory: 'createOpenAI',
    method: 'languageModel',
    protocol: 'openai',
    ways: { variable: 'OFFSWITCH_OPENAI_API', names: ['responses', 'chat'] },
    ...keyed({ keys: ['OPENAI_API_KEY'], bases: ['OPENAI_BASE_URL'], address: 'https://api.openai.com/v1' }),
    dialect: {
      always: { openai: forgetting },
      // Else the package leaves the effort out for models that it does not know to reason.
      reasoning: () => ({ openai: { forceReasoning: true } }),
    },
  },
  {
    kind: 'anthropic',
    title: 'Anthropic',
    package: '@ai-sdk/anthropic',
    major: 4,
    factory: 'createAnthropic',
    method: 'languageModel',
    protocol: 'anthropic.messages',
    ...keyed({
      keys: ['ANTHROPIC_API_KEY'],
      bases: ['ANTHROPIC_BASE_URL'],
      address: 'https://api.anthropic.com/v1',
    }),
    dialect: { budget: (budgetTokens) => ({ anthropic: { thinking: { type: 'enabled', budgetTokens } } }) },
  },
  {
    kind: 'google',
    title: 'Google (Gemini API)',
    package: '@ai-sdk/google',
    major: 4,
    factory: 'createGoogle',
    method: 'languageModel',
    protocol: 'google.generate-content',
    ...keyed({
      keys: ['GOOGLE_GENERATIVE_AI_API_KEY', 'GEMINI_API_KEY'],
      bases: ['GOOGLE_GENERATIVE_AI_BASE_URL', 'GOOGLE_BASE_URL'],
      address: 'https://generativelanguage.googleapis.com/v1beta',
    }),
    dialect: thinkingOf('google'),
  },
  {
    kind: 'mistral',
    title: 'Mistral',
    package: '@ai-sdk/mistral',
    major: 4,
    factory: 'createMistral',
    method: 'languageModel',
    protocol: 'mistral.chat',
    ...keyed({
      keys: ['MISTRAL_API_KEY'],
      bases: ['MISTRAL_BASE_URL'],
      address: 'https://api.mistral.ai/v1',
    }),
  },
  {
    kind: 'xai',
    title: 'xAI',
    package: '@ai-sdk/xai',
    major: 5,
    factory: 'createXai',
    method: 'languageModel',
    protocol: 'xai.responses',
    ...keyed({ keys: ['XAI_API_KEY'], bases: ['XAI_BASE_URL'], address: 'https://api.x.ai/v1' }),
    dialect: { always: { xai: forgetting } },
  },
  {
    kind: 'deepseek',
    title: 'DeepSeek',
    package: '@ai-sdk/deepseek',
    major: 3,
    factory: 'createDeepSeek',
    method: 'languageModel',
    protocol: 'deepseek.chat',
    ...keyed({
      keys: ['DEEPSEEK_API_KEY'],
      bases: ['DEEPSEEK_BASE_URL'],
      address: 'https://api.deepseek.com',
    }),
    dialect: { emptyReasoning: true },
  },
  {
    kind: 'togetherai',
    title: 'Together AI',
    package: '@ai-sdk/togetherai',
    major: 3,
    factory: 'createTogetherAI',
    method: 'languageModel',
    protocol: 'togetherai.chat',
    ...keyed({
      keys: ['TOGETHER_API_KEY', 'TOGETHER_AI_API_KEY'],
      bases: ['TOGETHERAI_BASE_URL'],
      address: 'https://api.together.xyz/v1',
    }),
    dialect: { emptyReasoning: true },
  },
  {
    kind: 'openrouter',
    title: 'OpenRouter',
    package: '@openrouter/ai-sdk-provider',
    major: 3,
    factory: 'createOpenRouter',
    method: 'chat',
    protocol: 'openrouter.chat',
    ...keyed({
      keys: ['OPENROUTER_API_KEY'],
      bases: ['OPENROUTER_BASE_URL'],
      address: 'https://openrouter.ai/api/v1',
    }),
    dialect: {
      always: { openrouter: { usage: { include: true } } },
      // The package does not read the effort itself.
      reasoning: (effort) => ({ openrouter: { reasoning: { effort } } }),
      budget: (tokens) => ({ openrouter: { reasoning: { max_tokens: tokens } } }),
      keep: ({ openrouter }) => {
        const details = openrouter?.reasoning_details;
        return Array.isArray(details) && details.length > 0
          ? { openrouter: { reasoning_details: details } }
          : undefined;
      },
    },
  },
  {
    kind: 'azure',
    title: 'Azure OpenAI; the model is the name of a deployment',
    package: '@ai-sdk/azure',
    major: 4,
    factory: 'createAzure',
    method: 'languageModel',
    protocol: 'azure',
    ways: { variable: 'OFFSWITCH_AZURE_API', names: ['responses', 'chat'] },
    variables: ['AZURE_API_KEY', 'AZURE_RESOURCE_NAME or AZURE_BASE_URL'],
    connect: connectAzure,
    dialect: { always: { azure: forgetting }, reasoning: () => ({ azure: { forceReasoning: true } }) },
  },
  {
    kind: 'bedrock',
    title: 'Amazon Bedrock',
    package: '@ai-sdk/amazon-bedrock',
    major: 5,
    factory: 'createAmazonBedrock',
    method: 'languageModel',
    protocol: 'bedrock.converse',
    variables: [
      'AWS_BEARER_TOKEN_BEDROCK or AWS_ACCESS_KEY_ID with AWS_SECRET_ACCESS_KEY',
      'AWS_REGION',
      'BEDROCK_BASE_URL',
    ],
    connect: connectBedrock,
    dialect: {
      budget: (budgetTokens) => ({ bedrock: { reasoningConfig: { type: 'enabled', budgetTokens } } }),
    },
  },
  {
    kind: 'vertex',
    title: 'Google Vertex AI',
    package: '@ai-sdk/google-vertex',
    major: 5,
    factory: 'createGoogleVertex',
    method: 'languageModel',
    protocol: 'vertex.generate-content',
    variables: [
      'GOOGLE_VERTEX_API_KEY, or GOOGLE_VERTEX_PROJECT with GOOGLE_VERTEX_LOCATION',
      'VERTEX_BASE_URL',
    ],
    connect: connectVertex,
    dialect: thinkingOf('vertex'),
  },
];

/** Gemini shows summaries of its thoughts only where they are asked for. */
function thinkingOf(namespace: string): NonNullable<Provider['dialect']> {
  const thinking = (config: Record<string, boolean | number>) => ({
    [namespace]: { thinkingConfig: config },
  });
  return {
    reasoning: (effort) => (effort === 'none' ? {} : thinking({ includeThoughts: true })),
    budget: (thinkingBudget) => thinking({ thinkingBudget, includeThoughts: thinkingBudget > 0 }),
  };
}

/** By the first word of an agent's id. */
export const providers: Readonly<Record<string, Provider>> = Object.fromEntries(
  entries.map((entry) => [entry.kind, { ...entry, prefix: `${entry.kind}:` }]),
);
