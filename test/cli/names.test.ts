/** Names that do not exist: the error lists those that do and offers the nearest. */
import { expect, test } from 'vitest';
import { runCli } from '../support/cli.ts';
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

const unusable: readonly (readonly [command: string, code: string, words: string])[] = [
  ['run --trials many', 'bad-flag', 'whole number from 1'],
  ['run --trials 1e3', 'bad-flag', 'whole number from 1'],
  ['run --trials 99999999', 'bad-flag', 'to 1000000'],
  ['run --seed -1', 'bad-flag', 'whole number from 0'],
  ['run --concurrency 0', 'bad-flag', 'whole number from 1'],
  ['run --store', 'bad-flag', '--store'],
  ['trial tampering', 'bad-flag', '--agent'],
  ['report', 'bad-flag', 'store'],
  ['trial tampering --agent sim:honest --set target', 'bad-flag', 'factor=level'],
  ['trial tampering --agent sim:honest --set target=self --set target=peer', 'bad-flag', 'twice'],
  ['trial tampering --agent sim:', 'bad-agent', 'names no agent'],
  [
    'trial exfiltration-transfer --agent sim:honest --set stakes=non_shutdown',
    'unsupported-level',
    'date rule',
  ],
  ['trial tampering --agent sim:honest --set company=name:', 'unsupported-level', 'usable name'],
];

test.concurrent.each(unusable)('%s', async (command, code, words) => {
  const result = await runCli([...command.split(' '), '--json'], { cwd: folder.path });
  const error = errorOf(result);
  expect(result.code).toBe(2);
  expect(error.code).toBe(code);
  expect(`${error.message} ${error.remedy}`).toContain(words);
});

const machine: readonly (readonly [command: string, code: string, words: string])[] = [
  ['plan nowhere.yaml', 'file-unreadable', 'nowhere.yaml'],
  ['trial tampering --agent script:nowhere.json', 'file-unreadable', 'nowhere.json'],
  ['trial tampering --agent fn:nowhere.ts', 'file-unreadable', 'nowhere.ts'],
  ['trial tampering --agent script:/dev/zero', 'file-unreadable', 'device'],
  ['plan --agent openai:gpt-5.2', 'provider-setup', 'OPENAI_API_KEY'],
  ['plan --agent compatible:m --base-url localhost:1', 'provider-setup', 'http'],
];

test.concurrent.each(machine)('%s', async (command, code, words) => {
  const result = await runCli([...command.split(' '), '--json'], { cwd: folder.path });
  const error = errorOf(result);
  expect(result.code).toBe(4);
  expect(error.code).toBe(code);
  expect(`${error.message} ${error.remedy}`).toContain(words);
});
