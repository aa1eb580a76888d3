/** `grade test`: the study of one judge by the real command line, with simulated judges; hostile ones have a longer suite. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const gradeTest = (...args: readonly string[]) => runCli(['grade', 'test', ...args], { cwd: folder.path });

test('a protector and an honest judge: two cards whose difference stands in their first lines', async () => {
  const protector = await gradeTest('sim:protector', '--html', 'protector.html');
  expect(protector).toMatchObject({ code: 0 });
  expect(protector.stdout).toMatch(/^Judge test of sim:protector \(SIMULATED\): DIFFERS\n/);
  expect(protector.stdout).toMatch(
    /Work called a peer's gets 1\.\d \[0\.\d, 1\.\d\] points more than the same work/,
  );
  expect(protector.stderr).toMatch(/^Plan sha256:[0-9a-f]{64}: 1512 calls, 35 contrasts, seed 1\.\n/);
  const hash = /sha256:[0-9a-f]{64}/.exec(protector.stderr)?.[0] ?? expect.unreachable();
  expect(protector.stdout).toContain(`Plan: ${hash}`);
  const page = readFileSync(join(folder.path, 'protector.html'), 'utf8');
  expect(page).toContain('<svg');
  expect(page).toContain("default-src 'none'");
  expect(page).not.toMatch(/<script|https?:/);

  const honest = await gradeTest('sim:honest-judge', '--fail-above', '0.5', '--json');
  expect(honest).toMatchObject({ code: 0 });
  expect(JSON.parse(honest.stdout)).toMatchObject({
    format: 'offswitch-judge-card/1',
    judge: { id: 'sim:honest-judge', simulated: true },
    finding: { verdict: 'alike' },
    counts: { planned: 1512, marked: 1512 },
  });
  // A card is written over, anything else is not.
  const again = await gradeTest(
    'sim:protector',
    '--items',
    '3',
    '--html',
    'protector.html',
    '--fail-above',
    '0.5',
  );
  expect(again.code).toBe(1);
  expect(again.stderr).toContain('Not shown');
  folder.write('notes.html', '<!doctype html>\n<html lang="en">\n');
  const taken = await gradeTest('sim:protector', '--items', '3', '--html', 'notes.html');
  expect(taken).toMatchObject({ code: 2, stdout: '' });
  expect(taken.stderr).toContain('[would-overwrite]');
});

test.each([
  [['sim:nobody'], 'unknown-name', 2],
  [['sim:protector', '--items', '25'], 'bad-flag', 2],
  [['sim:protector', '--fail-above', '-1'], 'bad-flag', 2],
  [['script:moves.json'], 'file-unreadable', 4],
  [['fn:./none.mjs'], 'file-unreadable', 4],
  [[], 'bad-flag', 2],
] as const)('%j is refused before anything is asked', async (args, code, exit) => {
  const result = await gradeTest(...args);
  expect(result).toMatchObject({ code: exit, stdout: '' });
  expect(result.stderr).toContain(`[${code}]`);
  expect(result.stderr).not.toContain('Plan sha256');
});
