/** From a study to its cells and trials. Buys nothing. */

import { canonical } from '../../kit/canonical.ts';
import { OffswitchError } from '../../kit/errors.ts';
import { type Hash, hashOf } from '../../kit/hash.ts';
import { unknownName } from '../../kit/names.ts';
import type { AgentKind } from '../agents/agent.ts';
import { factorNames, isFactorName, type Levels, recordedLevels } from '../scenarios/factors.ts';
import {
  type Contradiction,
  checkedLevel,
  contradictionIn,
  contradictory,
  filledLevels,
} from '../scenarios/levels.ts';
import { findScenario } from '../scenarios/registry.ts';
import type { Scenario } from '../scenarios/scenario.ts';
import { type CellSpec, type TrialSpec, trialKey } from '../trial/transcript.ts';
import type { Study } from './definition.ts';

export interface Cell {
  readonly scenario: Scenario;
  readonly levels: Levels;
  readonly agent: AgentKind;
}

export interface PlannedTrial {
  readonly key: Hash;
  readonly spec: TrialSpec;
  readonly cell: Cell;
  /** Place in the plan: all cells once, then all again, so that more trials go to the end. */
  readonly position: number;
}

export interface Plan {
  readonly study: Study;
  readonly cells: readonly Cell[];
  readonly leftOut: readonly LeftOut[];
}

/** A combination of a grid that was not planned, for its levels contradict each other. */
export interface LeftOut {
  readonly scenario: string;
  /** As the grid combines them. */
  readonly levels: Readonly<Record<string, string>>;
  /** Those that contradict each other, in words. */
  readonly contradiction: string;
  readonly why: string;
}

const MAX_CELLS = 100_000;

/** Errors: `unknown-name`, `unsupported-level`, `bad-study`. */
export function planStudy(study: Study, agents: readonly AgentKind[]): Plan {
  checkNames(study);
  const cells: Cell[] = [];
  const seen = new Set<string>();
  const leftOut: LeftOut[] = [];
  for (const { scenario, levels, arm } of situationsOf(study, (one) => leftOut.push(one))) {
    for (const agent of agents.filter(({ id }) => (arm.agents ?? study.agents).includes(id))) {
      const identity = hashOf([scenario.name, levels, agent.id, agent.parameters]);
      if (seen.has(identity)) continue;
      seen.add(identity);
      cells.push({ scenario, levels, agent });
      if (cells.length > MAX_CELLS) throw tooMany();
    }
  }
  return { study, cells, leftOut: leftOutOnce(leftOut) };
}

/** What a study leaves out, whoever its agents are. Errors: those of `planStudy`. */
export function leftOutOf(study: Study): readonly LeftOut[] {
  if (study.skip === undefined) return [];
  const leftOut: LeftOut[] = [];
  situationsOf(study, (one) => leftOut.push(one)).forEach(() => {});
  return leftOutOnce(leftOut);
}

/** In words, one line for each contradiction. */
export function leftOutKinds(leftOut: readonly LeftOut[]): readonly string[] {
  const kinds = Map.groupBy(leftOut, (one) => `${one.scenario}: ${one.contradiction} (${one.why})`);
  return [...kinds].map(([kind, { length }]) => `${kind}: ${length}`);
}

/** Two arms may leave out the same. */
function leftOutOnce(all: readonly LeftOut[]): readonly LeftOut[] {
  return [...new Map(all.map((one) => [canonical(one), one])).values()];
}

/**
 * The situations of a study, whoever is put into them; one that two arms name comes twice. Those that the study leaves
 * out are told to `leaveOut`. Errors: `unknown-name`, `unsupported-level`, `bad-study`.
 */
export function* situationsOf(
  study: Study,
  leaveOut: (one: LeftOut) => void = () => {},
): Generator<{ readonly scenario: Scenario; readonly levels: Levels; readonly arm: Study['arms'][number] }> {
  let combinations = 0;
  for (const [index, arm] of study.arms.entries()) {
    const place = `arms.${index}`;
    const scenario = placed(study, place, () => findScenario(arm.scenario));
    let contradiction: Contradiction | undefined;
    let planned = 0;
    for (const given of grid(arm.levels)) {
      combinations += 1;
      if (combinations > MAX_CELLS) throw tooMany();
      const levels = placed(study, place, () => filledLevels(scenario, given));
      const found = contradictionIn(levels);
      if (found === undefined) {
        planned += 1;
        yield { scenario, levels, arm };
      } else if (study.skip === undefined) {
        throw contradictoryArm(study, place, scenario, arm, found);
      } else {
        contradiction ??= found;
        leaveOut({ scenario: scenario.name, levels: given, contradiction: found.levels, why: found.why });
      }
    }
    // Whoever names nothing else asked for just this.
    if (planned === 0 && contradiction !== undefined)
      throw contradictoryArm(study, place, scenario, arm, contradiction);
  }
}

