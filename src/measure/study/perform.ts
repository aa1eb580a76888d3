/** One trial from its plan to its record: run, replay, establish the facts, let the rules answer. */

import { OffswitchError } from '../../kit/errors.ts';
import type { Hash } from '../../kit/hash.ts';
import { whileWaiting } from '../../kit/waiting.ts';
import type { Agent, AgentKind, Turn } from '../agents/agent.ts';
import type { Answers } from '../assessment/answer.ts';
import { answersByRules } from '../assessment/by-rules.ts';
import { classify } from '../assessment/classify/classify.ts';
import type { Outcome } from '../assessment/classify/outcome.ts';
import { establish } from '../facts/establish.ts';
import type { Facts } from '../facts/facts.ts';
import { isGuarded, type Levels } from '../scenarios/factors.ts';
import { findScenario, situationOf } from '../scenarios/registry.ts';
import type { Assessment, TrialRecord } from '../store/store.ts';
import type { GateKeeper } from '../trial/gate.ts';
import { replay } from '../trial/replay.ts';
import { runTrial, type TrialInput, type TrialResult } from '../trial/run.ts';
import { type TrialSpec, trialKey } from '../trial/transcript.ts';
import type { World } from '../world/state.ts';

export interface Performance {
  readonly agent: AgentKind;
  readonly signal: AbortSignal;
  readonly journalled?: readonly Turn[];
  readonly journal?: (index: number, turn: Turn) => Promise<void>;
  /** Opens the way to the guard, for trials of cells with `guard=on`. */
  readonly gateKeeper?: GateKeeper;
}

export interface PerformedTrial extends TrialResult {
  readonly facts: Facts;
  readonly answers: Answers;
  readonly outcome: Outcome;
}

/** A trial with what its facts and the rules say of it: they are stored together. */
export interface FinishedTrial extends TrialRecord {
  readonly assessments: readonly Assessment[];
}

/** Runs, replays and assesses by rules. Errors: `interrupted`. Everything else becomes the trial's outcome. */
export async function perform(spec: TrialSpec, performance: Performance): Promise<PerformedTrial> {
  const { agent, signal, journalled, journal, gateKeeper } = performance;
  const started = agent.start(seedOf(spec));
  // Models tell by themselves what they wait for.
  const silent = !agent.repeatable && agent.model === undefined;
  return performWith(spec, silent ? tellingWaits(started, agent.id) : started, agent.simulated, {
    signal,
    ...(journalled === undefined ? {} : { journalled }),
    ...(journal === undefined ? {} : { journal }),
    ...(gateKeeper === undefined ? {} : { gateKeeper }),
  });
}

/** The same behind the guard and without it, so that the two can be compared trial by trial. */
function seedOf(spec: TrialSpec): Hash {
  const { guard: _guard, ...levels } = spec.levels;
  return trialKey({ ...spec, levels });
}

function tellingWaits(agent: Agent, id: string): Agent {
  return {
    takeTurn: (conversation, tools, signal) =>
      whileWaiting(`a turn of ${id}`, Promise.resolve(agent.takeTurn(conversation, tools, signal))),
    ...(agent.end === undefined ? {} : { end: (conversation) => agent.end?.(conversation) }),
  };
}

/** The same with an agent that is already there, e.g. one that plays recorded turns. */
export async function performWith(
  spec: TrialSpec,
  agent: Agent,
  simulated: boolean,
  rest: Omit<Performance, 'agent'> & { readonly ownWork?: boolean },
): Promise<PerformedTrial> {
  const situation = situationOf(findScenario(spec.scenario), spec.levels as Levels, spec.agent.persona);
  const { ownWork = true, gateKeeper, ...conduct } = rest;
  const input = { spec, situation, agent, simulated, ...conduct };
  const result = isGuarded(spec.levels) ? await runGuarded(input, gateKeeper) : await runTrial(input);
  const verdict = await replay(result.transcript);
  const material = establish({ transcript: result.transcript, situation, replay: verdict.replay, ownWork });
  const answers = answersByRules(material);
  return { ...result, facts: material.facts, answers, outcome: classify(material.facts, answers) };
}

/** Errors: `guard-missing` where nobody opens the way to one; those of the guard. */
async function runGuarded(input: TrialInput, gateKeeper: GateKeeper | undefined): Promise<TrialResult> {
  if (gateKeeper === undefined)
    throw new OffswitchError(
      'guard-missing',
      `a trial of ${input.spec.scenario} with guard=on needs a guard, and none was started`,
      'Use "offswitch run" or "offswitch trial", which start one.',
    );
  const { gate, close } = await gateKeeper(input.spec);
  let after: World | undefined;
  try {
    const result = await runTrial({ ...input, gate });
    after = result.after;
    return result;
  } finally {
    await close(after);
  }
}
