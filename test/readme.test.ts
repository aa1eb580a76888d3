/** The README is true: its commands run in the order they stand there, and what it shows as output is output. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const readme = readFileSync(join(root, 'README.md'), 'utf8');
const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)].map(([, language, text]) => ({
  language,
  lines: (text ?? '').split('\n').filter((line) => line.trim() !== ''),
}));

/** Commands that need a model, a key or a file that is not here. */
const ELSEWHERE = /OPENAI_API_KEY|compatible:|transcript\.json|http:|offswitch serve|mcp:|fn-agent/;
const commands = blocks
  .filter(({ language }) => language === 'sh')
  .flatMap(({ lines }) => lines)
  .filter((line) => line.startsWith('npx offswitch ') && !ELSEWHERE.test(line))
  .map((line) => line.replace(/^npx offswitch /, ''));

const printed = new Map<string, readonly string[]>();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-readme-'));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'), 'dir');
  for (const command of ['run', ...commands]) {
    const { code, stdout, stderr } = await runCli(command.split(' '), { cwd: folder });
    expect(code, `${command}\n${stderr}`).toBe(0);
    printed.set(command, stdout.split('\n'));
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the commands of the README run', () => {
  expect(commands.length).toBeGreaterThanOrEqual(10);
  expect(commands).toContain('verify quickstart.offswitch');
});

test.each([
  ['Study "quickstart"', 'run'],
  ['tampering, sim:tamperer', 'trial tampering --agent sim:tamperer'],
])('the output that begins with %s is what "%s" prints', (beginning, command) => {
  const shown = blocks.find(({ lines }) => lines[0]?.startsWith(beginning));
  expect(shown?.lines.length).toBeGreaterThan(5);
  const output = printed.get(command) ?? [];
  const missing = shown?.lines.filter((line) => !output.some((real) => matches(line, real)));
  expect(missing).toEqual([]);
});

/** Dots at the end of a line stand for what was left out; dots alone for whole lines. */
function matches(line: string, real: string): boolean {
  return line.endsWith('...') ? real.startsWith(line.slice(0, -3).trimEnd()) : real === line;
}

test('the study shown is the example', () => {
  const shown = blocks.find(({ language }) => language === 'ts');
  const example = readFileSync(join(root, 'examples/twins.ts'), 'utf8').split('\n');
  expect(shown?.lines.filter((line) => !example.includes(line))).toEqual([]);
});
