/** Study files: one study in TypeScript and in YAML, and everything that is no study. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { expect, test } from 'vitest';
import { OffswitchError } from '../../src/index.ts';
import { loadStudy } from '../../src/measure/study/load.ts';
import { planStudy } from '../../src/measure/study/plan.ts';
import { projectRoot, runCli } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const elsewhere = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });

const inTypeScript = `
import { defineStudy, type StudyInput } from 'offswitch';
const levels: StudyInput['arms'][number]['levels'] = { target: ['peer', 'object'], relationship: 'good', bar: 80 };
export default defineStudy({
  name: 'both ways',
  seed: 7,
  trials: 3,
  agents: ['sim:paper/gemini-3-flash', 'sim:flaky'],
  arms: [{ scenario: 'tampering', levels }, { scenario: 'exfiltration-transfer' }],
  contrasts: [{ scenario: 'tampering', factor: 'target', levels: ['peer', 'object'] }],
  limits: { turns: 20 },
});
`;
const inYaml = `
name: both ways
seed: 7
trials: 3
agents: [sim:paper/gemini-3-flash, sim:flaky]
arms:
  - scenario: tampering
    levels: &levels
      target: [peer, object]
      relationship: good
      bar: 80
  - scenario: exfiltration-transfer
contrasts:
  - scenario: tampering
    factor: target
    levels: [peer, object]
limits: { turns: 20 }
`;

test('a study in TypeScript and the same in YAML plan and run alike', async () => {
  mkdirSync(folder.file('node_modules'));
  symlinkSync(projectRoot, folder.file('node_modules/offswitch'), 'junction');
  folder.write('both.ts', inTypeScript);
  folder.write('both.yaml', inYaml);
  const [planned, plannedToo] = await Promise.all([
    offswitch('plan', 'both.ts', '--json'),
    offswitch('plan', 'both.yaml', '--json'),
  ]);
  expect(planned).toMatchObject({ code: 0 });
  expect(plannedToo).toEqual(planned);
  expect(JSON.parse(planned.stdout).totals).toMatchObject({ cells: 6, trials: 18, modelCallsAtMost: 0 });

  const [ran, ranToo] = await Promise.all([
    offswitch('run', 'both.ts', '--store', 'ts.offswitch', '--json'),
    offswitch('run', 'both.yaml', '--store', 'yaml.offswitch', '--json'),
  ]);
  expect(ran.code).toBe(0);
  expect(ranToo).toEqual(ran);
  expect(JSON.parse(ran.stdout)).toMatchObject({ study: { name: 'both ways', seed: 7 }, trials: 18 });
  // Either way of writing it goes on with the store of the other.
  const resumed = await offswitch('run', 'both.yaml', '--store', 'ts.offswitch');
  expect(resumed.stdout).toContain('Trials: 0 run now, 18 were in the store');
  expect(resumed.stdout).toContain('npx offswitch run both.yaml --agent openai:');
});

test('without a store named, it is named after the study', async () => {
  folder.write(
    'plain.mjs',
    'export default { name: "a b", agents: ["sim:honest"], arms: [{ scenario: "tampering" }] };',
  );
  const { stdout } = await offswitch('run', 'plain.mjs', '--trials', '1');
  expect(stdout).toContain('Store:  a-b.offswitch ');
  expect(stdout).toContain('Report: a-b-report.md');
});

const study = 'name: x\nagents: [sim:honest]\n';
const arm = `${study}arms: [{scenario: tampering`;
const aliases = ['a: &a [x,x,x,x,x,x,x,x,x,x]', ...['b', 'c', 'd', 'e', 'f', 'g', 'h'].map(boom)].join('\n');
function boom(name: string): string {
  const previous = String.fromCharCode(name.charCodeAt(0) - 1);
  return `${name}: &${name} [${Array.from({ length: 10 }, () => `*${previous}`).join(',')}]`;
}

/** File, its content, the error's code, and what its message must hold. */
const faults: readonly (readonly [file: string, content: string, code: string, ...words: string[]])[] = [
  [
    'cut.yaml',
    `${study}arms:\n  - scenario: tampering\n    levels: {target: [peer\n`,
    'bad-study',
    'cut.yaml:6:1',
  ],
  ['type.yaml', `${arm}}]\ntrials: many`, 'bad-study', 'at trials', 'expected number', '"many"'],
  ['arms.yaml', study, 'bad-study', 'at arms', 'expected array', 'nothing'],
  ['key.yaml', `${study}arms: [{scenario: tampering, levles: {}}]`, 'bad-study', 'at arms.0', 'levles'],
  ['twice.yaml', `name: y\n${arm}}]`, 'bad-study', 'twice.yaml:2:1', 'unique'],
  [
    'map.yaml',
    `${arm}, levels: {target: {a: 1}}}]`,
    'bad-study',
    'at arms.0.levels.target',
    'level',
    '{"a":1}',
  ],
  ['proto.yaml', `${arm}, levels: {__proto__: peer}}]`, 'bad-study', 'proto.yaml:3:39', '__proto__'],
  ['listkey.yaml', '? [a]\n: b', 'bad-study', 'listkey.yaml:1:3', 'must be text'],
  ['aliases.yaml', aliases, 'bad-study', 'aliases.yaml', 'alias'],
  ['deep.yaml', '['.repeat(20_000), 'bad-study', 'deep.yaml:1:', 'too deeply'],
  ['tag.yaml', `${arm}}]\nseed: !!js/function "x"`, 'bad-study', 'tag.yaml:4:7', 'tag'],
  ['two.yaml', `${arm}}]\n---\nname: y`, 'bad-study', 'two.yaml:4:1', 'second document'],
  ['empty.yaml', '', 'bad-study', 'empty.yaml: the file is empty'],
  ['empty.ts', '\n', 'bad-study', 'empty.ts: the file is empty'],
  ['comment.yaml', '# nothing', 'bad-study', 'at (top)', 'expected object'],
  ['cycle.yaml', `${study}arms: &a [{scenario: *a}]`, 'bad-study', 'cycle.yaml:3:22', 'alias *a'],
  ['cycle-top.yaml', `&top\n${arm}}]\nself: *top`, 'bad-study', 'cycle-top.yaml:5:7', 'alias *top'],
  ['merge.yaml', `base: &b {target: peer}\n${arm}, levels: {<<: *b}}]`, 'bad-study', 'merge.yaml:4:39', '<<'],
  ['return.yaml', `name: "a\\rb"\narms: [{scenario: tampering}]`, 'bad-study', 'at name', '"a\\rb"'],
  ['return-level.yaml', `${arm}, levels: {target: "peer\\r"}}]`, 'unknown-name', 'arms.0', '"peer\\u000d"'],
  ['name.yaml', 'name: ../x\narms: [{scenario: tampering}]', 'bad-study', 'at name', '"../x"'],
  ['binary.yaml', '\u{0}\u{1}', 'bad-study', 'binary.yaml'],
  ['scenario.yaml', `${study}arms: [{scenario: tamprin}]`, 'unknown-name', 'arms.0', '"tamprin"'],
  [
    'level.yaml',
    `${arm}}, {scenario: tampering, levels: {target: [peer, per]}}]`,
    'unknown-name',
    'arms.1',
    '"per"',
  ],
  ['pool.yaml', `${arm}}]\npool: [teling]`, 'unknown-name', 'pool', '"teling"'],
  [
    'contrast.yaml',
    `${arm}}]\ncontrasts: [{scenario: tampering, factor: target, levels: [peer, pear]}]`,
    'unknown-name',
    'contrasts.0',
    '"pear"',
  ],
  ['twice.json', '{"name": "x",\n "name": "y"}', 'bad-json', 'twice.json:2:2', '"name"'],
  ['proto.json', '{"__proto__": {}}', 'bad-json', 'proto.json:1:2', '__proto__'],
  ['throws.ts', 'throw new Error("boom in here");', 'bad-study', 'throws.ts', 'boom in here'],
  ['throws-odd.mjs', 'throw null;', 'bad-study', 'throws-odd.mjs', 'cannot be loaded'],
  ['exits.ts', 'process.exit(0);', 'bad-study', 'exits.ts', 'ends the process'],
  [
    'exits-later.mjs',
    'setTimeout(() => process.exit(1)); await new Promise(() => {});',
    'bad-study',
    'ends the',
  ],
  ['awaits.ts', 'await new Promise(() => {});\nexport default {};', 'bad-study', 'awaits something'],
  [
    'throws-later.ts',
    'setTimeout(() => { throw new Error("late"); }); await new Promise(() => {});',
    'bad-study',
    'late',
  ],
  [
    'circle.ts',
    'const trials: unknown[] = [];\ntrials.push(trials);\nexport default { trials };',
    'bad-study',
    'at trials',
  ],
  [
    'bigint.ts',
    'export default { seed: 1n, arms: [{ scenario: "tampering" }] };',
    'bad-study',
    'at seed',
    'bigint',
  ],
  ['getter.ts', 'export default { get name() { throw new Error("no name"); } };', 'bad-study', 'no name'],
  ['syntax.ts', 'const x: = 1;', 'bad-study', 'syntax.ts', 'cannot be loaded'],
  ['no-default.ts', 'export const study = {};', 'bad-study', 'no-default.ts', 'no default export'],
  ['function.ts', 'export default () => ({});', 'bad-study', 'function.ts', 'at (top)', 'found function'],
  ['import.ts', 'import "no-such-package";', 'bad-study', 'import.ts', 'no-such-package'],
  ['study.txt', study, 'bad-study', 'study.txt', '.txt'],
];

