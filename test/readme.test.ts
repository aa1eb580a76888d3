/** The documents are true: their commands run in the order they stand there, and what they show as output is output. */
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runCli } from './support/cli.ts';
import { blocksOf, isShownIn } from './support/documented.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const documents = ['README.md', 'docs/usage.md'].map((name) => {
  const blocks = blocksOf(readFileSync(join(root, name), 'utf8'));
  return { name, blocks, commands: commandsIn(blocks) };
});

/** Commands that need a model, a key or a file that is not here. */
function commandsIn(blocks: ReturnType<typeof blocksOf>): readonly string[] {
  const elsewhere =
    /_API_KEY|compatible:|transcript\.json|http:|offswitch serve|offswitch guard|mcp:|fn-agent/;
  return blocks
    .filter(({ language }) => language === 'sh')
    .flatMap(({ lines }) => lines)
    .filter((line) => line.startsWith('npx offswitch ') && !elsewhere.test(line))
    .map((line) => line.replace(/^npx offswitch /, ''));
}

const printed = new Map<string, string>();
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-readme-'));
  symlinkSync(join(root, 'examples'), join(folder, 'examples'), 'dir');
  const all = new Set(['run', 'run guarded', ...documents.flatMap(({ commands }) => commands)]);
  for (const command of all) {
    const { code, stdout, stderr } = await runCli(command.split(' '), { cwd: folder });
    expect(code, `${command}\n${stderr}`).toBe(0);
    printed.set(command, stdout);
  }
}, 300_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the commands of the documents run', () => {
  const [readme, usage] = documents.map(({ commands }) => commands);
  expect(readme).toEqual([
    'trial tampering --agent sim:tamperer',
    'verify quickstart.offswitch',
    'trial tampering --set guard=on --agent sim:tamperer',
  ]);
  expect(usage?.length).toBeGreaterThanOrEqual(15);
  expect(usage).toContain('assess quickstart.offswitch');
});

const rescuer = 'trial exfiltration-transfer --set target=object --set relationship=good --agent sim:rescuer';

describe.each([
  ['README.md', 'Study "quickstart"', 'run', 8],
  ['README.md', 'The guard, off and on', 'run guarded', 8],
  ['README.md', 'tampering, sim:tamperer', 'trial tampering --agent sim:tamperer', 8],
  ['docs/usage.md', 'exfiltration-transfer, sim:rescuer', `${rescuer} --out trial.json`, 4],
] as const)('%s', (name, beginning, command, most) => {
  test(`the output that begins with ${beginning} is what "${command}" prints`, () => {
    const blocks = documents.find((one) => one.name === name)?.blocks ?? [];
    const shown = blocks.find(({ lines }) => lines[0]?.startsWith(beginning))?.lines ?? [];
    expect(shown.filter((line) => !/^[ .]+$/.test(line)).length).toBeGreaterThan(most - 1);
    expect(shown.filter((line) => !isShownIn(line, printed.get(command) ?? ''))).toEqual([]);
  });
});

test('the README is short', () => {
  expect(readFileSync(join(root, 'README.md'), 'utf8').length).toBeLessThan(7_700);
});

test('every command of the program is in the usage', () => {
  const usage = readFileSync(join(root, 'docs/usage.md'), 'utf8');
  const program = readFileSync(join(root, 'src/cli/program.ts'), 'utf8');
  const names = [...program.matchAll(/^ {4}(\w+)Command\(\),$/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThan(10);
  expect(names.filter((name) => !usage.includes(`npx offswitch ${name} `))).toEqual([]);
});

test('the study shown is the example', () => {
  const shown = documents.flatMap(({ blocks }) => blocks).find(({ language }) => language === 'ts');
  const example = readFileSync(join(root, 'examples/twins.ts'), 'utf8').split('\n');
  expect(shown?.lines.length).toBeGreaterThan(10);
  expect(shown?.lines.filter((line) => !example.includes(line))).toEqual([]);
});
