/** Starting a notary process that lives as long as its descriptor is open, and speaking to it through that. */
import { spawn } from 'node:child_process';
import { Duplex } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { isErrorCode, OffswitchError } from '../../kit/errors.ts';
import { type NotaryClient, notaryClient } from './client.ts';

export interface SpawnedNotary {
  readonly client: NotaryClient;
  readonly pid: number | undefined;
  /** Settles when it is gone, however it ended. */
  readonly ended: Promise<unknown>;
  /** Resolves once it has published for the last time and ended. Errors: `log-stopped`. */
  close(): Promise<void>;
}

export interface SpawnOptions {
  readonly directory: string;
  readonly origin: string;
  /** Path of a policy file. */
  readonly policy?: string;
  readonly everyMs?: number;
  readonly heartbeatMs?: number;
  /** As root: whom it runs as. The folder must be that user's. */
  readonly user?: number;
}

/** Errors: whatever the notary refuses to start for. */
export async function spawnNotary(options: SpawnOptions): Promise<SpawnedNotary> {
  const { directory, origin, policy, everyMs, heartbeatMs, user } = options;
  const own = import.meta.url;
  const main = fileURLToPath(new URL(own.endsWith('.ts') ? './main.ts' : './main.js', own));
  const args = [main, '--dir', directory, '--origin', origin, '--fd', '3'];
  if (policy !== undefined) args.push('--policy', policy);
  if (everyMs !== undefined) args.push('--every-ms', String(everyMs));
  if (heartbeatMs !== undefined) args.push('--heartbeat-ms', String(heartbeatMs));
  // In a group of its own: Ctrl-C is for whoever started it, who then closes the descriptor.
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'pipe'],
    detached: true,
    ...(user === undefined ? {} : { uid: user, gid: user, cwd: '/' }),
  });
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', (code) => resolve(code));
    // A user who may not execute Node.
    child.on('error', () => resolve(null));
  });
  const stream = child.stdio[3];
  if (!(stream instanceof Duplex))
    throw new TypeError('the fourth descriptor of a process is a duplex stream');
  const first = await firstLine(child.stdout, ended);
  demandReady(first);
  child.stdout?.resume();
  const client = notaryClient(stream);
  return {
    client,
    pid: child.pid,
    ended,
    async close() {
      client.close();
      const code = await ended;
      if (code !== 0)
        throw new OffswitchError(
          'log-stopped',
          `the notary ended with code ${code}`,
          'Verify the log: offswitch guard verify DIR.',
        );
    },
  };
}

async function firstLine(output: NodeJS.ReadableStream | null, ended: Promise<unknown>): Promise<string> {
  let text = '';
  await Promise.race([
    ended,
    new Promise<void>((resolve) => {
      output?.setEncoding('utf8').on('data', (more: string) => {
        text += more;
        if (text.includes('\n')) resolve();
      });
    }),
  ]);
  return text.split('\n')[0] ?? '';
}

/** What it said first is either that it is ready or why it is not. */
function demandReady(line: string): void {
  const said: unknown = line === '' ? {} : JSON.parse(line);
  if (typeof said === 'object' && said !== null && 'ready' in said) return;
  const error = typeof said === 'object' && said !== null && 'error' in said ? said.error : undefined;
  if (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    'message' in error &&
    'remedy' in error
  ) {
    const code = String(error.code);
    throw new OffswitchError(
      isErrorCode(code) ? code : 'internal',
      String(error.message),
      String(error.remedy),
    );
  }
  throw new OffswitchError(
    'log-stopped',
    'the notary ended before it was ready',
    'Start it alone to see why.',
  );
}
