/** All calls a store holds: of finished trials, of failed ones that were run again, and of unfinished ones. */

import { isRecord } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import type { TrialStore, TrialSummary } from '../store/store.ts';
import type { Priced } from './prices/pricing.ts';
import type { PriceTable } from './prices/read.ts';
import { nothingSpent, plusSpending, type Spending, spendingOfTrial, spendingOfTurns } from './spending.ts';

/** Stands for the agent of a journal whose trial is not in the plan at hand: a journal does not name it. */
const UNNAMED = 'trials of another plan';

/** A trial of a plan: which agent a journal belongs to. */
export interface Planned {
  readonly key: Hash;
  readonly cell: { readonly agent: Priced };
}

export interface Bill {
  /** The agent as the store knows it. */
  readonly agent: Priced;
  readonly spending: Spending;
}

/** What one finished trial used; undefined where its agent told of no call. */
export function billOfTrial(
  prices: PriceTable,
  { key, spec, outcome }: TrialSummary,
  read?: (key: Hash) => readonly Turn[] | undefined,
): Bill | undefined {
  if (outcome.calls === undefined) return undefined;
  return {
    agent: spec.agent,
    spending: spendingOfTrial(prices, spec.agent, outcome.calls, () => read?.(key)),
  };
}

/** What the store holds beside finished trials: unfinished trials, and failed ones that were run again. */
export function otherBills(
  prices: PriceTable,
  store: TrialStore,
  planned: Iterable<Planned>,
): readonly Bill[] {
  const replaced = [...store.replaced()].flatMap((trial) => billOfTrial(prices, trial) ?? []);
  const agents = agentsOf(store.journalKeys(), planned);
  const unfinished = [...agents].flatMap(([key, agent]) => {
    const turns = store.journalled(key);
    if (turns.every(({ usage, report }) => usage === undefined && report === undefined)) return [];
    return [{ agent, spending: spendingOfTurns(prices, agent, turns) }];
  });
  return [...replaced, ...unfinished];
}

function agentsOf(keys: readonly Hash[], planned: Iterable<Planned>): ReadonlyMap<Hash, Priced> {
  const agents = new Map<Hash, Priced>(keys.map((key) => [key, { id: UNNAMED, parameters: {} }]));
  if (agents.size === 0) return agents;
  for (const { key, cell } of planned) if (agents.has(key)) agents.set(key, cell.agent);
  return agents;
}

/** The turns of a finished trial, for what its totals do not tell. */
export function turnsIn(store: TrialStore): (key: Hash) => readonly Turn[] | undefined {
  return (key) => store.read(key)?.transcript.filter((event) => event.kind === 'model.call');
}

export interface StoreBill {
  readonly spending: Spending;
  /** Model ids that the provider reported, for each agent. */
  readonly models: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Everything a store holds, in one sum. */
export function billOfStore(prices: PriceTable, store: TrialStore, planned: Iterable<Planned>): StoreBill {
  let spending = nothingSpent;
  const models = new Map<string, Set<string>>();
  const add = (bill: Bill | undefined) => {
    if (bill === undefined) return;
    spending = plusSpending(spending, bill.spending);
    const seen = models.get(bill.agent.id) ?? new Set();
    for (const model of bill.spending.totals.models) seen.add(model);
    models.set(bill.agent.id, seen);
  };
  const read = turnsIn(store);
  for (const trial of store.summaries()) add(billOfTrial(prices, trial, read));
  for (const bill of otherBills(prices, store, planned)) add(bill);
  return { spending, models };
}

/** What an agent's parameters say of the tokens a call may write at most; undefined where they say nothing. */
export function mostOutputTokens({ parameters }: Priced): number | undefined {
  const most = isRecord(parameters) ? parameters.maxOutputTokens : undefined;
  return typeof most === 'number' ? most : undefined;
}
