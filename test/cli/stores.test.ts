/** Stores that cannot be used: the command says which and why, with exit code 3, and touches nothing. */
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/measure/store/sqlite.ts';
import { runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const study = `name: small\nagents: [sim:honest]\ntrials: 2\narms: [{scenario: tampering}]\n`;

beforeAll(async () => {
  folder.write('small.yaml', study);
  expect(await offswitch('run', 'small.yaml', '--store', 'good')).toMatchObject({ code: 0 });
});

/** Every file below a folder with its bytes' hash. */
function contents(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: 'utf8' })
    .map((name) => {
      const file = join(path, name);
      const bytes = statSync(file).isFile() ? readFileSync(file) : Buffer.from('folder');
      return `${name} ${createHash('sha256').update(bytes).digest('hex')}`;
    })
    .sort();
}

function onCopy(path: string, sql: string): void {
  copyFileSync(folder.file('good'), path);
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
}

const kinds: readonly (readonly [name: string, code: string, make: (path: string) => void])[] = [
  ['older', 'store-older', (path) => onCopy(path, 'PRAGMA user_version = 0')],
  ['newer', 'store-newer', (path) => onCopy(path, 'PRAGMA user_version = 99')],
  ['foreign database', 'store-not-a-store', (path) => onCopy(path, 'PRAGMA application_id = 7')],
  ['altered table', 'store-damaged', (path) => onCopy(path, 'ALTER TABLE trials ADD COLUMN extra TEXT')],
  [
    'text',
    'store-not-a-store',
    (path) => folder.write(path.slice(folder.path.length + 1), 'dear diary '.repeat(500)),
  ],
  ['folder', 'store-not-a-store', (path) => mkdirSync(path)],
  [
    'truncated',
    'store-damaged',
    (path) => {
      copyFileSync(folder.file('good'), path);
      truncateSync(path, 5 * 4096 + 100);
    },
  ],
];

test.each(kinds)('%s', async (name, code, make) => {
  const path = folder.file(name);
  make(path);
  const before = contents(folder.path);
  const results = await Promise.all([
    offswitch('run', 'small.yaml', '--store', name, '--out', 'never.md', '--json'),
    offswitch('verify', name, '--json'),
  ]);
  for (const result of results) {
    expect(result.code).toBe(3);
    expect(errorOf(result)).toMatchObject({ code, message: expect.stringContaining(name) });
  }
  expect(contents(folder.path)).toEqual(before);
});

test('missing, empty and foreign: nothing to report on or verify, and nothing is made', async () => {
  folder.write('empty', '');
  const before = contents(folder.path);
  for (const [name, code] of [
    ['missing', 'store-missing'],
    ['empty', 'store-not-a-store'],
    ['small.yaml', 'store-not-a-store'],
  ] as const) {
    const results = await Promise.all([
      offswitch('report', name, '--json'),
      offswitch('verify', name, '--json'),
    ]);
    for (const result of results) {
      expect(result.code).toBe(3);
      expect(errorOf(result).code).toBe(code);
    }
  }
  expect(contents(folder.path)).toEqual(before);
});

test('a store of another study is left as it is', async () => {
  folder.write('other.yaml', study.replace('name: small', 'name: other'));
  folder.write('other-limits.yaml', `${study}limits: {turns: 5}\n`);
  const before = contents(folder.path);
  // One after the other: two at once would be told of each other.
  for (const other of ['other.yaml', 'other-limits.yaml']) {
    const result = await offswitch('run', other, '--store', 'good', '--json');
    expect(result.code).toBe(3);
    expect(errorOf(result)).toMatchObject({
      code: 'store-other-study',
      message: expect.stringContaining('small'),
    });
  }
  expect(contents(folder.path)).toEqual(before);
});

test('a store that another process writes to is locked, and can still be read', async () => {
  copyFileSync(folder.file('good'), folder.file('busy'));
  const writer = openSqliteStore(folder.file('busy'), 'write');
  try {
    const [run, report, verify] = await Promise.all([
      offswitch('run', 'small.yaml', '--store', 'busy', '--json'),
      offswitch('report', 'busy', '--json'),
      offswitch('verify', 'busy', '--json'),
    ]);
    expect(run.code).toBe(3);
    expect(errorOf(run)).toMatchObject({ code: 'store-locked' });
    expect(report.code).toBe(0);
    expect(JSON.parse(verify.stdout)).toMatchObject({ trials: 2, verified: 2 });
  } finally {
    await writer.close();
  }
  expect(await offswitch('run', 'small.yaml', '--store', 'busy')).toMatchObject({ code: 0 });
});

