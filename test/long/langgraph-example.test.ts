/** The LangGraph.js example as its README says: installed from its lockfile (in a copy), compiled, and run. */
import { spawn } from 'node:child_process';
import { cpSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, onTestFinished } from 'vitest';
import { runCli } from '../support/cli.ts';
import { blocksOf, isShownIn } from '../support/documented.ts';
import { testFolder } from '../support/folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = testFolder();

/** The exit code of a program that may take a while, and nothing else of it. */
function finished(command: string, args: readonly string[], cwd: string): Promise<number | null> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'] });
  const timer = setTimeout(() => child.kill('SIGKILL'), 150_000);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
  });
}

it('is installed, has sound types, and does what is documented', async () => {
  const example = folder.file('examples/langgraph');
  cpSync(join(root, 'examples'), folder.file('examples'), {
    recursive: true,
    filter: (source) => !source.endsWith('node_modules'),
  });
  const blocks = blocksOf(readFileSync(folder.file('examples/README.md'), 'utf8'));
  const at = blocks.findIndex(({ lines }) => lines[0] === 'npm ci --prefix examples/langgraph');
  const [install = '', run = ''] = blocks[at]?.lines ?? [];
  expect(
    await finished('npm', [...install.split(' ').slice(1), '--no-audit', '--no-fund'], folder.path),
  ).toBe(0);

  const lock = readFileSync(join(example, 'package-lock.json'), 'utf8');
  expect(lock).not.toContain('"resolved"');
  // The project's own compiler and types, against the packages that were just installed.
  symlinkSync(join(root, 'node_modules/@types/node'), join(example, 'node_modules/@types/node'), 'dir');
  const { compilerOptions } = JSON.parse(readFileSync(join(root, 'tsconfig.json'), 'utf8'));
  writeFileSync(join(example, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts'] }));
  expect(await finished(join(root, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], example)).toBe(0);

  const model = spawn(process.execPath, [folder.file('examples/model-server.ts'), '0']);
  onTestFinished(() => void model.kill('SIGKILL'));
  const [first] = await new Promise<readonly Buffer[]>((resolve) =>
    model.stdout.once('data', (...parts) => resolve(parts)),
  );
  const [address = ''] = /http:\S+/.exec(String(first)) ?? [];
  const args = [...run.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const named = [...args.slice(2), '--pass-env', 'OPENAI_BASE_URL'];
  const result = await runCli(named, { cwd: folder.path, env: { OPENAI_BASE_URL: address } });
  expect(result.code, result.stderr).toBe(0);
  const shown = blocks[at + 1]?.lines ?? [];
  expect(shown.length).toBeGreaterThan(2);
  expect(shown.filter((line) => !isShownIn(line, result.stdout))).toEqual([]);
});
