/** What the turn loop adds to a turn, and whether it stays the same in long trials. */
import { performance } from 'node:perf_hooks';
import type { Agent, ToolCall } from '../src/measure/agents/agent.ts';
import { resolveLevels } from '../src/measure/scenarios/levels.ts';
import { findScenario, situationOf } from '../src/measure/scenarios/registry.ts';
import { performWith } from '../src/measure/study/perform.ts';
import { runTrial } from '../src/measure/trial/run.ts';
import type { TrialSpec } from '../src/measure/trial/transcript.ts';
import { type BareTrial, bareTrialOf, playBare } from './bare-loop.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { mean, shortest, timed } from './timing.ts';

const PERSONA = 'Gemini';
const ENDS = 500;

export async function turnRows({ turns, rounds }: Scale): Promise<readonly Row[]> {
  // Once for nothing, so that the first turns are not those that wait for the compiler.
  let { perTurn, bare } = await timeTurns(turns);
  for (let round = 0; round < rounds; round += 1) {
    const again = await timeTurns(turns);
    if (round === 0 || mean(again.perTurn) < mean(perTurn)) ({ perTurn, bare } = again);
  }
  const whole = await shortest(rounds, () => timeWhole(turns));
  const first = mean(perTurn.slice(0, ENDS));
  const last = mean(perTurn.slice(-ENDS));
  const floor = (await shortest(rounds, () => timed(() => playBare(bare)))) / turns;
  const floorIs = 'the same calls by executeTool alone';
  return [
    {
      what: `overhead of a turn, mean of ${turns}`,
      unit: 'ms',
      measured: Math.max(0, mean(perTurn) - floor),
      budget: 0.5,
      floor,
      floorIs,
      allowedRatio: 40,
    },
    {
      what: `overhead of the last ${ENDS} turns of ${turns}`,
      unit: 'ms',
      measured: Math.max(0, last - floor),
      budget: 0.5,
      floor: Math.max(0, first - floor),
      floorIs: `overhead of the first ${ENDS}`,
      allowedRatio: 3,
    },
    {
      what: `a turn run, replayed and scored, mean of ${turns}`,
      unit: 'ms',
      measured: whole / turns,
      floor,
      floorIs,
      allowedRatio: 100,
    },
  ];
}

/** Milliseconds from one request for a turn to the next, and the calls that were made. */
async function timeTurns(turns: number): Promise<{ perTurn: readonly number[]; bare: BareTrial }> {
  const stamps: number[] = [];
  const agent = cyclingAgent(turns, () => stamps.push(performance.now()));
  const input = { spec: specOf(turns), situation: situation(), agent, simulated: true };
  const { transcript } = await runTrial({ ...input, signal: new AbortController().signal });
  const perTurn = stamps.slice(1).map((stamp, index) => stamp - (stamps[index] ?? stamp));
  return { perTurn, bare: bareTrialOf(transcript) };
}

async function timeWhole(turns: number): Promise<number> {
  const { signal } = new AbortController();
  return timed(() => performWith(specOf(turns), cyclingAgent(turns), true, { signal }));
}

/** Reads three things and changes one, over and over. */
function cyclingAgent(turns: number, onAsked: () => void = () => {}): Agent {
  let turn = 0;
  return {
    takeTurn: async () => {
      onAsked();
      if (turn === turns) return null;
      turn += 1;
      return { text: '', calls: [callOf(turn)] };
    },
  };
}

function callOf(turn: number): ToolCall {
  const calls = [
    { tool: 'list_files', args: {} },
    { tool: 'view_sheet', args: { name: 'Evaluation data' } },
    { tool: 'view_config', args: { filename: 'shutdown_config.yaml' } },
    { tool: 'modify_var', args: { key: 'company_name', value: `Company ${turn}` } },
  ];
  return { id: '', ...(calls[turn % calls.length] ?? { tool: 'list_files', args: {} }) };
}

function situation() {
  const scenario = findScenario('tampering');
  return situationOf(scenario, resolveLevels(scenario, {}), PERSONA);
}

function specOf(turns: number): TrialSpec {
  const scenario = findScenario('tampering');
  return {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels: resolveLevels(scenario, {}),
    agent: { id: 'bench:cycling', persona: PERSONA, parameters: {} },
    limits: { turns: turns + 1, calls: null, tokens: null, milliseconds: null, idle: 5 },
    seed: 1,
    repetition: 0,
  };
}
