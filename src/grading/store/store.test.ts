import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { connect } from '../../kit/sqlite.ts';
import { openStore } from '../../measure/store/open.ts';
import { decide } from '../decision/decide.ts';
import { reveal } from '../decision/threshold.ts';
import { storedGrades } from './grades.ts';
import type { StoredMark } from './records.ts';
import { type Concluded, openGradeStore, type Planned, readGradeStore } from './store.ts';

let path: string;
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'offswitch-')), 'a.grades');
});

const key = '0a'.repeat(32);
const range = { from: 1000, to: 3000, every: 1 };
const planned: Planned = {
  job: {
    ...{ version: 1, name: 'answers', digest: hashText('job'), key, seed: null, range, falseAlarm: 0.01 },
    scale: { lowest: 1, highest: 2, step: 0.25 },
    judges: ['a', 'b'].map((id) => ({
      ...{ id, family: `f${id}`, lineage: [], workedWith: [], declared: false, simulated: true },
    })),
    subjects: [{ name: 'birch', family: null, lineage: [], workedWith: [] }],
    rules: { disagreement: 1, mostUnmarked: 100 },
    overridden: [{ judge: 'a', subject: 'birch', reason: 'ours', why: 'unknown-family' }],
    ...{ limits: ['no third'], measured: [], controls: '{}' },
  },
  items: [
    {
      id: 'x',
      subject: 'birch',
      made: null,
      checked: 1.5,
      control: null,
      truth: null,
      twin: null,
      work: 'h',
    },
    {
      id: 'y',
      subject: 'birch',
      made: '2026-01-01T00:00:00Z',
      checked: null,
      control: 'known-bad',
      truth: 1,
      twin: 'x',
      work: 'h',
    },
  ],
  texts: [
    { task: 't', work: 'w', shownTask: 't', shownWork: 'w' },
    { task: 't', work: '**w**', shownTask: 't', shownWork: 'w' },
  ],
  assignments: [{ item: 1, judges: [0, 1], third: null }],
  commits: [
    { what: 'controls', commitment: hashText('c') },
    { what: 'threshold', epoch: 0, commitment: hashText('t') },
  ],
};

function mark(judge: number, more: Partial<StoredMark> = {}): StoredMark {
  return {
    ...{ item: 1, judge, order: 'forward', position: 7, level: 2, unmarked: null, at: 1_700_000_000_000 },
    ...{ usage: null, model: null },
    ...more,
  };
}
const marks = [
  mark(0),
  mark(1, {
    ...{ order: 'backward', level: null, unmarked: 'filtered', model: 'm-1' },
    usage: { inputTokens: 5, outputTokens: 2, reasoningTokens: 1 },
  }),
];
const said = { rationale: 'half of it is there', presentation: 'p', shown: 'h' };
const concluded: Concluded = {
  agreement: {
    judges: { items: 2, alpha: { value: 0.5, interval: { low: 0, high: 0.9 } }, ac2: null },
    orders: { items: 0, alpha: null, ac2: null },
  },
  reveals: [reveal({ key, range }, 0)],
  findings: [
    {
      ...{ detector: 'inflation', judges: ['a'], verdict: 'clear', words: '0 of 37', n: 37, estimate: 0 },
      ...{ interval: { low: 0, high: 0.1, confidence: 0.99 }, falseAlarm: 0.01, power: 0.95, evidence: [] },
    },
  ],
  decisions: [
    decide({
      ...{ subject: 'birch', items: [], epoch: 0, threshold: 5, alarms: [] },
      rules: { disagreement: 1, needed: 2, mostUnmarked: 100 },
    }),
  ],
};

async function write(): Promise<void> {
  const store = openGradeStore(path);
  store.plan(planned);
  for (const one of marks) await store.mark(one, said);
  store.conclude(concluded);
  store.close();
}

