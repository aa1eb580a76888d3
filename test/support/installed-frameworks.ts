/**
 * The examples of agents behind a guard with their packages, installed from their lockfiles once for all tests of a
 * machine: half a gigabyte of frameworks.
 */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { OffswitchError } from '../../src/kit/errors.ts';
import { hashText } from '../../src/kit/hash.ts';
import { diskFiles } from '../../src/notary/log/files.ts';
import { projectRoot } from './cli.ts';

export const frameworks = ['ai-sdk', 'langgraph', 'mastra', 'openai-agents', 'claude-agent-sdk'] as const;
export type Framework = (typeof frameworks)[number];

/** As the README has it. */
export const installCommands = ['', ...frameworks.map((name) => `/${name}`)].map(
  (folder) => `npm ci --prefix examples/guard${folder}`,
);

/** Folder that holds `examples/`, as it is now, and nothing else of the project. */
export async function installedFrameworks(): Promise<string> {
  const guard = join(projectRoot, 'examples/guard');
  const lockfiles = ['.', ...frameworks].map((name) =>
    readFileSync(join(guard, name, 'package-lock.json'), 'utf8'),
  );
  const digest = hashText(lockfiles.join()).slice('sha256:'.length, 'sha256:'.length + 12);
  // Node runs no TypeScript that lies in a folder called node_modules.
  const folder = join(tmpdir(), `offswitch-frameworks-${userInfo().uid}-${digest}`);
  mkdirSync(folder, { recursive: true });
  const unlock = await locked(folder);
  try {
    // Agents and servers may be users of their own.
    chmodSync(folder, 0o755);
    cpSync(join(projectRoot, 'examples'), join(folder, 'examples'), {
      recursive: true,
      filter: (source) => !source.endsWith('node_modules'),
    });
    const mark = join(folder, 'installed');
    if (existsSync(mark)) return folder;
    for (const command of installCommands) {
      const [program = '', ...args] = command.split(' ');
      const { code, output } = await finished(program, [...args, '--no-audit', '--no-fund'], folder);
      if (code !== 0) throw new Error(`${command}: ended with code ${code}\n${output}`);
    }
    writeFileSync(mark, '');
    return folder;
  } finally {
    await unlock();
  }
}

/** What the project's own compiler says of the programs in a folder of it; empty where their types are sound. */
export async function typeFaults(folder: string): Promise<string> {
  const types = join(folder, 'node_modules/@types/node');
  mkdirSync(dirname(types), { recursive: true });
  rmSync(types, { force: true });
  symlinkSync(join(projectRoot, 'node_modules/@types/node'), types, 'dir');
  const { compilerOptions } = JSON.parse(readFileSync(join(projectRoot, 'tsconfig.json'), 'utf8'));
  const settings = join(folder, 'tsconfig.json');
  writeFileSync(settings, JSON.stringify({ compilerOptions, include: ['*.ts', '*/*.ts'] }));
  const compiler = join(projectRoot, 'node_modules/typescript/bin/tsc');
  return (await finished(process.execPath, [compiler, '-p', settings], folder)).output;
}

/** A program that may take a while. */
export async function finished(command: string, args: readonly string[], cwd: string) {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  const parts: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part: Buffer) => parts.push(part));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, output: Buffer.concat(parts).toString('utf8') };
}

async function locked(folder: string): Promise<() => Promise<void>> {
  for (;;) {
    try {
      return await diskFiles(folder).lock('lock');
    } catch (thrown) {
      if (!(thrown instanceof OffswitchError) || thrown.code !== 'log-locked') throw thrown;
      await pause(1000);
    }
  }
}
