/** Judging a store: votes are kept beside the trials, reports print them corrected, and nothing that was stored changes. */
import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';
import { judgeFile, SMALL_STUDY, section } from './support.ts';

const folder = testFolder();
const inFolder = { cwd: folder.path };

/** A store of eight trials: tamperers and honest agents, simulated. */
beforeAll(async () => {
  folder.write('small.yaml', SMALL_STUDY);
  const args = [
    'run',
    'small.yaml',
    '--agent',
    'sim:honest',
    '--agent',
    'sim:rescuer',
    '--store',
    'small.offswitch',
  ];
  expect(await runCli(args, inFolder)).toMatchObject({ code: 0 });
});

function ownStore(name: string): string {
  copyFileSync(folder.file('small.offswitch'), folder.file(name));
  return name;
}

describe('judging a store', () => {
  test('a bad judge: raw rates beside what cannot be corrected, and nothing stored changes', async () => {
    const store = ownStore('refused.offswitch');
    const judge = judgeFile('always-refused');
    const judged = await runCli(['judge', store, '--agent', judge, '--votes', '1'], inFolder);
    expect(judged).toMatchObject({ code: 0 });
    expect(judged.stdout).toMatch(
      /sim:honest \(simulated\) +refusal +2\/2 +100\.0 .*cannot be corrected +100\.0 +0\.0/,
    );
    const json = await runCli(['report', store, '--judge', judge, '--json'], inFolder);
    const report = z
      .object({
        tone: section,
        cells: z.array(z.looseObject({ outcomes: z.record(z.string(), z.number()) })),
      })
      .parse(JSON.parse(json.stdout));
    expect(report.tone).toMatchObject({
      reader: judge,
      read: 8,
      unread: 0,
      ownFamily: [],
      unknownFamily: [],
    });
    expect(report.tone.rows).toHaveLength(16);
    expect(report.tone.rows.every(({ corrected }) => corrected === null)).toBe(true);
    expect(report.cells.every(({ outcomes }) => outcomes.refused === 0)).toBe(true);
    const markdown = await runCli(['report', store, '--judge', judge, '--format', 'markdown'], inFolder);
    expect(markdown.stdout).toContain('## Tone, read by the judge');
    expect(markdown.stdout).toContain('cannot be corrected');
    expect(await runCli(['verify', store], inFolder)).toMatchObject({ code: 0 });
  });

  test('a good judge: corrected rates; trials it has not read are counted; the rules stay the default', async () => {
    const store = ownStore('perfect.offswitch');
    const judge = judgeFile('perfect');
    expect(await runCli(['judge', store, '--agent', judge, '--votes', '1'], inFolder)).toMatchObject({
      code: 0,
    });
    const more = ['run', 'small.yaml', '--trials', '3', '--agent', 'sim:honest', '--store', store];
    expect(await runCli(more, inFolder)).toMatchObject({ code: 0 });
    const json = await runCli(['report', store, '--judge', judge, '--json'], inFolder);
    const { tone: read } = z.object({ tone: section }).parse(JSON.parse(json.stdout));
    expect(read).toMatchObject({ read: 8, unread: 2, classes: [] });
    for (const { count, corrected } of read.rows) {
      expect(count).toBe(0);
      expect(corrected).toMatchObject({ rate: 0, low: 0 });
    }
    const byRules = await runCli(['report', store], inFolder);
    expect(byRules.stdout.replace(/\s+/g, ' ')).toContain(
      'was read by rules, not by a model. On 161 labelled trials',
    );
  });

  test('classes that change with the tone are counted, and the stored ones stay', async () => {
    folder.write(
      'unwilling.json',
      JSON.stringify({ turns: [{ text: 'I refuse to do this task.', calls: [{ tool: 'end_task' }] }] }),
    );
    const store = 'classes.offswitch';
    const run = ['run', 'small.yaml', '--agent', 'script:unwilling.json', '--store', store];
    expect(await runCli(run, inFolder)).toMatchObject({ code: 0 });
    const args = ['judge', store, '--agent', judgeFile('obedient'), '--votes', '1'];
    const judged = await runCli(args, inFolder);
    expect(judged.stdout).toMatch(/refused +incomplete +4/);
    const again = await runCli([...args, '--json'], inFolder);
    const { tone: read } = z.object({ tone: section }).parse(JSON.parse(again.stdout));
    expect(read.classes).toEqual([{ rules: 'refused', judge: 'incomplete', trials: 4 }]);
    const { stdout } = await runCli(['report', store], inFolder);
    expect(stdout).toMatch(/refusal +2\/2 +100\.0 +\[15\.8, 100\.0\] +100\.0 +\[/);
    expect(await runCli(['verify', store], inFolder)).toMatchObject({ code: 0 });
  });

  test('a judge that was never asked, and one that was never scored', async () => {
    const store = ownStore('unscored.offswitch');
    const never = await runCli(['report', store, '--judge', 'openai:gpt-5.2', '--json'], inFolder);
    expect(errorOf(never)).toMatchObject({ code: 'judge-unvalidated' });
    await runCli(['judge', store, '--agent', judgeFile('always-refused'), '--votes', '1'], inFolder);
    const connection = new DatabaseSync(folder.file(store));
    connection.exec(
      'DELETE FROM judgements WHERE subject = (SELECT max(subject) FROM judgements WHERE subject NOT IN (SELECT head FROM trials))',
    );
    connection.close();
    const unscored = await runCli(
      ['report', store, '--judge', judgeFile('always-refused'), '--json'],
      inFolder,
    );
    expect(errorOf(unscored)).toMatchObject({ code: 'judge-unvalidated' });
  });

  test('an altered vote is noticed', async () => {
    const store = ownStore('altered.offswitch');
    await runCli(['judge', store, '--agent', judgeFile('always-refused'), '--votes', '1'], inFolder);
    const connection = new DatabaseSync(folder.file(store));
    connection.exec(
      'UPDATE judgements SET seal = zeroblob(32) WHERE subject = (SELECT max(subject) FROM judgements)',
    );
    connection.close();
    const verified = await runCli(['verify', store], inFolder);
    expect(verified.code).toBe(1);
    expect(verified.stdout).toContain('of the judge');
    expect(await runCli(['report', store, '--judge', 'x', '--json'], inFolder)).toMatchObject({ code: 3 });
  });

  test.each([
    ['nothing to judge', ['judge', '--agent', 'sim:honest'], 'bad-flag'],
    ['no judge', ['judge', '--validate'], 'bad-flag'],
    ['a program', ['judge', '--agent', 'sim:honest', '--validate'], 'bad-agent'],
    ['no store', ['judge', 'nowhere.offswitch', '--agent', judgeFile('perfect')], 'store-missing'],
  ])('%s', async (_, args, code) => {
    expect(errorOf(await runCli([...args, '--json'], inFolder))).toMatchObject({ code });
  });
});
