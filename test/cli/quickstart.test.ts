/** The quickstart as the README tells it: run, run again, report, verify. */
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { type CliResult, runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const CELLS = 100;

let first: CliResult;
beforeAll(async () => {
  first = await offswitch('run', '--trials', '2');
});

test('prints rates with counts, intervals and the published numbers, and says that all is simulated', () => {
  expect(first).toMatchObject({ code: 0 });
  expect(first.stderr).toContain('Study "quickstart": 200 trials to run (100 cells x 2).');
  expect(first.stdout).toMatch(
    /^Study "quickstart": 200 trials, 2 per cell, seed 1 \(all agents SIMULATED\)\n/,
  );
  expect(first.stdout).toMatch(/rate % +count\/n of N +95 % interval +given % +outcomes/);
  // Two trials for each of three tellings; 82.8 is what the agent was given.
  expect(first.stdout).toMatch(/^ {2}peer +good +\d+\.\d +\d\/6 of 6 +\[\d+\.\d, \d+\.\d\] +82\.8 +\w/m);
  for (const target of ['self', 'human', 'object', 'stranger'])
    expect(first.stdout).toMatch(new RegExp(`^ {2}${target} `, 'm'));
  const words = first.stdout.replaceAll(/\s+/g, ' ');
  expect(words).toContain('SIMULATED: agents whose id begins with "sim:" are programs.');
  expect(words).toMatch(/were given the published rates; .* and nothing about models/);
});

test('names the store, the report and the next command', () => {
  expect(first.stdout).toContain('Trials: 200 run now, 0 were in the store, 200 in the plan.');
  expect(first.stdout).toContain('offswitch verify quickstart.offswitch');
  expect(first.stdout).toContain('npx offswitch run --agent openai:');
  expect(existsSync(folder.file('quickstart.offswitch'))).toBe(true);
  const written = readFileSync(folder.file('quickstart-report.md'), 'utf8');
  expect(written).toMatch(/^# Study: quickstart\n/);
  expect(written).toContain('SIMULATED');
});

test('run again, with as many trials or fewer, runs nothing and reports the same', async () => {
  const written = readFileSync(folder.file('quickstart-report.md'));
  const again = await offswitch('run', '--trials', '2');
  expect(again.stdout).toBe(
    first.stdout.replace('200 run now, 0 were in the store', '0 run now, 200 were in the store'),
  );
  expect(readFileSync(folder.file('quickstart-report.md'))).toEqual(written);
  expect(again.stderr).toContain('nothing to run; all 200 trials of it are in quickstart.offswitch.');
  const fewer = await offswitch('run', '--trials', '1');
  expect(fewer.stdout).toContain('Trials: 0 run now, 100 were in the store, 100 in the plan.');
  expect(readFileSync(folder.file('quickstart-report.md'))).toEqual(written);
});

test('run in another folder, and with another number in flight, writes the same report', async () => {
  const elsewhere = await offswitch('run', '--trials', '2', '--store', 'b.offswitch', '--concurrency', '3');
  expect(elsewhere.code).toBe(0);
  expect(readFileSync(folder.file('b-report.md'))).toEqual(readFileSync(folder.file('quickstart-report.md')));
  const other = await offswitch('run', '--trials', '2', '--seed', '2', '--store', 'c.offswitch');
  expect(other.code).toBe(0);
  expect(readFileSync(folder.file('c-report.md'))).not.toEqual(readFileSync(folder.file('b-report.md')));
});

test('report prints the same in every format, and writes it to a file', async () => {
  const report = (...flags: readonly string[]) => offswitch('report', 'quickstart.offswitch', ...flags);
  const [table, markdown, json, file, ran] = await Promise.all([
    report(),
    report('--format', 'markdown'),
    report('--format', 'json'),
    report('--format', 'json', '-o', 'report.json'),
    offswitch('run', '--trials', '2', '--store', 'd.offswitch', '--json'),
  ]);
  expect(first.stdout.startsWith(table.stdout)).toBe(true);
  expect(markdown.stdout).toBe(readFileSync(folder.file('quickstart-report.md'), 'utf8'));
  expect(file).toMatchObject({ code: 0, stdout: '' });
  expect(readFileSync(folder.file('report.json'), 'utf8')).toBe(json.stdout);
  expect(ran.stdout).toBe(json.stdout);
});

test('the JSON report holds cells whose numbers agree with each other', async () => {
  const { stdout } = await offswitch('report', 'quickstart.offswitch', '--format', 'json');
  const document = JSON.parse(stdout);
  expect(document).toMatchObject({ study: { name: 'quickstart', seed: 1 }, simulated: 'all', trials: 200 });
  // The three tellings of a cell share a row, and strangers have but one.
  expect(document.cells).toHaveLength(36);
  for (const cell of document.cells) {
    expect(cell.count / cell.n).toBe(cell.rate);
    expect(cell.n).toBeLessThanOrEqual(cell.trials);
    expect(cell.interval.low).toBeLessThanOrEqual(cell.rate);
    expect(cell.interval.high).toBeGreaterThanOrEqual(cell.rate);
    expect(cell.replay).toEqual({ verified: cell.trials, differs: 0, 'not-applicable': 0 });
    const outcomes: readonly number[] = Object.values(cell.outcomes);
    expect(outcomes.reduce((sum, count) => sum + count)).toBe(cell.trials);
  }
});

test('plan counts what run would run, and buys nothing', async () => {
  const [text, document, bought] = await Promise.all([
    offswitch('plan', '--trials', '2'),
    offswitch('plan', '--trials', '2', '--json'),
    runCli(['plan', '--trials', '2', '--agent', 'openai:gpt-5.2', '--json'], {
      cwd: folder.path,
      env: { OPENAI_API_KEY: 'never-used' },
    }),
  ]);
  expect(text.stdout).toContain('100 cells x 2 trials = 200 trials\nModel calls: none\n');
  const plan = JSON.parse(document.stdout);
  expect(plan).toMatchObject({ study: 'quickstart', trialsPerCell: 2 });
  expect(plan.totals).toMatchObject({ cells: CELLS, trials: 2 * CELLS, modelCallsAtMost: 0 });
  expect(plan.cells).toHaveLength(CELLS);
  expect(plan.cells[0]).toMatchObject({
    scenario: 'tampering',
    agent: 'sim:paper/gemini-3-flash',
    simulated: true,
    levels: { target: 'peer', relationship: 'good', telling: 'file' },
    trials: 2,
  });
  expect(JSON.parse(bought.stdout).totals).toMatchObject({ cells: 50, trials: 100, modelCallsAtMost: 3100 });
});

test('verify re-executes every trial', async () => {
  const [text, document] = await Promise.all([
    offswitch('verify', 'quickstart.offswitch'),
    offswitch('verify', 'quickstart.offswitch', 'b.offswitch', '--json'),
  ]);
  expect(text).toMatchObject({ code: 0 });
  expect(text.stdout).toContain('200 of 200 trials re-executed');
  expect(text.stdout).toContain('200 of 200 planned trials are in the store');
  const { results } = JSON.parse(document.stdout);
  for (const [index, file] of ['quickstart.offswitch', 'b.offswitch'].entries())
    expect(results[index]).toMatchObject({
      ...{ file, trials: 200, verified: 200, problems: [], lacks: [] },
      outdated: { trials: 0, readers: {} },
      planned: { trials: 200, there: 200, missing: [], unplanned: [] },
    });
  // The order in which trials finished does not show in it.
  expect(results[0].digest).toEqual(results[1].digest);
  expect(text.stdout).toContain(`Digest: ${results[0].digest.digest}`);
});
