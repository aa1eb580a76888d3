/** Processes of the demonstration, of which none outlives it. */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { OffswitchError } from '../../../kit/errors.ts';

const own = import.meta.url;
const extension = own.endsWith('.ts') ? 'ts' : 'js';
/** The folder of the programs that are started in sandboxes. */
export const programs = fileURLToPath(new URL('.', own)).replace(/\/$/, '');
export const program = (name: string) => fileURLToPath(new URL(`./${name}.${extension}`, own));
export const commandLine = fileURLToPath(new URL(`../../main.${extension}`, own));

export interface Started {
  readonly child: ChildProcess;
  /** Lines of its standard output and error, as they come. */
  readonly lines: string[];
  /** Of its standard output alone. */
  readonly printed: string[];
  readonly ended: Promise<number | null>;
  /** Resolves with the first line that fits. Errors: `internal`, with what it said, if it ends before. */
  line(fits: (line: string) => boolean): Promise<string>;
}

export interface Processes {
  start(args: readonly string[]): Started;
  /** A place outside of the company; gives what was sent to it. */
  outside(): Promise<{ readonly url: string; readonly received: readonly Buffer[] }>;
  endAll(): Promise<void>;
}

export function processes(): Processes {
  const children: Started[] = [];
  const servers: Server[] = [];
  let isOver = false;
  return {
    start(args) {
      if (isOver) throw new OffswitchError('interrupted', 'interrupted', 'Give the command again.');
      const started = startNode(args);
      children.push(started);
      return started;
    },
    async outside() {
      const received: Buffer[] = [];
      const server = createServer(async (request, response) => {
        received.push(Buffer.concat(await request.toArray()));
        response.end();
      });
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      return { url: `http://127.0.0.1:${port}`, received };
    },
    async endAll() {
      isOver = true;
      for (const { child } of children) child.kill('SIGKILL');
      await Promise.all(children.map(({ ended }) => ended));
      for (const server of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

function startNode(args: readonly string[]): Started {
  // In a group of its own: Ctrl-C is for the demonstration, which then ends them all.
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const lines: string[] = [];
  const printed: string[] = [];
  const listeners = new Set<(line: string | undefined) => void>();
  for (const stream of [child.stdout, child.stderr])
    createInterface({ input: stream }).on('line', (line) => {
      lines.push(line);
      if (stream === child.stdout) printed.push(line);
      for (const listener of [...listeners]) listener(line);
    });
  const ended = new Promise<number | null>((resolve) => {
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code));
  });
  ended.then(() => {
    for (const listener of [...listeners]) listener(undefined);
  });
  return {
    ...{ child, lines, printed, ended },
    line: (fits) =>
      new Promise((resolve, reject) => {
        const listen = (line: string | undefined) => {
          if (line !== undefined && !fits(line)) return;
          listeners.delete(listen);
          if (line !== undefined) resolve(line);
          else reject(endedEarly(args, lines));
        };
        listeners.add(listen);
        for (const line of lines) listen(line);
      }),
  };
}

function endedEarly(args: readonly string[], lines: readonly string[]): OffswitchError {
  return new OffswitchError(
    'internal',
    `"${args.slice(1, 4).join(' ')}" ended before it was ready: ${lines.slice(-4).join(' ')}`,
    'Run it alone to see why; please report it with what this machine is.',
  );
}

/** What was killed and not yet buried is dead. */
export function isAlive(pid: number): boolean {
  const state = stateOf(pid);
  return state !== undefined && state !== 'Z' && state !== 'X';
}

/** The letter that the kernel has for it: T is one that was made to stand still. Undefined where there is none. */
export function stateOf(pid: number): string | undefined {
  return /\) (\w)/.exec(textOf(`/proc/${pid}/stat`))?.[1];
}

/** A warden outlives a guard that was killed, for as long as its leases last. The folder is nobody else's. */
export function killThoseIn(folder: string): void {
  for (const name of namesIn('/proc')) {
    if (!/^\d+$/.test(name) || Number(name) === process.pid) continue;
    if (!textOf(`/proc/${name}/cmdline`).includes(folder)) continue;
    try {
      process.kill(Number(name), 'SIGKILL');
    } catch {
      // It has ended meanwhile.
    }
  }
}

/** None where the system has no such folder. */
function namesIn(path: string): readonly string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
