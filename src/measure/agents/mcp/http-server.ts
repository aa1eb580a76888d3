/** One trial on the loopback: an MCP server over streamable HTTP behind a token, for one client. */
import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { messageOf, OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { createClient } from './client.ts';
import { refuse } from './refusal.ts';

export interface HttpOptions {
  readonly factory: McpServerFactory;
  /** 0, or nothing, takes a free one. */
  readonly port?: number;
  /** Called once, with the first request that carries the token. */
  readonly connected?: () => void;
  /** The client took its leave, or was silent for so long that it counts as gone. */
  readonly gone: () => void;
  /** Whether a client that leaves makes room for another: true until it has used the trial. */
  readonly unused: () => boolean;
  readonly patience?: Patience;
}

/** After how many milliseconds without any open request a client counts as gone. */
export interface Patience {
  /** Where it had a stream open for messages of ours and closed it. */
  readonly afterStreamMs: number;
  readonly otherwiseMs: number;
}

export interface TrialServer {
  /** Where the trial is served; whoever knows it is the agent. */
  readonly url: string;
  /** The same without the token, which then has to stand in the header `Authorization: Bearer TOKEN`. */
  readonly address: string;
  readonly token: string;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const usualPatience: Patience = { afterStreamMs: 30_000, otherwiseMs: 600_000 };

/** Errors: `port-unavailable`. */
export async function serveHttp(options: HttpOptions): Promise<TrialServer> {
  const token = randomBytes(32).toString('base64url');
  const client = createClient(options);
  const silence = watchSilence(options.patience ?? usualPatience, options.gone);
  let { connected } = options;
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    if (!permitted(request, response, token)) return;
    connected?.();
    connected = undefined;
    silence.watch(request, response);
    client.handle(request, response).catch((thrown: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, messageOf(thrown));
    });
  });
  const address = `http://${HOST}:${await listen(server, options.port ?? 0)}/mcp`;
  return {
    url: `${address}/${token}`,
    address,
    token,
    close: async () => {
      silence.stop();
      await client.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, HOST, resolve);
    });
  } catch (thrown) {
    throw new OffswitchError(
      'port-unavailable',
      `cannot listen on ${HOST}:${port}: ${messageOf(thrown)}`,
      'Choose another port with --port, or leave --port out to take a free one.',
      { port, system: systemCodeOf(thrown) ?? null },
      thrown,
    );
  }
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the server has no port');
  return bound.port;
}

/** Refuses pages in a browser (also those that point their own name at this machine) and whoever lacks the token. */
function permitted(request: IncomingMessage, response: ServerResponse, token: string): boolean {
  if (!localhostHostValidation()(request, response) || !localhostOriginValidation()(request, response))
    return false;
  const [path = ''] = (request.url ?? '').split('?');
  const [, inPath] = /^\/mcp\/([^/]+)$/.exec(path) ?? [];
  const [, inHeader] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
  const given = inPath ?? (path === '/mcp' ? inHeader : undefined);
  if (given !== undefined && sameText(given, token)) return true;
  refuse(response, 403, 'no trial is served here for this token');
  return false;
}

/** In a time that depends on neither of them. */
function sameText(left: string, right: string): boolean {
  return timingSafeEqual(hash('sha256', left, 'buffer'), hash('sha256', right, 'buffer'));
}

/** HTTP clients seldom say goodbye: one without an open request for long enough is taken for gone. */
function watchSilence(patience: Patience, gone: () => void) {
  let open = 0;
  let timer: NodeJS.Timeout | undefined;
  return {
    watch: (request: IncomingMessage, response: ServerResponse) => {
      open += 1;
      clearTimeout(timer);
      response.on('close', () => {
        open -= 1;
        if (open > 0) return;
        clearTimeout(timer);
        const streamed = request.method === 'GET' && response.statusCode === 200;
        timer = setTimeout(gone, streamed ? patience.afterStreamMs : patience.otherwiseMs);
      });
    },
    stop: () => {
      open = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
    },
  };
}
