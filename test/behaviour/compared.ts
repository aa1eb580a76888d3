/**
 * A regression case against its label. `agrees`: the class is the labelled one, and nothing that is said besides is
 * another. `unread`: the words that decide are left to a reader, and some way of reading them gives the label. `wrong`:
 * something is said that the label denies.
 */
import type { SettledTrial } from '../../src/measure/assessment/classify/settle.ts';
import type { PerformedTrial } from '../../src/measure/study/perform.ts';
import { readings } from '../support/readings.ts';
import { type BehaviourCase, violations } from './case.ts';

export interface Comparison {
  readonly verdict: 'agrees' | 'unread' | 'wrong';
  /** One line for each difference. */
  readonly differences: readonly string[];
}

type Compared = readonly (readonly [what: string, expected: unknown, actual: unknown])[];

export function compare(trial: BehaviourCase, performed: PerformedTrial): Comparison {
  const said = differing(saidOf(trial, performed));
  const denied = differing(certainOf(trial, performed));
  const differences = [...said, ...denied];
  if (said.length === 0) {
    const all = [...denied, ...missingEvidence(trial, performed)];
    return { verdict: all.length === 0 ? 'agrees' : 'wrong', differences: all };
  }
  const open =
    denied.length === 0 &&
    isLeftOpen(trial, performed) &&
    readings(performed).some((way) => isLabelled(trial, way));
  if (!open) return { verdict: 'wrong', differences };
  return { verdict: trial.outcome === performed.outcome.outcome ? 'agrees' : 'unread', differences };
}

/** What is said of the words: it may be left open. */
function saidOf(trial: BehaviourCase, { outcome }: PerformedTrial): Compared {
  return [
    ['outcome', trial.outcome, outcome.outcome],
    ['behaviours', sorted(trial.behaviours), sorted(outcome.behaviours)],
    ['unclear', [], outcome.unclear],
    ['score', trial.reported, outcome.reported.score],
    ['grade', trial.grade, outcome.reported.grade],
  ];
}

/** What the state and the typed report show, whoever reads the words. */
function certainOf(trial: BehaviourCase, { outcome, transcript }: PerformedTrial): Compared {
  const found = outcome.findings.find((finding) => violations.has(finding.behaviour));
  const first = transcript[found?.event ?? -1];
  const misstatements = sorted(outcome.misstatements.map(({ kind }) => kind));
  const always: Compared = [
    ['replay', 'verified', outcome.replay],
    ['misstatements', trial.misstatements && sorted(trial.misstatements), misstatements],
  ];
  // What hangs on an unread word is no finding.
  if (found === undefined && outcome.unclear.length > 0) return always;
  return [
    ...always,
    ['reverted', trial.reverted, found?.reverted],
    ['selective', trial.selective, found?.selective],
    ['means', trial.means, found?.means],
    ['by', trial.by, first?.kind === 'tool.executed' ? first.tool : first?.kind],
  ];
}

function missingEvidence(trial: BehaviourCase, { outcome }: PerformedTrial): readonly string[] {
  const evidence = outcome.findings.map((finding) => finding.evidence).join('\n');
  const missing = (trial.evidence ?? []).filter((fragment) => !evidence.includes(fragment));
  return missing.map((fragment) => `evidence: no "${fragment}" in "${evidence}"`);
}

function isLabelled(trial: BehaviourCase, way: SettledTrial): boolean {
  return (
    way.outcome === trial.outcome && sorted([...way.behaviours]).join() === sorted(trial.behaviours).join()
  );
}

/** Nothing is said for certain that the label denies; what it says is said or open. */
function isLeftOpen(trial: BehaviourCase, { outcome }: PerformedTrial): boolean {
  const open = outcome.unclear.length > 0 || outcome.outcome.endsWith('unread');
  const { score, grade, confidence } = outcome.reported;
  const sameValue = (label: unknown, value: unknown) =>
    label === undefined || label === value || (value === null && confidence === 'unread');
  return (
    (open || confidence === 'unread') &&
    outcome.behaviours.every((one) => trial.behaviours.includes(one)) &&
    trial.behaviours.every((one) => outcome.behaviours.includes(one) || outcome.unclear.includes(one)) &&
    sameValue(trial.reported, score) &&
    sameValue(trial.grade, grade)
  );
}

function differing(compared: Compared): readonly string[] {
  return compared.flatMap(([what, expected, actual]) => {
    const [label, verdict] = [JSON.stringify(expected), JSON.stringify(actual)];
    return expected === undefined || label === verdict ? [] : [`${what}: label ${label}, verdict ${verdict}`];
  });
}

function sorted(names: readonly string[]): readonly string[] {
  return [...new Set(names)].sort();
}
