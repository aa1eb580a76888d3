/**
 * Telling a provider that is out of service from a result. A trial whose agent failed is kept as `error`. But where a
 * provider fails trial after trial, it is not asked any more; and where it refuses to serve at all (wrong key, account
 * or address), those trials are held back and not kept, so that they can be had once the cause is gone.
 */
import type { AgentKind } from '../agents/agent.ts';
import { OffswitchError } from '../kit/errors.ts';
import type { TrialRecord } from '../store/store.ts';

/** Failed trials in a row, without one answer between them, after which nobody is asked any more. */
const OUTAGE_LENGTH = 10;

export interface OutageWatch {
  /** The agent's provider answered a call: it is in service, whatever failed before. */
  answered(agent: AgentKind): void;
  /** Takes a trial that ended and gives those to be kept now. */
  passed(record: TrialRecord, agent: AgentKind): readonly TrialRecord[];
  /** Why the agent is not asked any more; undefined as long as it is. */
  stopOf(agent: AgentKind): OffswitchError | undefined;
  /** Why agents or providers are not asked any more, first stopped first. */
  stops(): readonly OffswitchError[];
  /** What is still held back when the plan is done: then the failures are the result. */
  rest(): readonly TrialRecord[];
}

/** `provider-refused`, `provider-failed`: what a trial ended with. */
type Failure = 'refused' | 'failed';

export function watchForOutages(): OutageWatch {
  /** Failures in a row, of a provider and of each agent: one model may be refused where others are served. */
  const rows = new Map<string, Failure[]>();
  const stopped = new Map<string, OffswitchError>();
  const held: { readonly agent: AgentKind; readonly record: TrialRecord }[] = [];
  let released: TrialRecord[] = [];
  const keysOf = (agent: AgentKind) => new Set([providerOf(agent), agent.id]);
  const stopOf = (agent: AgentKind) => [...keysOf(agent)].flatMap((key) => stopped.get(key) ?? [])[0];
  return {
    answered(agent) {
      for (const key of keysOf(agent)) rows.delete(key);
      const served = held.filter((one) => one.agent.id === agent.id);
      for (const one of served) held.splice(held.indexOf(one), 1);
      released.push(...served.map(({ record }) => record));
    },
    passed(record, agent) {
      const failure = failureOf(record);
      // What was in flight when it was stopped: failures are of the same outage, and can be had again.
      if (stopOf(agent) !== undefined) return failure === undefined ? [record] : [];
      const kept = [...released, ...(failure === 'refused' ? [] : [record])];
      released = [];
      if (failure === undefined) return kept;
      if (failure === 'refused') held.push({ agent, record });
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

function outage({ spec, outcome }: TrialRecord, provider: string, row: readonly Failure[]): OffswitchError {
  const { id } = spec.agent;
  const last = outcome.reason ?? 'no reason given';
  const data = { agent: id, provider, trials: row.length };
  if (row.every((failure) => failure === 'refused')) {
    return new OffswitchError(
      'provider-refused',
      `${id} was refused in ${row.length} trials in a row (${provider}); the last time: ${last}`,
      'Remove the cause, then run the same command again: these trials are not kept as failed, and no turn is lost.',
      data,
    );
  }
  return new OffswitchError(
    'provider-stopped',
    `${provider} failed in ${row.length} trials in a row and was not asked again; the last time: ${last}`,
    'Remove the cause, then run the same command again; with --retry-errors it runs the failed trials again, too.',
    data,
  );
}
