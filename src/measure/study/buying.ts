/** An agent whose calls are bought, with everything that stands between a trial and a call: cache, outages, budget, meter. */

import type { Hash } from '../../kit/hash.ts';
import type { Agent, AgentKind, Turn } from '../agents/agent.ts';
import type { BudgetGate } from '../metering/budget.ts';
import type { OutageWatch } from '../metering/outage.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending, spendingOfTurn } from '../metering/spending.ts';
import type { ResponseCache } from '../store/cache.ts';
import { Suspended } from '../trial/run.ts';
import type { PlannedTrial } from './plan.ts';
import { callKey } from './reuse.ts';

export interface Market {
  readonly prices: PriceTable;
  readonly outages: OutageWatch;
  /** Asked before every call. */
  readonly gate?: BudgetGate;
  /** Asked before every trial, so that a cap is spent on whole trials and not on the beginnings of many. */
  readonly trialGate?: BudgetGate;
  readonly cache?: ResponseCache;
  /** Called with every answer, reused ones included. */
  readonly answered: (agent: AgentKind, turn: Turn, spending: Spending) => void;
}

export interface Buyer {
  readonly agent: AgentKind;
  /** To be called when the turn is journalled: only then may another study have it. */
  journalled(turn: Turn): void;
  /** What the trial used so far in this run. */
  spent(): Spending;
}

/** The agent of one trial, with its calls watched. */
export function buyerFor({ spec, cell }: PlannedTrial, given: Market): Buyer {
  const { agent } = cell;
  let spent = nothingSpent;
  const market: Market = {
    ...given,
    answered(kind, turn, spending) {
      spent = plusSpending(spent, spending);
      given.answered(kind, turn, spending);
    },
  };
  const cache = agent.reusable ? market.cache : undefined;
  let last: Hash | undefined;
  const watch = (inner: Agent): Agent => ({
    async takeTurn(conversation, tools, signal) {
      last = cache === undefined ? undefined : callKey(agent, spec, conversation, tools);
      const kept = last === undefined ? undefined : cache?.find(last);
      if (kept !== undefined) {
        last = undefined;
        const turn = { ...kept, report: { ...kept.report, reused: true } };
        market.answered(agent, turn, spendingOfTurn(market.prices, agent, turn));
        return turn;
      }
      const stop = market.outages.stopOf(agent);
      if (stop !== undefined) throw new Suspended(stop);
      return buy(agent, market, signal, () => inner.takeTurn(conversation, tools, signal));
    },
    ...(inner.end === undefined ? {} : { end: (conversation) => inner.end?.(conversation) }),
  });
  return {
    agent: { ...agent, start: (seed, options) => watch(agent.start(seed, options)) },
    spent: () => spent,
    journalled(turn) {
      // What a filter cut off says nothing of the model.
      if (last !== undefined && turn.report?.finish !== 'content-filter') cache?.keep(last, turn);
    },
  };
}

async function buy(
  agent: AgentKind,
  { gate, prices, outages, answered }: Market,
  signal: AbortSignal,
  call: () => Promise<Turn | null>,
): Promise<Turn | null> {
  await gate?.enter(signal);
  let spending: Spending | undefined;
  try {
    const turn = await call();
    if (turn !== null) {
      spending = spendingOfTurn(prices, agent, turn);
      outages.answered(agent);
      answered(agent, turn, spending);
    }
    return turn;
  } finally {
    gate?.leave(spending);
  }
}
