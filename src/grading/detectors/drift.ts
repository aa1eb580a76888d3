/** Drift: marks that rise or fall along the judge's stream, against what the items are worth. */
import { rankCorrelation } from '../../stats/rank-correlation.ts';
import { normalCdf, normalQuantile } from '../../stats/special/normal.ts';
import type { Answer, Ask, Settings } from './detector.ts';
import { type Look, looksWithin } from './looks.ts';
import { missingWords, type Observation, observationsOf, points } from './observations.ts';
import { medianOf, othersMarks, type Panel, panelOf } from './quality.ts';

export const FIRST_LOOK = 40;

export const askDrift: Ask = (grades, settings) => {
  const observations = observationsOf(grades);
  const panel = panelOf(observations);
  return [...observations].map(([judge, all]) => {
    const usable = all.filter(
      (each) => each.truth !== null || othersMarks(panel, each.item, [judge]).length >= 2,
    );
    const answer =
      usable.length === 0
        ? `No truth and no two other judges for the items of ${judge}: whether its marks drift or the items do cannot be told.`
        : (falseAlarm: number) => answerOf(judge, usable, all, panel, falseAlarm, settings);
    return { detector: 'drift', judges: [judge], answer };
  });
};

/** How far a mark lies above what the item is worth. */
function residualOf({ item, judge, mark, truth }: Observation, panel: Panel): readonly number[] {
  if (mark === null) return [];
  const worth = truth ?? medianOf(othersMarks(panel, item, [judge]));
  return Number.isNaN(worth) ? [] : [mark - worth];
}

function answerOf(
  judge: string,
  usable: readonly Observation[],
  all: readonly Observation[],
  panel: Panel,
  falseAlarm: number,
  { effects, range }: Settings,
): Answer {
  const residuals = usable.flatMap((each) => residualOf(each, panel));
  const looks = looksWithin(residuals.length, FIRST_LOOK, falseAlarm);
  const alarm = looks.some(({ n, level }) => rankCorrelation(residuals.slice(0, n)).p <= level);
  const last = looks.at(-1);
  const seen = residuals.slice(0, last?.n ?? residuals.length);
  const { rise, error, deviation } = lineOf(seen);
  // The same share of 5 % as the look has of the level, so that the intervals of all looks hold together.
  const missed = last === undefined ? 0.05 : (0.05 * last.level) / falseAlarm;
  const half = -normalQuantile(missed / 2) * error;
  const interval = seen.length < 3 ? null : { low: rise - half, high: rise + half, confidence: 0.95 };
  const against = usable.every(({ truth }) => truth !== null) ? 'the truth' : 'the truth or the other judges';
  const size =
    interval === null ? '' : ` (95 % interval ${points(interval.low)} to ${points(interval.high)})`;
  return {
    alarm,
    words: `Against ${against}, marks of ${judge} ${rise < 0 ? 'fall' : 'rise'} by ${points(Math.abs(rise))} from the first to the last of ${seen.length} items${size}; looked at after ${FIRST_LOOK}, ${2 * FIRST_LOOK}, ${4 * FIRST_LOOK} ... items.${missingWords(usable, all)}`,
    n: residuals.length,
    estimate: seen.length < 3 ? null : rise,
    interval,
    power: last === undefined ? 0 : driftPower(last, effects.shift * range, deviation),
    evidence: [],
  };
}

/** The straight line through the residuals: its rise from first to last, the error of that, and the spread about it. */
function lineOf(residuals: readonly number[]) {
  const n = residuals.length;
  const mean = residuals.reduce((sum, each) => sum + each, 0) / Math.max(1, n);
  const middle = (n - 1) / 2;
  const places = (n * (n * n - 1)) / 12;
  const slope =
    places === 0 ? 0 : residuals.reduce((sum, each, at) => sum + (each - mean) * (at - middle), 0) / places;
  const squares = residuals.reduce((sum, each, at) => sum + (each - mean - slope * (at - middle)) ** 2, 0);
  const deviation = Math.sqrt(squares / Math.max(1, n - 2));
  return {
    rise: slope * (n - 1),
    error: places === 0 ? 0 : ((n - 1) * deviation) / Math.sqrt(places),
    deviation,
  };
}

/** Probability of an alarm at this look for a straight rise by `rise`, as if what is left were normal. */
export function driftPower({ n, level }: Look, rise: number, deviation: number): number {
  const line = rise / Math.sqrt(12);
  const r = line / Math.hypot(line, deviation);
  const rho = (6 / Math.PI) * Math.asin(r / 2);
  return normalCdf(rho * Math.sqrt(n - 1) + normalQuantile(level / 2));
}
