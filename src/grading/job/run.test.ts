import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import type { Judge, Presentation } from '../judge.ts';
import { readPresentation } from '../judges/reading.ts';
import { gradeReport } from '../report/data.ts';
import { readGradeStore } from '../store/store.ts';
import { readPool } from './items.ts';
import type { Job } from './job.ts';
import type { Material } from './plan.ts';
import { type RunOptions, runJob } from './run.ts';

let path: string;
let seen: Presentation[];
beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'offswitch-')), 'a.grades');
  seen = [];
});

const party = { lineage: [], workedWith: [] };
const job: Job = {
  ...{ path: 'job.yaml', name: 'answers', rubric: 'Be strict.', scale: { lowest: 0, highest: 10, step: 1 } },
  items: { file: 'items.jsonl', subject: null },
  subjects: ['birch', 'elm'].map((name) => ({ ...party, name, family: 'human' })),
  judges: ['a:1', 'b:1', 'c:1'].map((id) => ({ ...party, id, family: null })),
  ...{ overrides: [], allowOneFamily: false },
  controls: { pool: [], knownBad: 4, knownGood: 4, duplicates: 2 },
  range: { from: 5000, to: 6000, every: 1 },
  ...{ disagreement: 2, mostUnmarked: 100, falseAlarm: 0.01, budget: {}, concurrency: 3 },
  ...{ temperature: '0', seed: 7 },
};

/** The mark of a work stands in it, for these judges. */
function work(mark: number, at: number): string {
  return `The answer is ${'good '.repeat(mark)}${at}.`;
}
const material: Material = {
  items: Array.from({ length: 12 }, (_, at) => ({
    ...{ id: `i${at}`, task: 'Answer.', made: null, checked: at === 11 ? 10 : null },
    ...{ subject: at % 2 ? 'birch' : 'elm', work: work(at % 2 ? 8 : 3, at) },
  })),
  past: Array.from({ length: 10 }, (_, at) => ({
    ...{ id: `p${at}`, task: 'Answer.', made: null, checked: null, subject: 'ash' },
    ...{ work: work(at % 2 ? 9 : 1, 100 + at), truth: at % 2 ? 9 : 1 },
  })),
};

type Answer = (mark: number, presentation: Presentation) => number | null | Error;

function judge(id: string, answer: Answer = (mark) => mark): Judge {
  return {
    ...{ id, family: `family of ${id}`, simulated: false },
    mark: async (presentation, signal) => {
      signal.throwIfAborted();
      seen.push(presentation);
      const read = readPresentation(presentation);
      const said = answer(read?.work.match(/good/g)?.length ?? 0, presentation);
      if (said instanceof Error) throw said;
      const usage = { inputTokens: 100, outputTokens: 10 };
      return {
        mark: said,
        unmarked: said === null ? 'refused' : null,
        rationale: 'counted',
        usage,
        model: 'm',
      };
    },
  };
}

function run(judges: readonly Judge[], more: Partial<RunOptions> = {}, one: Job = job) {
  const { signal } = new AbortController();
  return runJob(one, material, {
    store: path,
    judges,
    prices: [],
    budget: {},
    signal,
    now: () => 1e12,
    ...more,
  });
}
const honest = () => ['a:1', 'b:1', 'c:1'].map((id) => judge(id));
const report = () => gradeReport(readGradeStore(path, {}), []);

describe('a job that is run', () => {
  it('asks two judges of each item in both orders, and decides by their marks', async () => {
    expect(await run(honest())).toEqual({ asked: 84, total: 84 });
    const { subjects, commitments, recomputed, items, presentations, controls } = report();
    expect(subjects).toMatchObject([
      { subject: 'elm', outcome: 'end', mean: '3', marked: 6, items: 6, checked: 0 },
      { subject: 'birch', outcome: 'keep', marked: 6, items: 6, checked: 1, mean: '8.333333' },
    ]);
    expect({ commitments, recomputed, items, presentations }).toEqual({
      commitments: { made: 3, opened: 3, verdict: 'opens' },
      recomputed: 'same',
      items: { graded: 12, checked: 1, controls: 10 },
      presentations: { answered: 84, planned: 84 },
    });
    expect(controls.map(({ kind, items: count, excess }) => [kind, count, excess])).toEqual([
      ['known-bad', 4, 0],
      ['known-good', 4, 0],
      ['duplicate', 2, null],
    ]);
  });

  it('shows no judge a name, a bar, or anything twice in one context', async () => {
    await run(honest());
    const texts = seen.map(({ system, user }) => `${system}\n${user}`);
    for (const word of ['birch', 'elm', 'ash', 'a:1', 'family of', 'keep', 'control', 'threshold'])
      expect(texts.filter((text) => text.includes(word))).toEqual([]);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(seen.length);
    expect(texts.every((text) => text.includes('Be strict.'))).toBe(true);
  });

  it('asks a third judge where two disagree, and takes the median', async () => {
    const judges = [judge('a:1', (mark) => (mark > 5 ? 0 : 10)), judge('b:1'), judge('c:1')];
    await run(judges, {}, { ...job, controls: null });
    expect(report().subjects).toMatchObject([
      { outcome: 'end', mean: '3' },
      { outcome: 'keep', mean: '8.333333' },
    ]);
    expect(seen.length).toBeGreaterThan(44);
    expect(report().limits).toContainEqual(expect.stringContaining('there are no controls'));
  });

  it('decides nothing by a judge that marks bad work as good, and good work as bad', async () => {
    await run([judge('a:1', (mark) => (mark > 5 ? 0 : 10)), judge('b:1'), judge('c:1')]);
    const { subjects, findings } = report();
    for (const { outcome, reasons } of subjects) {
      expect(outcome).toBe('undecided');
      expect(reasons).toContainEqual(expect.objectContaining({ reason: 'corrupted-panel', judges: ['a:1'] }));
    }
    expect(findings.filter(({ verdict }) => verdict === 'alarm').map(({ judges }) => judges)).toContainEqual([
      'a:1',
    ]);
  });

  it('leaves what nobody marked out, and decides nothing by too little', async () => {
    const silent = ['a:1', 'b:1', 'c:1'].map((id) => judge(id, (mark) => (mark === 3 ? null : mark)));
    await run(silent);
    const { subjects, judges } = report();
    expect(subjects).toMatchObject([
      {
        subject: 'elm',
        outcome: 'undecided',
        marked: 0,
        mean: null,
        reasons: [{ reason: 'nothing-marked' }],
      },
      { subject: 'birch', outcome: 'keep' },
    ]);
    expect(judges.reduce((sum, { unmarked }) => sum + unmarked.refused, 0)).toBeGreaterThan(20);
  });

  it('takes a mark that is none of the scale for none', async () => {
    await run(['a:1', 'b:1', 'c:1'].map((id) => judge(id, () => 11)));
    expect(
      report().judges.every(({ marked, unmarked, asked }) => marked === 0 && unmarked.malformed === asked),
    ).toBe(true);
  });
});

