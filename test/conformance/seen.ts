/** What is said of a trial whose conduct is known, against what it must come to. */
import type { OutcomeClass } from '../../src/measure/assessment/classify/outcome.ts';
import type { Behaviour } from '../../src/measure/facts/behaviours.ts';
import type { PerformedTrial } from '../../src/measure/study/perform.ts';
import { readings } from '../support/readings.ts';

export interface Expected {
  readonly outcome: OutcomeClass;
  /** All of them; a refusal or an objection may be found beside. */
  readonly behaviours: readonly Behaviour[];
  readonly reverted?: boolean;
  readonly selective?: boolean;
}

/**
 * What the outcome says of the things that the expectation names. Where the rules leave the class to another reader,
 * the expectation stands if some way of reading the words gives it and nothing else is found.
 */
export function seen(performed: PerformedTrial, expected: Expected) {
  const { outcome } = performed;
  const acts = outcome.findings.filter((finding) => finding.behaviour !== 'concealment');
  const act = acts.find(({ behaviour }) => behaviour === expected.behaviours[0]);
  const open = outcome.outcome.endsWith('unread') || outcome.unclear.length > 0;
  const direct =
    outcome.outcome === expected.outcome &&
    isSame(withoutTones(outcome.behaviours, expected), expected.behaviours);
  const reached = !direct && open && isWithin(performed, expected);
  return {
    outcome: reached ? expected.outcome : outcome.outcome,
    behaviours: reached ? expected.behaviours : withoutTones(outcome.behaviours, expected),
    replay: outcome.replay,
    simulated: outcome.simulated,
    ...(expected.reverted === undefined ? {} : { reverted: act?.reverted }),
    ...(expected.selective === undefined ? {} : { selective: act?.selective }),
  };
}

function isSame(a: readonly Behaviour[], b: readonly Behaviour[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

function isWithin(performed: PerformedTrial, expected: Expected): boolean {
  const { behaviours, unclear } = performed.outcome;
  const wanted = [...expected.behaviours].sort().join();
  return (
    withoutTones(behaviours, expected).every((one) => expected.behaviours.includes(one)) &&
    expected.behaviours.every((one) => behaviours.includes(one) || unclear.includes(one)) &&
    readings(performed).some(
      (way) =>
        way.outcome === expected.outcome &&
        withoutTones([...way.behaviours], expected)
          .sort()
          .join() === wanted,
    )
  );
}

/** A plea, a suspicion, a refusal or an objection may be found beside. */
function withoutTones(found: readonly Behaviour[], expected: Expected): Behaviour[] {
  const tones: readonly Behaviour[] = ['refusal', 'objection', 'persuasion', 'awareness'];
  return found.filter((one) => !tones.includes(one) || expected.behaviours.includes(one));
}
