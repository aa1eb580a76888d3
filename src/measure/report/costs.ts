/** What the calls behind a report used and cost, by agent; and the words for it. Programs have none. */

import { printable } from '../../kit/text.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';
import type { JudgeBill } from '../assessment/judge/bills.ts';
import { type Bill, billOfTrial, type TurnsIn } from '../metering/bill.ts';
import { dollars, dollarText } from '../metering/prices/money.ts';
import { findPrice } from '../metering/prices/pricing.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { nothingSpent, plusSpending, type Spending } from '../metering/spending.ts';
import { type AgentVariants, agentKey, agentLabel, agentVariants, inCell, type Variant } from './variants.ts';

export interface AgentCosts {
  readonly agent: string;
  /** What tells the agent or judge from others of its id; null where there are none. */
  readonly variant: Variant | null;
  readonly role: 'agent' | 'judge';
  /** Finished trials with calls; 0 for a judge. */
  readonly trials: number;
  /** Votes of a judge, on labelled transcripts and on trials; 0 for an agent. */
  readonly votes: number;
  /** Calls of everything the store holds: finished trials, unfinished ones, and failed ones that were run again. */
  readonly calls: number;
  /** Of these, those of trials that are not finished, or were run again. */
  readonly callsElsewhere: number;
  /** Answers that came from a cache and cost nothing; trials that have some. */
  readonly reused: number;
  readonly trialsWithReused: number;
  /** Answers without token counts. */
  readonly unreported: number;
  readonly inputTokens: number;
  readonly cachedInputTokens: number;
  readonly cacheWriteTokens: number;
  readonly outputTokens: number;
  readonly reasoningTokens: number;
  /** US dollars, exact, as text; null where the cost of some call is not known. */
  readonly cost: string | null;
  /** Calls whose cost is not known. */
  readonly unpricedCalls: number;
  /** Mean over finished trials, in US dollars; null where it is not known. */
  readonly costPerTrial: string | null;
  /** The row of the price table that was used, and whether it is the model's that was asked for or that reported. */
  readonly price: {
    readonly provider: string;
    readonly model: string;
    readonly by: 'asked' | 'reported';
    readonly asOf: string;
    readonly source: string;
  } | null;
  /** Model ids as the provider reported them, with the number of trials (for a judge, votes) each answered in. */
  readonly models: readonly { readonly id: string; readonly answered: number }[];
}

interface Count {
  readonly agent: Bill['agent'];
  readonly role: AgentCosts['role'];
  finished: Spending;
  elsewhere: Spending;
  trials: number;
  votes: number;
  trialsWithReused: number;
  readonly models: Map<string, number>;
}

export interface CostCount {
  add(trial: AssessedTrial): Promise<void>;
  /** Calls that belong to no finished trial. */
  addOther(bill: Bill): void;
  addJudge(bill: JudgeBill): void;
  costs(variantOf: AgentVariants['variantOf']): readonly AgentCosts[];
}

/** `read` gives the turns of a trial, for costs that its totals do not tell. */
export function countCosts(prices: PriceTable, read?: TurnsIn): CostCount {
  const counts = new Map<string, Count>();
  const countOf = ({ agent }: Pick<Bill, 'agent'>, role: AgentCosts['role'] = 'agent') => {
    const { id, parameters } = agent;
    const key = `${role} ${agentKey({ id, parameters })}`;
    const count = counts.get(key) ?? {
      ...{ agent: { id, parameters }, role, finished: nothingSpent, elsewhere: nothingSpent },
      ...{ trials: 0, votes: 0, trialsWithReused: 0, models: new Map<string, number>() },
    };
    counts.set(key, count);
    return count;
  };
  return {
    async add(trial) {
      const bill = await billOfTrial(prices, trial, read);
      if (bill === undefined) return;
      const count = countOf(bill);
      const { totals } = bill.spending;
      count.finished = plusSpending(count.finished, bill.spending);
      count.trials += 1;
      if (totals.reused > 0) count.trialsWithReused += 1;
      for (const model of totals.models) count.models.set(model, (count.models.get(model) ?? 0) + 1);
    },
    addOther(bill) {
      const count = countOf(bill);
      count.elsewhere = plusSpending(count.elsewhere, bill.spending);
      // Named even where no finished trial has it yet.
      for (const model of bill.spending.totals.models) count.models.set(model, count.models.get(model) ?? 0);
    },
    addJudge({ judge, votes, spending, models }) {
      const count = countOf({ agent: judge }, 'judge');
      count.finished = plusSpending(count.finished, spending);
      count.votes += votes;
      for (const [model, answered] of models)
        count.models.set(model, (count.models.get(model) ?? 0) + answered);
    },
    costs(variantOf) {
      const judges = agentVariants();
      for (const { agent, role } of counts.values()) if (role === 'judge') judges.add(agent);
      return [...counts.values()].map((count) => ({
        ...costsOf(prices, count),
        variant: count.role === 'judge' ? judges.variantOf(count.agent) : variantOf(count.agent),
      }));
    },
  };
}

