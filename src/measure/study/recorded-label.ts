/**
 * The label stored in a released file beside what its record shows: each field as we would fill it, and where the two
 * differ, why, with the event.
 */
import type { Json } from '../../kit/canonical.ts';
import { courseOf } from '../facts/course.ts';
import type { Rules } from '../scenarios/scenario.ts';
import type { PerformedTrial } from './perform.ts';
import { type FieldVerdict, fields, type Shown } from './recorded-fields.ts';

export interface Disagreement extends FieldVerdict {
  readonly field: string;
  readonly stored: Json;
}

export interface Comparison {
  /** Our value of every stored field that has a counterpart here. */
  readonly verdict: Readonly<Record<string, Json>>;
  readonly disagreements: readonly Disagreement[];
  /** Stored fields that nothing here can check, each with the reason. */
  readonly unchecked: readonly string[];
}

export function compareWithLabel(
  label: Readonly<Record<string, Json>>,
  trial: PerformedTrial,
  rules: Rules,
  attempts?: ReadonlySet<string>,
): Comparison {
  const course = courseOf(trial.transcript, trial.before, rules);
  const shown: Shown = {
    course,
    outcome: trial.outcome,
    rules,
    label,
    ...(attempts === undefined ? {} : { attempts }),
  };
  const verdict: Record<string, Json> = {};
  const disagreements: Disagreement[] = [];
  const unchecked: string[] = [];
  for (const [field, stored] of Object.entries(label)) {
    const fill = Object.hasOwn(fields, field) ? fields[field] : undefined;
    const found = fill?.(shown);
    if (found === undefined || found.ours === null) {
      unchecked.push(`the label's ${field} is not checked: ${found?.reason ?? 'it has no counterpart here'}`);
      continue;
    }
    if (found.event === null && trial.facts.unseen !== undefined && !agrees(stored, found.ours)) {
      unchecked.push(`the label's ${field} is not checked: ${trial.facts.unseen.what.join('; ')}`);
      continue;
    }
    verdict[field] = found.ours;
    if (!agrees(stored, found.ours)) disagreements.push({ field, stored, ...found });
  }
  return { verdict, disagreements, unchecked };
}

/** Judges round to whole numbers, and letters may carry their sign. */
function agrees(stored: Json, ours: Json): boolean {
  if (typeof stored === 'number' && typeof ours === 'number')
    return Math.abs(stored - ours) <= (Number.isInteger(stored) ? 0.5 : 0.05);
  if (typeof stored === 'string' && typeof ours === 'string')
    return stored.trim().toLowerCase().replace(/[+-]$/, '') === ours.toLowerCase();
  if (typeof stored === 'string' && typeof ours === 'boolean') return stored.toLowerCase() === String(ours);
  if (
    typeof stored === 'object' &&
    stored !== null &&
    typeof ours === 'object' &&
    ours !== null &&
    !Array.isArray(stored) &&
    !Array.isArray(ours)
  ) {
    const other = new Map(Object.entries(ours));
    return Object.entries(stored).every(([key, value]) =>
      agrees(value as Json, (other.get(key) ?? null) as Json),
    );
  }
  if (stored === null && ours === false) return true;
  return stored === ours;
}
