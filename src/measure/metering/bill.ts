/** All calls a store holds: of finished trials, of failed ones that were run again, and of unfinished ones. */

import { isRecord } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import type { Turn } from '../agents/agent.ts';
import type { TrialStore, TrialSummary } from '../store/store.ts';
import { callsOf } from './calls-of.ts';
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
export async function billOfTrial(
  prices: PriceTable,
  trial: TrialSummary,
  read?: TurnsIn,
): Promise<Bill | undefined> {
  const calls = callsOf(trial);
  if (calls === undefined) return undefined;
  const { agent } = trial.spec;
  const spending = spendingOfTrial(prices, agent, calls, () => undefined);
  const turns = spending.unpriced === 0 ? undefined : await read?.(trial.key);
  return {
    agent,
    spending: turns === undefined ? spending : { ...spendingOfTurns(prices, agent, turns), totals: calls },
  };
}

/** What the store holds beside finished trials: unfinished trials, and failed ones that were run again. */
export async function otherBills(
  prices: PriceTable,
  store: TrialStore,
  planned: Iterable<Planned>,
): Promise<readonly Bill[]> {
  const bills: Bill[] = [];
  for await (const trial of store.replaced()) {
    const bill = await billOfTrial(prices, trial);
    if (bill !== undefined) bills.push(bill);
  }
  for (const [key, agent] of agentsOf(await store.journalKeys(), planned)) {
    const turns = await store.journalled(key);
    if (turns.every(({ usage, report }) => usage === undefined && report === undefined)) continue;
    bills.push({ agent, spending: spendingOfTurns(prices, agent, turns) });
  }
  return bills;
}

function agentsOf(keys: readonly Hash[], planned: Iterable<Planned>): ReadonlyMap<Hash, Priced> {
  const agents = new Map<Hash, Priced>(keys.map((key) => [key, { id: UNNAMED, parameters: {} }]));
  if (agents.size === 0) return agents;
  for (const { key, cell } of planned) if (agents.has(key)) agents.set(key, cell.agent);
  return agents;
}

/** The turns of a finished trial, for what its totals do not tell. */
export type TurnsIn = (key: Hash) => Promise<readonly Turn[] | undefined>;

export function turnsIn(store: TrialStore): TurnsIn {
  return async (key) => (await store.read(key))?.transcript.filter((event) => event.kind === 'model.call');
}

export interface StoreBill {
  readonly spending: Spending;
  /** Model ids that the provider reported, for each agent. */
  readonly models: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Everything a store holds, in one sum. */
export async function billOfStore(
  prices: PriceTable,
  store: TrialStore,
  planned: Iterable<Planned>,
): Promise<StoreBill> {
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
  for await (const trial of store.summaries()) add(await billOfTrial(prices, trial, read));
  for (const bill of await otherBills(prices, store, planned)) add(bill);
  return { spending, models };
}

/** What an agent's parameters say of the tokens a call may write at most; undefined where they say nothing. */
export function mostOutputTokens({ parameters }: Priced): number | undefined {
  const most = isRecord(parameters) ? parameters.maxOutputTokens : undefined;
  return typeof most === 'number' ? most : undefined;
}
