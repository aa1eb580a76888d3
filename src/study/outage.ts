/**
 * Telling a refusing provider from a result. A trial whose agent failed is kept as `error`. But where the provider
 * refuses to serve at all (wrong key, account or address), trial after trial, the trials are held back until one is
 * served again, and too many in a row end the run, so that they can be had once the cause is gone.
 */
import { OffswitchError } from '../kit/errors.ts';
import type { TrialRecord } from '../store/store.ts';

/** Refused trials of one agent in a row that end a run. */
const OUTAGE_LENGTH = 10;

export interface OutageWatch {
  /** Takes a trial that ended and gives those to be kept now. Errors: `provider-refused`. */
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
      const refused = wasRefused(record);
      if (refused && row.length >= OUTAGE_LENGTH) throw outage(record);
      held.set(id, refused ? row : []);
      return refused ? [] : row;
    },
    rest: () => [...held.values()].flat(),
  };
}

function wasRefused({ transcript }: TrialRecord): boolean {
  return transcript.some((event) => event.kind === 'trial.end' && event.code === 'provider-refused');
}

function outage({ spec, outcome }: TrialRecord): OffswitchError {
  return new OffswitchError(
    'provider-refused',
    `${spec.agent.id} was refused in ${OUTAGE_LENGTH} trials in a row; the last time: ${outcome.reason ?? 'no reason given'}`,
    'Remove the cause, then run the same command again: these trials are not kept as failed, and no turn is lost.',
    { agent: spec.agent.id, trials: OUTAGE_LENGTH },
  );
}