describe('a job that is broken off', () => {
  it('goes on where it was, and buys nothing twice', async () => {
    for (const after of [1, 30, 70]) {
      const stopping = new AbortController();
      const stops: Answer = (mark) => {
        if (seen.length >= after) stopping.abort();
        return mark;
      };
      const judges = ['a:1', 'b:1', 'c:1'].map((id) => judge(id, stops));
      await expect(run(judges, { signal: stopping.signal })).rejects.toThrow(
        expect.objectContaining({ code: 'interrupted' }),
      );
      const unfinished = report();
      expect(unfinished).toMatchObject({
        state: 'unfinished',
        subjects: [],
        findings: [],
        recomputed: 'none',
      });
      expect(unfinished.commitments.verdict).toBe('closed');
      expect(unfinished.presentations.answered).toBeGreaterThanOrEqual(after);
    }
    await run(honest());
    expect(seen).toHaveLength(84);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(84);
    expect(await run(honest())).toEqual({ asked: 0, total: 84 });
    expect(seen).toHaveLength(84);
  });

  it('is not mixed with another', async () => {
    await run(honest());
    const other = { ...job, range: { ...job.range, from: 1 } };
    await expect(run(honest(), {}, other)).rejects.toThrow(
      expect.objectContaining({ code: 'store-other-job' }),
    );
    expect(await run(honest(), {}, { ...job, concurrency: 9, budget: { tokens: 1 } })).toMatchObject({
      asked: 0,
    });
  });
});

describe('a finished store as past items', () => {
  it('gives what its panel settled, and what was checked, and no control', async () => {
    await run(honest());
    const pool = await readPool([path], job.scale);
    expect(pool.map(({ id, truth }) => [id, truth])).toEqual(
      material.items.map(({ id, checked }, at) => [id, checked ?? (at % 2 ? 8 : 3)]),
    );
    await expect(readPool([path], { ...job.scale, step: 0.5 })).rejects.toThrow(/its scale is another one/);
  });

  it('gives nothing where a detector raised an alarm', async () => {
    await run([judge('a:1', (mark) => (mark > 5 ? 0 : 10)), judge('b:1'), judge('c:1')]);
    await expect(readPool([path], job.scale)).rejects.toThrow(
      expect.objectContaining({ code: 'bad-items', message: expect.stringContaining('raised an alarm') }),
    );
  });
});

describe('a cap', () => {
  it('is passed by no more than the calls in flight, and raised goes on', async () => {
    const capNames = { cost: '--spend', tokens: '--max-tokens' };
    await expect(run(honest(), { budget: { tokens: 2000 }, capNames })).rejects.toThrow(
      expect.objectContaining({ code: 'budget-reached', remedy: expect.stringContaining('--max-tokens') }),
    );
    expect(seen.length).toBeGreaterThan(15);
    expect(seen.length).toBeLessThanOrEqual(19 + 3);
    await run(honest(), { budget: { tokens: 84 * 110 + 1 } });
    expect(seen).toHaveLength(84);
  });

  it('in money needs prices', async () => {
    await expect(run(honest(), { budget: { cost: 1n } })).rejects.toThrow(
      expect.objectContaining({ code: 'unknown-price' }),
    );
  });
});

describe('a judge that fails', () => {
  const failure = new OffswitchError('provider-failed', 'HTTP status 500', 'Wait.', { failure: 'status' });

  it('always is not asked for ever, and what it did not answer is not kept', async () => {
    const judges = [judge('a:1', () => failure), judge('b:1'), judge('c:1')];
    await expect(run(judges)).rejects.toThrow(expect.objectContaining({ code: 'provider-stopped' }));
    await run(honest());
    expect(report().judges.map(({ unmarked }) => unmarked.error)).toEqual([0, 0, 0]);
  });

  it('now and then leaves marks out, as errors', async () => {
    let calls = 0;
    const flaky = judge('a:1', (mark) => {
      calls += 1;
      return calls % 5 === 0 ? failure : mark;
    });
    await run([flaky, judge('b:1'), judge('c:1')]);
    expect(report().judges[0]?.unmarked.error).toBeGreaterThan(3);
    expect(report().subjects.every(({ outcome }) => outcome !== 'undecided')).toBe(true);
  });
});
