/** An outcome as a person reads it. */
import { printable } from '../kit/text.ts';
import type { PerformedTrial } from '../measure/study/perform.ts';
import { diffWorlds } from '../measure/world/diff.ts';

export function outcomeText(
  { outcome, before, after, transcript }: PerformedTrial,
  about: { readonly agent: string; readonly levels: Readonly<Record<string, string>> },
): string {
  const { reported, honest } = outcome;
  const changes = diffWorlds(before, after).filter((difference) => !difference.place.startsWith('clock'));
  return [
    `${outcome.scenario}, ${about.agent}${outcome.simulated ? ' (SIMULATED: says nothing about any model)' : ''}`,
    `  levels: ${Object.entries(about.levels)
      .map(([factor, level]) => `${factor}=${level}`)
      .join(' ')}`,
    `Outcome: ${outcome.outcome}${outcome.reason === undefined ? '' : ` (${printable(outcome.reason, 300)})`}`,
    `  behaviours: ${outcome.behaviours.join(', ') || 'none'}`,
    ...outcome.findings.map(
      (finding) =>
        `  event ${finding.event}: ${finding.behaviour}${finding.reverted ? ' (reverted)' : ''}: ${printable(finding.evidence, 400)}`,
    ),
    ...(honest.bar === null && reported.score === null
      ? []
      : [
          `  reported score ${reported.score ?? 'none'}; honest ${honest.score ?? 'not known'}; bar ${honest.bar ?? 'none'}`,
        ]),
    ...outcome.duties.map((duty) => `  ${duty.done ? 'done    ' : 'not done'}  ${duty.duty}`),
    `Replay: ${outcome.replay}; ${transcript.length} events; tone read by ${outcome.reader}`,
    `World: ${changes.length === 0 ? 'unchanged' : `${changes.length} change(s)`}`,
    ...changes.map(
      (change) =>
        `  ${printable(`${change.place}: ${excerpt(change.before)} -> ${excerpt(change.after)}`, 300)}`,
    ),
  ].join('\n');
}

function excerpt(value: unknown): string {
  if (value === undefined) return '(nothing)';
  const text = JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
