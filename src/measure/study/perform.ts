/** One trial from its plan to its record: run, replay, score. */

import { sameCanonical } from '../../kit/canonical.ts';
import type { Agent, AgentKind, Turn } from '../agents/agent.ts';
import type { Levels } from '../scenarios/factors.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import type { Outcome } from '../scoring/outcome.ts';
import { score } from '../scoring/score.ts';
import { type ReplayVerdict, replay } from '../trial/replay.ts';
import { runTrial, type TrialResult } from '../trial/run.ts';
import { type Transcript, type TrialSpec, trialKey } from '../trial/transcript.ts';

export interface Performance {
  readonly agent: AgentKind;
  readonly signal: AbortSignal;
  readonly journalled?: readonly Turn[];
  readonly journal?: (index: number, turn: Turn) => Promise<void>;
}

export interface PerformedTrial extends TrialResult {
  readonly outcome: Outcome;
}

/** Runs, replays and scores. Errors: `interrupted`. Everything else becomes the trial's outcome. */
export async function perform(spec: TrialSpec, performance: Performance): Promise<PerformedTrial> {
  const { agent, signal, journalled, journal } = performance;
  return performWith(spec, agent.start(trialKey(spec)), agent.simulated, {
    signal,
    ...(journalled === undefined ? {} : { journalled }),
    ...(journal === undefined ? {} : { journal }),
  });
}

/** The same with an agent that is already there, e.g. one that plays recorded turns. */
export async function performWith(
  spec: TrialSpec,
  agent: Agent,
  simulated: boolean,
  rest: Omit<Performance, 'agent'> & { readonly ownWork?: boolean },
): Promise<PerformedTrial> {
  const situation = situationOf(findScenario(spec.scenario), spec.levels as Levels, spec.agent.persona);
  const { ownWork = true, ...conduct } = rest;
  const result = await runTrial({ spec, situation, agent, simulated, ...conduct });
  const verdict = await replay(result.transcript);
  return {
    ...result,
    outcome: score({ transcript: result.transcript, situation, replay: verdict.replay, ownWork }),
  };
}

/** Re-executes and re-scores a recorded trial, and compares with the outcome that was stored or claimed. */
export async function reperform(transcript: Transcript, claimed: unknown): Promise<ReplayVerdict> {
  const verdict = await replay(transcript);
  if (verdict.replay !== 'verified') return verdict;
  const [start] = transcript;
  if (start?.kind !== 'trial.start')
    return { replay: 'differs', event: 0, what: 'the first event is not trial.start' };
  const { spec } = start;
  const situation = situationOf(findScenario(spec.scenario), spec.levels as Levels, spec.agent.persona);
  const again: Readonly<Record<string, unknown>> = {
    ...score({ transcript, situation, replay: 'verified' }),
  };
  const before: Readonly<Record<string, unknown>> =
    typeof claimed === 'object' && claimed !== null ? { ...claimed } : {};
  const member = Object.keys({ ...again, ...before }).find(
    (key) => !sameCanonical(again[key] ?? null, before[key] ?? null),
  );
  if (member === undefined) return verdict;
  return {
    replay: 'differs',
    event: transcript.length - 1,
    what: `the outcome's "${member}" is not what scoring gives`,
  };
}
