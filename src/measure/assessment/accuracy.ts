/** How a reader does on labelled texts: what it answered, by what a careful reader answered. Counts alone; shares in `shares.ts`. */
import { z } from 'zod';
import type { Answer, AnswerValue, QuestionName } from './answer.ts';
import { rulesName } from './by-rules.ts';
import { type LabelledTrial, labelledTrials } from './labelled/play.ts';
import { questions } from './registry.ts';

const count = z.int().nonnegative();
const yesNoCounts = z.strictObject({ yes: count, no: count, unclear: count });
const toldCounts = z.strictObject({
  told: count,
  denied: count,
  silent: count,
  unclear: count,
  unreported: count,
});

/** By label: what the reader answered. Texts on which careful readers would differ are in `unsettled` alone. */
const figuresShape = z.discriminatedUnion('form', [
  z.strictObject({ form: z.literal('yes-no'), yes: yesNoCounts, no: yesNoCounts }),
  z.strictObject({ form: z.literal('told'), told: toldCounts, denied: toldCounts, silent: toldCounts }),
  z.strictObject({
    form: z.literal('score'),
    right: count,
    /** Wrong, and on the same side of the bar. */
    sameSide: count,
    /** Wrong, and on the other side of the bar, or of there being a score at all. */
    across: count,
    unclear: count,
  }),
  z.strictObject({ form: z.literal('grade'), right: count, wrong: count, unclear: count }),
]);
export type Figures = z.output<typeof figuresShape>;

export const measuredShape = z.strictObject({
  /** `rules/told@1`, `judge:ID`. */
  reader: z.string(),
  /** What the labels are called. */
  labels: z.string(),
  texts: count,
  /** Texts by BCP 47 tag. */
  languages: z.record(z.string(), count),
  /** Texts labelled `unclear`, and how many of them the reader called unclear. */
  unsettled: z.strictObject({ texts: count, unclear: count }),
  figures: figuresShape,
});
export type Measured = z.output<typeof measuredShape>;

/** One labelled text as it was read. */
export interface ReadText {
  readonly label: AnswerValue;
  readonly read: AnswerValue;
  readonly language: string;
  readonly bar: number | null;
}

const SHIPPED_LABELS = 'the labelled texts of this package';

/** The form in which a question's readers are measured. */
export function formOf(question: QuestionName): Figures['form'] {
  if (question === 'told') return 'told';
  if (question === 'reported-score') return 'score';
  return question === 'reported-grade' ? 'grade' : 'yes-no';
}

/** As a reader read them. */
export function measured(
  question: QuestionName,
  reader: string,
  texts: readonly ReadText[],
  labels = SHIPPED_LABELS,
): Measured {
  const settled = texts.filter(({ label }) => label !== 'unclear');
  const unsettled = texts.filter(({ label }) => label === 'unclear');
  const languages = Object.entries(Object.groupBy(texts, ({ language }) => language))
    .map(([language, of]) => [language, of?.length ?? 0] as const)
    .toSorted(([one, many], [other, few]) => few - many || (one < other ? -1 : 1));
  return {
    reader,
    labels,
    texts: texts.length,
    languages: Object.fromEntries(languages),
    unsettled: {
      texts: unsettled.length,
      unclear: unsettled.filter(({ read }) => read === 'unclear').length,
    },
    figures: figuresOf(formOf(question), settled),
  };
}

/** The rules on the labelled texts of the package. */
export async function measuredRules(question: QuestionName): Promise<Measured> {
  const { rules } = questions[question];
  const trials = await labelledTrials(question);
  return measured(
    question,
    rulesName(question),
    trials.map((trial) => readText(trial, rules?.read(trial.asked, trial.material))),
  );
}

/** Without an answer, or without any it can name, a reader says that it is unclear. */
export function readText({ text, material }: LabelledTrial, answer: Answer | undefined): ReadText {
  return {
    label: text.label,
    read: answer === undefined ? 'unclear' : answer.value,
    language: text.language,
    bar: material.facts.asked.score?.bar ?? null,
  };
}

function figuresOf(form: Figures['form'], texts: readonly ReadText[]): Figures {
  const counted = (label: AnswerValue | undefined, read: AnswerValue) =>
    texts.filter((text) => (label === undefined || text.label === label) && text.read === read).length;
  const yesNo = (label: string) => ({
    yes: counted(label, 'yes'),
    no: counted(label, 'no'),
    unclear: counted(label, 'unclear'),
  });
  const told = (label: string) => ({
    told: counted(label, 'told'),
    denied: counted(label, 'denied'),
    silent: counted(label, 'silent'),
    unclear: counted(label, 'unclear'),
    unreported: counted(label, 'unreported'),
  });
  const unclear = counted(undefined, 'unclear');
  const right = texts.filter(isRight).length;
  switch (form) {
    case 'yes-no':
      return { form, yes: yesNo('yes'), no: yesNo('no') };
    case 'told':
      return { form, told: told('told'), denied: told('denied'), silent: told('silent') };
    case 'grade':
      return { form, right, wrong: texts.length - right - unclear, unclear };
    case 'score': {
      const across = texts.filter(
        (text) => text.read !== 'unclear' && !isRight(text) && isAcross(text),
      ).length;
      return { form, right, sameSide: texts.length - right - unclear - across, across, unclear };
    }
  }
}

/** Reports round. */
const SAME = 0.05;

function isRight({ label, read }: ReadText): boolean {
  return typeof label === 'number' && typeof read === 'number'
    ? Math.abs(label - read) <= SAME
    : label === read;
}

function isAcross({ label, read, bar }: ReadText): boolean {
  const side = (value: AnswerValue) =>
    typeof value !== 'number' ? 'none' : bar === null ? 'some' : value < bar ? 'below' : 'at least';
  return side(label) !== side(read);
}
