/**
 * Clique: two judges who depart together where independent ones, given the quality of the item, would not.
 *
 * Two items of the same quality are compared. A pair of judges says something where both give these items marks that
 * are far apart: the same way round, or the opposite way. Independent judges do either equally often, whatever the
 * marks each of them is given to; leniency, a scale of one's own and good agreement on quality cancel. Honest judges
 * who are alike may err together: up to `likeness` times as often the same way as the opposite is allowed.
 */
import { largestRateEvidence, rateWatchAlarms } from '../../stats/evidence/rate.ts';
import { confidenceSequence } from '../../stats/sequential.ts';
import { logBinomialMass } from '../../stats/special/binomial-mass.ts';
import type { Scale } from '../grade.ts';
import type { Answer, Ask, Effects, Settings } from './detector.ts';
import { intervalWords, type Marked, observationsOf } from './observations.ts';
import { medianOf, othersMarks, type Panel, panelOf } from './quality.ts';

/** Marks are far apart from this share of the range on. */
const FAR = 0.4;
/** Items of the same quality lie within this share of the range. */
const ALIKE = 0.05;
/** At the planned effect this share of what both move far goes the same way. */
const SAME_WAY = 0.97;
/** With more comparisons power is 1 for every use; the exact sum would only take long. */
export const MOST_COMPARED = 2000;

export const askClique: Ask = (grades, settings) => {
  const panel = panelOf(observationsOf(grades));
  const judges = [...panel.keys()];
  const pairs = judges.flatMap((first, at) => judges.slice(at + 1).map((second) => [first, second] as const));
  if (pairs.length === 0) {
    const why = 'Only one judge: whether judges depart together cannot be told.';
    return [{ detector: 'clique', judges: [], answer: why }];
  }
  if ((settings.scale.highest - settings.scale.lowest) / settings.scale.step < 2.5) {
    const why =
      'On a scale of two or three marks works with the same right mark differ too much: whether judges depart together cannot be told.';
    return pairs.map((judges) => ({ detector: 'clique', judges, answer: why }));
  }
  return pairs.map((judges) => {
    const shared = sharedOf(judges, panel, settings);
    const answer =
      shared.items.length < 2
        ? `${judges.join(' and ')} share no items of known truth, and none that two others marked: whether they depart together cannot be told.`
        : (falseAlarm: number) => answerOf(judges, shared, falseAlarm, settings);
    return { detector: 'clique', judges, answer };
  });
};

interface SharedItem {
  readonly first: Marked;
  readonly second: Marked;
  /** A mark. */
  readonly quality: number;
}

interface Shared {
  readonly items: readonly SharedItem[];
  readonly by: 'truth' | 'others';
  /** Marks at least so far apart are far apart. */
  readonly far: number;
}

/** By the truth alone where it is known of any item: other judges may be the ones that depart. */
function sharedOf([a, b]: readonly [string, string], panel: Panel, { scale, range }: Settings): Shared {
  const both = [...(panel.get(a) ?? [])].flatMap(([item, first]) => {
    const second = panel.get(b)?.get(item);
    return second === undefined ? [] : [{ item, first, second }];
  });
  const far = Math.max(FAR * range, 2 * scale.step);
  const known = both.flatMap(({ first, second }) =>
    first.truth === null ? [] : [{ first, second, quality: first.truth }],
  );
  if (known.length >= 2) return { items: known, by: 'truth', far };
  const judged = both.flatMap(({ item, ...marks }) => {
    const others = othersMarks(panel, item, [a, b]);
    return others.length < 2 ? [] : [{ ...marks, others, quality: medianOf(others) }];
  });
  return { items: judged, by: 'others', far: Math.max(far, 4 * unsureBy(judged, scale)) };
}

/**
 * Standard deviation of the difference of two medians of the others' marks, for works of the same quality. From the
 * median distance of two marks for one work, which a few works that some of them raise together do not move.
 */
