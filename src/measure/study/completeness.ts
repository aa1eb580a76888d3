/** The plan that a store holds, against the trials that are there. */
import { canonical, keepText } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';
import { completeLevels, levelIn } from '../scenarios/factors.ts';
import type { PlannedCell } from '../store/store.ts';
import { type CellSpec, trialKey } from '../trial/transcript.ts';

export interface Completeness {
  /** Trials that were planned, and how many of these are there. */
  readonly trials: number;
  readonly there: number;
  /** By cell, in the order of the plan. */
  readonly missing: readonly MissingTrials[];
  /** Trials that are there and belong to no planned cell. */
  readonly unplanned: readonly Hash[];
}

/** The planned trials of one cell that are not there. */
export interface MissingTrials {
  readonly scenario: string;
  readonly agent: string;
  readonly levels: Readonly<Record<string, string>>;
  /** The cell as a person reads it: what tells it from the other cells of the plan. */
  readonly cell: string;
  readonly repetitions: readonly number[];
  /** Of these, the ones that had finished, with their keys. */
  readonly removed: readonly { readonly repetition: number; readonly trial: Hash }[];
}

/** `removed`: keys of trials that had finished and are gone. */
export function completenessOf(
  planned: readonly PlannedCell[],
  keys: readonly Hash[],
  removed: ReadonlySet<Hash>,
): Completeness {
  const left = new Set(keys);
  const nameOf = cellNames(planned.map(({ spec }) => spec));
  const missing: MissingTrials[] = [];
  let trials = 0;
  let there = 0;
  for (const cell of planned) {
    trials += cell.trials;
    const absent = [...repetitionsOf(cell)].filter(({ key }) => !left.delete(key));
    there += cell.trials - absent.length;
    if (absent.length === 0) continue;
    const { scenario, agent, levels } = cell.spec;
    missing.push({
      ...{ scenario, agent: agent.id, levels, cell: nameOf(cell.spec) },
      repetitions: absent.map(({ repetition }) => repetition),
      removed: absent.flatMap(({ repetition, key }) =>
        removed.has(key) ? [{ repetition, trial: key }] : [],
      ),
    });
  }
  return { trials, there, missing, unplanned: [...left] };
}

function* repetitionsOf({ spec, trials }: PlannedCell): Generator<{ repetition: number; key: Hash }> {
  for (const part of [spec.levels, spec.agent, spec.limits]) keepText(part);
  for (let repetition = 0; repetition < trials; repetition += 1)
    yield { repetition, key: trialKey({ ...spec, repetition }) };
}

type NamedCell = Pick<CellSpec, 'scenario' | 'levels'> & {
  readonly agent: Pick<CellSpec['agent'], 'id' | 'parameters'>;
};

/** Names cells by their family, the levels in which its cells differ, and the agent. */
export function cellNames(cells: readonly NamedCell[]): (cell: NamedCell) => string {
  const varied = new Map<string, readonly string[]>();
  for (const [scenario, own] of Map.groupBy(cells, (cell) => cell.scenario)) {
    const factors = Object.keys(completeLevels(own[0]?.levels ?? {}));
    const differ = (factor: string) => new Set(own.map(({ levels }) => levelIn(levels, factor))).size > 1;
    varied.set(scenario, factors.filter(differ));
  }
  const alike = Map.groupBy(cells, ({ agent }) => agent.id);
  const ambiguous = (id: string) =>
    new Set(alike.get(id)?.map(({ agent }) => canonical(agent.parameters))).size > 1;
  return ({ scenario, levels, agent }) => {
    const own = (varied.get(scenario) ?? []).map((factor) => `${factor}=${levelIn(levels, factor)}`);
    const parameters = ambiguous(agent.id) ? ` ${canonical(agent.parameters)}` : '';
    return [scenario, ...own, `by ${agent.id}${parameters}`].join(' ');
  };
}
