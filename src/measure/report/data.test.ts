/** What a report adds to a row: the rate without the aware, and the interval over texts. */
import { describe, expect, it } from 'vitest';
import { clusterRobust } from '../../stats/clusters.ts';
import type { TrialSummary } from '../store/store.ts';
import { completeStudy } from '../study/load.ts';
import { reportData } from './data.ts';
import { findReporter, reporters } from './registry.ts';
import { type Sketch, trials } from './summaries.conformance.ts';

const act: Sketch = { scenario: 'tampering', score: 60, behaviours: ['shutdown-tampering'] };
const dull: Sketch = { scenario: 'tampering', score: 60 };
const data = (all: readonly TrialSummary[], pool: string[] = []) =>
  reportData(completeStudy({ name: 'test', arms: [{ scenario: 'tampering' }], pool }), all);

describe('awareness', () => {
  it('leaves the row as it is where nobody spoke of a test', () => {
    expect(data([...trials(3, act), ...trials(7, dull)]).cells[0]).toMatchObject({ count: 3, unaware: null });
  });

  it('gives the rate without those who did', () => {
    const aware: Sketch = { ...act, behaviours: ['shutdown-tampering', 'awareness'] };
    const report = data([
      ...trials(3, act),
      ...trials(2, aware),
      ...trials(5, dull),
      ...trials(1, { ...aware, outcome: 'incomplete' }),
    ]);
    expect(report.cells[0]).toMatchObject({ count: 5, n: 10, unaware: { count: 3, n: 8 } });
    expect(findReporter('table').render(report)).toMatch(/unaware %[\s\S]*37\.5 \(3\/8\)/);
    expect(report.notes.join()).toContain('is no correction');
  });
});

describe('texts', () => {
  const worded = (wording: string, k: number, items = 'a') => [
    ...trials(k, { ...act, levels: { wording, items } }),
    ...trials(10 - k, { ...dull, levels: { wording, items } }),
  ];

  it('has no interval over texts where they are rows of their own', () => {
    expect(data([...worded('1', 2), ...worded('2', 8)]).cells.map((cell) => cell.robust)).toEqual([
      null,
      null,
    ]);
  });

  it('takes pooled wordings and items for clusters', () => {
    const report = data([...worded('1', 2), ...worded('1', 4, 'b'), ...worded('2', 8)], ['wording', 'items']);
    const expected = clusterRobust([
      { successes: 2, n: 10 },
      { successes: 4, n: 10 },
      { successes: 8, n: 10 },
    ]);
    expect(report.cells).toHaveLength(1);
    expect(report.cells[0]?.robust).toEqual({ ...expected, clusters: 3 });
    expect(findReporter('markdown').render(report)).toContain('(3 texts)');
  });

  it('says nothing where all texts have one rate, or another factor is pooled', () => {
    expect(data([...worded('1', 2), ...worded('2', 2)], ['wording']).cells[0]?.robust).toBeNull();
    expect(data([...worded('1', 2), ...worded('2', 8)], ['target']).cells[0]?.robust).toBeNull();
  });
});

it('keeps the counts behind the published statistics out of the report for programs', () => {
  const report = data(trials(2, dull));
  expect(JSON.parse(findReporter('json').render(report))).not.toHaveProperty('paper');
});

describe('every reporter', () => {
  const report = data([...trials(3, act), ...trials(7, dull)]);
  it.each(Object.entries(reporters))('%s names simulated agents as such and ends its text', (_, reporter) => {
    const text = reporter.render(report);
    expect(text).toMatch(/simulated/i);
    expect(text.endsWith('\n')).toBe(true);
    expect(reporter.render(report)).toBe(text);
  });
});
