/** docs/controls.md is true: 22 controls, and every command there runs, in order, with one trial a cell. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { controls } from '../../src/measure/study/controls.ts';
import { projectRoot, runCli } from '../support/cli.ts';

const page = readFileSync(join(projectRoot, 'docs/controls.md'), 'utf8');
const commands = [...page.matchAll(/^```sh\n([\s\S]*?)^```$/gm)]
  .flatMap(([, block]) => (block ?? '').trim().split('\n'))
  .map((line) => line.split(' '));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-controls-'));
  symlinkSync(join(projectRoot, 'examples'), join(folder, 'examples'), 'dir');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('has the 22 controls in order, each with a command', () => {
  const sections = page.split(/^## /m).slice(1);
  expect(sections.slice(0, 22).map((section) => Number.parseInt(section, 10))).toEqual(
    Array.from({ length: 22 }, (_, index) => index + 1),
  );
  for (const section of sections) expect(section).toContain('```sh\noffswitch ');
});

it('names every control study there is', () => {
  const run = commands.flatMap(([, command, study]) => (command === 'run' ? [study] : []));
  expect(run).toEqual(expect.arrayContaining(Object.keys(controls)));
});

it('every command runs', { timeout: 300_000 }, async () => {
  const failed: string[] = [];
  for (const [program, ...args] of commands) {
    expect(program).toBe('offswitch');
    const single = args[0] === 'run' && !args.includes('--trials') ? ['--trials', '1'] : [];
    const { code, stdout, stderr } = await runCli([...args, ...single], { cwd: folder });
    if (code !== 0 || stdout.trim() === '') failed.push(`${args.join(' ')}: ${code}\n${stderr}`);
  }
  expect(failed).toEqual([]);
});
