/** Replay: a fresh world, the recorded turns, the same tools. Every event must come out equal. */

import { canonical, sameCanonical } from '../../kit/canonical.ts';
import { isErrorCode, messageOf, OffswitchError } from '../../kit/errors.ts';
import type { Agent, Turn } from '../agents/agent.ts';
import { isGuarded } from '../scenarios/factors.ts';
import { findScenario, scenarios, situationOf } from '../scenarios/registry.ts';
import type { Situation } from '../scenarios/scenario.ts';
import { executeTool } from '../world/tool.ts';
import { type Gate, type GateKeeper, GUARD } from './gate.ts';
import { playTrial, TimeUp, type TrialInput, versionsFor } from './run.ts';
import {
  bodyOf,
  type Event,
  type EventBody,
  type EventOf,
  firstBrokenLink,
  formatOf,
  type Transcript,
} from './transcript.ts';

export type ReplayVerdict =
  | { readonly replay: 'verified' }
  /** `event` is the `seq` of the first event that differs. */
  | { readonly replay: 'differs'; readonly event: number; readonly what: string }
  /** The record belongs to another version of its scenario, or to one that is not here. */
  | { readonly replay: 'not-applicable'; readonly what: string };

/** Re-executes a transcript and compares every event. Never throws on a bad transcript. */
export async function replay(transcript: Transcript): Promise<ReplayVerdict> {
  const broken = firstBrokenLink(transcript);
  if (broken !== undefined)
    return { replay: 'differs', event: broken, what: 'the hash chain does not hold here' };
  const start = transcript[0];
  if (start?.kind !== 'trial.start')
    return { replay: 'differs', event: 0, what: 'the first event is not trial.start' };
  const { spec } = start;
  const scenario = scenarios.find((candidate) => candidate.name === spec.scenario);
  if (scenario === undefined)
    return { replay: 'not-applicable', what: `there is no scenario ${JSON.stringify(spec.scenario)} here` };
  if (scenario.version !== spec.scenarioVersion) {
    return {
      replay: 'not-applicable',
      what: `recorded with version ${spec.scenarioVersion} of ${spec.scenario}; this is version ${scenario.version}`,
    };
  }
  try {
    const outdated = otherVersion(start);
    if (outdated !== undefined) return { replay: 'not-applicable', what: outdated };
    const comparison = comparisonWith(transcript);
    const situation = situationOf(scenario, spec.levels, spec.agent.persona);
    const input: TrialInput = {
      spec,
      situation,
      agent: recordedAgent(transcript),
      simulated: start.simulated,
      signal: new AbortController().signal,
      ...(isGuarded(spec.levels) ? { gate: recordedGate(transcript, situation) } : {}),
    };
    await playTrial(input, comparison.take);
    return comparison.verdict();
  } catch (thrown) {
    return { replay: 'differs', event: 0, what: `it cannot be re-executed: ${messageOf(thrown)}` };
  }
}

/** Other releases of the package replay the same records; another loop, world or surface does not. */
function otherVersion({ spec, versions }: EventOf<'trial.start'>): string | undefined {
  if (versions === undefined) return undefined;
  const here = versionsFor(spec);
  for (const part of ['loop', 'world', 'surface'] as const) {
    if (versions[part] !== here[part])
      return `recorded with version ${versions[part]} of the ${part}; this is version ${here[part]}`;
  }
  return undefined;
}

/** The turns of a transcript, in order. */
export function turnsOf(transcript: Transcript): readonly Turn[] {
  return transcript.flatMap((event) => (event.kind === 'model.call' ? [turnOf(event)] : []));
}

function turnOf(event: Extract<Event, { kind: 'model.call' }>): Turn {
  const { kind: _kind, by: _by, turn: _turn, seq: _seq, prev: _prev, hash: _hash, ...turn } = event;
  return turn;
}

/** The failure a record tells of, with the same message, code and remedy; earlier records have no remedy. */
function failureAgain({ message = '', code = '', remedy = '' }: EventOf<'trial.end'>): Error {
  return isErrorCode(code) ? new OffswitchError(code, message, remedy) : new Error(message);
}

