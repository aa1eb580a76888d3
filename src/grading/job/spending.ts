/** What the calls of judges used and cost. Programs with known conduct cost nothing. */
import type { Priced } from '../../measure/metering/prices/pricing.ts';
import type { PriceTable } from '../../measure/metering/prices/read.ts';
import {
  nothingSpent,
  type Spending,
  spendingOfTrial,
  spendingOfTurn,
} from '../../measure/metering/spending.ts';
import { type CallTotals, noCalls } from '../../measure/trial/call-totals.ts';
import type { Judge, Marking } from '../judge.ts';
import type { StoredMark } from '../store/records.ts';

type Billed = Pick<Judge, 'id' | 'simulated'>;

/** The price of a judge is that of its model. */
function pricedAs({ id }: Pick<Judge, 'id'>): Priced {
  return { id, parameters: {} };
}

export function spendingOf(
  prices: PriceTable,
  judge: Billed,
  marking: Pick<Marking, 'usage' | 'model'>,
): Spending {
  return judge.simulated ? nothingSpent : spendingOfTurn(prices, pricedAs(judge), turnOf(marking));
}

/** Of all that one judge said. A call that failed told of nothing. */
export function spendingOfMarks(prices: PriceTable, judge: Billed, marks: readonly StoredMark[]): Spending {
  if (judge.simulated) return nothingSpent;
  const answered = marks.filter(({ usage, unmarked }) => usage !== null || unmarked !== 'error');
  return spendingOfTrial(prices, pricedAs(judge), totalsOf(answered), () => answered.map(turnOf));
}

function turnOf({
  usage,
  model,
}: {
  readonly usage?: Marking['usage'] | null;
  readonly model?: string | null;
}) {
  return {
    ...{ text: '', calls: [] },
    ...(usage == null ? {} : { usage }),
    report: model == null ? {} : { model },
  };
}

function totalsOf(marks: readonly StoredMark[]): CallTotals {
  const totals = { ...noCalls, calls: marks.length };
  const models = new Set<string>();
  for (const { usage, model } of marks) {
    if (model !== null) models.add(model);
    if (usage === null) {
      totals.unreported += 1;
      continue;
    }
    totals.inputTokens += usage.inputTokens;
    totals.cachedInputTokens += usage.cachedInputTokens ?? 0;
    totals.cacheWriteTokens += usage.cacheWriteTokens ?? 0;
    totals.outputTokens += usage.outputTokens;
    totals.reasoningTokens += usage.reasoningTokens ?? 0;
  }
  return { ...totals, models: [...models] };
}
