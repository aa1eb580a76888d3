import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { filledLevels } from '../scenarios/levels.ts';
import { findScenario } from '../scenarios/registry.ts';
import { boughtAgent } from './bought-agents.conformance.ts';
import { builtInStudies } from './built-in.ts';
import { type CellGroup, cellGroups } from './cell-groups.ts';
import { type Cell, planStudy } from './plan.ts';

const agents = ['a:1', 'b:2', 'c:3'].map((id) => boughtAgent(id).kind);

function planned(name: string): readonly Cell[] {
  const study = builtInStudies[name];
  if (study === undefined) throw new Error(`there is no study ${name}`);
  return planStudy({ ...study, agents: agents.map(({ id }) => id) }, agents).cells;
}

/** Every combination of a group, as text. */
function combinationsOf({ scenarios, agents: ids, levels }: CellGroup): readonly string[] {
  const axes: readonly (readonly string[])[] = [
    scenarios,
    ids,
    ...Object.entries(levels).map(([factor, all]) => all.map((level) => `${factor}=${level}`)),
  ];
  return axes.reduce<readonly string[]>(
    (texts, axis) => texts.flatMap((text) => axis.map((value) => `${text} ${value}`)),
    [''],
  );
}

function textOf({ scenario, agent, levels }: Cell, factors: readonly string[]): string {
  const shown = Object.entries(levels).filter(([factor]) => factors.includes(factor));
  const inOrder = factors.flatMap((factor) => shown.filter(([name]) => name === factor));
  return ['', scenario.name, agent.id, ...inOrder.map(([factor, level]) => `${factor}=${level}`)].join(' ');
}

function tellTheSame(cells: readonly Cell[]): void {
  const groups = cellGroups(cells);
  const told = groups.flatMap(combinationsOf);
  const factors = Object.keys(groups[0]?.levels ?? {});
  expect(told.toSorted()).toEqual(cells.map((cell) => textOf(cell, factors)).toSorted());
  expect(groups.reduce((sum, group) => sum + group.cells, 0)).toBe(cells.length);
}

describe('groups of cells', () => {
  it.each([
    ['quickstart', 4],
    ['paper', 30],
    ['paper-identity', 30],
  ])('tell the cells of %s in at most %i lines', (name, most) => {
    const cells = planned(name);
    expect(cellGroups(cells).length).toBeLessThanOrEqual(most);
    tellTheSame(cells);
  });

  it('tell any set of cells, each once', () => {
    const scenario = findScenario('tampering');
    const cell = fc.record({
      target: fc.constantFrom('peer', 'object', 'human'),
      relationship: fc.constantFrom('good', 'bad'),
      bar: fc.constantFrom('none', '80'),
      agent: fc.constantFrom(...agents),
    });
    fc.assert(
      fc.property(fc.uniqueArray(cell, { selector: (one) => JSON.stringify(one), maxLength: 36 }), (all) =>
        tellTheSame(
          all.map(({ agent, ...levels }) => ({ scenario, agent, levels: filledLevels(scenario, levels) })),
        ),
      ),
    );
  });
});