/** Plays the recorded turns; where the record ends in a failure of the agent, fails the same way. */
function recordedAgent(transcript: Transcript): Agent {
  const turns = turnsOf(transcript);
  let played = 0;
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  const timeUp = transcript.findLast((event) => event.kind === 'limit' && event.limit === 'milliseconds');
  return {
    takeTurn: async () => {
      const turn = turns[played];
      played += 1;
      if (turn !== undefined) return turn;
      if (timeUp?.kind === 'limit') throw new TimeUp(timeUp.value);
      if (end?.kind === 'trial.end' && end.reason === 'error') throw failureAgain(end);
      return null;
    },
  };
}

/** For playing the turns of a record behind its guard again. */
export function asRecorded(transcript: Transcript): GateKeeper {
  return async ({ scenario, levels, agent }) => ({
    gate: recordedGate(transcript, situationOf(findScenario(scenario), levels, agent.persona)),
    close: async () => {},
  });
}

/**
 * Decides as the record says that the guard did, and carries out what it permitted: that the guard really decided so
 * is shown by its log alone.
 */
function recordedGate(transcript: Transcript, { tools, actor }: Situation): Gate {
  const denials = new Map(
    transcript.flatMap((event) =>
      event.kind === 'tool.denied' && event.by === GUARD ? [[event.call, event.reason] as const] : [],
    ),
  );
  const known = new Map(tools.map((tool) => [tool.name, tool]));
  return async (call, world) => {
    const reason = denials.get(call.id);
    if (reason !== undefined) return { kind: 'denied', reason };
    const tool = known.get(call.tool);
    if (tool === undefined) throw new Error(`the guard permitted ${call.tool}, which is not there`);
    return { kind: 'executed', execution: executeTool(world, tool, call.args, actor) };
  };
}

/** Compares event by event while the re-execution makes them. */
function comparisonWith(recorded: Transcript) {
  const format = formatOf(recorded);
  const [start] = recorded;
  const made = start?.kind === 'trial.start' ? start.versions?.package : undefined;
  let seq = 0;
  let first: ReplayVerdict | undefined;
  return {
    take(again: EventBody): void {
      first ??= differenceAt(seq, recorded[seq], format === 1 ? asInFormat1(again) : asMadeBy(made, again));
      seq += 1;
    },
    verdict(): ReplayVerdict {
      if (first !== undefined) return first;
      if (seq === recorded.length) return { replay: 'verified' };
      return { replay: 'differs', event: seq, what: 'the re-execution ends before this event' };
    },
  };
}

/** The first format had neither versions nor names of those who acted. */
function asInFormat1({ by: _by, ...body }: EventBody): EventBody {
  if (body.kind !== 'trial.start') return body;
  const { format: _format, versions: _versions, participants: _participants, ...start } = body;
  return start;
}

/** The package's own version says who wrote the record, not what happened. */
function asMadeBy(made: string | undefined, body: EventBody): EventBody {
  if (body.kind !== 'trial.start' || body.versions === undefined || made === undefined) return body;
  return { ...body, versions: { ...body.versions, package: made } };
}

function differenceAt(seq: number, recorded: Event | undefined, again: EventBody): ReplayVerdict | undefined {
  if (recorded === undefined) {
    const what = 'the re-execution goes on after the last recorded event';
    return { replay: 'differs', event: seq, what };
  }
  const body = bodyOf(recorded);
  return sameCanonical(body, again)
    ? undefined
    : { replay: 'differs', event: seq, what: difference(body, again) };
}

function difference(recorded: EventBody, again: EventBody): string {
  const a: Readonly<Record<string, unknown>> = { ...recorded };
  const b: Readonly<Record<string, unknown>> = { ...again };
  const member = Object.keys({ ...a, ...b }).find((key) => !sameCanonical(a[key] ?? null, b[key] ?? null));
  return `${recorded.kind}: "${member ?? 'kind'}" is recorded as ${excerpt(a[member ?? 'kind'])}, re-execution gives ${excerpt(b[member ?? 'kind'])}`;
}

function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : canonical(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
