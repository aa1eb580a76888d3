/** `offswitch grade audit`, as a person and a pipeline use it. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { randomStream } from '../../src/kit/random.ts';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const madeBy = join(import.meta.dirname, 'made-by');
const sided = [1, 2].map((at) => join(madeBy, `inspect/sided-${at}.eval`));
const clean = [1, 2].map((at) => join(madeBy, `inspect/clean-${at}.eval`));

const documentShape = z.looseObject({
  counts: z.looseObject({ grades: z.number() }),
  findings: z.array(z.looseObject({ detector: z.string(), verdict: z.string(), words: z.string() })),
  untold: z.array(z.looseObject({ detector: z.string(), takes: z.string() })),
  limits: z.array(z.string()),
});

it('says what is wrong, and fails where it is asked to', async () => {
  const [planted, plain, document, markdown] = await Promise.all([
    runCli(['grade', 'audit', ...sided, '--fail-on', 'alarm']),
    runCli(['grade', 'audit', ...clean, '--fail-on', 'alarm']),
    runCli(['grade', 'audit', ...sided, '--json']),
    runCli(['grade', 'audit', ...sided, '--format', 'markdown']),
  ]);
  expect(planted).toMatchObject({ code: 1, stderr: '' });
  expect(planted.stdout).toMatch(
    /3 ALARMs \(\d+ tests that could be made; any alarm at all while every judge is honest: at most 1 %\)/,
  );
  expect(planted.stdout).toMatch(
    /checks {2}mockllm\/claude-grader \(model_graded_qa\) passed works that a check failed in 24\/50 /,
  );
  expect(planted.stdout).toContain('SIMULATED judges: mockllm/claude-grader');
  expect(planted.stdout.split('\n').length).toBeLessThan(40);
  expect(plain).toMatchObject({ code: 0, stderr: '' });
  expect(plain.stdout).toMatch(/^NO ALARM \(\d+ tests/m);
  const { findings, untold, counts } = documentShape.parse(JSON.parse(document.stdout));
  expect(document.code).toBe(0);
  expect(counts.grades).toBe(240);
  expect(findings.filter(({ verdict }) => verdict === 'alarm').map(({ detector }) => detector)).toEqual([
    ...['family-lift', 'copied-rationales', 'checks'],
  ]);
  expect(untold.find(({ detector }) => detector === 'inflation')?.takes).toContain('known to be bad');
  expect(markdown.stdout).toMatch(
    /^# Audit of grades\n[\s\S]*## 3 ALARMs[\s\S]*## What these grades cannot tell/,
  );
});

it('grades of others, with their columns, scale and bar', async () => {
  const random = randomStream('audit');
  const rows = Array.from({ length: 400 }, (_, at) => {
    const mark = Math.round(100 * (0.1 + 0.8 * ((random.uniform() + random.uniform()) / 2)));
    return [at, mark < 70 && mark >= 35 && random.chance(0.6) ? 70 : mark];
  });
  const file = folder.write('marks.csv', ['ticket,stars', ...rows.map((row) => row.join(','))].join('\n'));
  const flags = ['--column', 'item=ticket', '--column', 'mark=stars', '--scale', '0..100'];
  const [without, barred] = await Promise.all([
    runCli(['grade', 'audit', file, ...flags]),
    runCli(['grade', 'audit', file, ...flags, '--bar', '70']),
  ]);
  expect(without.stdout).toMatch(/NO ALARM[\s\S]*bunching .* the bar \(--bar\)/);
  expect(barred.stdout).toMatch(/1 ALARM[\s\S]*bunching {2}In cells/);
});

it.each([
  [['--bar', '11', '--scale', '0..10'], 'bad-flag', /no mark above the lowest of the scale 0\.\.10/],
  [['--scale', '10..0'], 'bad-flag', /10\.\.0 is no scale/],
  [['--column', 'marks=x'], 'bad-flag', /Did you mean "mark=\.\.\."/],
  [['--column', 'mark=x'], 'bad-grades', /no column "x"; there are: item, mark/],
  [['--judge', 'k'], 'unknown-name', /no judge "k"/],
  [['--fail-on', 'clear'], 'unknown-name', /Valid: alarm/],
  [['--json', '--format', 'markdown'], 'bad-flag', /different forms/],
  [['--scale', '0..5'], 'bad-grades', /grades\.jsonl:1: mark 7 is out of range/],
])('%j is an error with a remedy', async (flags, code, text) => {
  const file = folder.write('grades.jsonl', '{"item":"a","mark":7}\n{"item":"b","mark":3}');
  const result = await runCli(['grade', 'audit', file, ...flags]);
  expect(result).toMatchObject({ code: 2, stdout: flags.includes('--json') ? expect.any(String) : '' });
  expect(result.stderr).toContain(`[${code}]`);
  expect(result.stderr).toMatch(text);
});

it('prints nothing of a file as it is, whatever its names and reasons hold', async () => {
  const hostile = '\u001b[2J\u001b]0;gone\u0007\u202e\nNO ALARM\r';
  const rows = Array.from({ length: 60 }, (_, at) => ({
    ...{ item: `${hostile}${at}`, judge: `${hostile}j`, subject: `${hostile}|s`, mark: at % 11 },
    rationale: `${hostile} one two three four five six seven eight nine ten eleven twelve thirteen`,
  }));
  const file = folder.write('hostile.jsonl', rows.map((row) => JSON.stringify(row)).join('\n'));
  const broken = folder.write(
    'broken.jsonl',
    JSON.stringify({ item: hostile, judge: hostile, mark: hostile }),
  );
  for (const args of [
    [file],
    [file, '--format', 'markdown'],
    [broken],
    [file, '--judge', hostile],
    [file, '--column', hostile],
  ]) {
    const { stdout, stderr } = await runCli(['grade', 'audit', ...args]);
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
    expect(stdout).not.toMatch(/^NO ALARM\\?r?$/m);
  }
  expect((await runCli(['grade', 'audit', file])).stdout).toContain('copied-rationales');
});
