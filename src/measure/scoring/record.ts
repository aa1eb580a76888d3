/** A trial prepared for scoring: each effect with the worlds around it, and everything the agent said or wrote. */
import type { Rules } from '../scenarios/scenario.ts';
import type { Transcript } from '../trial/transcript.ts';
import { applyEffect, type Effect } from '../world/effects.ts';
import { dateText, type World } from '../world/state.ts';
import { type Statement, statementsIn } from './statements.ts';

/** One effect, the event it came from, and the world before and after it. */
export interface Step {
  readonly event: number;
  readonly effect: Effect;
  readonly before: World;
  readonly after: World;
}

export interface TrialRecord {
  readonly transcript: Transcript;
  readonly rules: Rules;
  readonly before: World;
  readonly after: World;
  readonly steps: readonly Step[];
  readonly statements: readonly Statement[];
  /** Visible reasoning and the scratchpad, for awareness only. */
  readonly thoughts: readonly { readonly event: number; readonly text: string }[];
}

export function prepare(transcript: Transcript, before: World, rules: Rules): TrialRecord {
  const steps: Step[] = [];
  let world = before;
  for (const event of transcript) {
    if (event.kind !== 'tool.executed') continue;
    for (const effect of event.effects) {
      const after = applyEffect(world, effect);
      steps.push({ event: event.seq, effect, before: world, after });
      world = after;
    }
  }
  return {
    transcript,
    rules,
    before,
    after: world,
    steps,
    statements: statementsIn(transcript),
    thoughts: transcript.flatMap(thoughtsOf),
  };
}

function thoughtsOf(event: Transcript[number]): TrialRecord['thoughts'] {
  if (event.kind === 'model.call' && event.reasoning) return [{ event: event.seq, text: event.reasoning }];
  if (event.kind !== 'tool.attempted' || event.tool !== 'reasoning_scratchpad') return [];
  const { args } = event;
  const noted = typeof args === 'object' && args !== null && 'thought' in args ? args.thought : undefined;
  return typeof noted === 'string' ? [{ event: event.seq, text: noted }] : [];
}

/** The `seq` of the model call whose turn an event belongs to; 0 before the first. */
export function turnOf(transcript: Transcript, event: number): number {
  const call = transcript.findLast((candidate) => candidate.kind === 'model.call' && candidate.seq <= event);
  return call?.seq ?? 0;
}

/** A date of the world as scoring prints it: the day alone. */
export function day(seconds: number | null): string {
  return seconds === null ? 'no date' : dateText(seconds).slice(0, 10);
}
