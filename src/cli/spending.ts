/** Prices and budgets as a command line gives them, and how spending is told. */
import { loadConfig } from '../measure/agents/config.ts';
import type { Budget } from '../measure/metering/budget.ts';
import { dollarText, picosOf } from '../measure/metering/prices/money.ts';
import { type PriceTable, priceTable } from '../measure/metering/prices/read.ts';
import { possiblyCharged, type Spending, tokensOf } from '../measure/metering/spending.ts';
import { type AgentCosts, costNotes, costText, grouped, nameOf } from '../measure/report/costs.ts';
import type { Study } from '../measure/study/definition.ts';

export interface CostOptions {
  readonly prices?: string;
  readonly config?: string;
  readonly maxCost?: string;
  readonly maxTokens?: number;
}

/** The table of the flag, else of the configuration, before ours. Errors: `bad-prices`, those of files. */
export async function pricesFor({ prices, config }: CostOptions): Promise<PriceTable> {
  if (prices !== undefined) return priceTable(prices);
  return priceTable((await loadConfig(process.env, process.cwd(), config))?.prices);
}

/** Flags go before the study. */
export function budgetFor(
  { budget = {} }: Pick<Study, 'budget'>,
  { maxCost, maxTokens }: CostOptions,
): Budget {
  const cost = picosOf(maxCost ?? budget.cost ?? '');
  const tokens = maxTokens ?? budget.tokens;
  return { ...(cost === undefined ? {} : { cost }), ...(tokens === undefined ? {} : { tokens }) };
}

/** `$0.1234`, or as much of it as is known. */
function moneyOf({ picos, unpriced }: Spending): string {
  if (unpriced === 0) return dollarText(picos);
  return picos === 0n
    ? 'unknown cost'
    : `${dollarText(picos)} and ${grouped(unpriced)} calls of unknown cost`;
}

/** For the line of progress; empty where nothing was bought. */
export function spentShort(spent: Spending): string {
  const { calls, reused } = spent.totals;
  if (calls === 0) return '';
  const free = reused === 0 ? '' : `, ${grouped(reused)} answers reused`;
  return `, ${grouped(tokensOf(spent))} tokens, ${moneyOf(spent)}${free}`;
}

/** What was spent now and in all, by agent; none where no agent makes calls. */
export function spentLines(now: Spending, costs: readonly AgentCosts[]): readonly string[] {
  if (costs.length === 0) return [];
  const { calls, reused } = now.totals;
  const bought = `${grouped(calls - reused)} calls, ${grouped(tokensOf(now))} tokens, ${moneyOf(now)}`;
  const free = reused === 0 ? '' : `; ${grouped(reused)} answers reused from the cache`;
  const open = possiblyCharged(now.abandoned ?? 0);
  return [
    `Spent:  now ${bought}${free}${open}; in the whole store:`,
    ...costs.map((one) => `        ${nameOf(one)}: ${agentText(one)}`),
    ...costNotes(costs),
  ];
}

function agentText(costs: AgentCosts): string {
  const apart = [
    ...(costs.reused === 0
      ? []
      : [`${grouped(costs.reused)} reused, in ${grouped(costs.trialsWithReused)} trials`]),
    ...(costs.unreported === 0 ? [] : [`${grouped(costs.unreported)} without token counts`]),
  ];
  const of = apart.length === 0 ? '' : ` (${apart.join('; ')})`;
  return `${grouped(costs.calls)} calls${of}, ${grouped(costs.inputTokens + costs.outputTokens)} tokens, ${costText(costs)}`;
}
