/** A disk that is full: the run stops, what was finished is kept, and with space again it goes on to the same end. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runCli, runInShell } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const run = ['run', '--trials', '8', '--store', 'store', '--out', 'report.md', '--json'];

let calm: { readonly json: string; readonly markdown: string };
beforeAll(async () => {
  mkdirSync(folder.file('calm'));
  const { code, stdout } = await runCli(run, { cwd: folder.file('calm') });
  expect(code).toBe(0);
  calm = { json: stdout, markdown: readFileSync(folder.file('calm/report.md'), 'utf8') };
});

// `ulimit -f` counts blocks of 512 bytes or of 1,024; all are below what the 800 trials take.
test.skipIf(process.platform === 'win32').each([600, 1000, 2000])(
  'a limit of %i blocks on the size of files',
  async (blocks) => {
    const cwd = folder.file(`limit-${blocks}`);
    mkdirSync(cwd);
    const full = await runInShell(`ulimit -f ${blocks} && exec "$@"`, run, { cwd });
    expect(full.code).toBe(4);
    expect(errorOf(full)).toMatchObject({
      code: 'disk-full',
      remedy: expect.stringContaining('Free some space'),
    });
    await expectSound(cwd);
    const { code, stdout } = await runCli(run, { cwd });
    expect(code).toBe(0);
    expect(stdout).toBe(calm.json);
    expect(readFileSync(join(cwd, 'report.md'), 'utf8')).toBe(calm.markdown);
    await expectSound(cwd, 800);
  },
);

async function expectSound(cwd: string, trials?: number): Promise<void> {
  const { code, stdout } = await runCli(['verify', 'store', '--json'], { cwd });
  // Nothing is wrong with what is there, but not all of it is.
  expect(code).toBe(trials === undefined ? 1 : 0);
  const verdict = JSON.parse(stdout);
  expect(verdict.problems).toEqual([]);
  expect(verdict.verified).toBe(trials ?? verdict.trials);
}

const mayMount =
  process.platform === 'linux' &&
  spawnSync('/bin/sh', ['-c', "unshare -m sh -c 'mount -t tmpfs -o size=1m none /mnt'"]).status === 0;

test.skipIf(!mayMount)(
  'a real file system that is full (skipped where mounting is not allowed)',
  async () => {
    const cwd = folder.file('mounted');
    mkdirSync(cwd);
    const script = `
    mount -t tmpfs -o size=1m none . && cd "$PWD" || exit 99
    "$@" > /dev/null 2> ../full.txt; echo "full $?"
    cat ../full.txt
    mount -o remount,size=64m . || exit 98
    "$@" > whole.json; echo "whole $?"
    cmp whole.json ../calm/whole.json && cmp report.md ../calm/report.md && echo "the same"
  `;
    const inNamespace = `exec unshare -m sh -c '${script.replaceAll("'", "'\\''")}' sh "$@"`;
    folder.write('calm/whole.json', calm.json);
    const { code, stdout, stderr } = await runInShell(inNamespace, run, { cwd });
    expect(stderr).toMatch(/^Study .*\n$/);
    expect(stdout).toMatch(
      /^full 4\nStudy .*\noffswitch: .* \[disk-full\]\n {2}Free some space.*\nwhole 0\nthe same\n$/,
    );
    expect(code).toBe(0);
  },
);
