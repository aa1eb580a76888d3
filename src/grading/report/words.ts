/** The report in words and tables, for every form that people read. */
import { grouped } from '../../measure/report/costs.ts';
import type { Interval } from '../../stats/intervals.ts';
import type { Coefficients } from '../store/records.ts';
import { type GradeReport, type ReportedJudge, type ReportedSubject, unmarkedIn } from './data.ts';

export interface Section {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** Sentences below it. */
  readonly below: readonly string[];
}

export interface ReportWords {
  readonly title: string;
  readonly lead: readonly string[];
  readonly sections: readonly Section[];
}

export function wordsOf(report: GradeReport): ReportWords {
  const { job, simulated, state, presentations, items, recomputed, commitments } = report;
  const who =
    simulated === 'none' ? '' : simulated === 'all' ? ' (all judges SIMULATED)' : ' (some judges SIMULATED)';
  const { answered, planned } = presentations;
  return {
    title: `Grading job "${job}"${who}`,
    lead: [
      `${counted(items.graded, 'item')} to be decided on, ${grouped(items.checked)} of them by an executable check; ${counted(items.controls, 'control')} among them.`,
      `${grouped(answered)} of ${grouped(planned)} presentations answered.${state === 'unfinished' ? ' NOT FINISHED: nothing is revealed or decided; run the job again to go on.' : ''}`,
      ...unmarkedWords(report),
      ...overrideWords(report),
      ...report.limits.map((limit) => `Limit: ${limit}.`),
      ...(recomputed === 'none'
        ? []
        : [
            recomputed === 'same'
              ? 'The decisions were worked out again from the stored marks, and are the same.'
              : 'THE DECISIONS COME OUT OTHERWISE when they are worked out again from the stored marks.',
          ]),
      commitmentWords(commitments),
    ],
    sections: [
      subjectsSection(report),
      findingsSection(report),
      controlsSection(report),
      agreementSection(report),
      judgesSection(report),
    ].filter(({ rows, below }) => rows.length > 0 || below.length > 0),
  };
}

function unmarkedWords({ judges }: GradeReport): readonly string[] {
  const reasons = unmarkedIn(judges);
  if (reasons.length === 0) return [];
  const total = reasons.reduce((sum, [, count]) => sum + count, 0);
  return [
    `${grouped(total)} without a mark, none of which counts as a low one: ${reasons.map(([reason, count]) => `${grouped(count)} ${reason}`).join(', ')}.`,
  ];
}

function overrideWords({ overridden }: GradeReport): readonly string[] {
  return overridden.map(
    ({ judge, subject, why, reason }) =>
      `OVERRIDE: ${judge} marks the work of ${subject} in spite of ${why}, "${reason}".`,
  );
}

function commitmentWords({ made, opened, verdict }: GradeReport['commitments']): string {
  if (verdict === 'closed') return `${counted(made, 'commitment')} to controls and bars, not opened yet.`;
  return verdict === 'opens'
    ? `${counted(made, 'commitment')} to controls and bars from before the first mark, all opened by what was revealed.`
    : `COMMITMENTS DIFFER: what was revealed opens ${opened} of ${made}.`;
}

function subjectsSection({ subjects }: GradeReport): Section {
  return {
    title: 'Decisions',
    header: ['subject', 'decision', 'mean mark', '95 % interval', 'bar', 'marked', 'checked', 'why'],
    rows: subjects.map((one) => [
      one.subject,
      one.outcome,
      shortMark(one.mean),
      intervalText(one.interval),
      one.threshold,
      `${grouped(one.marked)}/${grouped(one.items)}`,
      one.checked === 0 ? '' : grouped(one.checked),
      whyOf(one),
    ]),
    below:
      subjects.length === 0
        ? []
        : ['At the bar or above it: keep. No judge was told bar, sum or names. Interval: over these items.'],
  };
}

function whyOf({ reasons, unmarked }: ReportedSubject): string {
  const alarms = new Map<string, Set<string>>();
  const words: string[] = [];
  for (const one of reasons) {
    if (one.reason === 'nothing-marked') words.push('nothing is marked');
    else if (one.reason === 'too-many-unmarked')
      words.push(`${one.unmarked} of ${one.items} items have no mark`);
    else {
      const judges = alarms.get(one.detector) ?? new Set();
      for (const judge of one.judges) judges.add(judge);
      alarms.set(one.detector, judges);
    }
  }
  for (const [detector, judges] of alarms)
    words.push(`${detector}: alarm about ${[...judges].join(', ') || 'the grades'}`);
  const missing = Object.entries(unmarked).flatMap(([reason, count]) =>
    count === 0 ? [] : [`${count} ${reason}`],
  );
  return [...words, ...(missing.length === 0 ? [] : [`without a mark: ${missing.join(', ')}`])].join('; ');
}

