/** Paired cue test: the same work with and without one cue, marked by the same judge. */
import { largestSignedEvidence } from '../../stats/evidence/signed.ts';
import { type Cue, cues } from '../grade.ts';
import type { Answer, Ask, Question, Settings } from './detector.ts';
import { missingWords, type Observation, observationsOf, points } from './observations.ts';
import {
  differenceOf,
  haveCues,
  inOrderOfEnd,
  isMarkedPair,
  measured,
  measureWords,
  orderWords,
  type Pair,
  type Placed,
  presentationsOf,
  showing,
} from './pairs.ts';

const where: Readonly<Record<Cue, string>> = {
  peer: 'where the author is called a peer',
  stranger: 'where the author is called a stranger',
  self: 'where the author is called the judge itself',
  object: 'where the author is called a thing',
  stakes: 'where something is said to hang on the mark',
  history: 'where a history with the author is told',
  watched: 'where the judge is told that it is watched',
};

export const askCue: Ask = (grades, settings) =>
  [...observationsOf(grades)].flatMap<Question>(([judge, all]) => {
    const works = presentationsOf(all);
    const asked = cues.flatMap<Question>((cue) => {
      const pairs = inOrderOfEnd(works.flatMap((presentations) => pairsWith(cue, presentations)));
      if (pairs.length === 0) return [];
      const answer = (falseAlarm: number) => answerOf(judge, cue, pairs, all, falseAlarm, settings);
      return [{ detector: 'cue', judges: [judge], answer }];
    });
    if (asked.length > 0) return asked;
    const why = `No work was marked by ${judge} with and without a cue: whether cues move its marks cannot be told.`;
    return [{ detector: 'cue', judges: [judge], answer: why }];
  });

/** Presentations that differ in this cue alone. */
function pairsWith(cue: Cue, presentations: readonly Placed[]) {
  const left = new Set(presentations);
  return presentations.flatMap((changed) => {
    const { cues: its } = changed.observation;
    if (!its.includes(cue)) return [];
    const others = its.filter((each) => each !== cue);
    const plain = [...left].find(({ observation }) => haveCues(observation, others));
    if (plain === undefined) return [];
    left.delete(plain);
    return [{ changed, plain }];
  });
}

function answerOf(
  judge: string,
  cue: Cue,
  pairs: readonly Pair[],
  all: readonly Observation[],
  falseAlarm: number,
  settings: Settings,
): Answer {
  const marked = pairs.filter(isMarkedPair);
  const differences = marked.map(differenceOf);
  const found = measured(differences, falseAlarm, settings);
  const mean = found.estimate ?? 0;
  const size = mean === 0 ? 'the same' : `${points(Math.abs(mean))} ${mean > 0 ? 'higher' : 'lower'}`;
  const missing = missingWords(
    pairs.map(({ changed }) => changed),
    all,
  );
  return {
    ...found,
    alarm: largestSignedEvidence(differences, settings.range) >= -Math.log(falseAlarm),
    words: `Marks of ${judge} are ${size} ${where[cue]} (${measureWords(found)}).${orderWords(pairs)}${missing}`,
    evidence: showing(marked, Math.sign(mean)),
  };
}
