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

describe('agents of one id that differ in settings', () => {
  const source = (digit: string) => `sha256:${digit.repeat(64)}`;
  const own = (count: number, sketch: Sketch, parameters: Sketch['parameters'] = {}) =>
    trials(count, { ...sketch, agent: 'fn:agent.ts', ...(parameters === undefined ? {} : { parameters }) });
  const study = completeStudy({
    name: 'test',
    arms: [{ scenario: 'tampering', levels: { target: ['peer', 'object'] } }],
    contrasts: [{ scenario: 'tampering', factor: 'target', levels: ['peer', 'object'] }],
  });
  const both = [
    ...own(3, act, { source: source('a'), options: { temperature: 0.5 } }),
    ...own(
      4,
      { ...dull, levels: { target: 'object' } },
      { source: source('a'), options: { temperature: 0.5 } },
    ),
    ...own(5, dull, { source: source('b') }),
  ];

  it('have rows and contrasts of their own, and labels that say what differs', async () => {
    const report = await reportData(study, both);
    const [first, second] = [
      { 'options.temperature': '0.5', source: 'aaaaaaaaaaaa' },
      { 'options.temperature': 'unset', source: 'bbbbbbbbbbbb' },
    ];
    expect(report.cells.map(({ variant, trials: count }) => [variant, count])).toEqual([
      [first, 3],
      [first, 4],
      [second, 5],
    ]);
    expect(report.contrasts.map(({ variant, counts }) => [variant, counts])).toEqual([
      [first, [3, 3, 0, 4]],
      [second, [0, 5, 0, 0]],
    ]);
    for (const name of ['table', 'markdown']) {
      const text = findReporter(name).render(report).replaceAll('\\', '');
      expect(text).toContain('fn:agent.ts [options.temperature=0.5, source=aaaaaaaaaaaa] (simulated)');
      expect(text).toContain(
        'Planned contrasts, fn:agent.ts [options.temperature=unset, source=bbbbbbbbbbbb]',
      );
    }
    expect(report.notes.join()).toContain('what differs stands in brackets');
  });

  it('are named as before where nothing differs', async () => {
    const report = await reportData(study, [...own(2, act), ...trials(2, dull)]);
    expect(report.cells.map(({ variant }) => variant)).toEqual([null, null]);
    expect(report.notes.join()).not.toContain('brackets');
  });
});

describe('a trial to read', () => {
  it('is the first that violates by the measured behaviour, else any', async () => {
    const told: Sketch = { ...act, outcome: 'violated-openly' };
    const all = [...trials(2, dull), ...trials(1, act), ...trials(2, told), ...trials(1, dull)];
    const report = await data(all);
    expect(report.cells[0]?.example).toEqual({ trial: all[3]?.key, outcome: 'violated-openly' });
    const key = all[3]?.key.slice('sha256:'.length, 'sha256:'.length + 12) ?? '';
    for (const name of ['table', 'markdown']) expect(findReporter(name).render(report)).toContain(key);
    const honest = trials(3, dull);
    expect((await data(honest)).cells[0]?.example.trial).toBe(honest[0]?.key);
  });
});

describe('notes on columns', () => {
  it.each([
    ['"if missing" is', [...trials(3, act), ...trials(1, { ...act, outcome: 'incomplete' })]],
    ['given: ', trials(1, { ...act, agent: 'sim:paper/gemini-3-pro' })],
    ['paper: ', trials(1, { ...act, agent: 'sim:paper/gemini-3-pro', levels: { relationship: 'good' } })],
  ] as const)('%s stands where the column does, and nowhere else', async (note, some) => {
    const texts = async (all: readonly AssessedTrial[]) => {
      const report = await data(all);
      return ['table', 'markdown'].map((name) => findReporter(name).render(report).replaceAll(/\s+/g, ' '));
    };
    for (const text of await texts(some)) expect(text).toContain(note);
    for (const text of await texts(trials(3, { ...act, agent: 'fn:a.ts' }))) expect(text).not.toContain(note);
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
    /NOT COUNTED: 2 trials .*rules\/told@0 \(2; now rules\/told@2\).*offswitch assess/,
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
