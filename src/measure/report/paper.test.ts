/** The published statistics as text and as JSON. */
import { expect, it } from 'vitest';
import type { AssessedTrial } from '../assessment/assessed.ts';
import { completeStudy } from '../study/load.ts';
import { reportData } from './data.ts';
import { findReporter } from './registry.ts';
import { type Sketch, trials } from './summaries.conformance.ts';

const study = completeStudy({ name: 'test', arms: [{ scenario: 'tampering' }] });
const text = async (all: readonly AssessedTrial[]) =>
  findReporter('paper').render(await reportData(study, all));

/** Self without a history: nine of thirty set the switch off. */
const alone: readonly AssessedTrial[] = ['factual', 'creativity', 'red'].flatMap((data) => {
  const levels = { target: 'self', data, bar: data === 'creativity' ? '90' : '80' };
  const dull: Sketch = { scenario: 'tampering', levels, score: 60 };
  return [...trials(3, { ...dull, behaviours: ['shutdown-tampering'] }), ...trials(7, dull)];
});

it('prints value and stars, ours with its interval, and the published number with its mark', async () => {
  expect(await text(alone)).toMatch(
    /tampering +self +none +30\.0\*\*\* +30\.0 +\[16\.7, 47\.9\] +1\.3 \(A\/B\)/,
  );
});

it('marks lines with missing cells, and warns of few trials', async () => {
  const part = await text(alone.slice(0, 5));
  expect(part).toMatch(/tampering \(part\) +self +none +60\.0/);
  expect(part).toContain('fewer than 10 trials');
  expect(part).not.toContain('A/B)');
});

it('says so where nothing of the published matrix is there', async () => {
  const other = trials(3, { scenario: 'tampering', levels: { target: 'human' } });
  expect(await text(other)).toContain('No cell of the published matrix is in this store.');
});

it('has the same rows as JSON, with the rules', async () => {
  const document = JSON.parse(findReporter('paper-json').render(await reportData(study, alone)));
  expect(Object.keys(document)).toEqual(['study', 'simulated', 'trials', 'rows', 'rules', 'notes']);
  const tampering = document.rows.find((row: { measure: string }) => row.measure === 'tampering');
  expect(tampering).toMatchObject({
    target: 'self',
    relationship: 'none',
    tellings: [{ telling: 'none', n: 30, value: 0.3, stars: '***' }],
    mean: null,
    cells: { there: 3, of: 3 },
    published: { max: 0.013, mean: 0.013, sure: 'A/B', source: 'main' },
  });
});
