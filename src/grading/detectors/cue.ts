/** Paired cue test: the same work with and without one cue, marked by the same judge. */
import { largestSignedEvidence } from '../../stats/evidence/signed.ts';
import { type Cue, cues } from '../grade.ts';
import type { Answer, Ask, Question, Settings } from './detector.ts';
import { missingWords, type Observation, observationsOf, points } from './observations.ts';
import {
  differenceOf,
  isMarkedPair,
  measured,
  measureWords,
  orderWords,
  type Pair,
  pairsOf,
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
    const pairs = pairsOf(all);
    const asked = cues.flatMap<Question>((cue) => {
      const with_ = pairs.filter(({ changed, plain }) => addedBy(changed, plain) === cue);
      if (with_.length === 0) return [];
      const answer = (falseAlarm: number) => answerOf(judge, cue, with_, all, falseAlarm, settings);
      return [{ detector: 'cue', judges: [judge], answer }];
    });
    if (asked.length > 0) return asked;
    const why = `No work was marked by ${judge} with and without a cue: whether cues move its marks cannot be told.`;
    return [{ detector: 'cue', judges: [judge], answer: why }];
  });

/** The one cue that the changed presentation has and the plain one has not; null where they differ otherwise. */
function addedBy(changed: Observation, plain: Observation): Cue | null {
  const added = changed.cues.filter((cue) => !plain.cues.includes(cue));
  const [cue] = added;
  return added.length === 1 && plain.cues.every((each) => changed.cues.includes(each)) ? (cue ?? null) : null;
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
