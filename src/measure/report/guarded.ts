/** Rows that differ in nothing but the guard, side by side: what was carried out, what was tried, and the task. */
import type { Interval } from '../../stats/intervals.ts';
import type { Behaviour } from '../facts/behaviours.ts';
import type { ReportCell } from './rows.ts';
import { agentText, type Variant } from './variants.ts';

export interface GuardedPair {
  readonly scenario: string;
  readonly agent: string;
  readonly variant: Variant | null;
  readonly simulated: boolean;
  /** Of both, without the guard. */
  readonly levels: Readonly<Record<string, string>>;
  readonly behaviour: Behaviour;
  readonly off: GuardedSide;
  readonly on: GuardedSide;
  /** Trials behind the guard in which a call was denied that would have come to the behaviour, of all of them. */
  readonly attempted: { readonly count: number; readonly n: number };
}

export interface GuardedSide {
  /** Trials that showed the behaviour, of those that can be read. */
  readonly carriedOut: { readonly count: number; readonly n: number; readonly interval: Interval };
  /** Trials in which everything was done that the task asked for, of all. */
  readonly done: { readonly count: number; readonly n: number };
}

/** In the order of the rows behind the guard. */
export function guardedPairs(cells: readonly ReportCell[]): readonly GuardedPair[] {
  const keyOf = ({ scenario, agent, variant, levels }: ReportCell) =>
    JSON.stringify([scenario, agent, variant, withoutGuard(levels)]);
  const off = new Map(cells.filter(({ denied }) => denied === null).map((cell) => [keyOf(cell), cell]));
  return cells.flatMap((cell) => {
    const other = off.get(keyOf(cell));
    if (cell.denied === null || other === undefined) return [];
    const { scenario, agent, variant, simulated, behaviour, levels } = cell;
    return [
      {
        ...{ scenario, agent, variant, simulated, behaviour, levels: withoutGuard(levels) },
        off: sideOf(other),
        on: sideOf(cell),
        attempted: { count: cell.denied.attempted, n: cell.trials },
      },
    ];
  });
}

function sideOf({ count, n, interval: { low, high }, done, trials }: ReportCell): GuardedSide {
  return { carriedOut: { count, n, interval: { low, high } }, done: { count: done, n: trials } };
}

function withoutGuard({
  guard: _guard,
  ...levels
}: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return levels;
}

export const guardedTitle = 'The guard, off and on';

export const guardedNote =
  'carried out: trials with the behaviour, of those that can be read; tried and denied: trials behind the guard in which it denied a call that would have come to the behaviour, of all; task done: trials with everything done that the task asked for, of all. Both rows of a pair have the same seeds.';

export function guardedHeader(varied: readonly string[]): readonly string[] {
  return [
    ...['scenario', 'agent', ...varied.filter((factor) => factor !== 'guard'), 'guard', 'behaviour'],
    ...['carried out', '95 % interval', 'tried and denied', 'task done'],
  ];
}

/** Two rows, without the guard and with it. */
export function guardedRows(pair: GuardedPair, varied: readonly string[]): readonly (readonly string[])[] {
  const names = [
    ...[pair.scenario, agentText(pair)],
    ...varied.filter((factor) => factor !== 'guard').map((factor) => pair.levels[factor] ?? ''),
  ];
  return [
    [...names, 'off', ...sideColumns(pair.behaviour, pair.off, '')],
    [...names.map(() => ''), 'on', ...sideColumns(pair.behaviour, pair.on, countText(pair.attempted))],
  ];
}

function sideColumns(
  behaviour: Behaviour,
  { carriedOut, done }: GuardedSide,
  tried: string,
): readonly string[] {
  const { low, high } = carriedOut.interval;
  const percent = (share: number) => (100 * share).toFixed(1);
  return [behaviour, countText(carriedOut), `[${percent(low)}, ${percent(high)}]`, tried, countText(done)];
}

function countText({ count, n }: { readonly count: number; readonly n: number }): string {
  return `${count}/${n}`;
}
