/** What known-bad and known-good works have in common: how often the wrong mark, and how far from the right one. */

import { binomialTestGreater, smallestRateTest } from '../../stats/binomial.ts';
import { holm } from '../../stats/corrections.ts';
import { type Excess, largestMeanEvidence } from '../../stats/evidence/mean.ts';
import { largestRateEvidence } from '../../stats/evidence/rate.ts';
import { fisherExact } from '../../stats/fisher.ts';
import { confidenceSequence } from '../../stats/sequential.ts';
import type { ControlKind, Detector } from '../grade.ts';
import { type Answer, type Ask, leastFar, type Settings } from './detector.ts';
import { intervalWords, isMarked, type Marked, missingWords, observationsOf } from './observations.ts';

export interface ControlTest {
  readonly detector: Detector;
  readonly kind: ControlKind;
  /** `passed` or `failed`. */
  readonly verb: string;
  /** 1 where too high a mark is the wrong, -1 where too low a one is. */
  readonly direction: 1 | -1;
}

export function controlQuestions(test: ControlTest): Ask {
  return (grades, settings) =>
    [...observationsOf(grades)].map(([judge, all]) => {
      const controls = all.filter(({ control }) => control === test.kind);
      const marked = controls.filter(isMarked);
      const answer =
        controls.length === 0
          ? `No ${test.kind} works among the grades of ${judge}: whether it marks them rightly cannot be told.`
          : (falseAlarm: number) => {
              const found = answerOf(marked, falseAlarm, test, settings);
              return { ...found, words: `${judge} ${found.words}${missingWords(controls, all)}` };
            };
      return { detector: test.detector, judges: [judge], answer };
    });
}

/**
 * Counting to the planned number is exact, and may stop as soon as the critical count is reached. What the exact test
 * leaves of the level, because counts are whole, is shared by two processes that watch without an end: one over the
 * rate, one over the distance from the truth, for marks that are moved without crossing the pass mark.
 */
function answerOf(marked: readonly Marked[], level: number, test: ControlTest, settings: Settings): Answer {
  const { honestRate: rate, rate: effect } = settings.effects;
  const plan = smallestRateTest({ rate, effect, falseAlarm: level, power: settings.power });
  const wrong = marked.map((each) => isWrong(each, test, settings));
  const n = wrong.length;
  const hits = wrong.filter(Boolean).length;
  const hitsInPlan = wrong.slice(0, plan.n).filter(Boolean).length;
  const needed = Math.log(2 / (level - plan.falseAlarm));
  const drawnOut = largestMeanEvidence(excessesOf(marked, test, settings)) >= needed;
  const interval = confidenceSequence(hits, n);
  return {
    alarm: hitsInPlan >= plan.critical || largestRateEvidence(wrong, rate) >= needed || drawnOut,
    words: `${test.verb} ${hits}/${n} ${test.kind} works (${intervalWords(interval.low, interval.high)}${n < plan.n ? `; planned: ${plan.n}` : ''}).${distanceWords(marked, test)}${subjectWords(marked, wrong)}`,
    n,
    estimate: n === 0 ? null : hits / n,
    interval: { ...interval, confidence: 0.95 },
    power: n >= plan.n ? plan.power : n < plan.critical ? 0 : binomialTestGreater(plan.critical, n, effect),
    evidence: marked
      .filter((_, at) => wrong[at])
      .map(({ item }) => item)
      .slice(0, 20),
  };
}

/** On the wrong side of the pass mark; where the right mark is known, further from it than honest judges round. */
function isWrong({ mark, truth }: Marked, { direction }: ControlTest, { pass, scale }: Settings): boolean {
  const isBeyond = direction === 1 ? mark >= pass : mark < pass;
  return isBeyond && (truth === null || direction * (mark - truth) >= leastFar(scale) - 1e-9);
}

/** How far a mark lies beyond the truth and what an honest judge may be off on average, where the truth is known. */
function excessesOf(marked: readonly Marked[], { direction }: ControlTest, settings: Settings): Excess[] {
  const { lowest, highest } = settings.scale;
  const allowed = settings.effects.shift * settings.range;
  return marked.flatMap(({ mark, truth }) => {
    if (truth === null) return [];
    const room = direction === 1 ? truth - lowest : highest - truth;
    return [{ value: direction * (mark - truth) - allowed, least: -room - allowed }];
  });
}

function distanceWords(marked: readonly Marked[], { direction }: ControlTest): string {
  const distances = marked.flatMap(({ mark, truth }) => (truth === null ? [] : [mark - truth]));
  if (distances.length === 0) return '';
  const mean = distances.reduce((sum, each) => sum + each, 0) / distances.length;
  if (direction * mean <= 0) return '';
  return ` Its marks for them are on average ${Math.abs(mean).toFixed(1)} ${mean > 0 ? 'above' : 'below'} the right ones.`;
}

/** Whose works it are: a judge that does so to everybody alike takes nobody's side. */
export function subjectWords(marked: readonly Marked[], wrong: readonly boolean[]): string {
  const counts = new Map<string, { hits: number; n: number }>();
  marked.forEach(({ subject }, at) => {
    if (subject === null) return;
    const { hits, n } = counts.get(subject) ?? { hits: 0, n: 0 };
    counts.set(subject, { hits: hits + Number(wrong[at]), n: n + 1 });
  });
  const hits = [...counts.values()].reduce((sum, each) => sum + each.hits, 0);
  const n = [...counts.values()].reduce((sum, each) => sum + each.n, 0);
  if (counts.size < 2 || hits === 0) return '';
  const each = [...counts].map(([subject, of]) => ({
    subject,
    ...of,
    p: fisherExact(of.hits, of.n, hits - of.hits, n - of.n),
  }));
  const adjusted = holm(each.map(({ p }) => p));
  const often = each.filter((of, at) => (adjusted[at] ?? 1) < 0.01 && of.hits * n > hits * of.n);
  if (often.length === 0) return ` Alike for all ${counts.size} subjects, as far as so few can tell.`;
  const named = often.slice(0, 3).map((of) => `${of.subject} (${of.hits}/${of.n})`);
  return ` More often for ${named.join(', ')} than for the others.`;
}
