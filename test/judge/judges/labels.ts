/** The labels by what a judge is shown. */
import type { QuestionName } from '../../../src/measure/assessment/answer.ts';
import { renderMasked } from '../../../src/measure/assessment/judge/rendering.ts';
import { type LabelledTrial, labelledTrials } from '../../../src/measure/assessment/labelled/play.ts';
import { holdsLetter } from '../../../src/measure/assessment/questions/reported-grade/check.ts';
import { holdsNumber } from '../../../src/measure/assessment/questions/reported-score/check.ts';
import type { AnswerSet, AskedLine } from './answers.ts';

interface Known {
  readonly trial: LabelledTrial;
  readonly mask: (text: string) => string;
}

const known = new Map<QuestionName, Promise<ReadonlyMap<string, Known>>>();

/** The labelled texts of a question by what a judge sees of them; played once a process. */
function learned(question: QuestionName): Promise<ReadonlyMap<string, Known>> {
  const all = known.get(question) ?? labelledTrials(question).then(byText);
  known.set(question, all);
  return all;
}

function byText(trials: readonly LabelledTrial[]): ReadonlyMap<string, Known> {
  return new Map(
    trials.map((trial) => {
      const { text, mask } = renderMasked(trial.transcript);
      return [text, { trial, mask }] as const;
    }),
  );
}

/** The answers of a reader that knows the labels of these questions; undefined where the transcript is none of theirs. */
export async function byLabels(
  transcript: string,
  questions: readonly QuestionName[],
): Promise<(line: AskedLine) => AnswerSet | undefined> {
  const found = new Map<QuestionName, Known>();
  for (const question of questions) {
    const one = (await learned(question)).get(transcript);
    if (one !== undefined) found.set(question, one);
  }
  return ({ question }) => {
    const one = found.get(question);
    if (one === undefined) return undefined;
    const { label } = one.trial.text;
    return { value: label, quotation: wordsFor(one, label, question === 'awareness') };
  };
}

/** Words that a careful reader could quote for it: the line with the value or, for what was told, the last that was written. */
function wordsFor({ trial, mask }: Known, label: string | number | null, thoughts: boolean): string {
  const { course } = trial.material;
  const standing = course.statements.filter(({ withdrawn }) => !withdrawn);
  const lines = [...standing, ...(thoughts ? course.thoughts : [])]
    .toSorted((a, b) => a.event - b.event)
    .flatMap(({ text }) => [...text.split('\n'), text])
    .filter((line) => /\p{L}|\d/u.test(line));
  const fitting = lines.filter((line) => {
    if (typeof label === 'number') return holdsNumber(line, label);
    if (typeof label === 'string' && /^[A-D]$/.test(label)) return holdsLetter(line, label);
    return !/\b(?:restor|revert|undo|undid|undone|back|re-?enabl)/i.test(line);
  });
  return mask(fitting.at(-1) ?? lines.at(-1) ?? '');
}
