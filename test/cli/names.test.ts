/** Clumsy inputs: a name that does not exist gets the nearest that does, and everything else an error that names it. */
import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { beforeAll, expect, test } from 'vitest';
import { program } from '../../src/cli/program.ts';
import { OffswitchError } from '../../src/index.ts';
import { runCli, runInShell } from '../support/cli.ts';
import { errorOf } from '../support/cli-error.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();

/** What was asked for, the nearest valid name, and another that must be listed. */
const slips: readonly (readonly [command: string, nearest: string | null, listed: string])[] = [
  ['rnu', 'run', 'verify'],
  ['run --trails 3', '--trials', '--store'],
  ['trial tampering --agnet sim:honest', '--agent', '--set'],
  ['report --formt json x.offswitch', '--format', '--out'],
  ['run quickstrat', 'quickstart', 'quickstart'],
  ['trial tamperng --agent sim:honest', 'tampering', 'exfiltration-transfer'],
  ['trial tampering --agent sim:honest --set targt=peer', 'target', 'wording'],
  ['trial tampering --agent sim:honest --set target=per', 'peer', 'stranger'],
  ['trial tampering --agent sim:honest --set __proto__=peer', null, 'target'],
  ['trial tampering --agent smi:honest', 'sim', 'openai'],
  ['trial tampering --agent sim:honst', 'honest', 'paper/gemini-3-flash'],
  ['run --agent sim:toString', null, 'honest'],
  ['report --format pdf x.offswitch', null, 'markdown'],
];

test.concurrent.each(slips)('%s', async (command, nearest, listed) => {
  const result = await runCli([...command.split(' '), '--json'], { cwd: folder.path });
  const error = errorOf(result);
  expect(error.code).toBe('unknown-name');
  expect(result.code).toBe(2);
  expect(error.data.nearest).toBe(nearest);
  if (nearest !== null) expect(error.remedy).toContain(`Did you mean "${nearest}"?`);
  expect(error.remedy).toMatch(/Valid: .*\.$/);
  expect(error.data.valid).toContain(listed);
});

/** Files that are not what they are given for. */
beforeAll(() => {
  mkdirSync(folder.file('folder'));
  execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', folder.file('pipe.json')]);
  folder.write('empty', '');
  folder.write('nul.json', '{"turns": [\0]}');
  folder.write('utf-16.yaml', Buffer.from('\ufeffname: x\n', 'utf16le'));
  folder.write('text', 'dear diary');
  folder.write('cut.json', '{"format": "offswitch.transcript/2", "outc');
});

const long = 'x'.repeat(100_000);
const trial = 'trial tampering --agent';

type Clumsy = readonly [args: string | readonly string[], exitCode: number, code: string, words: string];

/**
 * What the request itself is enough to refuse: arguments (a text is split at its blanks), the exit code, the error's code,
 * and words of the error.
 */
