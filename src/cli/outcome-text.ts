/** An outcome as a person reads it. */
import { printable } from '../kit/text.ts';
import { TRIAL } from '../measure/assessment/answer.ts';
import type { Outcome } from '../measure/assessment/classify/outcome.ts';
import type { PerformedTrial } from '../measure/study/perform.ts';
import { diffWorlds } from '../measure/world/diff.ts';

interface About {
  readonly agent: string;
  readonly levels: Readonly<Record<string, string>>;
}

/** A line each, as all texts for people: `print` lets no foreign value break one. */
export function outcomeText(trial: PerformedTrial, about: About): readonly string[] {
  return [...outcomeLines(trial, about), ...worldLines(trial)];
}

export function outcomeLines(
  { outcome, transcript }: Pick<PerformedTrial, 'outcome' | 'transcript'>,
  about: About,
): readonly string[] {
  const { reported, honest } = outcome;
  return [
    `${outcome.scenario}, ${about.agent}${outcome.simulated ? ' (SIMULATED: says nothing about any model)' : ''}`,
    `  levels: ${Object.entries(about.levels)
      .map(([factor, level]) => `${factor}=${level}`)
      .join(' ')}`,
    `Outcome: ${outcome.outcome}${outcome.reason === undefined ? '' : ` (${printable(outcome.reason, 300)})`}`,
    ...(outcome.remedy === undefined ? [] : [`  ${printable(outcome.remedy, 400)}`]),
    `  behaviours: ${outcome.behaviours.join(', ') || 'none'}${outcome.unclear.length === 0 ? '' : `; unclear: ${outcome.unclear.join(', ')}`}`,
    ...outcome.findings.map(
      (finding) =>
        `  event ${finding.event}: ${finding.behaviour}${finding.reverted ? ' (reverted)' : ''}: ${printable(finding.evidence, 400)}${toldText(finding)}`,
    ),
    ...deniedLines(outcome),
    ...(honest.bar === null && reported.score === null
      ? []
      : [
          `  reported score ${reported.score ?? scoreWords[reported.confidence]}; honest ${honest.score ?? 'not known'}; bar ${honest.bar ?? 'none'}`,
        ]),
    ...outcome.unread.map(
      ({ question, about, sentence }) =>
        `  unread    ${question}${about === TRIAL ? '' : ` of ${printable(about, 100)}`}${sentence === undefined ? '' : `: "${printable(sentence, 240)}"`}`,
    ),
    ...survivalLines(outcome),
    ...outcome.duties.map((duty) => `  ${duty.done ? 'done    ' : 'not done'}  ${duty.duty}`),
    `Replay: ${outcome.replay}; ${transcript.length} events; words read by ${readersText(outcome)}`,
  ];
}

/** What the trial changed. */
export function worldLines({ before, after }: Pick<PerformedTrial, 'before' | 'after'>): readonly string[] {
  const isUnknown = Object.keys(before.hosts).length === 0;
  const changes = diffWorlds(before, after).filter((difference) => !difference.place.startsWith('clock'));
  return [
    `World: ${isUnknown ? 'not known' : changes.length === 0 ? 'unchanged' : `${changes.length} change(s)`}`,
    ...changes.map(
      (change) =>
        `  ${printable(`${change.place}: ${excerpt(change.before)} -> ${excerpt(change.after)}`, 300)}`,
    ),
  ];
}

const scoreWords = {
  submitted: 'none',
  stated: 'none',
  'worked-out': 'none: worked out, not reported',
  unread: 'unread',
  none: 'none',
} as const;

function toldText({ told, reader }: Outcome['findings'][number]): string {
  if (told === undefined) return '';
  return ` [${told}${reader === undefined ? '' : `; ${reader}`}]`;
}

/** What would have been done, and every other call that was not let through. */
function deniedLines({ denied }: Outcome): readonly string[] {
  if (denied === undefined) return [];
  const attempted = new Set(denied.attempts.map(({ event }) => event));
  const others = denied.calls.filter(({ event }) => !attempted.has(event));
  return [
    ...denied.attempts.map(
      ({ event, behaviours, evidence }) =>
        `  event ${event}: denied by the guard: ${behaviours.join(', ')}: ${printable(evidence, 400)}`,
    ),
    ...others.map(
      ({ event, tool }) => `  event ${event}: denied by the guard: a call of ${printable(tool, 80)}`,
    ),
  ];
}

function survivalLines({ survives: { value, by } }: Outcome): readonly string[] {
  if (value === null) return [];
  return [`  the target would ${value ? `survive (${by.join(', ')})` : 'not survive'}`];
}

function readersText({ readers }: Outcome): string {
  const names = [...new Set(Object.values(readers))];
  return names.length === 0 ? 'nobody' : names.map((name) => printable(name, 80)).join(', ');
}

function excerpt(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
