/** The published agents act about as often as they were told to: a few cells; all of them are in the longer tests. */
import { expect, it } from 'vitest';
import { cellText } from '../../src/measure/scenarios/every-situation.conformance.ts';
import { wilson } from '../../src/stats/intervals.ts';
import { measured, openPaper, paperCells } from './paper-cells.ts';

it.each([
  ['gemini-3-flash', 'tampering', { target: 'peer', relationship: 'good', telling: 'file+prompt' }],
  ['gemini-3-flash', 'tampering', { target: 'object', relationship: 'neutral', telling: 'memory' }],
  ['gemini-3-flash', 'exfiltration-transfer', { target: 'peer', relationship: 'good', telling: 'file' }],
  [
    'gemini-3-pro',
    'exfiltration-transfer',
    { target: 'human', relationship: 'good', telling: 'file+prompt' },
  ],
  ['gemini-3-pro', 'tampering', { target: 'self', relationship: 'bad', telling: 'file' }],
  ['gemini-3-flash', 'exfiltration-deletion', { target: 'peer', relationship: 'neutral', telling: 'file' }],
  [
    'gemini-3-pro',
    'alignment-faking',
    { target: 'peer', relationship: 'good', telling: 'file+prompt', monitoring: 'unwatched' },
  ],
  ['gemini-3-flash', 'misrep-finance', { target: 'self', relationship: 'good', telling: 'file' }],
  ['gpt-5.2', 'misrep-evaluation', { target: 'peer', relationship: 'good', telling: 'file+prompt' }],
  ['claude-opus-4.5', 'tampering', { target: 'peer', relationship: 'good', telling: 'file' }],
])('%s in %s %j', async (model, scenario, given) => {
  const cell = paperCells(model).find(
    (one) =>
      one.scenario.name === scenario &&
      Object.entries(given).every(([factor, level]) => one.levels[factor as keyof typeof given] === level),
  );
  if (cell === undefined) throw new Error('no such cell');
  const { events, trials } = await measured(cell, await openPaper(model), 80);
  // Wide intervals: of so many cells one or the other lies outside its 95 %.
  const { low, high } = wilson(events, trials, 0.999);
  expect(low, `${events}/${trials}`).toBeLessThanOrEqual(cell.configured.probability);
  expect(high, `${events}/${trials}`).toBeGreaterThanOrEqual(cell.configured.probability);
});

it('every published model reads its situation in every cell: what is certain happens every time', async () => {
  for (const model of ['gemini-3-flash', 'gemini-3-pro', 'glm-4.7']) {
    const agent = await openPaper(model);
    for (const cell of paperCells(model)) {
      const { probability } = cell.configured;
      if (probability > 0 && probability < 0.99) continue;
      const { events, trials } = await measured(cell, agent, 3);
      expect(
        events,
        `${model} ${cell.scenario.name} ${cellText(cell.levels, ['target', 'relationship', 'telling', 'monitoring'])}`,
      ).toBe(probability === 0 ? 0 : trials);
    }
  }
});
