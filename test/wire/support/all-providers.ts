/** Every provider as a person has it: an id, its key, and the variable that leads to a test server. */
import type { AgentKind } from '../../../src/measure/agents/agent.ts';
import { openAgent } from '../../../src/measure/agents/registry.ts';
import { KEY } from './services.ts';

export interface NamedProvider {
  readonly id: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly base: string;
}

const one = (id: string, base: string, environment: Readonly<Record<string, string>>): NamedProvider => ({
  ...{ id, base, environment },
});

export const allProviders: readonly NamedProvider[] = [
  one('compatible:m', 'OFFSWITCH_BASE_URL', {}),
  one('openai:gpt-4.1', 'OPENAI_BASE_URL', { OPENAI_API_KEY: KEY }),
  one('openai:gpt-4.1', 'OPENAI_BASE_URL', { OPENAI_API_KEY: KEY, OFFSWITCH_OPENAI_API: 'chat' }),
  one('anthropic:claude-haiku-4-5', 'ANTHROPIC_BASE_URL', { ANTHROPIC_API_KEY: KEY }),
  one('google:gemini-3-flash-preview', 'GOOGLE_BASE_URL', { GEMINI_API_KEY: KEY }),
  one('mistral:mistral-large-latest', 'MISTRAL_BASE_URL', { MISTRAL_API_KEY: KEY }),
  one('xai:grok-4', 'XAI_BASE_URL', { XAI_API_KEY: KEY }),
  one('deepseek:deepseek-chat', 'DEEPSEEK_BASE_URL', { DEEPSEEK_API_KEY: KEY }),
  one('togetherai:zai-org/GLM-5', 'TOGETHERAI_BASE_URL', { TOGETHER_API_KEY: KEY }),
  one('openrouter:z-ai/glm-4.7', 'OPENROUTER_BASE_URL', { OPENROUTER_API_KEY: KEY }),
  one('azure:my-deployment', 'AZURE_BASE_URL', { AZURE_API_KEY: KEY }),
  one('bedrock:amazon.nova-pro-v1:0', 'BEDROCK_BASE_URL', {
    ...{ AWS_BEARER_TOKEN_BEDROCK: KEY, AWS_REGION: 'us-east-1' },
  }),
  one('vertex:gemini-3-flash-preview', 'VERTEX_BASE_URL', { GOOGLE_VERTEX_API_KEY: KEY }),
  one('groq:llama-3.3-70b-versatile', 'GROQ_BASE_URL', { GROQ_API_KEY: KEY }),
];

/** The agent at this address; `changes` are variables of Offswitch. */
export function openAt(
  { id, base, environment }: NamedProvider,
  url: string,
  changes: Readonly<Record<string, string>>,
): Promise<AgentKind> {
  return openAgent(id, { environment: { ...environment, ...changes, [base]: url }, folder: '.' });
}
