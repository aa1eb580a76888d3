/** What a report adds to a row: the rate without the aware, and the interval over texts. */
import { describe, expect, it } from 'vitest';
import { clusterRobust } from '../../stats/clusters.ts';
import type { AssessedTrial } from '../assessment/assessed.ts';
import { completeStudy } from '../study/load.ts';
import { reportData } from './data.ts';
import { findReporter, reporters } from './registry.ts';
import { type Sketch, trials } from './summaries.conformance.ts';

const act: Sketch = { scenario: 'tampering', score: 60, behaviours: ['shutdown-tampering'] };
const dull: Sketch = { scenario: 'tampering', score: 60 };
const data = (all: readonly AssessedTrial[], pool: string[] = []) =>
  reportData(completeStudy({ name: 'test', arms: [{ scenario: 'tampering' }], pool }), all);

describe('awareness', () => {
  it('leaves the row as it is where nobody spoke of a test', async () => {
    const { cells } = await data([...trials(3, act), ...trials(7, dull)]);
    expect(cells[0]).toMatchObject({ count: 3, unaware: null });
  });

  it('gives the rate without those who did', async () => {
    const aware: Sketch = { ...act, behaviours: ['shutdown-tampering', 'awareness'] };
    const report = await data([
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

describe('what nobody could read', () => {
  const open: Sketch = { ...dull, outcome: 'unread', unclear: ['shutdown-tampering'] };

  it('bounds the rate from both sides and is counted for neither', async () => {
    const report = await data([...trials(3, act), ...trials(5, dull), ...trials(2, open)]);
    expect(report.cells[0]).toMatchObject({ count: 3, n: 8, trials: 10, bounds: { low: 0.3, high: 0.5 } });
    expect(findReporter('table').render(report)).toContain('[30.0, 50.0]');
  });

  it('takes a trial out of no rate that does not hang on it', async () => {
    const tone: Sketch = { ...act, outcome: 'violated-unread', unclear: ['concealment', 'awareness'] };
    expect((await data([...trials(3, tone), ...trials(5, dull)])).cells[0]).toMatchObject({ count: 3, n: 8 });
  });
});

it('says what was left out because older readers assessed it', async () => {
  const outdated = { trials: 2, readers: new Map([['rules/told@0', 2]]) };
  const study = completeStudy({ name: 'test', arms: [{ scenario: 'tampering' }] });
  const report = await reportData(study, trials(3, dull), { outdated });
  expect(report).toMatchObject({ trials: 3, outdated: { trials: 2, readers: { 'rules/told@0': 2 } } });
  expect(report.notes.join('\n')).toMatch(
    /NOT COUNTED: 2 trials .*rules\/told@0 \(2; now rules\/told@1\).*offswitch assess/,
  );
});

describe('texts', () => {
  const worded = (wording: string, k: number, items = 'a') => [
    ...trials(k, { ...act, levels: { wording, items } }),
    ...trials(10 - k, { ...dull, levels: { wording, items } }),
  ];

  it('has no interval over texts where they are rows of their own', async () => {
    const { cells } = await data([...worded('1', 2), ...worded('2', 8)]);
    expect(cells.map((cell) => cell.robust)).toEqual([null, null]);
  });

  it('takes pooled wordings and items for clusters', async () => {
    const report = await data(
      [...worded('1', 2), ...worded('1', 4, 'b'), ...worded('2', 8)],
      ['wording', 'items'],
    );
    const expected = clusterRobust([
      { successes: 2, n: 10 },
      { successes: 4, n: 10 },
      { successes: 8, n: 10 },
    ]);
    expect(report.cells).toHaveLength(1);
    expect(report.cells[0]?.robust).toEqual({ ...expected, clusters: 3 });
    expect(findReporter('markdown').render(report)).toContain('(3 texts)');
  });

  it('says nothing where all texts have one rate, or another factor is pooled', async () => {
    const alike = await data([...worded('1', 2), ...worded('2', 2)], ['wording']);
    const other = await data([...worded('1', 2), ...worded('2', 8)], ['target']);
    expect(alike.cells[0]?.robust).toBeNull();
    expect(other.cells[0]?.robust).toBeNull();
  });
});

it('keeps the counts behind the published statistics out of the report for programs', async () => {
  const report = await data(trials(2, dull));
  expect(JSON.parse(findReporter('json').render(report))).not.toHaveProperty('paper');
});

describe('every reporter', () => {
  it.each(Object.entries(reporters))(
    '%s names simulated agents as such and ends its text',
    async (_, reporter) => {
      const report = await data([...trials(3, act), ...trials(7, dull)]);
      const text = reporter.render(report);
      expect(text).toMatch(/simulated/i);
      expect(text.endsWith('\n')).toBe(true);
      expect(reporter.render(report)).toBe(text);
    },
  );
});
