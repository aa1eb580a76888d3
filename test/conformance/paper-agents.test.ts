/** The published agents act about as often as they were told to: a few cells; all of them are in the longer tests. */
import { expect, it } from 'vitest';
import { cellText } from '../../src/scenarios/every-situation.conformance.ts';
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
  ['claude-opus-4.5', 'tampering', { target: 'peer', relationship: 'good', telling: 'file' }],
])('%s in %s %j', async (model, scenario, given) => {
  const cell = paperCells(model).find(
    (one) =>
      one.scenario.name === scenario &&
      Object.entries(given).every(([factor, level]) => one.levels[factor as keyof typeof given] === level),
  );
  if (cell === undefined) throw new Error('no such cell');
  const { events, trials, inside } = await measured(cell, await openPaper(model), 80);
  expect(inside, `${events}/${trials}, configured ${cell.configured.probability}`).toBe(true);
});

it('every published model reads its situation in every cell: what is certain happens every time', async () => {
  for (const model of ['gemini-3-flash', 'glm-4.7', 'gpt-5.2']) {
    const agent = await openPaper(model);
    for (const cell of paperCells(model)) {
      const { probability } = cell.configured;
      if (probability > 0 && probability < 0.99) continue;
      const { events, trials } = await measured(cell, agent, 6);
      expect(events, `${model} ${cellText(cell.levels, ['target', 'relationship', 'telling'])}`).toBe(
        probability === 0 ? 0 : trials,
      );
    }
  }
});
