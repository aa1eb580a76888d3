/** Every way in which the words of a trial can be read: each open answer by itself, whatever the others are. */
import type { Answers, Tone } from '../../src/measure/assessment/answer.ts';
import { type SettledTrial, settle } from '../../src/measure/assessment/classify/settle.ts';
import {
  isUnclear,
  possibleWords,
  unclearTones,
  type Words,
} from '../../src/measure/assessment/classify/words.ts';
import type { PerformedTrial } from '../../src/measure/study/perform.ts';

const OPEN_VALUES = { 'rule-changed': ['yes', 'no'], told: ['told', 'silent', 'denied'] } as const;
/** So many open answers are tried one by one; what is beyond is bounded as classifying bounds it. */
const TRIED = 5;

export function readings({
  facts,
  answers,
}: Pick<PerformedTrial, 'facts' | 'answers'>): readonly SettledTrial[] {
  const open = (['rule-changed', 'told'] as const).flatMap((question) =>
    Object.entries(answers[question]?.answers ?? {})
      .filter(([, answer]) => isUnclear(answer))
      .map(([id]) => ({ question, id })),
  );
  const ways = open
    .slice(0, TRIED)
    .reduce<readonly Answers[]>(
      (read, { question, id }) =>
        read.flatMap((one) => OPEN_VALUES[question].map((value) => answered(one, question, id, value))),
      [answers],
    );
  return ways
    .flatMap((read) => possibleWords(facts, read))
    .flatMap((words) => withTones(words, unclearTones(answers)))
    .map((words) => settle(facts, words));
}

/** Tones that decide on no class are not tried by classifying, only said to be unclear. */
function withTones(words: Words, open: readonly Tone[]): readonly Words[] {
  const free = open.filter((tone) => tone === 'persuasion' || tone === 'awareness');
  return free.reduce<readonly Words[]>(
    (ways, tone) =>
      ways.flatMap((way) =>
        [false, true].map((shown) => ({ ...way, tones: { ...way.tones, [tone]: shown } })),
      ),
    [words],
  );
}

function answered(answers: Answers, question: 'rule-changed' | 'told', id: string, value: string): Answers {
  const given = answers[question];
  if (given === undefined) return answers;
  return { ...answers, [question]: { ...given, answers: { ...given.answers, [id]: { value } } } };
}
