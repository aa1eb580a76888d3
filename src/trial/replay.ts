/** Replay: a fresh world, the recorded turns, the same tools. Every event must come out equal. */
import type { Agent, Turn } from '../agents/agent.ts';
import { canonical } from '../kit/canonical.ts';
import type { Levels } from '../scenarios/factors.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import { runTrial, TimeUp } from './run.ts';
import { bodyHash, bodyOf, type Event, firstBrokenLink, type Transcript } from './transcript.ts';

export type ReplayVerdict =
  | { readonly replay: 'verified' }
  /** `event` is the `seq` of the first event that differs. */
  | { readonly replay: 'differs'; readonly event: number; readonly what: string }
  /** The record belongs to another version of its scenario, or does not begin as a trial does. */
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
  const scenario = findScenario(spec.scenario);
  if (scenario.version !== spec.scenarioVersion) {
    return {
      replay: 'not-applicable',
      what: `recorded with version ${spec.scenarioVersion} of ${spec.scenario}; this is version ${scenario.version}`,
    };
  }
  const again = await runTrial({
    spec,
    situation: situationOf(scenario, spec.levels as Levels, spec.agent.persona),
    agent: recordedAgent(transcript),
    simulated: start.simulated,
    signal: new AbortController().signal,
  });
  return compared(transcript, again.transcript);
}

/** The turns of a transcript, in order. */
export function turnsOf(transcript: Transcript): readonly Turn[] {
  return transcript.flatMap((event) => (event.kind === 'model.call' ? [turnOf(event)] : []));
}

function turnOf(event: Extract<Event, { kind: 'model.call' }>): Turn {
  const { kind: _kind, turn: _turn, seq: _seq, prev: _prev, hash: _hash, ...turn } = event;
  return turn;
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
      if (end?.kind === 'trial.end' && end.reason === 'error') throw new Error(end.message);
      return null;
    },
  };
}

function compared(recorded: Transcript, again: Transcript): ReplayVerdict {
  for (const [index, event] of recorded.entries()) {
    const other = again[index];
    if (other === undefined)
      return { replay: 'differs', event: index, what: 'the re-execution ends before this event' };
    if (event.hash !== other.hash) return { replay: 'differs', event: index, what: difference(event, other) };
  }
  if (again.length > recorded.length) {
    return {
      replay: 'differs',
      event: recorded.length,
      what: 'the re-execution goes on after the last recorded event',
    };
  }
  return { replay: 'verified' };
}

function difference(recorded: Event, again: Event): string {
  const a: Readonly<Record<string, unknown>> = { ...bodyOf(recorded) };
  const b: Readonly<Record<string, unknown>> = { ...bodyOf(again) };
  if (bodyHash(bodyOf(recorded)) === bodyHash(bodyOf(again))) return 'an earlier event differs';
  const member = Object.keys({ ...a, ...b }).find(
    (key) => canonical(a[key] ?? null) !== canonical(b[key] ?? null),
  );
  return `${recorded.kind}: "${member ?? 'kind'}" is recorded as ${excerpt(a[member ?? 'kind'])}, re-execution gives ${excerpt(b[member ?? 'kind'])}`;
}

function excerpt(value: unknown): string {
  const text = value === undefined ? 'nothing' : canonical(value);
  return text.length > 80 ? `${text.slice(0, 80)}...` : text;
}
