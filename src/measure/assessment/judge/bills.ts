/** What the votes of judges used and cost. */
import type { Hash } from '../../../kit/hash.ts';
import type { Priced } from '../../metering/prices/pricing.ts';
import type { PriceTable } from '../../metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending, spendingOfTrial } from '../../metering/spending.ts';
import type { Assessment } from '../../store/store.ts';
import { noCalls } from '../../trial/call-totals.ts';
import { identityHash } from './judge-identity.ts';
import { type Call, callIn } from './votes.ts';

export interface JudgeBill {
  readonly judge: Priced;
  /** Those that told of a call. */
  readonly votes: number;
  readonly spending: Spending;
  /** Votes by the model ids that the provider reported. */
  readonly models: ReadonlyMap<string, number>;
}

/** Of one vote. A judge that told of no call made one of which nothing is known, unless nothing was asked. */
export function spendingOfVote(prices: PriceTable, judge: Priced, { calls, tries }: Call): Spending {
  if (calls === undefined && tries === 0) return nothingSpent;
  return spendingOfTrial(prices, judge, calls ?? { ...noCalls, calls: 1, unreported: 1 }, () => undefined);
}

/** Of all judges whose votes a store keeps, without those that never told of a call. Errors: `store-damaged`. */
export async function judgeBills(
  prices: PriceTable,
  assessments: AsyncIterable<Assessment>,
): Promise<readonly JudgeBill[]> {
  const bills = new Map<Hash, JudgeBill & { readonly models: Map<string, number> }>();
  for await (const row of assessments) {
    const call = callIn(row);
    if (call?.calls === undefined) continue;
    const { id, parameters } = call.judge;
    const judge = { id, parameters };
    const hash = identityHash(call.judge);
    const bill = bills.get(hash) ?? { judge, votes: 0, spending: nothingSpent, models: new Map() };
    for (const model of call.calls.models) bill.models.set(model, (bill.models.get(model) ?? 0) + 1);
    const spending = plusSpending(bill.spending, spendingOfVote(prices, judge, call));
    bills.set(hash, { ...bill, votes: bill.votes + 1, spending });
  }
  return [...bills.values()];
}
