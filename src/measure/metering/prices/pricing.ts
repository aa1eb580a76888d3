/** What a call costs: the row of its model, and the tokens that the provider counted. Nothing is guessed. */
import type { Usage } from '../../agents/agent.ts';
import { picosOf } from './money.ts';
import type { PriceTable } from './read.ts';
import type { PriceRow, Rates } from './schema.ts';

/** Enough of an agent to find its price: of its kind, or of a stored trial's spec. */
export interface Priced {
  readonly id: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly model?: { readonly provider: string; readonly name: string };
}

export interface FoundPrice {
  readonly row: PriceRow;
  /** Whether the row is that of the model asked for, or of the one that the provider said had answered. */
  readonly by: 'asked' | 'reported';
}

/** The price of an agent's model; `reported` is looked up where the model asked for has none. */
export function findPrice(table: PriceTable, agent: Priced, reported?: string): FoundPrice | undefined {
  const models = modelsOf(agent);
  for (const { provider, name } of models) {
    const row = rowOf(table, provider, name);
    if (row !== undefined) return { row, by: 'asked' };
  }
  if (reported === undefined) return undefined;
  for (const { provider } of models) {
    const row = rowOf(table, provider, reported);
    if (row !== undefined) return { row, by: 'reported' };
  }
  return undefined;
}

/**
 * Who may be meant by an agent: the model of its kind, else what its id says, with the model's name as it is sent before
 * the one that is written. The protocol it speaks says nothing: others than its maker offer it at prices of their own.
 */
function modelsOf({ id, parameters, model }: Priced): readonly { provider: string; name: string }[] {
  const colon = id.indexOf(':');
  const provider = id.slice(0, Math.max(colon, 0));
  const names = [parameters.model, id.slice(colon + 1).split('?')[0]];
  return [
    ...(model === undefined ? [] : [model]),
    ...names.flatMap((name) => (typeof name === 'string' && name !== '' ? [{ provider, name }] : [])),
  ];
}

/** What providers write after a model's name to say of which day it is. */
const DATE = /^[-@](?:\d{4}-\d{2}-\d{2}|\d{8}|\d{4})$/;

function rowOf(table: PriceTable, provider: string, model: string): PriceRow | undefined {
  for (const rows of table) {
    const ofProvider = rows.filter((row) => row.provider === provider);
    const found =
      ofProvider.find((row) => row.model === model) ??
      ofProvider.find((row) => model.startsWith(row.model) && DATE.test(model.slice(row.model.length)));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Picodollars of one call; undefined where the row has no price for a kind of token that was used. */
export function costOfCall(row: PriceRow, usage: Usage): bigint | undefined {
  return costAt(ratesFor(row, usage.inputTokens), usage);
}

/**
 * Picodollars of calls added up; undefined where that cannot be told from the sum: a price is missing, or a prompt
 * among them may have been long enough for another price.
 */
export function costOfSum(row: PriceRow, sum: Usage): bigint | undefined {
  return ratesFor(row, sum.inputTokens) === row ? costAt(row, sum) : undefined;
}

function ratesFor(row: PriceRow, promptTokens: number): Rates {
  const passed = (row.tiers ?? []).filter(({ abovePromptTokens }) => promptTokens > abovePromptTokens);
  return passed.reduce<Rates & { readonly abovePromptTokens?: number }>(
    (highest, tier) => (tier.abovePromptTokens > (highest.abovePromptTokens ?? 0) ? tier : highest),
    row,
  );
}

function costAt(rates: Rates, usage: Usage): bigint | undefined {
  const { cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
  const parts = [
    [usage.inputTokens - cachedInputTokens - cacheWriteTokens, rates.inputPerMillion],
    [cachedInputTokens, rates.cachedInputPerMillion],
    [cacheWriteTokens, rates.cacheWritePerMillion],
    [usage.outputTokens, rates.outputPerMillion],
  ] as const;
  let picos = 0n;
  for (const [tokens, perMillion] of parts) {
    if (tokens === 0) continue;
    const price = perMillion === undefined ? undefined : picosOf(perMillion);
    // Counts that contradict each other, or are no whole numbers, tell no cost.
    if (price === undefined || !Number.isSafeInteger(tokens) || tokens < 0) return undefined;
    // A million tokens' price in microdollars is a token's in picodollars.
    picos += (BigInt(tokens) * price) / 1_000_000n;
  }
  return picos;
}
