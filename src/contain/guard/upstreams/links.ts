/** How an upstream gets its transport: a server that is started, or one that is reached over HTTP. */
import type { Readable } from 'node:stream';
import { StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client';
import { printedOutput } from '../../sandbox/output.ts';
import { MAX_MESSAGE_BYTES } from '../mcp/lines.ts';
import { streamTransport } from '../mcp/stream-transport.ts';
import { boundedFetch } from './bounded-fetch.ts';
import type { ServerStart } from './server-spec.ts';

/** Results may be larger than calls. */
const MAX_RESULT_BYTES = 2 * MAX_MESSAGE_BYTES;

export interface Link {
  readonly transport: Transport;
  /** What is known of the server's end, for a message; its words are hostile and already escaped. */
  lastWords(): string;
  /** Resolves when nothing of it is left. */
  end(): Promise<void>;
}

/** Errors: `bad-sandbox`, `sandbox-unavailable`, `sandbox-failed`. */
export async function startedServer({ driver, spec }: ServerStart): Promise<Link> {
  const confined = await driver.start(spec);
  const said = tailOf(confined.stderr);
  confined.stdout.resume();
  let ending = '';
  confined.ended.then(({ code, signal, limit }) => {
    // That is how the guard ends it.
    if (limit === null && signal === 'SIGKILL') return;
    ending = limit === null ? `it ended with code ${code}` : `it ended by the limit on ${limit}`;
  });
  return {
    transport: streamTransport(confined.channel, MAX_RESULT_BYTES),
    lastWords: () => [ending, ...printedOutput(said(), 3)].filter((part) => part !== '').join('; '),
    end: async () => {
      await confined.kill();
    },
  };
}

export function httpServer(url: string, headers: Readonly<Record<string, string>>): Link {
  const transport = new StreamableHTTPClientTransport(new URL(url), {
    requestInit: { headers: { ...headers }, redirect: 'manual' },
    fetch: boundedFetch(new URL(url).origin, MAX_RESULT_BYTES),
    onInsufficientScope: 'throw',
  });
  return { transport, lastWords: () => '', end: async () => undefined };
}

const TAIL = 2000;

/** The last bytes of what a program says. */
function tailOf(stream: Readable): () => Buffer {
  let tail: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    tail = Buffer.concat([tail, chunk]).subarray(-TAIL);
  });
  return () => tail;
}
