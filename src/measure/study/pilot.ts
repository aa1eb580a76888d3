/** A pilot: a few trials of a study, spread over its cells, from which the whole study is forecast. They count in it. */

import type { Hash } from '../../kit/hash.ts';
import type { AgentKind } from '../agents/agent.ts';
import { billOfTrial, otherBills, turnsIn } from '../metering/bill.ts';
import { callsOf } from '../metering/calls-of.ts';
import { type Forecast, forecastTotal, type Stratum, spread } from '../metering/forecast.ts';
import type { PriceTable } from '../metering/prices/read.ts';
import { nothingSpent } from '../metering/spending.ts';
import type { TrialStore } from '../store/store.ts';
import { noCalls } from '../trial/call-totals.ts';
import { trialKey } from '../trial/transcript.ts';
import { type Cell, type Plan, plannedTrials, specOf } from './plan.ts';

/** Agents whose calls are bought, with their cells. */
export function buyers({ cells }: Plan): ReadonlyMap<string, readonly Cell[]> {
  const bought = cells.filter(({ agent }) => !agent.repeatable);
  return Map.groupBy(bought, ({ agent }) => agent.id);
}

/** The keys of `size` trials of each agent: whole rounds over its cells, and what is left spread evenly over them. */
export function pilotTrials(plan: Plan, size: number): ReadonlySet<Hash> {
  const keys = new Set<Hash>();
  for (const cells of buyers(plan).values()) {
    const wanted = Math.min(size, cells.length * plan.study.trials);
    const rounds = Math.floor(wanted / cells.length);
    const take = (cell: Cell | undefined, repetition: number) => {
      if (cell !== undefined) keys.add(trialKey(specOf(cell, plan.study, repetition)));
    };
    for (let round = 0; round < rounds; round += 1) for (const cell of cells) take(cell, round);
    for (const place of spread(wanted % cells.length, cells.length)) take(cells[place], rounds);
  }
  return keys;
}

export interface StudyForecast {
  /** Trials it rests on, and trials that are missing. */
  readonly trials: number;
  readonly missing: number;
  readonly calls: Forecast | null;
  readonly inputTokens: Forecast | null;
  readonly outputTokens: Forecast | null;
  /** US dollars; null where the cost of some calls is not known. */
  readonly cost: Forecast | null;
  /** Time the models take for the rest, with so many trials in flight; null where they tell no times. */
  readonly secondsLeft: number | null;
  readonly confidence: 0.95;
  readonly method: string;
}

const METHOD =
  'missing trials times the mean of the trials there are, by agent and scenario (by agent alone where a scenario has fewer than two), and a 95 % t interval of prediction (Welch-Satterthwaite)';

/** What one trial took. */
interface Taken {
  readonly calls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly dollars: number | null;
  readonly seconds: number | null;
}

interface Group {
  readonly agent: AgentKind;
  readonly taken: Taken[];
  missing: number;
}

/** Forecasts the trials of agents whose calls are bought, from all that the store holds of them. */
export async function forecastStudy(
  plan: Plan,
  store: TrialStore,
  prices: PriceTable,
  concurrency: number,
): Promise<StudyForecast> {
  const groups = merged(await groupsOf(plan, store, prices));
  const bills = await otherBills(prices, store, plannedTrials(plan));
  const others = bills.map(({ spending }) => spending);
  const of = (value: (taken: Taken) => number | null, bought: number): Forecast | null => {
    const strata: readonly Asked[] = groups.map(({ taken, missing }) => ({
      values: taken.map(value),
      missing,
    }));
    return strata.every(isKnown) ? forecastTotal(strata, bought) : null;
  };
  const sumOf = (value: (one: (typeof others)[number]) => number) =>
    others.reduce((sum, one) => sum + value(one), 0);
  const unpriced = others.some((one) => one.unpriced > 0);
  const seconds = of(({ seconds: each }) => each, 0);
  const had = groups.flatMap(({ taken }) => taken).reduce((sum, one) => sum + (one.seconds ?? 0), 0);
  return {
    trials: groups.reduce((sum, { taken }) => sum + taken.length, 0),
    missing: groups.reduce((sum, { missing }) => sum + missing, 0),
    calls: of(
      ({ calls }) => calls,
      sumOf(({ totals }) => totals.calls),
    ),
    inputTokens: of(
      ({ inputTokens }) => inputTokens,
      sumOf(({ totals }) => totals.inputTokens),
    ),
    outputTokens: of(
      ({ outputTokens }) => outputTokens,
      sumOf(({ totals }) => totals.outputTokens),
    ),
    cost: unpriced
      ? null
      : of(
          ({ dollars }) => dollars,
          sumOf(({ picos }) => Number(picos) / 1e12),
        ),
    secondsLeft: seconds === null ? null : (seconds.estimate - had) / concurrency,
    confidence: 0.95,
    method: METHOD,
  };
}

interface Asked {
  readonly values: readonly (number | null)[];
  readonly missing: number;
}

function isKnown(stratum: Asked): stratum is Stratum {
  return stratum.values.every((value) => value !== null);
}

async function groupsOf(plan: Plan, store: TrialStore, prices: PriceTable): Promise<readonly Group[]> {
  const groups = new Map<string, Group>();
  const places = new Map<Hash, Group>();
  for (const { key, cell } of plannedTrials(plan)) {
    if (cell.agent.repeatable) continue;
    const name = `${cell.agent.id}\n${cell.scenario.name}`;
    const group = groups.get(name) ?? { agent: cell.agent, taken: [], missing: 0 };
    groups.set(name, group);
    group.missing += 1;
    places.set(key, group);
  }
  const turns = turnsIn(store);
  for await (const trial of store.summaries()) {
    const group = places.get(trial.key);
    if (group === undefined) continue;
    group.missing -= 1;
    const spending = (await billOfTrial(prices, trial, turns))?.spending ?? nothingSpent;
    const { calls, inputTokens, outputTokens, reused } = callsOf(trial) ?? noCalls;
    const times = ((await turns(trial.key)) ?? []).map(({ report }) => report?.latencyMs);
    const known = times.flatMap((time) => time ?? []);
    group.taken.push({
      ...{ calls: calls - reused, inputTokens, outputTokens },
      dollars: spending.unpriced > 0 ? null : Number(spending.picos) / 1e12,
      seconds: known.length < times.length ? null : known.reduce((sum, time) => sum + time, 0) / 1000,
    });
  }
  return [...groups.values()];
}

/** The scenarios of an agent in one, where some has too few trials to tell its scatter. */
function merged(groups: readonly Group[]): readonly Group[] {
  return [...Map.groupBy(groups, ({ agent }) => agent)].flatMap(([agent, own]) => {
    if (own.every(({ taken, missing }) => missing === 0 || taken.length >= 2)) return own;
    const missing = own.reduce((sum, group) => sum + group.missing, 0);
    return [{ agent, taken: own.flatMap(({ taken }) => taken), missing }];
  });
}
