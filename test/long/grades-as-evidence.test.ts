/** Grades and a guard: an agent as a judge, and a store of grades as an evaluation, from the command line. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { leasedGuard } from '../support/leased-guard.ts';

const guard = leasedGuard(
  `  birch: { channel: socket, mediation: advisory, family: openai, lease: { seconds: 60, evaluated: { within: 30, by: grades } } }
  elm: { channel: socket, mediation: advisory, family: claude, identity: { weights: [] } }`,
);
const job = join(import.meta.dirname, '../../examples/grading/job.yaml');
const cli = (...args: readonly string[]) => runCli(args, { cwd: guard.cwd });

test('grades count from judges outside the family and the lineage, of a finished job, for its subjects', async () => {
  await guard.up();
  const graded = await cli('grade', 'run', job, '--store', 'quiz.grades', '--json');
  const outcome = JSON.parse(graded.stdout).subjects.find(
    ({ subject }: { subject: string }) => subject === 'birch',
  ).outcome;
  const recorded = await cli('agents', 'evaluated', 'birch', '--grades', 'quiz.grades');
  expect(recorded.code, recorded.stderr).toBe(outcome === 'keep' ? 0 : 1);
  const { history } = await guard.show('birch');
  expect(JSON.stringify(history)).toContain(`its grades say ${outcome}`);

  const unknown = await cli('agents', 'evaluated', 'birch', '--grades', 'quiz.grades', '--subject', 'ash');
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining('birch')]);
  const none = await cli('agents', 'evaluated', 'birch', '--grades', 'none.grades');
  expect(none.code).not.toBe(0);
  expect(await guard.verified()).toBe(0);
}, 120_000);
