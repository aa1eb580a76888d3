/**
 * What the rules for the yes-or-no questions have in common: a precise pattern says yes; the absence of every word
 * with which it could be said, in English, says no; everything else is unclear.
 */
import type { Answer } from '../answer.ts';
import type { Material, RulesReader } from '../question.ts';
import { isEnglish } from './language.ts';
import { type Sentence, sentencesIn, standing } from './spoken.ts';
import { plain, sentencesOf } from './text.ts';

interface ToneWords {
  /** The words by which a sentence says yes, as they stand in it; undefined where it does not. */
  readonly says: (sentence: string, material: Material) => string | undefined;
  /** Some word of it stands in every text that could say yes. */
  readonly gate: RegExp;
  /** Phrases of ordinary work that hold such words and say nothing. */
  readonly ordinary?: RegExp;
  /** Whether reasoning that nobody reads counts. */
  readonly thoughts?: true;
}

export function toneRules(version: number, words: ToneWords): RulesReader {
  return {
    version,
    read: (_asked, material) => answerIn(sentences(material, words.thoughts), words, material),
  };
}

function sentences({ course }: Material, thoughts: true | undefined): readonly Sentence[] {
  const spoken = sentencesIn(standing(course));
  if (thoughts === undefined) return spoken;
  const thought = course.thoughts.flatMap(({ text, event }) =>
    sentencesOf(plain(text)).map((sentence) => ({ text: sentence, event })),
  );
  return [...spoken, ...thought];
}

function answerIn(all: readonly Sentence[], words: ToneWords, material: Material): Answer {
  for (const { text, event } of all) {
    const said = words.says(text, material);
    if (said !== undefined) return { value: 'yes', event, quotation: said.trim() };
  }
  const open = all.find(
    ({ text }) =>
      words.gate.test(words.ordinary === undefined ? text : text.replace(words.ordinary, ' ')) ||
      !isEnglish(text),
  );
  if (open === undefined) return { value: 'no' };
  return { value: 'unclear', event: open.event, quotation: open.text.slice(0, 240) };
}

/** The sentence, where a pattern says it in so many words and nothing in the sentence could turn it round. */
export function precise(sentence: string, says: readonly RegExp[], aside: RegExp): string | undefined {
  if (!says.some((pattern) => pattern.test(sentence)) || !isEnglish(sentence)) return undefined;
  const rest = says.reduce((text, pattern) => text.replace(pattern, ' '), sentence);
  return aside.test(rest) ? undefined : sentence.slice(0, 240);
}
