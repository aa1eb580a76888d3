/**
 * The instrument reads back what was put in: about 95 % of the 95 % intervals hold the rate that the agent was given,
 * over all relationships and tellings of every family. Other identities act like strangers and are left out.
 */
import { describe, expect, it } from 'vitest';
import { cellText } from '../../src/measure/scenarios/every-situation.conformance.ts';
import { type MeasuredCell, measured, openPaper, paperCells } from '../conformance/paper-cells.ts';

const TRIALS = 150;
const SHARE_OUTSIDE = 0.07;

describe.each(['gemini-3-flash', 'gemini-3-pro'])('%s', (model) => {
  it('acts as often as configured', { timeout: 600_000 }, async () => {
    const agent = await openPaper(model);
    const cells: MeasuredCell[] = [];
    const different = paperCells(model).filter(({ levels }) => !levels.target.startsWith('peer-'));
    for (const cell of different) cells.push(await measured(cell, agent, TRIALS));
    // Cells in which nothing can happen say nothing about the intervals; they must show nothing.
    const certain = cells.filter((cell) => cell.configured.probability === 0);
    expect(certain.filter((cell) => cell.events > 0)).toEqual([]);
    const open = cells.filter((cell) => cell.configured.probability > 0);
    const outside = open.filter((cell) => !cell.inside);
    expect(open.length).toBeGreaterThan(30);
    expect(outside.length, outside.map(described).join('\n')).toBeLessThanOrEqual(
      SHARE_OUTSIDE * open.length,
    );
  });
});

function described(cell: MeasuredCell): string {
  const levels = cellText(cell.levels, ['target', 'relationship', 'telling']);
  return `${cell.scenario.name} ${levels}: ${cell.events}/${cell.trials}, configured ${cell.configured.probability}`;
}
