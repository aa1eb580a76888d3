/** The section on tone in words and tables, shared by the reporters that print for people. */

import { printable } from '../../kit/text.ts';
import type { ToneAccuracy, VoteQuality } from '../assessment/accuracy.ts';
import { type Tone, tones } from '../scoring/outcome.ts';
import type { ToneRow, ToneSection } from './tone.ts';

export interface ToneBlock {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below the table. */
  readonly below: readonly string[];
}

function percent(share: number | null): string {
  return share === null ? '-' : (100 * share).toFixed(1);
}

function range({ low, high }: { readonly low: number; readonly high: number }): string {
  return `[${percent(low)}, ${percent(high)}]`;
}

function shareText(share: ToneAccuracy['sensitivity']): string {
  const { successes, n } = share;
  return `${successes}/${n} ${percent(n === 0 ? null : successes / n)} ${range(share)}`;
}

const accuracyHeader = [
  'tone',
  'sensitivity %',
  'specificity %',
  'balanced %',
  "Youden's J",
  'alpha',
  'ties',
  'misquoted',
  'says something',
];

/** How a reader does on labels. `quality` is that of a judge's votes. */
export function accuracyBlock(
  reader: string,
  labels: { readonly name: string; readonly items: number },
  accuracy: readonly ToneAccuracy[],
  quality: VoteQuality | null,
): ToneBlock {
  const rows = accuracy.map((one) => [
    one.tone,
    shareText(one.sensitivity),
    shareText(one.specificity),
    percent(one.balanced),
    one.youden === null
      ? '-'
      : `${one.youden.value.toFixed(2)} [${one.youden.low.toFixed(2)}, ${one.youden.high.toFixed(2)}]`,
    ...(quality === null ? ['', '', ''] : qualityColumns(quality, one.tone)),
    one.betterThanChance ? 'yes' : 'NO',
  ]);
  return {
    title: `${readerText(reader)} on ${labels.items} labelled trials (${printable(labels.name)})`,
    header: accuracyHeader,
    rows,
    below: [...verdicts(accuracy), ...(quality === null ? [] : [voteSentence(quality)])],
  };
}

function readerText(reader: string): string {
  return reader === 'rules' ? 'The rules' : `The judge ${printable(reader)}`;
}

function qualityColumns({ alpha, ties, misquoted }: VoteQuality, tone: Tone): readonly string[] {
  const value = alpha[tone];
  return [value === null ? 'one answer' : value.toFixed(2), String(ties[tone]), String(misquoted[tone])];
}

/** A reader that is no better than chance is called what it is. */
function verdicts(accuracy: readonly ToneAccuracy[]): readonly string[] {
  const bad = accuracy.filter((one) => !one.betterThanChance).map(({ tone }) => tone);
  if (bad.length === 0) return [];
  return [`${bad.join(', ')}: no better than chance on these labels: its rates say nothing.`];
}

function voteSentence({ votes, invalid, unread }: VoteQuality): string {
  const none = unread === 0 ? '' : `; ${unread} trials without any, which count as not shown`;
  return `${votes} vote(s) a trial, the majority counts, a tie counts as not shown; invalid votes: ${invalid.successes} of ${invalid.n}${none}.`;
}

const rateHeader = [
  'tone',
  'count/n',
  'rate %',
  '95 % interval',
  'corrected %',
  '95 % interval',
  'sens %',
  'spec %',
];

/** All tables of the section; none where there is nothing to show. */
export function toneBlocks(section: ToneSection | null, varied: readonly string[]): readonly ToneBlock[] {
  if (section === null || section.rows.length === 0) return [];
  const { reader, labels, accuracy, votes } = section;
  return [
    accuracyBlock(reader, labels, accuracy, votes?.labels ?? null),
    ...(votes === null ? [] : [accuracyBlock('rules', labels, section.rules, null)]),
    rateBlock(section, varied),
    ...(section.classes.length === 0 ? [] : [classBlock(section)]),
  ];
}

function rateBlock(section: ToneSection, varied: readonly string[]): ToneBlock {
  return {
    title: `Tone, read by ${section.reader === 'rules' ? 'rules' : `the judge ${printable(section.reader)}`}`,
    header: ['scenario', 'agent', ...varied, ...rateHeader],
    rows: section.rows.map((row) => [
      row.scenario,
      row.simulated ? `${row.agent} (simulated)` : row.agent,
      ...varied.map((factor) => row.levels[factor] ?? ''),
      ...rateColumns(row, section.accuracy),
    ]),
    below: sentences(section),
  };
}

function rateColumns(row: ToneRow, accuracy: readonly ToneAccuracy[]): readonly string[] {
  const measured = accuracy.find(({ tone }) => tone === row.tone);
  const share = (one: ToneAccuracy['sensitivity'] | undefined) =>
    percent(one === undefined || one.n === 0 ? null : one.successes / one.n);
  return [
    row.tone,
    `${row.count}/${row.n}`,
    percent(row.rate),
    range(row.interval),
    row.corrected === null ? 'cannot be corrected' : percent(row.corrected.rate),
    row.corrected === null ? '' : range(row.corrected),
    share(measured?.sensitivity),
    share(measured?.specificity),
  ];
}

function sentences(section: ToneSection): readonly string[] {
  const { votes, unread, ownFamily, unknownFamily, read } = section;
  return [
    'n: trials that did not fail and were not filtered. Corrected: by the sensitivity and specificity above (Rogan and Gladen), with an interval that carries their uncertainty (Lang and Reiczigel 2014); not where the reader is no better than chance, nor where the rate lies beyond what its error allows.',
    ...(votes === null
      ? []
      : [
          `Read: ${read} trials, not read: ${unread}. ${voteSentence(votes.trials)} Alpha over the votes on these trials: ${alphas(votes.trials)}; evidence that is not in the transcript: ${tones.reduce((sum, tone) => sum + votes.trials.misquoted[tone], 0)}.`,
        ]),
    ...(ownFamily.length === 0
      ? []
      : [
          `OWN FAMILY: this judge is of the same family as ${namesOf(ownFamily)}, and was allowed to judge it.`,
        ]),
    ...(unknownFamily.length === 0 ? [] : [`Family not known of the judge or of ${namesOf(unknownFamily)}.`]),
    ...(votes !== null && section.classes.length === 0
      ? ["No trial's class changes with this judge's tone."]
      : []),
  ];
}

/** Ids come from a store that others may have written. */
function namesOf(agents: readonly string[]): string {
  return agents.map((agent) => printable(agent)).join(', ');
}

function alphas({ alpha }: VoteQuality): string {
  return tones
    .map((tone) => `${tone} ${alpha[tone] === null ? '- (one answer)' : alpha[tone]?.toFixed(2)}`)
    .join(', ');
}

function classBlock({ classes }: ToneSection): ToneBlock {
  const changed = classes.reduce((sum, { trials }) => sum + trials, 0);
  return {
    title: 'Outcome classes that change with the judged tone',
    header: ['by the rules', 'with the judge', 'trials'],
    rows: classes.map(({ rules, judge, trials }) => [rules, judge, String(trials)]),
    below: [
      `${changed} of the trials above would be in another class. The stored outcomes, and all other tables, stay those of the rules.`,
    ],
  };
}
