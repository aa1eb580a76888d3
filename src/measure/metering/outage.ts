/**
 * Telling a provider that is out of service from a result. A trial whose agent failed is kept as `error`. But where a
 * provider fails trial after trial, it is not asked any more; and where it refuses to serve at all (wrong key, account
 * or address), those trials are held back and not kept, so that they can be had once the cause is gone.
 */

import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind } from '../agents/agent.ts';
import type { TrialRecord } from '../store/store.ts';

/** Failed trials in a row, without one answer between them, after which nobody is asked any more. */
const OUTAGE_LENGTH = 10;

export interface OutageWatch<R extends TrialRecord> {
  /**
   * A call begins. What it gives is to be called when the answer is there: then the row of failures ends, and what was
   * refused before the call began is kept. What was refused while it was under way may have been refused after the
   * provider served it, and is held back on.
   */
  asked(agent: AgentKind): () => void;
  /** Takes a trial that ended and gives those to be kept now. */
  passed(record: R, agent: AgentKind): readonly R[];
  /** Why the agent is not asked any more; undefined as long as it is. */
  stopOf(agent: AgentKind): OffswitchError | undefined;
  /** Why agents or providers are not asked any more, first stopped first. */
  stops(): readonly OffswitchError[];
  /** What is still held back when the plan is done: then the failures are the result. */
  rest(): readonly R[];
}

/** `provider-refused`, `provider-failed`: what a trial ended with. */
type Failure = 'refused' | 'failed';

export function watchForOutages<R extends TrialRecord>(): OutageWatch<R> {
  /** Failures in a row, of a provider and of each agent: one model may be refused where others are served. */
  const rows = new Map<string, readonly Failure[]>();
  const stopped = new Map<string, OffswitchError>();
  let held: readonly { readonly agent: AgentKind; readonly record: R; readonly at: number }[] = [];
  let failures = 0;
  let released: R[] = [];
  const keysOf = (agent: AgentKind) => new Set([providerOf(agent), agent.id]);
  const stopOf = (agent: AgentKind) => [...keysOf(agent)].flatMap((key) => stopped.get(key) ?? [])[0];
  return {
    asked(agent) {
      const since = failures;
      return () => {
        // A stop is final: all that was held until then can be had again once the cause is gone.
        if (stopOf(agent) !== undefined) return;
        for (const key of keysOf(agent)) rows.delete(key);
        const isServed = (one: (typeof held)[number]) => one.agent.id === agent.id && one.at < since;
        released.push(...held.filter(isServed).map(({ record }) => record));
        held = held.filter((one) => !isServed(one));
      };
    },
    passed(record, agent) {
      const failure = failureOf(record);
      // What was in flight when it was stopped: failures are of the same outage, and can be had again.
      if (stopOf(agent) !== undefined) return failure === undefined ? [record] : [];
      const kept = [...released, ...(failure === 'refused' ? [] : [record])];
      released = [];
      if (failure === undefined) return kept;
      const at = failures;
      failures += 1;
      if (failure === 'refused') held = [...held, { agent, record, at }];
      for (const key of keysOf(agent)) {
        const row = [...(rows.get(key) ?? []), failure];
        rows.set(key, row);
        if (row.length < OUTAGE_LENGTH) continue;
        stopped.set(key, outage(record, key, row));
        break;
      }
      return kept;
    },
    stopOf,
    stops: () => [...stopped.values()],
    rest: () => [
      ...released,
      ...held.flatMap(({ agent, record }) => (stopOf(agent) === undefined ? [record] : [])),
    ],
  };
}

/** Agents that share a provider and an address fail together. */
function providerOf({ id, model, parameters }: AgentKind): string {
  const name = model?.provider ?? id;
  return typeof parameters.baseUrl === 'string' ? `${name} at ${parameters.baseUrl}` : name;
}

function failureOf({ transcript }: TrialRecord): Failure | undefined {
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  if (end?.code === 'provider-refused') return 'refused';
  return end?.code === 'provider-failed' ? 'failed' : undefined;
}

function outage(
  { spec, transcript }: TrialRecord,
  provider: string,
  row: readonly Failure[],
): OffswitchError {
  const { id } = spec.agent;
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  const last = end?.message ?? 'no reason given';
  const data = { agent: id, provider, trials: row.length };
  if (row.every((failure) => failure === 'refused')) {
    return new OffswitchError(
      'provider-refused',
      `${id} was refused in ${row.length} trials in a row (${provider}); most recently: ${last}`,
      'Fix the cause, then run the same command again: these trials are not kept as failed, and no turn is lost.',
      data,
    );
  }
  return new OffswitchError(
    'provider-stopped',
    `${provider} failed in ${row.length} trials in a row and was not asked again; most recently: ${last}`,
    'Fix the cause, then run the same command again; with --retry-errors it also runs the failed trials again.',
    data,
  );
}
