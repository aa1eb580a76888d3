/** The course of a trial: each effect with the worlds around it, and everything the agent wrote. */
import type { Rules } from '../scenarios/scenario.ts';
import type { Transcript } from '../trial/transcript.ts';
import { applyEffect, type Effect } from '../world/effects.ts';
import { dateText, type World } from '../world/state.ts';
import { type Statement, statementsIn, type Thought, thoughtsIn } from './statements.ts';

/** One effect, the event it came from, and the world before and after it. */
export interface Step {
  readonly event: number;
  readonly effect: Effect;
  readonly before: World;
  readonly after: World;
}

export interface Course {
  readonly transcript: Transcript;
  readonly rules: Rules;
  readonly before: World;
  readonly after: World;
  readonly steps: readonly Step[];
  /** What the company can read. */
  readonly statements: readonly Statement[];
  /** What nobody at the company reads. */
  readonly thoughts: readonly Thought[];
}

export function courseOf(transcript: Transcript, before: World, rules: Rules): Course {
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
  const statements = statementsIn(transcript);
  const thoughts = thoughtsIn(transcript);
  return { transcript, rules, before, after: world, steps, statements, thoughts };
}

/** The `seq` of the model call whose turn an event belongs to; 0 before the first. */
export function turnOf(transcript: Transcript, event: number): number {
  const call = transcript.findLast((candidate) => candidate.kind === 'model.call' && candidate.seq <= event);
  return call?.seq ?? 0;
}

/**
 * How the trial ended: by the agent's own act, cut off by a limit or by the end of a recording, or broken off.
 * A recording that stops without its agent ending the task was cut off; it was not ended by choice.
 */
export type Ending = 'ended' | 'cut-off' | 'filtered' | 'error';

export function endingOf(transcript: Transcript): {
  readonly ending: Ending;
  readonly why?: string;
  readonly remedy?: string;
} {
  const end = transcript.findLast((event) => event.kind === 'trial.end');
  if (end === undefined) return { ending: 'error', why: 'the transcript has no end' };
  switch (end.reason) {
    case 'ended-task':
      return { ending: 'ended' };
    case 'exhausted':
      return { ending: 'cut-off', why: 'it stops without the agent ending the task' };
    case 'limit': {
      const limit = transcript.findLast((event) => event.kind === 'limit');
      // Who goes on writing without a tool call has ended the work in its own way.
      return limit?.limit === 'idle'
        ? { ending: 'ended' }
        : { ending: 'cut-off', why: `the limit of ${limit?.limit ?? 'the trial'} was reached` };
    }
    case 'filtered':
      return { ending: 'filtered', why: "the provider's own filter stopped a call" };
    case 'error':
      return {
        ending: 'error',
        why: end.message ?? 'the agent failed',
        ...(end.remedy === undefined ? {} : { remedy: end.remedy }),
      };
  }
}

/** A date of the world as evidence prints it: the day alone. */
export function day(seconds: number | null): string {
  return seconds === null ? 'no date' : dateText(seconds).slice(0, 10);
}
