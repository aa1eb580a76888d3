/** Models behind any server that speaks OpenAI's chat completions (`compatible:MODEL`): vLLM, Ollama, llama.cpp, LiteLLM, OpenRouter. */
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind, AgentOptions } from '../agent.ts';
import { parseBaseUrl } from './base-url.ts';
import { type ConductChanges, modelKind } from './model-agent.ts';
import { readKey, readSettings, readVariable } from './settings.ts';

const EXAMPLE = 'http://localhost:11434/v1';

/**
 * Opens `compatible:NAME`, NAME being the model's id on the server. Reads OFFSWITCH_BASE_URL (required),
 * OFFSWITCH_API_KEY and the settings of every model call. Errors: `provider-setup`, `bad-agent`.
 */
export async function openCompatible(
  name: string,
  options: AgentOptions,
  conduct?: ConductChanges,
): Promise<AgentKind> {
  const { environment } = options;
  if (name.trim() === '') {
    throw new OffswitchError(
      'bad-agent',
      'compatible: names no model',
      'Write compatible:MODEL, the id of a model on the server, e.g. compatible:qwen3:8b.',
    );
  }
  const address = readVariable(environment, 'OFFSWITCH_BASE_URL');
  if (address === undefined) {
    throw new OffswitchError(
      'provider-setup',
      `compatible:${name} needs the address of a server`,
      `Set the environment variable OFFSWITCH_BASE_URL, e.g. OFFSWITCH_BASE_URL=${EXAMPLE}.`,
      { variable: 'OFFSWITCH_BASE_URL' },
    );
  }
  const base = parseBaseUrl(address, 'OFFSWITCH_BASE_URL', EXAMPLE);
  const key = readKey(environment, 'OFFSWITCH_API_KEY');
  const settings = readSettings(environment);
  // Loading the package takes longer than the whole start of the command line may.
  const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
  const provider = createOpenAICompatible({
    name: 'compatible',
    baseURL: base.address,
    queryParams: base.query,
    includeUsage: true,
    ...(key === undefined ? {} : { apiKey: key }),
    ...(key !== undefined || base.authorization === undefined
      ? {}
      : { headers: { Authorization: base.authorization } }),
  });
  return modelKind(
    {
      id: `compatible:${name}`,
      provider: 'compatible.chat',
      model: provider.chatModel(name),
      address: base.address,
      settings,
      secrets: [key, base.authorization?.replace('Basic ', ''), ...base.secrets],
    },
    conduct,
  );
}