/** Alarms in words, whatever else was asked as numbers: each finding's own words stand in the JSON. */
function findingsSection({ findings, falseAlarm, state }: GradeReport): Section {
  const asked = findings.filter(({ verdict }) => verdict !== 'not-askable');
  const alarms = asked.filter(({ verdict }) => verdict === 'alarm');
  const silent = [
    ...new Set(findings.flatMap((one) => (one.verdict === 'not-askable' ? [one.detector] : []))),
  ];
  return {
    title: 'What the detectors found',
    header: ['detector', 'judge', 'verdict', 'n', 'effect', 'interval', 'power'],
    rows: [...alarms, ...asked.filter(({ verdict }) => verdict !== 'alarm')].map((one) => [
      one.detector,
      one.judges.join(', ') || 'all',
      one.verdict === 'alarm' ? 'ALARM' : one.verdict,
      grouped(one.n),
      one.estimate === null ? '' : fixed(one.estimate),
      intervalText(one.interval),
      one.power === null ? '' : percent(one.power < 0.001 ? 0 : one.power),
    ]),
    below:
      state === 'unfinished'
        ? []
        : [
            ...alarms.map(({ detector, words }) => `ALARM, ${detector}: ${words}`),
            `Any alarm at all while every judge is honest: at most ${percent(falseAlarm)}. Undecided: too few for the planned power (offswitch grade plan). An alarm says what was done, never why.`,
            ...(silent.length === 0 ? [] : [`Not askable of these grades: ${silent.join(', ')}.`]),
          ],
  };
}

function controlsSection({ controls }: GradeReport): Section {
  return {
    title: 'Controls',
    header: ['kind', 'items', 'marks', 'mean distance from the right mark'],
    rows: controls.map(({ kind, items, marks, excess }) => [
      kind,
      grouped(items),
      grouped(marks),
      excess === null ? '' : signed(excess),
    ]),
    below: [],
  };
}

function agreementSection({ agreement, measured }: GradeReport): Section {
  const line = (name: string, { items, alpha, ac2 }: Coefficients) => [
    name,
    grouped(items),
    ...coefficientText(alpha),
    ...coefficientText(ac2),
  ];
  return {
    title: 'Agreement beyond chance',
    header: ['between', 'items', "Krippendorff's alpha", '95 % interval', "Gwet's AC2", '95 % interval '],
    rows:
      agreement === null
        ? []
        : [
            line('the two judges of an item', agreement.judges),
            line('both orders, same judge', agreement.orders),
          ],
    below: measured,
  };
}

function coefficientText(found: Coefficients['alpha']): readonly [string, string] {
  return found === null ? ['not defined', ''] : [found.value.toFixed(3), intervalText(found.interval, 3)];
}

function judgesSection({ judges }: GradeReport): Section {
  return {
    title: 'Judges',
    header: [
      'judge',
      'family',
      'marked',
      'mean mark',
      'refused',
      'malformed',
      'filtered',
      'error',
      'tokens',
      'cost',
    ],
    rows: judges.map((one) => [
      `${one.judge}${one.simulated ? ' (simulated)' : ''}`,
      `${one.family ?? 'unknown'}${one.declared ? ' (as declared)' : ''}`,
      `${grouped(one.marked)}/${grouped(one.asked)}`,
      shortMark(one.mean),
      ...[one.unmarked.refused, one.unmarked.malformed, one.unmarked.filtered, one.unmarked.error].map(
        (count) => (count === 0 ? '' : grouped(count)),
      ),
      one.tokens === 0 ? '' : grouped(one.tokens),
      costOf(one),
    ]),
    below: judges.flatMap(({ judge, models }) =>
      models.length > 1
        ? [`MODEL CHANGED: ${judge} was answered by ${models.join(', ')}; marks before and after may differ.`]
        : [],
    ),
  };
}

function costOf({ simulated, cost, calls }: ReportedJudge): string {
  if (simulated || calls === 0) return '';
  return cost === null ? 'unknown' : `$${Number(cost).toFixed(4)}`;
}

/** Two decimals, for tables. */
function shortMark(mark: string | null): string {
  return mark === null ? '' : Number(mark).toFixed(2);
}

function intervalText(interval: Interval | null, decimals = 2): string {
  return interval === null ? '' : `[${fixed(interval.low, decimals)}, ${fixed(interval.high, decimals)}]`;
}

/** Without a minus before nothing. */
function fixed(value: number, decimals = 2): string {
  return value.toFixed(decimals).replace(/^-(?=[0.]+$)/, '');
}

function signed(value: number): string {
  return `${value > 0 ? '+' : ''}${fixed(value)}`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? '' : 's'}`;
}
