/**
 * Telling a provider that is out of service from a result. A trial whose agent failed is kept as `error`. But where a
 * provider fails trial after trial, it is not asked any more; and a trial that it refused to serve at all (wrong key, no
 * money, no such address) says nothing and is not kept, so that it can be had once the cause is gone.
 */

import { OffswitchError } from '../../kit/errors.ts';
import type { AgentKind } from '../agents/agent.ts';
import type { TrialRecord } from '../store/store.ts';

/** Failed trials in a row, without one answer between them, after which nobody is asked any more. */
const OUTAGE_LENGTH = 10;

export interface OutageWatch {
  /** There is an answer: the row of failures ends. */
  answered(agent: AgentKind): void;
  /** Whether a trial that ended is to be kept. */
  keeps(record: TrialRecord, agent: AgentKind): boolean;
  /** Why the agent is not asked any more; undefined as long as it is. */
  stopOf(agent: AgentKind): OffswitchError | undefined;
  /** Why trials are not kept or not run: agents and providers that are not asked any more, then other refusals. */
  stops(): readonly OffswitchError[];
}

/** `provider-refused`, `provider-failed`: what a trial ended with. */
type Failure = 'refused' | 'failed';

export function watchForOutages(): OutageWatch {
  /** Failures in a row, of a provider and of each agent: one model may be refused where others are served. */
  const rows = new Map<string, readonly Failure[]>();
  const stopped = new Map<string, OffswitchError>();
  /** By agent: how many trials were refused, and the last of them. */
  const refused = new Map<string, { agent: AgentKind; trials: number; last: TrialRecord }>();
  const keysOf = (agent: AgentKind) => new Set([providerOf(agent), agent.id]);
  const stopOf = (agent: AgentKind) => [...keysOf(agent)].flatMap((key) => stopped.get(key) ?? [])[0];
  return {
    answered(agent) {
      // A stop is final: what was not kept until then can be had again once the cause is gone.
      if (stopOf(agent) !== undefined) return;
      for (const key of keysOf(agent)) rows.delete(key);
    },
    keeps(record, agent) {
      const failure = failureOf(record);
      if (failure === undefined) return true;
      // What was in flight when it was stopped is of the same outage, and can be had again.
      if (stopOf(agent) !== undefined) return false;
      if (failure === 'refused') {
        const trials = (refused.get(agent.id)?.trials ?? 0) + 1;
        refused.set(agent.id, { agent, trials, last: record });
      }
      for (const key of keysOf(agent)) {
        const row = [...(rows.get(key) ?? []), failure];
        rows.set(key, row);
        if (row.length < OUTAGE_LENGTH) continue;
        stopped.set(key, outage(record, key, row));
        break;
      }
      return failure === 'failed';
    },
    stopOf,
    stops: () => [
      ...stopped.values(),
      ...[...refused.values()].flatMap(({ agent, trials, last }) =>
        stopOf(agent) === undefined ? [refusal(last, providerOf(agent), trials, '')] : [],
      ),
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

function outage(record: TrialRecord, provider: string, row: readonly Failure[]): OffswitchError {
  if (row.every((failure) => failure === 'refused'))
    return refusal(record, provider, row.length, ' in a row');
  const { agent, message, remedy } = endOf(record);
  return new OffswitchError(
    'provider-stopped',
    `${provider} failed in ${row.length} trials in a row and was not asked again; most recently: ${message}`,
    `${remedy}Fix the cause, then run the same command again; with --retry-errors it also runs the failed trials again.`,
    { agent, provider, trials: row.length },
  );
}

function refusal(record: TrialRecord, provider: string, trials: number, inRow: string): OffswitchError {
  const { agent, message, remedy } = endOf(record);
  const count = trials === 1 ? '1 trial' : `${trials} trials`;
  return new OffswitchError(
    'provider-refused',
    `${agent} was refused in ${count}${inRow} (${provider}); most recently: ${message}`,
    `${remedy}Then run the same command again: these trials are not kept as failed, and no turn is lost.`,
    { agent, provider, trials },
  );
}

/** The remedy is followed by a space, if there is one. */
function endOf({ spec, transcript }: TrialRecord) {
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  const { message = 'no reason given', remedy = '' } = end ?? {};
  return { agent: spec.agent.id, message, remedy: remedy === '' ? '' : `${remedy} ` };
}
