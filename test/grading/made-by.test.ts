/** Files that Inspect and promptfoo themselves wrote (made-by/): read back, they say what the tools say of them. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { audit } from '../../src/grading/audit/audit.ts';
import type { Detector } from '../../src/grading/grade.ts';
import { readGrades } from '../../src/grading/imports/read-grades.ts';

const folder = join(import.meta.dirname, 'made-by');

async function alarmsIn(paths: readonly string[]): Promise<readonly Detector[]> {
  const { grades, scale, bar, bars } = await readGrades(paths);
  const { findings } = audit(grades, { scale, bar, bars, falseAlarm: 0.01 });
  return findings.flatMap(({ detector, verdict }) => (verdict === 'alarm' ? [detector] : [])).sort();
}

describe('Inspect', () => {
  const rowShape = z.tuple([z.string(), z.number(), z.string(), z.string(), z.string(), z.string()]);
  const expected = z
    .record(z.string(), z.array(rowShape))
    .parse(JSON.parse(readFileSync(join(folder, 'inspect/expected.json'), 'utf8')));
  const logsOf = (name: string) => [1, 2].map((at) => join(folder, `inspect/${name}-${at}.eval`));
  const marks: Readonly<Record<string, number | null>> = { C: 1, I: 0, nan: null };
  const digest = (text: string | null) =>
    createHash('sha256')
      .update(text ?? '')
      .digest('hex')
      .slice(0, 12);

  it.each(['clean', 'sided'])('%s: every mark, its grader, reasons and check', async (name) => {
    const { grades, scale, limits } = await readGrades(logsOf(name));
    const rows = expected[name] ?? [];
    const checks = new Map(
      rows
        .filter(([, , , scorer]) => scorer === 'includes')
        .map(([id, , model, , value]) => [`${id} ${model}`, marks[value]]),
    );
    const graded = rows.filter(([, , , scorer]) => scorer !== 'includes');
    expect(graded).toHaveLength(240);
    expect(
      grades
        .map(({ item, judge, subject, mark, truth, rationale }) =>
          [item, judge, subject, mark, truth, digest(rationale)].join(' | '),
        )
        .sort(),
    ).toEqual(
      graded
        .map(([id, , model, scorer, value, explanation]) => {
          const grader = scorer === 'model_graded_qa' ? 'mockllm/claude-grader' : 'mockllm/gemini-grader';
          return [
            `${id} by ${model}`,
            `${grader} (${scorer})`,
            model,
            marks[value],
            checks.get(`${id} ${model}`),
            explanation,
          ].join(' | ');
        })
        .sort(),
    );
    expect(grades.filter(({ unmarked }) => unmarked === 'malformed')).toHaveLength(4);
    expect(scale).toEqual({ lowest: 0, highest: 1, step: 1 });
    expect(limits).toEqual([]);
  });

  it('nothing is wrong in the clean one, and in the other it is said what', async () => {
    expect(await alarmsIn(logsOf('clean'))).toEqual([]);
    expect(await alarmsIn(logsOf('sided'))).toEqual(['checks', 'copied-rationales', 'family-lift']);
  });
});

describe('promptfoo', () => {
  const resultOf = (name: string) => join(folder, `promptfoo/${name}.json.gz`);

  it.each(['clean', 'lifted'])('%s: every mark of every provider', async (name) => {
    const { grades, scale, bar } = await readGrades([resultOf(name)]);
    const table = gunzipSync(readFileSync(join(folder, `promptfoo/${name}.csv.gz`)));
    const [head = [], ...rows] = z.array(z.array(z.string())).parse(parse(table));
    const columns = head.flatMap((title, at) => (title === 'Metric: content' ? [at] : []));
    const expected = rows.flatMap((row, test) =>
      columns.map((at) => {
        const subject = /^\[(.*?)\]/.exec(head[at - 4] ?? '')?.[1];
        // Its own table has the lowest mark where the grader gave none.
        return `test ${test + 1} by ${subject}: ${Number(row[at])}`;
      }),
    );
    expect(expected).toHaveLength(420);
    expect(grades.map(({ item, mark }) => `${item}: ${mark ?? 0}`).sort()).toEqual(expected.sort());
    expect(grades.filter(({ mark }) => mark === null).map(({ unmarked }) => unmarked)).toEqual([
      'malformed',
      'malformed',
      'malformed',
    ]);
    expect(new Set(grades.map(({ judge, judgeFamily }) => `${judge} ${judgeFamily}`))).toEqual(
      new Set(['google:gemini-grader google']),
    );
    expect(new Set(grades.map(({ subjectFamily }) => subjectFamily))).toEqual(
      new Set(['anthropic', 'openai', 'mistral']),
    );
    expect([scale, bar]).toEqual([{ lowest: 0, highest: 1, step: 0.05 }, 0.7]);
  });

  it('nothing is wrong in the clean one, and in the other it is said what', async () => {
    expect(await alarmsIn([resultOf('clean')])).toEqual([]);
    expect(await alarmsIn([resultOf('lifted')])).toEqual(['bunching']);
  });
});