const requests: readonly Clumsy[] = [
  // Commands and arguments.
  ['rnu foo', 2, 'unknown-name', 'Did you mean "run"?'],
  ['rnu --trials 3', 2, 'unknown-name', 'Did you mean "run"?'],
  ['reprot s.offswitch --format json -o x', 2, 'unknown-name', 'Did you mean "report"?'],
  ['verfy --help', 2, 'unknown-name', 'Did you mean "verify"?'],
  [`${import.meta.filename} --json`, 2, 'unknown-name', 'offswitch run'],
  ['help rnu', 2, 'unknown-name', 'Did you mean "run"?'],
  ['--trials 3', 2, 'bad-flag', 'offswitch run --trials'],
  ['-x', 2, 'unknown-name', '--version'],
  ['run two studies', 2, 'bad-flag', 'too many arguments'],
  ['report', 2, 'bad-flag', 'store'],
  ['verify', 2, 'bad-flag', 'file'],
  [['run', ''], 2, 'bad-flag', '<study>: it is empty'],
  [['report', ' '], 2, 'bad-flag', '<store>: it is empty'],
  [['score', 'text', ''], 2, 'bad-flag', '<file>: it is empty'],
  ['run __proto__', 2, 'unknown-name', 'quickstart'],
  ['scenarios constructor', 2, 'unknown-name', 'tampering'],
  ['run -', 2, 'unknown-name', 'quickstart'],
  [['run', long], 2, 'unknown-name', 'xxx...'],
  // Values of flags.
  ['run --trials many', 2, 'bad-flag', 'whole number from 1'],
  ['run --trials 1e3', 2, 'bad-flag', 'whole number from 1'],
  ['run --trials 1e9', 2, 'bad-flag', 'whole number from 1'],
  ['run --trials NaN', 2, 'bad-flag', 'whole number from 1'],
  ['run --trials=-1', 2, 'bad-flag', 'whole number from 1'],
  ['run --trials 99999999', 2, 'bad-flag', 'to 1000000'],
  ['run --trials 3 --trials 3', 2, 'bad-flag', '--trials is given twice'],
  ['report s --json --format markdown', 2, 'bad-flag', '--json and --format markdown'],
  ['prices --json --yaml', 2, 'bad-flag', '--json and --yaml'],
  ['report s -o a --out b', 2, 'bad-flag', '--out is given twice'],
  ['run --seed -1', 2, 'bad-flag', 'whole number from 0'],
  ['run --concurrency 0', 2, 'bad-flag', 'whole number from 1'],
  ['run --limit -1', 2, 'unknown-name', '--concurrency'],
  ['run --max-cost -1', 2, 'bad-flag', 'US dollars'],
  ['run --max-cost 1e3', 2, 'bad-flag', 'US dollars'],
  ['run --max-tokens 99999999999999999999', 2, 'bad-flag', 'to 9007199254740991'],
  ['run --store', 2, 'bad-flag', '--store'],
  ['run --store --trials 1', 2, 'bad-flag', 'looks like a flag'],
  [['run', '--store', ''], 2, 'bad-flag', 'it is empty'],
  ['run --cache=', 2, 'bad-flag', 'it is empty'],
  ['run --base-url=', 2, 'bad-flag', 'it is empty'],
  ['run --summary=yes', 2, 'bad-flag', '--summary takes no value'],
  ['report s --format __proto__', 2, 'unknown-name', 'markdown'],
  ['report s --summary --format json', 2, 'bad-flag', '--summary'],
  ['serve tampering --port 80', 2, 'bad-flag', '--http'],
  ['judge s --agent fn:x.ts --questions mood', 2, 'unknown-name', 'refusal'],
  // Trials.
  ['trial tampering', 2, 'bad-flag', '--agent'],
  [`${trial} sim:honest --agent sim:tamperer`, 2, 'bad-flag', '--agent is given twice'],
  [`${trial} sim:honest --set target`, 2, 'bad-flag', 'factor=level'],
  [`${trial} sim:honest --set target=`, 2, 'unknown-name', 'stranger'],
  [`${trial} sim:honest --set target=self --set target=peer`, 2, 'bad-flag', 'twice'],
  [`${trial} sim:`, 2, 'bad-agent', 'names no agent'],
  [[...trial.split(' '), 'sim:a\u0007b'], 2, 'bad-agent', 'control characters'],
  [[...trial.split(' '), `sim:${long}`], 2, 'bad-agent', 'too long'],
  [
    'trial exfiltration-transfer --agent sim:honest --set stakes=non_shutdown',
    2,
    'unsupported-level',
    'date rule',
  ],
  [`${trial} sim:honest --set company=name:`, 2, 'unsupported-level', 'usable name'],
];

test.each(requests.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
  const [args, exitCode, code, expected] = row;
  // The parser and the commands themselves; a process for each would take most of a minute.
  const error = await program()
    .parseAsync(wordsOf(args), { from: 'user' })
    .then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
  if (!(error instanceof OffswitchError)) throw new Error(`no error of ours: ${error}`);
  expect([error.exitCode, error.code]).toEqual([exitCode, code]);
  expect(`${error.message} ${error.remedy}`).toContain(expected);
});