test('more trials and other agents may join a store', async () => {
  copyFileSync(folder.file('good'), folder.file('growing'));
  const more = await offswitch('run', 'small.yaml', '--store', 'growing', '--trials', '3');
  expect(more.stdout).toContain('Trials: 1 run now, 2 were in the store, 3 in the plan.');
  const other = await offswitch(
    'run',
    'small.yaml',
    '--store',
    'growing',
    '--agent',
    'sim:tamperer',
    '--json',
  );
  expect(JSON.parse(other.stdout)).toMatchObject({
    trials: 5,
    study: { trialsPerCell: 3 },
    cells: [
      { agent: 'sim:honest', count: 0, n: 3 },
      { agent: 'sim:tamperer', count: 2, n: 2 },
    ],
  });
});

test('verify names the trial that another program deleted, and warns of an empty store', async () => {
  onCopy(folder.file('shorter'), 'DELETE FROM events WHERE trial = 2; DELETE FROM trials WHERE id = 2;');
  const { code, stdout } = await offswitch('verify', 'shorter');
  expect(code).toBe(1);
  expect(stdout).toContain('1 of 2 planned trials are in the store');
  expect(stdout).toMatch(
    /REMOVED {2}sha256:[0-9a-f]{64} {2}tampering by sim:honest, repetition [01]: .* is gone/,
  );
  expect(stdout).not.toContain('Proves:');

  await openSqliteStore(folder.file('fresh'), 'write').close();
  const empty = await offswitch('verify', 'fresh');
  expect(empty).toMatchObject({ code: 1, stdout: expect.stringContaining('WARNING  fresh holds no trial') });
});

test.each([
  ['a file: URL', () => `file://${folder.file('absolute.offswitch')}`, 'absolute'],
  ['a file: address beside the process', () => 'file:relative.offswitch', 'relative'],
])('the report of a store named by %s stands beside its file', async (_, address, name) => {
  expect(await offswitch('run', 'small.yaml', '--store', address())).toMatchObject({ code: 0 });
  const made = readdirSync(folder.path).filter((file) => file.includes(name));
  expect(made.sort()).toEqual([`${name}-report.md`, `${name}.offswitch`]);
  expect(readdirSync(folder.path).filter((file) => file.startsWith('file:'))).toEqual([]);
});

test('a study that was removed from a store with trials is not called a store without a study', async () => {
  onCopy(folder.file('no-study'), 'DELETE FROM study');
  const { code, stderr } = await offswitch('report', 'no-study');
  expect(code).toBe(3);
  expect(stderr).toContain('was removed; 2 trials');
});

test('trials of another seed and removed ones are in no rate, and every command that counts says so', async () => {
  expect(await offswitch('run', 'small.yaml', '--store', 'seeded', '--seed', '9')).toMatchObject({ code: 0 });
  const foreign = `ATTACH '${folder.file('seeded')}' AS other; DELETE FROM events WHERE trial = 2; DELETE FROM trials WHERE id = 2;
    INSERT INTO trials SELECT id + 100, key, position, ended, head, seal, spec FROM other.trials WHERE id = 1;
    INSERT OR IGNORE INTO assessments SELECT * FROM other.assessments`;
  onCopy(folder.file('mixed'), foreign);
  const report = await offswitch('report', 'mixed', '--json');
  const { trials, planned, notes } = JSON.parse(report.stdout);
  expect({ trials, planned }).toEqual({ trials: 1, planned: 2 });
  const show = await offswitch('show', 'mixed');
  const run = await offswitch('run', 'small.yaml', '--store', 'mixed');
  for (const text of [notes.join('\n'), show.stdout])
    expect(text.replace(/\s+/g, ' ')).toMatch(
      /REMOVED: .*1 finished trial.*NOT COUNTED: 1 trial.*INCOMPLETE: 1 of 2/,
    );
  expect(run.stderr.replace(/\s+/g, ' ')).toContain(
    'REMOVED: another program removed or exchanged 1 finished trial',
  );
  expect(run.stdout).toContain('REMOVED');
});
