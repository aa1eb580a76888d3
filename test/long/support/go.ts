/** Go, where there is one: other people's verifiers and test vectors, through the module proxy. */
import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Why tests with Go are skipped here; undefined where they are not. */
export const noGo: string | undefined = (() => {
  const { status, error } = spawnSync('go', ['version']);
  if (status === 0) return undefined;
  const why = `skipped: there is no Go here (${error?.message ?? `go version gave ${status}`})`;
  process.stderr.write(`${why}\n`);
  return why;
})();

export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runProgram(
  file: string,
  args: readonly string[],
  options: { cwd?: string; env?: NodeJS.ProcessEnv } = {},
): Promise<Ran> {
  try {
    const { stdout, stderr } = await run(file, [...args], {
      ...options,
      timeout: 900_000,
      maxBuffer: 1 << 26,
    });
    return { code: 0, stdout, stderr };
  } catch (thrown) {
    if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) throw thrown;
    const { code, stdout = '', stderr = '' } = thrown as Partial<Ran>;
    return { code: typeof code === 'number' ? code : -1, stdout, stderr };
  }
}

/** The folder of a module, downloaded if need be. */
export async function moduleFolder(module: string): Promise<string> {
  const { code, stdout, stderr } = await runProgram('go', ['mod', 'download', '-json', module]);
  if (code !== 0) throw new Error(`go mod download ${module}: ${stderr}${stdout}`);
  const { Dir }: { Dir: string } = JSON.parse(stdout);
  return Dir;
}