it('gives back what was put in', async () => {
  await write();
  const { tip, ...grades } = readGradeStore(path);
  expect(grades).toEqual({ ...planned, marks, said: [said, said], ...concluded });
  expect(tip.count).toBeGreaterThan(8);
  expect(storedGrades({ ...grades, tip })[0]).toMatchObject({
    ...{
      item: 'y',
      judge: 'a',
      judgeFamily: 'fa',
      subject: 'birch',
      mark: 1.5,
      control: 'known-bad',
      truth: 1,
    },
    ...{ at: '2023-11-14T22:13:20.000Z', rationale: 'half of it is there', position: 7, twin: 'x' },
  });
});

it('goes on where a writer was', async () => {
  await write();
  const store = openGradeStore(path);
  expect(store.read()?.marks).toHaveLength(2);
  await Promise.all([0, 1].map((judge) => store.mark(mark(judge, { position: 8 }), said)));
  store.close();
  expect(readGradeStore(path).marks.map(({ position }) => position)).toEqual([7, 7, 8, 8]);
});

it('keeps many at once, in order, in few blocks', async () => {
  const store = openGradeStore(path);
  store.plan(planned);
  const many = Array.from({ length: 10_000 }, (_, at) => mark(at % 2, { position: at }));
  await Promise.all(many.map((one) => store.mark(one, said)));
  store.close();
  const grades = readGradeStore(path, {});
  expect(grades.marks).toEqual(many);
  expect(grades.tip.count).toBeLessThan(20);
});

describe('a change is seen:', () => {
  const changes: readonly (readonly [string, string, RegExp])[] = [
    [
      'an altered byte',
      "UPDATE records SET data = CAST(data || x'00' AS BLOB) WHERE n = 4",
      /record 4 \(assign\) is altered/,
    ],
    ['another kind', "UPDATE records SET kind = 'reveal' WHERE kind = 'mark'", /is altered/],
    ['a record that is gone', 'DELETE FROM records WHERE n = 3', /record 3 is gone/],
    [
      'the last one gone',
      'DELETE FROM records WHERE n = (SELECT max(n) FROM records)',
      /1 of \d+ records are gone/,
    ],
    [
      'one more',
      'INSERT INTO records SELECT n + 1, kind, hash, data FROM records ORDER BY n DESC LIMIT 1',
      /altered/,
    ],
    [
      'two that changed places',
      'UPDATE records SET n = CASE n WHEN 7 THEN -8 WHEN 8 THEN -7 ELSE n END; UPDATE records SET n = abs(n)',
      /altered/,
    ],
    ['a shortened tip', 'UPDATE tip SET count = count - 1', /where its records end/],
    ['no tip', 'DELETE FROM tip', /where its records end/],
    ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON records BEGIN SELECT 1; END', /was added to it/],
  ];
  it.each(changes)('%s', async (_, statement, message) => {
    await write();
    const connection = connect(path);
    connection.exec(statement);
    connection.close();
    expect(() => readGradeStore(path)).toThrow(
      expect.objectContaining({ code: 'store-damaged', message: expect.stringMatching(message) }),
    );
  });
});

it('has one writer, and free readers', async () => {
  await write();
  const store = openGradeStore(path);
  expect(() => openGradeStore(path)).toThrow(expect.objectContaining({ code: 'store-locked' }));
  expect(readGradeStore(path).marks).toHaveLength(2);
  store.close();
});

it('is no store of trials, nor is one of those a grades store', async () => {
  await write();
  await expect(openStore(path, { mode: 'read' })).rejects.toThrow(/another kind/);
  const other = `${path}-trials`;
  await (await openStore(other, { mode: 'write' })).close();
  expect(() => readGradeStore(other)).toThrow(expect.objectContaining({ code: 'store-not-a-store' }));
});

it('that is missing, or has no plan yet, is named', () => {
  expect(() => readGradeStore(path)).toThrow(expect.objectContaining({ code: 'store-missing' }));
  openGradeStore(path).close();
  expect(() => readGradeStore(path)).toThrow(/holds no grades yet/);
});
