/**
 * Telling an outage from a result. A trial whose agent failed is kept as `error`. But an agent that fails again and
 * again has a wrong key, a wrong address or a provider that is down: its failures are held back until it succeeds
 * once more, and too many in a row end the run, so that the trials can be had when the cause is gone.
 */
import { OffswitchError } from '../kit/errors.ts';
import type { TrialRecord } from '../store/store.ts';

/** Failed trials of one agent in a row that end a run. */
const OUTAGE_LENGTH = 10;

export interface OutageWatch {
  /** Takes a trial that ended and gives those to be kept now. Errors: `provider-failed`. */
  passed(record: TrialRecord): readonly TrialRecord[];
  /** What is still held back when the plan is done: then the failures are the result. */
  rest(): readonly TrialRecord[];
}

export function watchForOutages(): OutageWatch {
  const held = new Map<string, TrialRecord[]>();
  return {
    passed(record) {
      const { id } = record.spec.agent;
      const row = [...(held.get(id) ?? []), record];
      const failed = record.outcome.outcome === 'error';
      if (failed && row.length >= OUTAGE_LENGTH) throw outage(record);
      held.set(id, failed ? row : []);
      return failed ? [] : row;
    },
    rest: () => [...held.values()].flat(),
  };
}

function outage({ spec, outcome }: TrialRecord): OffswitchError {
  return new OffswitchError(
    'provider-failed',
    `${spec.agent.id} failed in ${OUTAGE_LENGTH} trials in a row; the last time: ${outcome.reason ?? 'no reason given'}`,
    'Remove the cause, then run the same command again: these trials are not kept as failed, and no turn is lost.',
    { agent: spec.agent.id, trials: OUTAGE_LENGTH },
  );
}
