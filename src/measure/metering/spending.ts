/** What calls used and cost, added up exactly: of a run, of a trial, of a whole store. */
import type { Turn } from '../agents/agent.ts';
import type { CallTotals } from '../trial/call-totals.ts';
import { noCalls, plusTotals, plusTurn } from '../trial/call-totals.ts';
import { costOfCall, costOfSum, findPrice, type Priced } from './prices/pricing.ts';
import type { PriceTable } from './prices/read.ts';

export interface Spending {
  readonly totals: CallTotals;
  /** Picodollars of the calls whose cost is known. */
  readonly picos: bigint;
  /** Calls that were bought and whose cost is not known: no price, or no token counts. */
  readonly unpriced: number;
  /** Calls that were given up on their way, such as at an interruption: they are in no total and may be charged. */
  readonly abandoned?: number;
}

export const nothingSpent: Spending = { totals: noCalls, picos: 0n, unpriced: 0 };

/** `; 3 calls were under way and may be charged`; empty where there were none. */
export function possiblyCharged(abandoned: number): string {
  if (abandoned === 0) return '';
  return `; ${abandoned === 1 ? '1 call was' : `${abandoned} calls were`} under way and may be charged`;
}

export function plusSpending(left: Spending, right: Spending): Spending {
  return {
    totals: plusTotals(left.totals, right.totals),
    picos: left.picos + right.picos,
    unpriced: left.unpriced + right.unpriced,
    abandoned: (left.abandoned ?? 0) + (right.abandoned ?? 0),
  };
}

/** Tokens bought, in and out. */
export function tokensOf({ totals }: Spending): number {
  return totals.inputTokens + totals.outputTokens;
}

export function spendingOfTurn(prices: PriceTable, agent: Priced, turn: Turn): Spending {
  const totals = plusTurn(noCalls, turn);
  if (totals.reused > 0) return { totals, picos: 0n, unpriced: 0 };
  const row = findPrice(prices, agent, turn.report?.model)?.row;
  const cost = row === undefined || turn.usage === undefined ? undefined : costOfCall(row, turn.usage);
  return { totals, picos: cost ?? 0n, unpriced: cost === undefined ? 1 : 0 };
}

export function spendingOfTurns(prices: PriceTable, agent: Priced, turns: readonly Turn[]): Spending {
  return turns.reduce((sum, turn) => plusSpending(sum, spendingOfTurn(prices, agent, turn)), nothingSpent);
}

/** Of a trial by its totals; where they do not tell the cost, by its `turns`, if they can be had. */
export function spendingOfTrial(
  prices: PriceTable,
  agent: Priced,
  totals: CallTotals,
  turns: () => readonly Turn[] | undefined,
): Spending {
  const bought = totals.calls - totals.reused;
  const reported = totals.models.length === 1 ? totals.models[0] : undefined;
  const row = findPrice(prices, agent, reported)?.row;
  const costOf = bought === 1 ? costOfCall : costOfSum;
  const cost = row === undefined || totals.unreported > 0 ? undefined : costOf(row, totals);
  if (bought === 0 || cost !== undefined) return { totals, picos: cost ?? 0n, unpriced: 0 };
  const exact = turns();
  return exact === undefined
    ? { totals, picos: 0n, unpriced: bought }
    : { ...spendingOfTurns(prices, agent, exact), totals };
}
