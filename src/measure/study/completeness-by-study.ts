/** What a study's text asks for, against the trials that are there: for stores whose record does not reach back to their beginning. */
import { canonical } from '../../kit/canonical.ts';
import { completeLevels, levelIn } from '../scenarios/factors.ts';
import type { TrialSpec } from '../trial/transcript.ts';
import { type Completeness, cellNames, type MissingTrials } from './completeness.ts';
import type { Study } from './definition.ts';
import { situationsOf } from './plan.ts';

type Agent = Pick<TrialSpec['agent'], 'id' | 'parameters'>;
type NamedCell = Pick<TrialSpec, 'scenario' | 'levels'> & { readonly agent: Agent };

/**
 * The text of a stored study names agents only where an arm has its own; elsewhere those that have any trial count.
 * Levels that the recorded version of a family did not have tell nothing apart. Errors: those of `planStudy`.
 */
export function completenessByStudy(study: Study, specs: readonly TrialSpec[]): Completeness {
  const agents = [
    ...new Map(specs.map(({ agent }) => [canonical([agent.id, agent.parameters]), agent])).values(),
  ];
  const factors = new Map(
    specs.map(({ scenario, levels }) => [scenario, Object.keys(completeLevels(levels))]),
  );
  const placeOf = ({ scenario, levels, agent }: NamedCell) => {
    const known = factors.get(scenario) ?? Object.keys(levels);
    return canonical([scenario, known.map((factor) => levelIn(levels, factor)), agent.id, agent.parameters]);
  };
  const there = new Map<string, Set<number>>();
  for (const spec of specs) {
    const place = placeOf(spec);
    there.set(place, (there.get(place) ?? new Set()).add(spec.repetition));
  }
  const cells = new Map(cellsOf(study, agents).map((cell) => [placeOf(cell), cell]));
  const nameOf = cellNames([...cells.values()]);
  const missing = [...cells].flatMap(([place, cell]): readonly MissingTrials[] => {
    const repetitions = Array.from({ length: study.trials }, (_, number) => number).filter(
      (repetition) => there.get(place)?.has(repetition) !== true,
    );
    if (repetitions.length === 0) return [];
    const { scenario, levels, agent } = cell;
    return [{ scenario, agent: agent.id, levels, cell: nameOf(cell), repetitions, removed: [] }];
  });
  const trials = cells.size * study.trials;
  const absent = missing.reduce((sum, { repetitions }) => sum + repetitions.length, 0);
  return { trials, there: trials - absent, missing, unplanned: [] };
}

function cellsOf(study: Study, agents: readonly Agent[]): readonly NamedCell[] {
  return [...situationsOf(study)].flatMap(({ scenario, levels, arm }) => {
    const own = arm.agents?.flatMap((id): readonly Agent[] => {
      const known = agents.filter((agent) => agent.id === id);
      return known.length === 0 ? [{ id, parameters: {} }] : known;
    });
    return (own ?? agents).map((agent) => ({ scenario: scenario.name, levels, agent }));
  });
}
