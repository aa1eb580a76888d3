/** All detectors, and how they are asked together. */
import type { Detector, Finding, Grade } from '../grade.ts';
import { askBunching } from './bunching.ts';
import { askChecks } from './checks.ts';
import { askClique } from './clique.ts';
import { askCopiedRationales } from './copied-rationales.ts';
import { askCue } from './cue.ts';
import { type Ask, type DetectorOptions, settingsOf, settle } from './detector.ts';
import { askDrift } from './drift.ts';
import { askFamilyLift } from './family-lift.ts';
import { askIdentity } from './identity.ts';
import { askInflation } from './inflation.ts';
import { askOrder } from './order.ts';
import { askRepeats } from './repeats.ts';
import { askSabotage } from './sabotage.ts';

/** Those that watch grades as they come, with controls among them: decisions rest on these. */
const watching = {
  inflation: askInflation,
  sabotage: askSabotage,
  bunching: askBunching,
  cue: askCue,
  identity: askIdentity,
  clique: askClique,
  drift: askDrift,
} as const satisfies Partial<Record<Detector, Ask>>;

/** With those that look for what grades show that nobody planned to watch. */
const asks = {
  ...watching,
  order: askOrder,
  'family-lift': askFamilyLift,
  repeats: askRepeats,
  'copied-rationales': askCopiedRationales,
  checks: askChecks,
} as const satisfies Record<Detector, Ask>;

export type Detectable = keyof typeof asks;
export const detectable = Object.keys(watching) as readonly (keyof typeof watching)[];

/**
 * What some detectors find. `falseAlarm` of the options is the probability of any alarm at all, over every judge,
 * detector and look, while all judges are honest: it is shared among the tests that these grades allow.
 */
export function detect(
  names: readonly Detectable[],
  grades: readonly Grade[],
  options: DetectorOptions,
): readonly Finding[] {
  const settings = settingsOf(options);
  return settle(
    names.flatMap((name) => asks[name](grades, settings)),
    settings,
  );
}

/** What the detectors find that watch grades as they come; see `detect`. */
export function detectAll(grades: readonly Grade[], options: DetectorOptions): readonly Finding[] {
  return detect(detectable, grades, options);
}

/** What all detectors find in grades that exist; see `detect`. */
export function detectInExisting(grades: readonly Grade[], options: DetectorOptions): readonly Finding[] {
  return detect(Object.keys(asks) as readonly Detectable[], grades, options);
}
