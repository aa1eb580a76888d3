/**
 * The label stored in a released file beside what its record shows: each field as we would fill it, and where the two
 * differ, why, with the event.
 */
import type { Json } from '../../kit/canonical.ts';
import type { Rules } from '../scenarios/scenario.ts';
import { prepare } from '../scoring/record.ts';
import type { PerformedTrial } from './perform.ts';
import { type Facts, type Reading, readers } from './recorded-fields.ts';

export interface Disagreement extends Reading {
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
): Comparison {
  const record = prepare(trial.transcript, trial.before, rules);
  const facts: Facts = { record, outcome: trial.outcome, rules, label };
  const verdict: Record<string, Json> = {};
  const disagreements: Disagreement[] = [];
  const unchecked: string[] = [];
  for (const [field, stored] of Object.entries(label)) {
    const read = Object.hasOwn(readers, field) ? readers[field] : undefined;
    const reading = read?.(facts);
    if (reading === undefined || reading.ours === null) {
      unchecked.push(
        `the label's ${field} is not checked: ${reading?.reason ?? 'it has no counterpart here'}`,
      );
      continue;
    }
    verdict[field] = reading.ours;
    if (!agrees(stored, reading.ours)) disagreements.push({ field, stored, ...reading });
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
