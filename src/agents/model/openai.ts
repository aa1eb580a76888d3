/** Models of OpenAI (`openai:MODEL`), by the Responses API or, if asked for, by chat completions. */
import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind, AgentOptions } from '../agent.ts';
import { type BaseUrl, parseBaseUrl } from './base-url.ts';
import { type ConductChanges, modelKind } from './model-agent.ts';
import { readKey, readSettings, readVariable } from './settings.ts';

const OPENAI = 'https://api.openai.com/v1';

/**
 * Opens `openai:MODEL`. Reads OPENAI_API_KEY, OPENAI_BASE_URL, OFFSWITCH_OPENAI_API (`responses` or `chat`) and the
 * settings of every model call. Errors: `provider-setup`, `bad-agent`.
 */
export async function openOpenAI(
  name: string,
  options: AgentOptions,
  conduct?: ConductChanges,
): Promise<AgentKind> {
  const { environment } = options;
  if (name.trim() === '') {
    throw new OffswitchError(
      'bad-agent',
      'openai: names no model',
      'Write openai:MODEL, e.g. openai:gpt-5.2.',
    );
  }
  const key = readKey(environment, 'OPENAI_API_KEY');
  if (key === undefined) {
    throw new OffswitchError(
      'provider-setup',
      `openai:${name} needs a key`,
      'Set the environment variable OPENAI_API_KEY.',
      { variable: 'OPENAI_API_KEY' },
    );
  }
  const base = readBase(readVariable(environment, 'OPENAI_BASE_URL') ?? OPENAI);
  const api = readApi(readVariable(environment, 'OFFSWITCH_OPENAI_API') ?? 'responses');
  const settings = readSettings(environment);
  // Loading the package takes longer than the whole start of the command line may.
  const { createOpenAI } = await import('@ai-sdk/openai');
  const provider = createOpenAI({ apiKey: key, baseURL: base.address });
  return modelKind(
    {
      id: `openai:${name}`,
      provider: `openai.${api}`,
      model: api === 'chat' ? provider.chat(name) : provider.responses(name),
      address: base.address,
      settings,
      secrets: [key],
    },
    conduct,
  );
}

function readBase(value: string): BaseUrl {
  const base = parseBaseUrl(value, 'OPENAI_BASE_URL', OPENAI);
  if (base.authorization === undefined && Object.keys(base.query).length === 0) return base;
  throw new OffswitchError(
    'provider-setup',
    'OPENAI_BASE_URL carries credentials or a query, which openai: cannot send',
    'Put the key into OPENAI_API_KEY, or use compatible:MODEL with OFFSWITCH_BASE_URL.',
    { variable: 'OPENAI_BASE_URL' },
  );
}

function readApi(value: string): 'responses' | 'chat' {
  if (value === 'responses' || value === 'chat') return value;
  throw new OffswitchError(
    'provider-setup',
    'OFFSWITCH_OPENAI_API is neither responses nor chat',
    'Set it to responses or chat, or unset it.',
    { variable: 'OFFSWITCH_OPENAI_API' },
  );
}
