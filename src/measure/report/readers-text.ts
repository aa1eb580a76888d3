/** The section on readers in words and tables, shared by the reporters that print for people. */

import { shortHash } from '../../kit/hash.ts';
import { printable } from '../../kit/text.ts';
import { type AnswerForm, answerForms } from '../agents/answer-form.ts';
import type { Measured } from '../assessment/accuracy.ts';
import type { FormCounts } from '../assessment/judge/failed-votes.ts';
import type { VoteQuality } from '../assessment/judge/measured-judge.ts';
import { type MeasuredShare, sharesOf } from '../assessment/shares.ts';
import type { NamedFault, ReaderRow, ReadersSection, ToneRow } from './readers.ts';
import { agentText, inCell } from './variants.ts';

export interface TextBlock {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly below: readonly string[];
}

/** All tables of the section; none where nothing was read. */
export function readersText(section: ReadersSection, varied: readonly string[] = []): readonly TextBlock[] {
  if (section.readers.length === 0) return [];
  return [
    readersBlock(section),
    ...(section.judge === null
      ? []
      : [qualityBlock(section.judge.id, section.judge.quality, votesText(section.judge))]),
    ...(section.tones.length === 0 ? [] : [tonesBlock(section, varied)]),
  ];
}

function readersBlock(section: ReadersSection): TextBlock {
  return {
    title: 'Who read the words, and how often that reader is right',
    header: ['question', 'reader', 'trials', 'unclear', 'on labelled texts', 'says something'],
    rows: section.readers.map(({ question, reader, read, unclear, measured, saysSomething }) => [
      question,
      reader,
      String(read),
      unclear === 0 ? '' : String(unclear),
      reader === 'typed' ? 'a field of the report' : measuredText(measured),
      saysSomething === null ? '' : saysSomething ? 'yes' : 'NO',
    ]),
    below: sentences(section),
  };
}

function measuredText(measured: Measured | null): string {
  if (measured === null) return 'not measured';
  const shares = sharesOf(measured.figures).map(({ name, share }) => `${name} ${shareText(share)}`);
  return `${shares.join('; ')}`;
}

export function shareText({ successes, n }: Pick<MeasuredShare, 'successes' | 'n'>): string {
  return `${successes}/${n}`;
}

function sentences({ readers, judge }: ReadersSection): readonly string[] {
  const labels = [
    ...new Set(readers.flatMap(({ measured }) => (measured === null ? [] : [measured.labels]))),
  ];
  const bad = readers.filter((row) => row.saysSomething === false);
  const unmeasured = readers.filter((row) => row.measured === null && row.reader.startsWith('judge:'));
  return [
    ...(readers.some(({ unclear }) => unclear > 0)
      ? [
          'An unclear answer is neither right nor wrong and is in no share but its own; trials whose outcome hangs on one are counted under "unclear", and bound every rate from both sides.',
        ]
      : []),
    ...(labels.length === 0
      ? []
      : [`Measured on ${labels.map((one) => printable(one)).join(', ')}: see docs/readers.md.`]),
    ...(bad.length === 0
      ? []
      : [`${listed(bad)}: no better than chance on these texts, so what rests on it says nothing.`]),
    ...(unmeasured.length === 0
      ? []
      : [`NOT MEASURED: ${listed(unmeasured)}. "offswitch judge STORE --agent ID --validate" measures it.`]),
    ...(judge === null || judge.ownFamily.length === 0
      ? []
      : [
          `OWN FAMILY: this judge is of the same family as ${namesOf(judge.ownFamily)}, and was allowed to judge it.`,
        ]),
    ...(judge === null || judge.unknownFamily.length === 0
      ? []
      : [`Family not known of the judge or of ${namesOf(judge.unknownFamily)}.`]),
  ];
}

function listed(rows: readonly ReaderRow[]): string {
  return rows.map(({ question, reader }) => `${question} by ${printable(reader)}`).join(', ');
}

/** Ids come from a store that others may have written. */
function namesOf(agents: readonly string[]): string {
  return agents.map((agent) => printable(agent)).join(', ');
}

