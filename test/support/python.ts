/** Python with packages: an environment of its own, made for one test file. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

const MODERN = 'import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 10))';
export const NO_PYTHON = 'SKIPPED: this machine has no Python 3.10 or later with venv';

/**
 * Makes an environment in a folder that is not there yet and installs what the file of requirements names. Gives its
 * interpreter, or undefined, said on standard error, where this machine has no Python that could.
 */
export async function pythonWith(requirements: string, folder: string): Promise<string | undefined> {
  if ((await finished('python3', ['-c', MODERN])).code !== 0) {
    console.warn(NO_PYTHON);
    return undefined;
  }
  const python = join(folder, 'bin/python');
  await demand('python3', ['-m', 'venv', folder]);
  await demand(python, ['-m', 'pip', 'install', '--quiet', '--only-binary', ':all:', '-r', requirements]);
  return python;
}

async function demand(command: string, args: readonly string[]): Promise<void> {
  const { code, output } = await finished(command, args);
  if (code !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${code}: ${output.slice(-2000)}`);
}

/** What a program ended with and wrote. A program that is not there ends with null. */
export function finished(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), 150_000);
  return new Promise((resolve) => {
    const end = (code: number | null) => {
      clearTimeout(timer);
      resolve({ code, output });
    };
    child.on('error', () => end(null));
    child.on('close', end);
  });
}
