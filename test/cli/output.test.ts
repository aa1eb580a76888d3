/** Where output goes: pipes that close, files that cannot be written, terminals that are none. */
import { existsSync, linkSync, mkdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runCli, runInShell } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const inShell = (script: string, ...args: readonly string[]) =>
  runInShell(script, args, { cwd: folder.path });

test('a reader that goes away ends the command without a word', async () => {
  await offswitch('run', '--trials', '1', '--store', 's.offswitch');
  const commands = [
    ['agents', '--kinds', 'sim:paper/gemini-3-flash', '--json'],
    ['report', 's.offswitch', '--json'],
    ['run', '--trials', '1', '--store', 's.offswitch', '--json'],
  ];
  for (const args of commands) {
    const head = await inShell('{ "$@"; echo "code $?" >&2; } | head -1', ...args);
    const gone = await inShell('{ sleep 0.1; "$@" 2>&1; echo "code $?" >&2; } | true', ...args);
    expect(head).toMatchObject({
      code: 0,
      stdout: '{\n',
      stderr: expect.stringMatching(/^(?:Study .*\n)?code 0\n$/),
    });
    expect(gone).toMatchObject({ code: 0, stdout: '', stderr: 'code 0\n' });
  }
  expect((await offswitch('verify', 's.offswitch')).code).toBe(0);
});

test('the answer of verify survives a reader that goes away', async () => {
  await offswitch('trial', 'tampering', '--agent', 'sim:honest', '--out', 't.json');
  const script =
    'sed s/Review/Rewiev/ t.json > u.json; { sleep 0.1; "$@" u.json; echo "code $?" >&2; } | true';
  expect((await inShell(script, 'verify')).stderr).toBe('code 1\n');
});

test.skipIf(!existsSync('/dev/full'))(
  'standard output on a full disk is an error of the machine',
  async () => {
    const full = await inShell('"$@" > /dev/full', 'scenarios');
    expect(full.code).toBe(4);
    expect(full.stderr).toMatch(/^offswitch: cannot write to standard output: .* \[disk-full\]\n {2}\w.*\n$/);
  },
);

test('a place that cannot be written to is found out before anything is run', async () => {
  mkdirSync(folder.file('folder'));
  const run = ['run', '--trials', '1', '--json'];
  const trial = ['trial', 'tampering', '--agent', 'sim:honest', '--json'];
  const results = await Promise.all([
    offswitch(...run, '--store', 'new.offswitch', '--out', 'nowhere/report.md'),
    offswitch(...run, '--store', 'new.offswitch', '--out', 'folder'),
    offswitch(...run, '--store', 'nowhere/new.offswitch', '--out', 'report.md'),
    offswitch(...trial, '--out', 'nowhere/trial.json'),
    offswitch(...trial, '--out', 'folder'),
    offswitch('report', 's.offswitch', '--json', '--out', 'nowhere/report.json'),
  ]);
  for (const result of results) {
    expect(result.code).toBe(4);
    expect(errorOf(result).code).toBe('file-unwritable');
  }
  expect(existsSync(folder.file('new.offswitch'))).toBe(false);
});

test('nothing is written over a store, a study or a transcript, and nothing is run before', async () => {
  linkSync(folder.file('s.offswitch'), folder.file('hard-link'));
  folder.write('study.yaml', 'agents: [sim:honest]\ntrials: 1\narms: [{scenario: tampering}]\n');
  folder.write('moves.json', '{"turns": []}');
  const kept = ['s.offswitch', 'study.yaml', 'moves.json'];
  const before = kept.map((name) => readFileSync(folder.file(name)));
  const results = await Promise.all(
    [
      ['report', 's.offswitch', '-o', 's.offswitch'],
      ['report', 's.offswitch', '-o', 'hard-link'],
      ['report', 's.offswitch', '-o', 's.offswitch-wal'],
      ['run', 'study.yaml', '--store', 'unmade.offswitch', '--out', 'study.yaml'],
      ['run', 'study.yaml', '--store', 'unmade.offswitch', '--out', 'unmade.offswitch'],
      ['run', 'study.yaml', '--store', 'unmade.offswitch', '--cache', 'unmade.offswitch'],
      ['trial', 'tampering', '--agent', 'script:moves.json', '--out', 'moves.json'],
      ['serve', 'tampering', '--out', 's.offswitch'],
    ].map((args) => offswitch(...args, ...(args[0] === 'serve' ? [] : ['--json']))),
  );
  for (const result of results) {
    expect(result).toMatchObject({ code: 2, stderr: expect.stringContaining('[would-overwrite]') });
  }
  expect(kept.map((name) => readFileSync(folder.file(name)))).toEqual(before);
  expect(existsSync(folder.file('unmade.offswitch'))).toBe(false);
});

test('standard output is a place, too, for one document', async () => {
  const trial = ['trial', 'tampering', '--agent', 'sim:honest', '--out', '-'];
  const [alone, both, redirected] = await Promise.all([
    offswitch(...trial),
    offswitch(...trial, '--json'),
    inShell('"$@" > redirected.json; cat redirected.json', ...trial.slice(0, -1), '/dev/stdout'),
  ]);
  expect(JSON.parse(alone.stdout)).toMatchObject({ format: expect.stringContaining('transcript') });
  expect(errorOf(both)).toMatchObject({ code: 'bad-flag', message: expect.stringContaining('--json') });
  expect(JSON.parse(redirected.stdout)).toEqual(JSON.parse(alone.stdout));
});

test('a report can go to a device', async () => {
  const [dropped, shown] = await Promise.all([
    offswitch('report', 's.offswitch', '-o', '/dev/null'),
    inShell('"$@" | cat', 'report', 's.offswitch', '-o', '/dev/stdout'),
  ]);
  expect(dropped).toMatchObject({ code: 0, stdout: '' });
  expect(shown.stdout).toContain('Study "quickstart"');
});

test('without a terminal there are no colours, no progress in place and no control characters', async () => {
  const results = await Promise.all(
    [
      ['run', '--trials', '1', '--store', 's.offswitch'],
      ['verify', 's.offswitch'],
      ['trial', 'tampering', '--agent', 'sim:tamperer'],
      ['--help'],
      ['nonsense'],
    ].map((args) => runCli(args, { cwd: folder.path, env: { FORCE_COLOR: '1' } })),
  );
  for (const { stdout, stderr } of results)
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
});

test('a pipe gets the report once somebody reads it', async () => {
  const command = 'mkfifo pipe; (sleep 0.3; cat pipe > read) & "$@"; wait; cat read';
  const result = await inShell(command, 'report', 's.offswitch', '-o', 'pipe');
  expect(result.stdout).toContain('per cell, seed');
});