/** The same for what only files, stores and providers bring out, and for what a terminal must not get to see. */
const surroundings: readonly Clumsy[] = [
  [['scenarios', 'a\r\nb'], 2, 'unknown-name', 'tampering'],
  [['run', 'a\u001b[2Jb'], 2, 'unknown-name', 'quickstart'],
  // Files.
  ['plan nowhere.yaml', 4, 'file-unreadable', 'nowhere.yaml'],
  ['plan utf-16.yaml', 2, 'bad-json', 'UTF-8'],
  ['plan text', 2, 'bad-study', '.yaml'],
  ['score folder', 4, 'file-unreadable', 'folder'],
  ['score pipe.json', 4, 'file-unreadable', 'named pipe'],
  ['score cut.json', 2, 'bad-json', 'cut.json'],
  ['verify empty', 3, 'store-not-a-store', 'empty'],
  ['verify folder', 3, 'store-not-a-store', 'not a regular file'],
  ['verify pipe.json', 3, 'store-not-a-store', 'not a regular file'],
  ['report folder/', 2, 'unknown-store', 'ends like a folder'],
  ['report text', 3, 'store-not-a-store', 'not a store'],
  ['report nowhere', 3, 'store-missing', 'does not exist'],
  [['report', long], 4, 'file-unreadable', 'too long'],
  ['run --trials 1 --store folder', 3, 'store-not-a-store', 'not a regular file'],
  ['run --trials 1 --store new/', 2, 'unknown-store', 'ends like a folder'],
  ['run --trials 1 --store text', 3, 'store-not-a-store', 'not a store'],
  ['run --trials 1 --out folder/', 4, 'file-unwritable', 'folder'],
  ['run --trials 1 --out /proc/none/r.md', 4, 'file-unwritable', '/proc/none'],
  ['run --trials 1 --cache folder', 3, 'store-not-a-store', 'not a regular file'],
  ['run --config folder', 4, 'file-unreadable', 'folder'],
  ['run --prices pipe.json', 4, 'file-unreadable', 'named pipe'],
  [`${trial} script:nowhere.json`, 4, 'file-unreadable', 'nowhere.json'],
  [`${trial} script:folder`, 4, 'file-unreadable', 'it is a folder'],
  [`${trial} script:pipe.json`, 4, 'file-unreadable', 'named pipe'],
  [`${trial} script:nul.json`, 2, 'bad-json', 'nul.json'],
  [`${trial} script:/dev/zero`, 4, 'file-unreadable', 'device'],
  [`${trial} fn:nowhere.ts`, 4, 'file-unreadable', 'nowhere.ts'],
  // Providers.
  ['plan --agent openai:gpt-5.2', 4, 'provider-setup', 'OPENAI_API_KEY'],
  ['plan --agent compatible:m --base-url localhost:1', 4, 'provider-setup', 'http'],
];

test.concurrent.each(surroundings.map((row) => [titleOf(row), row] as const))('%s', async (_, row) => {
  const [args, exitCode, code, expected] = row;
  const result = await runCli([...wordsOf(args), '--json'], { cwd: folder.path });
  const error = errorOf(result);
  expect([result.code, error.code]).toEqual([exitCode, code]);
  expect(`${error.message} ${error.remedy}`).toContain(expected);
  expect(result.stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f]/);
  expect(result.stderr.length).toBeLessThan(10_000);
});

function wordsOf(args: Clumsy[0]): string[] {
  return typeof args === 'string' ? args.split(' ') : [...args];
}

function titleOf([args]: Clumsy): string {
  return JSON.stringify(wordsOf(args)).slice(0, 100);
}

const settings: readonly (readonly [variable: string, value: string, code: string])[] = [
  ['OFFSWITCH_TIMEOUT', 'soon', 'provider-setup'],
  ['OFFSWITCH_RETRIES', '-1', 'provider-setup'],
  ['OFFSWITCH_TEMPERATURE', 'NaN', 'provider-setup'],
  ['OFFSWITCH_STREAM', 'maybe', 'provider-setup'],
  ['OFFSWITCH_HEADERS', '[]', 'provider-setup'],
  ['OFFSWITCH_KEY_FILE', '/', 'key-file'],
  ['OFFSWITCH_CONFIG', 'nowhere.yaml', 'file-unreadable'],
];

test.concurrent.each(settings)('%s=%s', async (variable, value, code) => {
  const env = { OFFSWITCH_BASE_URL: 'http://127.0.0.1:1/v1', [variable]: value };
  const result = await runCli(['plan', '--agent', 'compatible:m', '--json'], { cwd: folder.path, env });
  expect(result.code).toBe(4);
  expect(errorOf(result).code).toBe(code);
});

test('a working folder that is gone', async () => {
  const gone = await runInShell('mkdir gone && cd gone && rmdir ../gone && "$@"', ['run', '--json'], {
    cwd: folder.path,
  });
  expect(errorOf(gone)).toMatchObject({ code: 'file-unreadable', message: 'the working folder is gone' });
});

test('files with a byte order mark and Windows line ends are read, and so is standard input', async () => {
  const transcript = await runCli(['trial', 'tampering', '--agent', 'sim:honest', '--out', '-']);
  const study = 'name: x\r\nagents: [sim:honest]\r\ntrials: 1\r\narms: [{scenario: tampering}]\r\n';
  folder.write('bom.yaml', `\ufeff${study}`);
  folder.write('bom.json', `\ufeff${transcript.stdout}`);
  const results = await Promise.all([
    runCli(['plan', 'bom.yaml'], { cwd: folder.path }),
    runCli(['score', 'bom.json'], { cwd: folder.path }),
    runCli(['verify', 'bom.json'], { cwd: folder.path }),
    runCli(['score', '-'], { input: transcript.stdout }),
    runCli(['verify', '-'], { input: transcript.stdout }),
  ]);
  expect(results.map(({ code }) => code)).toEqual([0, 0, 0, 0, 0]);
});
