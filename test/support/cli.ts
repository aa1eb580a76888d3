/** Runs the built command line as a process of its own, as a person would. Build first: `npm run build`. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Folder of the project. */
export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

const MAIN = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

export interface CliOptions {
  readonly cwd?: string;
  /** Added to the environment of the tests; undefined takes a variable away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly input?: string;
}

export interface CliResult {
  /** null where a signal ended the process. */
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningCli {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<CliResult>;
}

export function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return startCli(args, options).ended;
}

/** Starts the command line and leaves it running, to be killed or watched. */
export function startCli(args: readonly string[], options: CliOptions = {}): RunningCli {
  return start(process.execPath, [builtMain(), ...args], options);
}

/**
 * Runs a shell script in which `"$@"` is the command line with its arguments.
 *
 * @example runInShell('"$@" | head -1', ['scenarios'])
 */
export function runInShell(
  script: string,
  args: readonly string[],
  options: CliOptions = {},
): Promise<CliResult> {
  return start('/bin/sh', ['-c', script, 'sh', process.execPath, builtMain(), ...args], options).ended;
}

function builtMain(): string {
  if (!existsSync(MAIN)) throw new Error('the command line is not built: npm run build');
  return MAIN;
}

function start(command: string, args: readonly string[], options: CliOptions): RunningCli {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: { ...process.env, ...surroundings, ...options.env },
  });
  const output = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (text: string) => {
      output[stream] += text;
    });
  }
  // A process that ends before it has read its input is no failure of the test.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const ended = new Promise<CliResult>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => resolve({ code, signal, ...output }));
  });
  return { child, ended };
}

/** What the person who runs the tests may have set and no test may see; and what makes hundreds of starts cheaper. */
const surroundings = {
  NODE_COMPILE_CACHE: join(projectRoot, 'node_modules/.cache/offswitch-tests'),
  OPENAI_API_KEY: undefined,
  OPENAI_BASE_URL: undefined,
  ANTHROPIC_API_KEY: undefined,
  ANTHROPIC_BASE_URL: undefined,
  MISTRAL_API_KEY: undefined,
  OFFSWITCH_CONFIG: undefined,
  OFFSWITCH_KEY_FILE: undefined,
  OFFSWITCH_API_KEY: undefined,
  OFFSWITCH_BASE_URL: undefined,
  OFFSWITCH_STREAM: undefined,
  NODE_OPTIONS: undefined,
  COLUMNS: undefined,
};
