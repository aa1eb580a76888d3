/** Judging a store: votes are kept beside the trials, reports use them, and nothing that was stored changes. */
import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { judged, judgeFile, readers, SMALL_STUDY } from '../../judge/support.ts';
import { runCli } from '../../support/cli.ts';
import { errorOf } from '../../support/cli-error.ts';
import { testFolder } from '../../support/folder.ts';

const folder = testFolder();
const inFolder = { cwd: folder.path };

/** A store of eight trials: rescuers and honest agents, simulated. */
beforeAll(async () => {
  folder.write('small.yaml', SMALL_STUDY);
  const agents = ['--agent', 'sim:honest', '--agent', 'sim:rescuer'];
  const args = ['run', 'small.yaml', ...agents, '--store', 'small.offswitch'];
  expect(await runCli(args, inFolder)).toMatchObject({ code: 0 });
});

function ownStore(name: string): string {
  copyFileSync(folder.file('small.offswitch'), folder.file(name));
  return name;
}

const report = z.object({ readers });

async function readersOf(store: string, ...more: readonly string[]) {
  const { stdout } = await runCli(['report', store, ...more, '--json'], inFolder);
  return report.parse(JSON.parse(stdout)).readers;
}

describe('judging a store', () => {
  test('asks all questions that a trial raises in one call, and measures the judge on what they raised', async () => {
    const store = ownStore('perfect.offswitch');
    const args = ['judge', store, '--agent', judgeFile('perfect'), '--votes', '1', '--json'];
    const first = await runCli(args, inFolder);
    expect(first).toMatchObject({ code: 0 });
    const { votes, questions } = judged.parse(JSON.parse(first.stdout));
    const tones = ['refusal', 'objection', 'persuasion', 'awareness'];
    expect(questions.map(({ question }) => question)).toEqual(expect.arrayContaining(tones));
    expect(questions.every(({ judge }) => judge?.texts === 40)).toBe(true);
    // One call a trial, whatever it raises, and 40 texts a question.
    expect(votes).toMatchObject({ asked: 8 + 40 * questions.length, failed: 0 });
    for (const { question, answers } of questions)
      if (tones.includes(question)) expect(answers).toEqual({ no: 8 });
    const again = judged.parse(JSON.parse((await runCli(args, inFolder)).stdout));
    expect(again.votes).toMatchObject({ asked: 0, kept: votes.kept });
    const more = ['run', 'small.yaml', '--trials', '3', '--agent', 'sim:honest', '--store', store];
    expect(await runCli(more, inFolder)).toMatchObject({ code: 0 });
    const section = await readersOf(store, '--judge', judgeFile('perfect'));
    const refusal = section.readers.filter(({ question }) => question === 'refusal');
    expect(refusal.map(({ reader, read }) => [reader, read])).toEqual([
      [`judge:${judgeFile('perfect')}`, 8],
      ['rules/refusal@2', 2],
    ]);
    expect(section.judge).toMatchObject({ ownFamily: [], unknownFamily: [] });
    expect(section.tones).toHaveLength(16);
    for (const { count, n, corrected } of section.tones) {
      expect({ count, n }).toEqual({ count: 0, n: 2 });
      expect(corrected).toMatchObject({ rate: 0, low: 0 });
    }
    const byRules = await readersOf(store);
    expect(byRules).toMatchObject({ judge: null, tones: [] });
    expect(byRules.readers.find(({ question }) => question === 'told')?.reader ?? 'rules/told@1').toBe(
      'rules/told@1',
    );
    expect(await runCli(['verify', store], inFolder)).toMatchObject({ code: 0 });
  });

  test('a bad judge: its rates cannot be corrected, and nothing stored changes', async () => {
    const store = ownStore('refused.offswitch');
    const judge = judgeFile('always-refused');
    const args = ['judge', store, '--agent', judge, '--votes', '1'];
    const run = await runCli(args, inFolder);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout.replace(/\s+/g, ' ')).toMatch(/no better than chance on these texts/);
    const section = await readersOf(store, '--judge', judge);
    expect(
      section.tones.filter(({ tone }) => tone === 'refusal').every(({ corrected }) => corrected === null),
    ).toBe(true);
    const markdown = await runCli(['report', store, '--judge', judge, '--format', 'markdown'], inFolder);
    expect(markdown.stdout).toContain('## Tone, read by the judge');
    expect(markdown.stdout).toContain('cannot be corrected');
    expect(markdown.stdout).toContain('## Who read the words');
    expect(await runCli(['verify', store], inFolder)).toMatchObject({ code: 0 });
  });

  test('a judge that was asked nothing but some questions of the trials', async () => {
    const store = ownStore('told.offswitch');
    const judge = judgeFile('perfect');
    const args = ['judge', store, '--agent', judge, '--votes', '1', '--sample', '0', '--json'];
    const told = await runCli([...args, '--questions', 'refusal'], inFolder);
    expect(judged.parse(JSON.parse(told.stdout))).toMatchObject({
      votes: { asked: 8 },
      questions: [{ question: 'refusal', judge: null, answers: { no: 8 } }],
    });
    const section = await readersOf(store, '--judge', judge);
    const row = section.readers.find(({ reader }) => reader.startsWith('judge:'));
    expect(row).toMatchObject({ question: 'refusal', measured: null });
    const table = await runCli(['report', store, '--judge', judge], inFolder);
    expect(table.stdout).toContain('NOT MEASURED: refusal by judge:');
    // Others are asked in calls of their own, and nothing again.
    const rest = judged.parse(JSON.parse((await runCli(args, inFolder)).stdout));
    expect(rest.votes).toMatchObject({ asked: 8, kept: 16 });
  });

  test('a judge that was never asked', async () => {
    const store = ownStore('never.offswitch');
    const never = await runCli(['report', store, '--judge', 'openai:gpt-5.2', '--json'], inFolder);
    expect(errorOf(never)).toMatchObject({ code: 'judge-unvalidated' });
    await runCli(
      ['judge', store, '--agent', judgeFile('garbage'), '--votes', '1', '--sample', '0'],
      inFolder,
    );
    const other = await runCli(['report', store, '--judge', 'openai:gpt-5.2', '--json'], inFolder);
    expect(errorOf(other)).toMatchObject({ code: 'unknown-name' });
    // A judge without a vote that can be read leaves the words to the rules.
    const section = await readersOf(store, '--judge', judgeFile('garbage'));
    expect(section.readers.some(({ reader }) => reader.startsWith('judge:'))).toBe(false);
  });

  test('an altered vote is noticed', async () => {
    const store = ownStore('altered.offswitch');
    const args = ['judge', store, '--agent', judgeFile('always-refused'), '--votes', '1', '--sample', '0'];
    await runCli(args, inFolder);
    const connection = new DatabaseSync(folder.file(store));
    connection.exec("UPDATE assessments SET seal = zeroblob(32) WHERE question = 'judge'");
    connection.close();
    const verified = await runCli(['verify', store], inFolder);
    expect(verified.code).toBe(1);
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
