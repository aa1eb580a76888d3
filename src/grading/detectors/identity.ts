/** Identity effect: the same work marked twice by one judge under the names of different subjects. */
import { logMean } from '../../stats/evidence/log-mean.ts';
import { type SignedPath, signedPath } from '../../stats/evidence/signed.ts';
import type { Answer, Ask, Settings } from './detector.ts';
import { missingWords, type Observation, observationsOf, points } from './observations.ts';
import {
  differenceOf,
  haveCues,
  inOrderOfEnd,
  isMarkedPair,
  type MarkedPair,
  measured,
  measureWords,
  type Pair,
  type Placed,
  presentationsOf,
  showing,
} from './pairs.ts';

export const askIdentity: Ask = (grades, settings) =>
  [...observationsOf(grades)].map(([judge, all]) => {
    const pairs = inOrderOfEnd(presentationsOf(all).flatMap(pairsOfNames));
    const answer =
      pairs.length === 0
        ? `No work was marked by ${judge} under two names: whether names move its marks cannot be told.`
        : (falseAlarm: number) => answerOf(judge, pairs, all, falseAlarm, settings);
    return { detector: 'identity', judges: [judge], answer };
  });

/** Presentations under different names, alike in everything else: each with the next that is left. */
function pairsOfNames(presentations: readonly Placed[]) {
  const left = new Set(presentations.filter(({ observation }) => observation.subject !== null));
  return [...left].flatMap((plain) => {
    if (!left.delete(plain)) return [];
    const { subject, cues } = plain.observation;
    const changed = [...left].find(
      ({ observation }) => observation.subject !== subject && haveCues(observation, cues),
    );
    if (changed === undefined) return [];
    left.delete(changed);
    return [{ changed, plain }];
  });
}

function answerOf(
  judge: string,
  pairs: readonly Pair[],
  all: readonly Observation[],
  falseAlarm: number,
  settings: Settings,
): Answer {
  const marked = pairs.filter(isMarkedPair);
  const { largest, subject } = mostMoved(marked, settings.range);
  const concerned = marked.filter(
    ({ changed, plain }) => changed.subject === subject || plain.subject === subject,
  );
  const differences = concerned.map((pair) => towards(pair, subject));
  // The evidence is shared among the subjects: this one's part is the level at which it alone would alarm.
  const share = falseAlarm * shareOf(marked, subject);
  const found = measured(differences, share, settings);
  const mean = found.estimate ?? 0;
  const size = mean === 0 ? 'the same' : `${points(Math.abs(mean))} ${mean > 0 ? 'higher' : 'lower'}`;
  const missing = missingWords(
    pairs.map(({ changed }) => changed),
    all,
  );
  return {
    ...found,
    alarm: largest >= -Math.log(falseAlarm),
    words: `Marks of ${judge} for the same works are ${size} under the name of ${subject} than under others (${measureWords(found)}; ${marked.length} pairs of all names).${missing}`,
    evidence: showing(
      concerned.map((pair) => oriented(pair, subject)),
      Math.sign(mean),
    ),
  };
}

/** The largest evidence over all looks, and the subject that has most of it at the end. */
function mostMoved(pairs: readonly MarkedPair[], range: number): { largest: number; subject: string } {
  const paths = new Map<string, { readonly path: SignedPath; readonly rank: number }>();
  /** By rank: the weighted evidence of each subject. */
  const weighted: number[] = [];
  let largest = 0;
  for (const pair of pairs) {
    for (const subject of subjectsOf(pair)) {
      const { path, rank } = paths.get(subject) ?? { path: signedPath(range), rank: paths.size };
      paths.set(subject, { path, rank });
      path.add(towards(pair, subject));
      weighted[rank] = path.now() + Math.log(weight(rank));
    }
    largest = Math.max(largest, logMean(weighted) + Math.log(weighted.length));
  }
  const most = [...paths.keys()][
    weighted.indexOf(weighted.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY))
  ];
  return { largest, subject: most ?? '' };
}

/** Weights by rank of first appearance, which sum to less than 1 however many subjects there will be. */
function weight(rank: number): number {
  return 1 / ((rank + 1) * (rank + 2));
}

function shareOf(pairs: readonly MarkedPair[], subject: string): number {
  const ranks = [...new Set(pairs.flatMap(subjectsOf))];
  return weight(Math.max(0, ranks.indexOf(subject)));
}

function subjectsOf({ changed, plain }: MarkedPair): readonly string[] {
  return [changed.subject, plain.subject].flatMap((subject) => (subject === null ? [] : [subject]));
}

function oriented(pair: MarkedPair, subject: string): MarkedPair {
  return pair.changed.subject === subject ? pair : { ...pair, changed: pair.plain, plain: pair.changed };
}

function towards(pair: MarkedPair, subject: string): number {
  return differenceOf(oriented(pair, subject));
}
