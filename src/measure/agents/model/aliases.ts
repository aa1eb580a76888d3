/** Short names for agents: those of the published experiments, and those of the configuration file. */
import { OffswitchError } from '../../../kit/errors.ts';
import type { AgentOptions } from '../agent.ts';

/** The models of the published experiments, as their providers name them. */
export const paperAliases: Readonly<Record<string, string>> = {
  'gpt-5.2': 'openai:gpt-5.2-2025-12-11',
  'gemini-3-flash': 'google:gemini-3-flash-preview',
  'gemini-3-pro': 'google:gemini-3-pro-preview',
  'gemini-3.1-pro': 'google:gemini-3.1-pro-preview',
  'claude-haiku-4.5': 'anthropic:claude-haiku-4-5-20251001',
  'deepseek-v3.1': 'togetherai:deepseek-ai/DeepSeek-V3.1',
  'kimi-k2.5': 'togetherai:moonshotai/Kimi-K2.5',
  'glm-4.7': 'togetherai:zai-org/GLM-4.7',
  'glm-5': 'togetherai:zai-org/GLM-5',
};

/** All short names; those of the configuration file go before the published ones. */
export function aliasesOf(options: AgentOptions): Readonly<Record<string, string>> {
  return { ...paperAliases, ...options.config?.aliases };
}

/**
 * The full id behind an id without a kind, with its settings; any other id as it is, and an unknown one too.
 * Errors: `bad-agent` where the name and what it stands for both end in options.
 */
export function withoutAlias(id: string, options: AgentOptions): string {
  const mark = id.indexOf('?');
  const name = mark < 0 ? id : id.slice(0, mark);
  const aliases = aliasesOf(options);
  const full = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  if (full === undefined) return id;
  if (mark < 0) return full;
  const settings = id.slice(mark + 1);
  if (!full.includes('?')) return `${full}?${settings}`;
  // Options stand last, as they may hold any character.
  const [front = '', ...own] = full.split('?');
  const behind = own.join('?');
  const plain = (text: string) => /(?:^|&)options=\{/.test(text);
  if (!plain(behind)) return `${front}?${behind}&${settings}`;
  if (!plain(settings)) return `${front}?${settings}&${behind}`;
  throw new OffswitchError(
    'bad-agent',
    `${name}: the short name sets options already`,
    `Write the full id instead, beginning with ${front}.`,
    { agent: name },
  );
}
