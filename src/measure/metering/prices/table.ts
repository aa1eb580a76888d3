/** The prices known to us. A model that is not here has no price until a price file gives one. */
import type { PriceRow, Rates } from './schema.ts';

const KNOWN = '2026-01-01';

const lists = {
  openai: 'https://platform.openai.com/docs/pricing',
  anthropic: 'https://docs.claude.com/en/docs/about-claude/pricing',
  google: 'https://ai.google.dev/gemini-api/docs/pricing',
  deepseek: 'https://api-docs.deepseek.com/quick_start/pricing',
  mistral: 'https://mistral.ai/pricing',
  xai: 'https://docs.x.ai/docs/models',
  togetherai: 'https://www.together.ai/pricing',
};

type Tiers = NonNullable<PriceRow['tiers']>;

function row(provider: keyof typeof lists, model: string, rates: Rates, tiers?: Tiers): PriceRow {
  const marks = { currency: 'USD', asOf: KNOWN, source: lists[provider] } as const;
  return { provider, model, ...rates, ...(tiers === undefined ? {} : { tiers }), ...marks };
}

/** Input, output, and what is read from the cache, where the list has it. */
function rates(inputPerMillion: string, outputPerMillion: string, cachedInputPerMillion?: string): Rates {
  return {
    inputPerMillion,
    outputPerMillion,
    ...(cachedInputPerMillion === undefined ? {} : { cachedInputPerMillion }),
  };
}

/** Anthropic lists writes to the cache, too; these are the writes that are kept for five minutes. */
function claude(input: string, output: string, cached: string, cacheWritePerMillion: string): Rates {
  return { ...rates(input, output, cached), cacheWritePerMillion };
}

const above = (abovePromptTokens: number, of: Rates): Tiers => [{ abovePromptTokens, ...of }];

export const knownPrices: readonly PriceRow[] = [
  row('openai', 'gpt-5.2', rates('1.75', '14', '0.175')),
  row('openai', 'gpt-5.1', rates('1.25', '10', '0.125')),
  row('openai', 'gpt-5', rates('1.25', '10', '0.125')),
  row('openai', 'gpt-5-mini', rates('0.25', '2', '0.025')),
  row('openai', 'gpt-5-nano', rates('0.05', '0.4', '0.005')),
  row('openai', 'gpt-4.1', rates('2', '8', '0.5')),
  row('openai', 'gpt-4.1-mini', rates('0.4', '1.6', '0.1')),
  row('openai', 'gpt-4.1-nano', rates('0.1', '0.4', '0.025')),
  row('openai', 'gpt-4o', rates('2.5', '10', '1.25')),
  row('openai', 'gpt-4o-mini', rates('0.15', '0.6', '0.075')),
  row('openai', 'o3', rates('2', '8', '0.5')),
  row('openai', 'o4-mini', rates('1.1', '4.4', '0.275')),
  row('anthropic', 'claude-opus-4-5', claude('5', '25', '0.5', '6.25')),
  row('anthropic', 'claude-opus-4-1', claude('15', '75', '1.5', '18.75')),
  row(
    'anthropic',
    'claude-sonnet-4-5',
    claude('3', '15', '0.3', '3.75'),
    above(200_000, claude('6', '22.5', '0.6', '7.5')),
  ),
  row('anthropic', 'claude-haiku-4-5', claude('1', '5', '0.1', '1.25')),
  row('google', 'gemini-3-pro-preview', rates('2', '12', '0.2'), above(200_000, rates('4', '18', '0.4'))),
  row('google', 'gemini-3-flash-preview', rates('0.5', '3', '0.05')),
  row('google', 'gemini-2.5-pro', rates('1.25', '10', '0.125'), above(200_000, rates('2.5', '15', '0.25'))),
  row('google', 'gemini-2.5-flash', rates('0.3', '2.5', '0.03')),
  row('google', 'gemini-2.5-flash-lite', rates('0.1', '0.4', '0.01')),
  row('deepseek', 'deepseek-chat', rates('0.28', '0.42', '0.028')),
  row('deepseek', 'deepseek-reasoner', rates('0.28', '0.42', '0.028')),
  row('mistral', 'mistral-large-2512', rates('0.5', '1.5')),
  row('mistral', 'mistral-medium-2508', rates('0.4', '2')),
  row('mistral', 'mistral-small-2506', rates('0.1', '0.3')),
  row('xai', 'grok-4', rates('3', '15', '0.75'), above(128_000, rates('6', '30'))),
  row('xai', 'grok-4-fast-reasoning', rates('0.2', '0.5', '0.05'), above(128_000, rates('0.4', '1'))),
  row('xai', 'grok-4-fast-non-reasoning', rates('0.2', '0.5', '0.05'), above(128_000, rates('0.4', '1'))),
  row('togetherai', 'deepseek-ai/DeepSeek-V3.1', rates('0.6', '1.7')),
];
