/**
 * A hard cap on what a study buys. Before every call the cap is asked; what was spent may pass it by no more than the
 * calls in flight, and the fewer of those the less of the cap is left.
 */

import { OffswitchError } from '../../kit/errors.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import type { AgentKind } from '../agents/agent.ts';
import { Suspended } from '../trial/run.ts';
import { dollarText } from './prices/money.ts';
import { findPrice, type Priced } from './prices/pricing.ts';
import type { PriceTable } from './prices/read.ts';
import { nothingSpent, plusSpending, type Spending, tokensOf } from './spending.ts';

export interface Budget {
  /** Picodollars. */
  readonly cost?: bigint;
  /** Tokens, in and out. */
  readonly tokens?: number;
}

export interface BudgetGate {
  /** Resolves when a call may be made; each must be followed by `leave`. Rejects with `Suspended` once no more may be. */
  enter(signal: AbortSignal): Promise<void>;
  /** The call is over: with what it used, or without an answer. */
  leave(spending?: Spending): void;
  /** Why no more calls may be made; undefined as long as they may. */
  reached(): OffswitchError | undefined;
}

/** A cap in money needs to know what every call costs. Errors: `unknown-price`. */
export function demandPrices(
  agents: readonly (Priced & Pick<AgentKind, 'repeatable'>)[],
  prices: PriceTable,
  { cost }: Budget,
): void {
  if (cost === undefined) return;
  const unknown = agents.find((agent) => !agent.repeatable && findPrice(prices, agent) === undefined);
  if (unknown === undefined) return;
  throw new OffswitchError(
    'unknown-price',
    `no price is known for ${unknown.id}, so a budget in money cannot be enforced`,
    'Add the model to a price table and pass it with --prices, or use --max-tokens.',
    { agent: unknown.id },
  );
}

/** What the caps are called where they are given. */
export interface CapNames {
  readonly cost: string;
  readonly tokens: string;
}

const usualNames: CapNames = { cost: '--max-cost', tokens: '--max-tokens' };

/** Of calls, or of whole trials. `before` is what the store held already. */
export function budgetGate(budget: Budget, before: Spending, names: CapNames = usualNames): BudgetGate {
  let spent = before;
  let largest: Spending | undefined;
  let inFlight = 0;
  let waiting: (() => void)[] = [];

  /** One more call in flight must fit into what is left, going by the largest so far; alone it may always be tried. */
  const fits = () =>
    inFlight === 0 || (largest !== undefined && leaves(budget, spent, largest, inFlight + 1));
  return {
    async enter(signal) {
      for (;;) {
        signal.throwIfAborted();
        const error = reasonToStop(budget, spent, names);
        if (error !== undefined) throw new Suspended(error);
        if (fits()) break;
        await whileWaiting(
          'calls in flight, before the budget takes another',
          next(signal, (wake) => waiting.push(wake)),
        );
      }
      inFlight += 1;
    },
    leave(spending = nothingSpent) {
      inFlight -= 1;
      spent = plusSpending(spent, spending);
      if (spending.totals.calls > 0) largest = larger(largest, spending);
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
    },
    reached: () => reasonToStop(budget, spent, names),
  };
}

function leaves({ cost, tokens }: Budget, spent: Spending, call: Spending, calls: number): boolean {
  return (
    (cost === undefined || spent.picos + BigInt(calls) * call.picos <= cost) &&
    (tokens === undefined || tokensOf(spent) + calls * tokensOf(call) <= tokens)
  );
}

function larger(left: Spending | undefined, right: Spending): Spending {
  if (left === undefined) return right;
  const more = tokensOf(right) > tokensOf(left) ? right : left;
  return { ...more, picos: left.picos > right.picos ? left.picos : right.picos };
}

/** Resolves when it is woken, rejects when the signal aborts. */
function next(signal: AbortSignal, wait: (wake: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener('abort', abort, { once: true });
    wait(() => {
      signal.removeEventListener('abort', abort);
      resolve();
    });
  });
}

function reasonToStop(
  { cost, tokens }: Budget,
  spent: Spending,
  names: CapNames,
): OffswitchError | undefined {
  const { unreported } = spent.totals;
  if (unreported > 0 && (cost !== undefined || tokens !== undefined)) {
    const calls = unreported === 1 ? '1 answer' : `${unreported} answers`;
    return cannotHold(`${calls} came without token counts`, { unreported });
  }
  if (cost !== undefined && spent.unpriced > 0) {
    return cannotHold(`the cost of ${spent.unpriced} of the calls bought is not known`, {
      unpriced: spent.unpriced,
    });
  }
  if (cost !== undefined && spent.picos >= cost)
    return reached(names.cost, dollarText(spent.picos), dollarText(cost));
  if (tokens !== undefined && tokensOf(spent) >= tokens)
    return reached(names.tokens, `${tokensOf(spent)} tokens`, `${tokens} tokens`);
  return undefined;
}

function reached(flag: string, spent: string, cap: string): OffswitchError {
  return new OffswitchError(
    'budget-reached',
    `the budget is used up: ${spent} spent of ${cap}`,
    `Run the same command with a higher ${flag}: it continues where it stopped, and nothing is bought twice.`,
    { flag, spent, cap },
  );
}

function cannotHold(why: string, data: Readonly<Record<string, number>>): OffswitchError {
  return new OffswitchError(
    'budget-reached',
    `the budget cannot be enforced: ${why}`,
    'Run without a budget, limit the trials (--trials) instead, or complete the price table (--prices).',
    data,
  );
}
