/** Bunching above bars that were drawn at random: the bar in force against all that could have been. */
import { type Random, randomStream } from '../../kit/random.ts';
import { logMean } from '../../stats/evidence/log-mean.ts';
import { firstMarkFrom } from '../scale.ts';
import type { Barred } from './barred.ts';
import type { Answer, Settings } from './detector.ts';
import { points } from './observations.ts';

/** How strongly an excess counts; each is a strategy, and the evidence is their mean. */
const TILTS = [0.03, 0.1, 0.3, 1];
/** Just above and just below are within this share of the range, and at least one step. */
const NEAR = 0.05;
const REPLAYS = 40;
/** Power is found on the first so many marks: more only add to it. */
const REPLAYED = 1000;

interface Epoch {
  readonly bar: number;
  /** How often each mark was given. */
  readonly counts: ReadonlyMap<number, number>;
}

/**
 * For each complete epoch: exp(t excess) at its bar over the mean of the same for every bar that could have been
 * drawn, which is expected to be 1 while marks do not depend on the bar; the product over epochs, averaged over t, may
 * be looked at after each. An epoch is complete when the next has begun, or nothing
 * will be marked any more.
 */
export function overRotation(
  judge: string,
  barred: readonly Barred[],
  { drawnFrom, isOver }: { readonly drawnFrom: readonly number[]; readonly isOver: boolean },
  settings: Settings,
): (falseAlarm: number) => Answer {
  const near = Math.max(settings.scale.step, NEAR * settings.range);
  const epochs = completeEpochs(barred, isOver);
  return (falseAlarm) => {
    const needed = -Math.log(falseAlarm);
    const n = epochs.reduce((sum, { counts }) => sum + total(counts), 0);
    const above = epochs.reduce((sum, epoch) => sum + excessAt(epoch.bar, epoch.counts, near), 0);
    const expected = epochs.reduce(
      (sum, { counts }) =>
        sum + drawnFrom.reduce((all, bar) => all + excessAt(bar, counts, near), 0) / drawnFrom.length,
      0,
    );
    return {
      alarm: evidenceOf(epochs, drawnFrom, near) >= needed,
      words: `Marks of ${judge} just above the bar exceed those just below by ${above} in ${epochs.length} complete epochs (${n} marks); by ${points(expected)} on average for the ${drawnFrom.length} bars that could have been drawn.`,
      n,
      estimate: n === 0 ? null : (above - expected) / n,
      interval: null,
      power: powerOf(epochs, drawnFrom, near, needed, settings),
      evidence: barred
        .filter(({ mark, bar }) => mark >= bar && mark < bar + near)
        .map(({ item }) => item)
        .slice(0, 20),
    };
  };
}

function completeEpochs(barred: readonly Barred[], isOver: boolean): readonly Epoch[] {
  const epochs = new Map<number, { bar: number; counts: Map<number, number> }>();
  for (const { epoch, bar, mark } of barred) {
    const { counts } = epochs.get(epoch) ?? { counts: new Map<number, number>() };
    epochs.set(epoch, { bar, counts });
    counts.set(mark, (counts.get(mark) ?? 0) + 1);
  }
  return [...epochs.values()].slice(0, isOver ? undefined : -1);
}

function total(counts: Epoch['counts']): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}

function excessAt(bar: number, counts: Epoch['counts'], near: number): number {
  let excess = 0;
  for (const [mark, count] of counts) {
    if (mark >= bar && mark < bar + near) excess += count;
    else if (mark < bar && mark >= bar - near) excess -= count;
  }
  return excess;
}

function evidenceOf(epochs: readonly Epoch[], drawnFrom: readonly number[], near: number): number {
  let logs = TILTS.map(() => 0);
  let largest = 0;
  for (const { bar, counts } of epochs) {
    const possible = drawnFrom.map((each) => excessAt(each, counts, near));
    const excess = excessAt(bar, counts, near);
    logs = logs.map((log, at) => {
      const tilt = TILTS[at] ?? 0;
      return log + tilt * excess - logMean(possible.map((each) => tilt * each));
    });
    largest = Math.max(largest, logMean(logs));
  }
  return largest;
}

/** Share of replays of these marks that raise the alarm when marks below the bar are lifted as planned for. */
function powerOf(
  epochs: readonly Epoch[],
  drawnFrom: readonly number[],
  near: number,
  needed: number,
  { effects, scale }: Settings,
): number {
  const random = randomStream('bunching', epochs.length);
  let before = 0;
  const replayed = epochs.filter(({ counts }) => {
    before += total(counts);
    return before - total(counts) < REPLAYED;
  });
  let alarms = 0;
  for (let replay = 0; replay < REPLAYS; replay += 1) {
    const lifted = replayed.map(({ bar, counts }) => ({
      bar,
      counts: lift(counts, bar, firstMarkFrom(bar, scale), effects.lifted, random),
    }));
    alarms += Number(evidenceOf(lifted, drawnFrom, near) >= needed);
  }
  return alarms / REPLAYS;
}

function lift(
  counts: Epoch['counts'],
  bar: number,
  to: number,
  share: number,
  random: Random,
): Epoch['counts'] {
  const lifted = new Map(counts);
  for (const [mark, count] of counts) {
    if (mark >= bar) continue;
    let moved = 0;
    for (let each = 0; each < count; each += 1) moved += Number(random.chance(share));
    lifted.set(mark, count - moved);
    lifted.set(to, (lifted.get(to) ?? 0) + moved);
  }
  return lifted;
}
