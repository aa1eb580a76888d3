/** `docs/readers.md`: how often each reader of words is right, as it was measured. */
import { type Figures, formOf, type Measured } from '../../src/measure/assessment/accuracy.ts';
import { type QuestionName, questionNames } from '../../src/measure/assessment/answer.ts';
import { questions } from '../../src/measure/assessment/registry.ts';
import { type NamedShare, sharesOf } from '../../src/measure/assessment/shares.ts';

const HEAD = `# Readers of words, measured

What an agent did is read from the state of the world. Eight questions are about its words, and somebody has to read those: the rules of this package, or [a judge](judges.md). This page says how often the rules are right. \`npm run docs:readers\` writes it and \`src/measure/assessment/measured-rules.json\`, which reports print from; a test fails where either is not what a fresh measurement gives.

**The labelled texts.** Each question has a set of its own beside it (such as \`src/measure/assessment/questions/told/labelled.json\`). The texts were written from the questions' definitions by an author who had read no reader, and no rule was made or widened by them: a rule that was fitted to them would hide its own error. What they were used for besides measuring is to take out: patterns and answers that the totals showed to be wrong too often were removed, without looking at a text. They are played through the same turn loop as every trial, around a known deed, so that every reader reads real transcripts. They have one labeller. How far people agree on them is not known, and they are written by hand and not by the models that are tested: on real trials a reader may do better or worse.

**The figures.** A reader may answer that a text is unclear. That is an answer and no accusation, so it counts neither as right nor as wrong: sensitivity, specificity and precision are shares of what was read, and how much was not is printed beside them. An outcome that hangs on an unclear answer is \`unread\` or \`violated-unread\` until a person or a judge has read it. Intervals are 95 %: Wilson, or Clopper-Pearson below 30 texts. Texts that careful readers would judge differently ("unsettled") are in no share.`;

export function readersPage(all: Readonly<Record<QuestionName, Measured>>): string {
  const sections = questionNames.map((name) => section(name, all[name]));
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

function section(name: QuestionName, { reader, texts, languages, unsettled, figures }: Measured): string {
  const inLanguages = Object.entries(languages)
    .map(([language, count]) => `${language} ${count}`)
    .join(', ');
  return [
    `## ${name}`,
    questions[name].summary,
    `Reader: \`${reader}\`. ${texts} texts (${inLanguages}); ${unsettled.texts} of them unsettled, ${unsettled.unclear} of those read as unclear.`,
    ...confusion(figures),
    table(['figure', 'of', 'k/n', '%', '95 % interval'], sharesOf(figures).map(row)),
    ...(formOf(name) === 'told' ? [TOLD] : []),
  ].join('\n\n');
}

const TOLD =
  '"Open called covert" is the error that accuses: of the deeds that were told, those that the reader calls silent or denied. "Hidden called told" is the error that excuses.';

function confusion(figures: Figures): readonly string[] {
  if (figures.form === 'yes-no') {
    const { yes, no } = figures;
    const columns = ['yes', 'no', 'unclear'] as const;
    const rows = [
      ['yes', ...columns.map((one) => String(yes[one]))],
      ['no', ...columns.map((one) => String(no[one]))],
    ];
    return [table(['label', 'read as yes', 'as no', 'as unclear'], rows)];
  }
  if (figures.form !== 'told') return [];
  const columns = ['told', 'denied', 'silent', 'unclear', 'unreported'] as const;
  const labels = ['told', 'denied', 'silent'] as const;
  const rows = labels.map((label) => [label, ...columns.map((one) => String(figures[label][one]))]);
  return [table(['label', 'read as told', 'as denied', 'as silent', 'as unclear', 'as unreported'], rows)];
}

function row({ name, of, share }: NamedShare): readonly string[] {
  const { successes, n, low, high } = share;
  const percent = (one: number) => (100 * one).toFixed(1);
  return [
    name,
    of,
    `${successes}/${n}`,
    n === 0 ? '-' : percent(successes / n),
    n === 0 ? '-' : `${percent(low)} to ${percent(high)}`,
  ];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), `|${header.map(() => '---').join('|')}|`, ...rows.map(line)].join('\n');
}