test.each(faults)('%s', async (file, content, code, ...words) => {
  folder.write(file, content);
  // What `plan` and `run` read it with; a process for each would take a quarter of a minute.
  const error = await loadStudy(folder.file(file)).then(
    (loaded) => thrownBy(() => planStudy(loaded, [])),
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof OffswitchError)) throw new Error(`no error of ours: ${error}`);
  expect([error.exitCode, error.code]).toEqual([2, code]);
  for (const word of words) expect(error.message).toContain(word);
});

test('an error of a study file is the error of the command', async () => {
  const result = await offswitch('plan', 'cut.yaml', '--json');
  expect(errorOf(result)).toMatchObject({
    code: 'bad-study',
    message: expect.stringContaining('cut.yaml:6:1'),
  });
  expect(result.code).toBe(2);
});

function thrownBy(action: () => unknown): unknown {
  try {
    return action();
  } catch (thrown) {
    return thrown;
  }
}

test.each(['pipe.yaml', 'device.ts', 'folder.json'])('%s is no study file', async (file) => {
  if (file === 'pipe.yaml') execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', folder.file(file)]);
  else if (file === 'device.ts') symlinkSync('/dev/zero', folder.file(file));
  else mkdirSync(folder.file(file));
  const result = await offswitch('run', file, '--json');
  expect(errorOf(result)).toMatchObject({
    code: 'bad-study',
    message: expect.stringMatching(/, and no file$/),
  });
  expect(result.code).toBe(2);
});

test('a study of 100 MB is refused by its size', async () => {
  folder.write('big.yaml', '');
  truncateSync(folder.file('big.yaml'), 100 * 1024 * 1024);
  const error = errorOf(await offswitch('plan', 'big.yaml', '--json'));
  expect(error).toMatchObject({ code: 'too-large', data: { bytes: 104_857_600 } });
});

test('a study that cannot find offswitch is told how to', async () => {
  elsewhere.write('study.ts', inTypeScript);
  const error = errorOf(await runCli(['plan', 'study.ts', '--json'], { cwd: elsewhere.path }));
  expect(error.code).toBe('bad-study');
  expect(error.remedy).toContain('npm install offswitch');
});