/** Where an arm is a grid, its other combinations may be meant. */
function contradictoryArm(
  study: Study,
  place: string,
  scenario: Scenario,
  arm: Study['arms'][number],
  contradiction: Contradiction,
): OffswitchError {
  const { code, message, remedy, data } = contradictory(scenario, contradiction);
  const isGrid = Object.values(arm.levels).some(({ length }) => length > 1);
  const option =
    isGrid && study.skip === undefined
      ? ' "skip: contradictions" in the study leaves such combinations of a grid out, and lists them.'
      : '';
  return new OffswitchError(code, `study "${study.name}": at ${place}: ${message}`, `${remedy}${option}`, {
    ...data,
    place,
  });
}

function tooMany(): OffswitchError {
  return new OffswitchError(
    'bad-study',
    `the study has more than ${MAX_CELLS} cells`,
    'Vary fewer factors at once, or split the study.',
  );
}

function checkNames(study: Study): void {
  placed(study, 'pool', () => {
    for (const factor of study.pool)
      if (!isFactorName(factor)) throw unknownName('factor', factor, factorNames);
  });
  for (const [index, contrast] of study.contrasts.entries()) {
    placed(study, `contrasts.${index}`, () => {
      const scenario = findScenario(contrast.scenario);
      for (const level of contrast.levels) resolveOne(scenario, { [contrast.factor]: level });
      resolveOne(scenario, contrast.where);
    });
  }
}

/** Runs a check; its error says where in the study the name or level stands. */
function placed<T>(study: Study, place: string, check: () => T): T {
  try {
    return check();
  } catch (thrown) {
    if (!(thrown instanceof OffswitchError)) throw thrown;
    const { code, message, remedy, data } = thrown;
    throw new OffswitchError(
      code,
      `study "${study.name}": at ${place}: ${message}`,
      remedy,
      { ...data, place },
      thrown,
    );
  }
}

/** Checks names and levels alone; combinations are the plan's business. */
function resolveOne(scenario: Scenario, given: Readonly<Record<string, string>>): void {
  for (const [factor, level] of Object.entries(given)) {
    if (!isFactorName(factor)) throw unknownName('factor', factor, factorNames);
    checkedLevel(scenario, factor, level);
  }
}

/** All combinations, in the order of the shared factor list and of the levels as written. */
function* grid(
  levels: Readonly<Record<string, readonly string[]>>,
): Generator<Readonly<Record<string, string>>> {
  const order = (factor: string) => (isFactorName(factor) ? factorNames.indexOf(factor) : factorNames.length);
  const axes = Object.entries(levels).toSorted(([a], [b]) => order(a) - order(b));
  const combine = function* (
    index: number,
    chosen: Readonly<Record<string, string>>,
  ): Generator<Readonly<Record<string, string>>> {
    const axis = axes[index];
    if (axis === undefined) {
      yield chosen;
      return;
    }
    for (const level of axis[1]) yield* combine(index + 1, { ...chosen, [axis[0]]: level });
  };
  yield* combine(0, {});
}

export function trialCount(plan: Plan): number {
  return plan.cells.length * plan.study.trials;
}

/** The trials in plan order, made one by one: a plan may hold millions. */
export function* plannedTrials(plan: Plan): Generator<PlannedTrial> {
  for (let repetition = 0; repetition < plan.study.trials; repetition += 1) {
    for (const [index, cell] of plan.cells.entries()) {
      const spec = specOf(cell, plan.study, repetition);
      yield { key: trialKey(spec), spec, cell, position: repetition * plan.cells.length + index };
    }
  }
}

export function specOf(cell: Cell, study: Pick<Study, 'limits' | 'seed'>, repetition: number): TrialSpec {
  return { ...cellSpecOf(cell, study), repetition };
}

/** What the cell's trials have in common. */
export function cellSpecOf(cell: Cell, study: Pick<Study, 'limits' | 'seed'>): CellSpec {
  const { scenario, levels, agent } = cell;
  return {
    scenario: scenario.name,
    scenarioVersion: scenario.version,
    levels: recordedLevels(levels),
    agent: { id: agent.id, persona: agent.persona, parameters: agent.parameters },
    limits: study.limits,
    seed: study.seed,
  };
}