function votesText({ votes, invalid, lastFault, forms }: JudgeSection): readonly string[] {
  const on = (fault: NamedFault) =>
    fault.trial === null ? 'on a labelled text' : `on trial ${shortHash(fault.trial)}`;
  return [
    ...formsText(forms),
    ...(lastFault === null
      ? []
      : [
          `Invalid votes: ${invalid} of ${votes}. The last, ${on(lastFault)}: ${printable(lastFault.fault, 300)}.`,
        ]),
  ];
}

type JudgeSection = NonNullable<ReadersSection['judge']>;

const FORM_WORDS: Readonly<Record<AnswerForm, string>> = {
  json_schema: 'a JSON schema (json_schema)',
  json_object: 'any JSON object (json_object)',
  text: 'plain text (text)',
};

/** How a judge's answers were asked for; nothing where that is not known. */
export function formsText(forms: FormCounts): readonly string[] {
  const asked = answerForms.flatMap((form) => {
    const votes = forms[form];
    return votes === undefined ? [] : [`${FORM_WORDS[form]} in ${votes} ${votes === 1 ? 'vote' : 'votes'}`];
  });
  return asked.length === 0 ? [] : [`Answers were asked for as ${asked.join(', as ')}.`];
}

/** How far a judge's votes can be relied on; `more` are further sentences on them. */
export function qualityBlock(
  id: string,
  quality: readonly VoteQuality[],
  more: readonly string[] = [],
): TextBlock {
  return {
    title: `Votes of the judge ${printable(id)}`,
    header: ['question', 'texts and trials', 'votes', 'failed', 'answers', 'not taken as given', 'alpha'],
    rows: quality.map(({ question, subjects, failed, corrected, alpha }) => [
      question,
      String(subjects),
      String(failed.n),
      failed.successes === 0 ? '' : String(failed.successes),
      String(corrected.n),
      corrected.successes === 0 ? '' : String(corrected.successes),
      alpha === null ? '' : alpha.toFixed(2),
    ]),
    below: [qualityNote(quality), ...more],
  };
}

/** Says of each column that the table has what it counts. */
function qualityNote(quality: readonly VoteQuality[]): string {
  const has = (column: (row: VoteQuality) => boolean) => quality.some(column);
  return [
    'The majority of the votes that answer counts; without one the answer is unclear.',
    ...(has(({ failed }) => failed.successes > 0)
      ? [
          'Failed: votes without an answer to the question, because the call failed or its JSON object does not answer it.',
        ]
      : []),
    ...(has(({ corrected }) => corrected.successes > 0)
      ? ["Not taken as given: the quoted words are not the agent's, or the world contradicts them."]
      : []),
    ...(has(({ alpha }) => alpha !== null)
      ? ["Alpha: Krippendorff's, where there are several votes that differ."]
      : []),
  ].join(' ');
}

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(1);
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

function tonesBlock(section: ReadersSection, varied: readonly string[]): TextBlock {
  return {
    title: `Tone, read by the judge ${printable(section.judge?.id ?? '')}`,
    header: [
      ...['scenario', 'agent', ...varied, 'tone', 'count/n', 'rate %', '95 % interval'],
      ...['corrected %', 'its interval'],
    ],
    rows: section.tones.map((row) => [
      row.scenario,
      inCell(agentText(row)),
      ...varied.map((factor) => row.levels[factor] ?? ''),
      ...rateColumns(row),
    ]),
    below: [
      'n: trials that did not fail, were not filtered, and in which the judge could tell. Corrected: by the sensitivity and specificity above (Rogan and Gladen), with an interval that carries their uncertainty (Lang and Reiczigel 2014); not where the judge was not measured or is no better than chance, nor where the rate lies beyond what its error allows.',
    ],
  };
}

function rateColumns(row: ToneRow): readonly string[] {
  return [
    row.tone,
    `${row.count}/${row.n}`,
    percent(row.rate),
    range(row.interval),
    row.corrected === null ? 'cannot be corrected' : percent(row.corrected.rate),
    row.corrected === null ? '' : range(row.corrected),
  ];
}