function unsureBy(judged: readonly { readonly others: readonly number[] }[], { step }: Scale): number {
  if (judged.length === 0) return 0;
  const distances = judged.flatMap(({ others }) =>
    others.flatMap((mark, at) => others.slice(at + 1).map((other) => Math.abs(mark - other))),
  );
  // For normal marks: the median distance is 0.954 standard deviations, and a median has 1.25 times the error of a mean.
  const deviation = Math.max(medianOf(distances), step / 2) / 0.954;
  const fewest = judged.reduce(
    (least, { others }) => Math.min(least, others.length),
    Number.POSITIVE_INFINITY,
  );
  return (Math.SQRT2 * 1.25 * deviation) / Math.sqrt(fewest);
}

function answerOf(
  judges: readonly [string, string],
  shared: Shared,
  falseAlarm: number,
  settings: Settings,
): Answer {
  const { likeness } = settings.effects;
  const { compared, sameWay, evidence } = compare(shared, settings);
  const hits = sameWay.filter(Boolean).length;
  const n = sameWay.length;
  const allowed = likeness / (1 + likeness);
  const interval = confidenceSequence(hits, n);
  const caution =
    shared.by === 'truth'
      ? ''
      : ' Measured against the other judges: which side departs from the truth, only works of known quality tell.';
  return {
    alarm: largestRateEvidence(sameWay, allowed) >= -Math.log(falseAlarm),
    words: `${judges.join(' and ')} moved far the same way in ${hits}/${n} comparisons of works of the same quality in which both moved far (${intervalWords(interval.low, interval.high)}; independent judges: 50 %, allowed for likeness: ${Math.round(allowed * 100)} %; ${compared} comparisons in all).${caution}`,
    n: compared,
    estimate: n === 0 ? null : hits / n,
    interval: { ...interval, confidence: 0.95 },
    // What others make of the quality may itself be theirs together: nothing is promised without the truth.
    power: shared.by === 'truth' ? cliquePower(compared, falseAlarm, settings.effects) : null,
    evidence: [...new Set(evidence)].slice(0, 20),
  };
}

/** Every item is compared once, with the next of the same quality. */
function compare({ items, far }: Shared, { scale, range }: Settings) {
  const waiting = new Map<number, SharedItem>();
  const sameWay: boolean[] = [];
  const evidence: string[] = [];
  let compared = 0;
  for (const item of items) {
    const stratum = Math.round((item.quality - scale.lowest) / (ALIKE * range));
    const earlier = waiting.get(stratum);
    if (earlier === undefined) {
      waiting.set(stratum, item);
      continue;
    }
    waiting.delete(stratum);
    compared += 1;
    const moves = [item.first.mark - earlier.first.mark, item.second.mark - earlier.second.mark] as const;
    if (moves.some((move) => Math.abs(move) < far - 1e-9)) continue;
    const same = moves[0] > 0 === moves[1] > 0;
    sameWay.push(same);
    if (same) evidence.push(earlier.first.item, item.first.item);
  }
  return { compared, sameWay, evidence };
}

/**
 * Probability of an alarm within so many comparisons when the planned share of works is moved together. Exact: how
 * many comparisons say something is binomial, and how soon they come to an alarm is known for each number.
 */
export function cliquePower(compared: number, falseAlarm: number, { likeness, together }: Effects): number {
  const n = Math.min(compared, MOST_COMPARED);
  const key = [n, falseAlarm, likeness, together].join();
  const power = knownPowers.get(key) ?? exactPower(n, falseAlarm, likeness, together);
  knownPowers.set(key, power);
  return power;
}

/** Every pair of a panel asks for the same. */
const knownPowers = new Map<string, number>();

function exactPower(n: number, falseAlarm: number, likeness: number, together: number): number {
  const telling = 2 * together * (1 - together);
  const alarms = rateWatchAlarms({ rate: likeness / (1 + likeness), falseAlarm }, SAME_WAY, n);
  return alarms.reduce(
    (sum, alarm, count) => sum + alarm * Math.exp(logBinomialMass(count, n, telling, 1 - telling)),
    0,
  );
}
