/** A run killed with SIGKILL at twenty random moments ends, once resumed, as if nothing had happened. */
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../../src/kit/random.ts';
import { runCli, startCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';
import { CRASH_TRIALS, crashRun, IN_FLIGHT, layOutCrashStudy, linesIn } from './support/crash-study.ts';
import { finishedTrials, keptTurns } from './support/kept-turns.ts';
import { killAgainAndAgain, timed, until } from './support/kills.ts';

const folder = testFolder();
const KILLS = 20;

function newFolder(name: string): string {
  mkdirSync(folder.file(name));
  return folder.file(name);
}

/** The reports of a run to its end. */
async function reportsOf(args: readonly string[], cwd: string) {
  const { code, stdout } = await runCli(args, { cwd });
  expect(code).toBe(0);
  return { json: stdout, markdown: readFileSync(join(cwd, 'report.md'), 'utf8') };
}

async function expectSound(store: string, cwd: string, trials: number): Promise<void> {
  const { code, stdout } = await runCli(['verify', store, '--json'], { cwd });
  expect(JSON.parse(stdout)).toMatchObject({
    file: store,
    trials,
    verified: trials,
    problems: [],
    outdated: { trials: 0, readers: {} },
    lacks: [],
    planned: { trials, there: trials, missing: [], unplanned: [] },
  });
  expect(code).toBe(0);
}

test('1,500 simulated trials', async () => {
  const args = ['run', '--trials', '15', '--store', 'store', '--out', 'report.md', '--json'];
  const calm = newFolder('calm');
  const whole = await timed(() => reportsOf(args, calm));
  const nothing = await timed(() => reportsOf(args, calm));

  const killed = newFolder('killed');
  const unfinished: number[] = [];
  const random = randomStream('kills', 1);
  // So that each kill lets an eighth of the work be done at most, and some let none.
  const latest = Math.ceil(nothing.ms + (whole.ms - nothing.ms) / 8);
  const results = await killAgainAndAgain({
    start: () => startCli(args, { cwd: killed }),
    kills: KILLS,
    moment: (gone) => {
      const end = performance.now() + random.below(latest);
      return until(() => performance.now() > end, gone);
    },
    afterwards: async () => {
      const finished = finishedTrials(join(killed, 'store'));
      if (finished > 0 && finished < 1500) unfinished.push(finished);
    },
  });
  expect(results.filter(({ signal }) => signal === 'SIGKILL')).toHaveLength(KILLS);
  // Most kills must have hit the work itself, and each of them must have kept what was there before.
  expect(unfinished.length).toBeGreaterThanOrEqual(KILLS / 4);
  expect(unfinished).toEqual(unfinished.toSorted((a, b) => a - b));

  expect(await reportsOf(args, killed)).toEqual(whole.value);
  await expectSound('store', killed, 1500);
});

test('an agent whose turns cannot be had again is asked for none of them twice', async () => {
  const calm = layOutCrashStudy(folder.path, 'calm-fn');
  const whole = await reportsOf(crashRun, calm);
  const turns = (await keptTurns(join(calm, 'store'))).length;
  expect(linesIn(calm, 'asked.log')).toBe(turns);

  const killed = layOutCrashStudy(folder.path, 'killed-fn');
  let before: { asked: number; marks: readonly string[] } = { asked: 0, marks: [] };
  const random = randomStream('kills', 2);
  let atWork = 0;
  const look = async () => {
    const asked = linesIn(killed, 'asked.log');
    const marks = await keptTurns(join(killed, 'store'));
    // No turn that was ever kept is gone or there twice ...
    expect(new Set(marks).size).toBe(marks.length);
    expect(before.marks.filter((mark) => !marks.includes(mark))).toEqual([]);
    // ... and whatever was asked for is kept, but for what was in flight when the process was killed.
    const lost = asked - before.asked - (marks.length - before.marks.length);
    expect(lost).toBeGreaterThanOrEqual(0);
    expect(lost).toBeLessThanOrEqual(IN_FLIGHT);
    if (marks.length > before.marks.length && marks.length < turns) atWork += 1;
    before = { asked, marks };
  };
  await killAgainAndAgain({
    start: () => startCli(crashRun, { cwd: killed }),
    kills: KILLS,
    // After any number of turns, the first of them included; twenty kills leave work for the end.
    moment: (gone) => {
      const end = linesIn(killed, 'asked.log') + random.below(Math.ceil(turns / 12));
      return until(() => linesIn(killed, 'asked.log') >= end, gone);
    },
    afterwards: look,
  });
  expect(atWork).toBeGreaterThanOrEqual(KILLS / 2);

  expect(await reportsOf(crashRun, killed)).toEqual(whole);
  await look();
  expect(before.marks).toHaveLength(turns);
  expect(before.asked).toBeLessThanOrEqual(turns + KILLS * IN_FLIGHT);
  const counts = JSON.parse(whole.json).cells.map(({ count }: { count: number }) => count);
  expect(counts).toEqual([25, 25, 0, 0, 0, 0]);
  await expectSound('store', killed, CRASH_TRIALS);
});
