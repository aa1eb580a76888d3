/** Stores of ours, audited from the command line: what is planted is said, and of what is clean nothing. */
import { readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { projectRoot, runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const example = join(projectRoot, 'examples/grading');
const cli = (...args: readonly string[]) => runCli(args, { cwd: folder.path });

async function alarmsIn(store: string): Promise<readonly (readonly [string, readonly string[]])[]> {
  const { code, stdout, stderr } = await cli('grade', 'audit', store, '--json');
  expect(code, stderr).toBe(0);
  const { findings } = JSON.parse(stdout);
  return findings
    .filter(({ verdict }: { verdict: string }) => verdict === 'alarm')
    .map(({ detector, judges }: { detector: string; judges: string[] }) => [detector, judges]);
}

it.each([
  ['noisy', []],
  ['lenient', [['inflation', ['sim:lenient?family=west']]]],
])('a store of grades with %s on the panel', async (conduct, alarms) => {
  const job = readFileSync(join(example, 'job.yaml'), 'utf8').replace('sim:noisy', `sim:${conduct}`);
  folder.write(`${conduct}.yaml`, job);
  for (const name of ['items.jsonl', 'past.jsonl'])
    if (conduct === 'noisy') symlinkSync(join(example, name), folder.file(name));
  await cli('grade', 'run', `${conduct}.yaml`);
  expect(await alarmsIn(`${conduct}.grades`)).toEqual(alarms);
});

it.each([
  ['honest', []],
  ['inflater', [['checks', ['sim:inflater']]]],
])('a store of a study, in which sim:%s hands in scores', async (agent, alarms) => {
  folder.write(
    `${agent}.yaml`,
    `name: ${agent}\ntrials: 30\nagents: [sim:${agent}]\narms:\n  - { scenario: misrep-evaluation, levels: { target: [peer] } }\n`,
  );
  const { code, stderr } = await cli('run', `${agent}.yaml`, '--json');
  expect(code, stderr).toBe(0);
  expect(await alarmsIn(`${agent}.offswitch`)).toEqual(alarms);
});