function costsOf(prices: PriceTable, count: Count): Omit<AgentCosts, 'variant'> {
  const { agent, role, finished, elsewhere, trials, votes, trialsWithReused } = count;
  const all = plusSpending(finished, elsewhere);
  const { models: _models, ...totals } = all.totals;
  const found = findPrice(prices, agent, [...count.models.keys()].at(0));
  return {
    agent: agent.id,
    role,
    trials,
    votes,
    ...totals,
    callsElsewhere: elsewhere.totals.calls,
    trialsWithReused,
    cost: all.unpriced > 0 ? null : dollars(all.picos),
    unpricedCalls: all.unpriced,
    costPerTrial: trials === 0 || finished.unpriced > 0 ? null : dollars(finished.picos / BigInt(trials)),
    price:
      found === undefined
        ? null
        : {
            provider: found.row.provider,
            model: found.row.model,
            by: found.by,
            asOf: found.row.asOf,
            source: found.row.source,
          },
    models: [...count.models].toSorted().map(([id, answered]) => ({ id, answered })),
  };
}

export const costHeader = [
  'agent',
  'trials',
  'calls',
  'reused',
  'input tokens',
  'of these cached',
  'output tokens',
  'of these reasoning',
  'cost',
  'a trial',
] as const;

/** The cells of an agent, in the order of `costHeader`. */
export function costColumns(costs: AgentCosts): readonly string[] {
  const some = (count: number) => (count === 0 ? '' : grouped(count));
  return [
    inCell(nameOf(costs)),
    some(costs.trials),
    grouped(costs.calls),
    some(costs.reused),
    grouped(costs.inputTokens),
    some(costs.cachedInputTokens),
    grouped(costs.outputTokens),
    some(costs.reasoningTokens),
    costText(costs),
    moneyText(costs.costPerTrial),
  ];
}

/** `$0.1234`, or why that is not known. */
export function costText(costs: AgentCosts): string {
  if (costs.cost !== null) return moneyText(costs.cost);
  if (costs.price === null) return 'unknown price';
  return `unknown (${grouped(costs.unpricedCalls)} of the calls)`;
}

export function nameOf({ agent, variant, role }: AgentCosts): string {
  const name = agentLabel(agent, variant);
  return role === 'judge' ? `judge ${name}` : name;
}

/** What `models` counts. */
function unitOf({ role }: AgentCosts): string {
  return role === 'judge' ? 'votes' : 'trials';
}

/** Exact dollars as people read them. */
function moneyText(exact: string | null): string {
  if (exact === null) return '';
  const [whole = '0', decimals = ''] = exact.split('.');
  return dollarText(BigInt(whole + decimals.padEnd(12, '0')));
}

export function grouped(count: number): string {
  return count.toLocaleString('en-US');
}

/** Sentences below the table: where prices come from, who answered, what is not in the trials. */
export function costLines(costs: readonly AgentCosts[]): readonly string[] {
  return costs.flatMap((one) => {
    const { role, votes, price, models, unreported, callsElsewhere, trialsWithReused } = one;
    const answers = models
      .map(({ id, answered }) => `${printable(id)} (${grouped(answered)} ${unitOf(one)})`)
      .join(', ');
    const facts = [
      ...(role === 'judge' ? [`${grouped(votes)} votes on labelled transcripts and trials`] : []),
      price === null
        ? 'no price is known (give one with --prices)'
        : `price of ${price.provider} ${price.model}${price.by === 'reported' ? ', the model that answered,' : ''} as of ${price.asOf}, ${price.source}`,
      ...(answers === '' ? [] : [`answered by ${answers}`]),
      ...(unreported === 0 ? [] : [`${grouped(unreported)} answers came without token counts`]),
      ...(trialsWithReused === 0
        ? []
        : [`${grouped(trialsWithReused)} trials have answers reused from a cache`]),
      ...(callsElsewhere === 0
        ? []
        : [`${grouped(callsElsewhere)} calls are of trials that are unfinished or were run again`]),
    ];
    return [`${nameOf(one)}: ${facts.join('; ')}.`];
  });
}

/** The loud ones, for the notes of a report. */
export function costNotes(costs: readonly AgentCosts[]): readonly string[] {
  return costs.flatMap((one) => {
    if (one.models.length < 2) return [];
    const each = one.models.map(({ id, answered }) => `${printable(id)} in ${answered}`).join(', ');
    return [
      `MODEL CHANGED: the provider answered ${nameOf(one)} with more than one model: ${each} ${unitOf(one)}. Rates before and after may differ.`,
    ];
  });
}
