/** What the votes of judges used and cost. */
import type { Priced } from '../metering/prices/pricing.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending, spendingOfTrial } from '../metering/spending.ts';
import type { StoredJudgement } from '../store/store.ts';
import { noCalls } from '../trial/call-totals.ts';
import { type Kept, keptJudgements, type VoteBody } from './votes.ts';

export interface JudgeBill {
  readonly judge: Priced;
  readonly votes: number;
  readonly spending: Spending;
  /** Votes by the model ids that the provider reported. */
  readonly models: ReadonlyMap<string, number>;
}

/** Of one vote. A judge that told of no call made one of which nothing is known. */
export function spendingOfVote(prices: PriceTable, judge: Priced, { calls }: VoteBody): Spending {
  return spendingOfTrial(prices, judge, calls ?? { ...noCalls, calls: 1, unreported: 1 }, () => undefined);
}

/** Of all judges whose votes a store keeps, without those that never told of a call. Errors: `store-damaged`. */
export function judgeBills(prices: PriceTable, judgements: Iterable<StoredJudgement>): readonly JudgeBill[] {
  return [...keptJudgements(judgements).values()].flatMap((kept) => {
    const votes = votesOf(kept).filter(({ calls }) => calls !== undefined);
    if (votes.length === 0) return [];
    const { id, parameters } = kept.identity;
    const judge = { id, parameters };
    const models = new Map<string, number>();
    for (const model of votes.flatMap(({ calls }) => calls?.models ?? []))
      models.set(model, (models.get(model) ?? 0) + 1);
    const spending = votes
      .map((vote) => spendingOfVote(prices, judge, vote))
      .reduce(plusSpending, nothingSpent);
    return [{ judge, votes: votes.length, spending, models }];
  });
}

export function votesOf({ votes }: Pick<Kept, 'votes'>): readonly VoteBody[] {
  return [...votes.values()].flat().filter((vote) => vote !== undefined);
}
