/** One trial on the loopback: an MCP server over streamable HTTP behind a token. */
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { localhostHostValidation, localhostOriginValidation } from '@modelcontextprotocol/node';
import { messageOf, OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { isSameSecret } from '../../../kit/secrets.ts';
import type { Bridge } from './bridge.ts';
import { type ClientsOptions, createClients } from './clients.ts';
import { refuse } from './refusal.ts';

export interface HttpOptions extends ClientsOptions {
  /** 0, or nothing, takes a free one. */
  readonly port?: number;
  /** Called once, with the first request that carries the token. */
  readonly connected?: () => void;
  /** Nobody asked for so long that whoever did counts as gone; `why` says it in words. */
  readonly gone: (why: string) => void;
  /** A client took its leave, and counts as gone unless it comes back in time. */
  readonly leaving?: () => void;
  readonly patience?: Patience;
}

/** After how many milliseconds without any open request a client counts as gone. */
export interface Patience {
  /** Where it closed its last session, or the stream it had open for messages of ours. */
  readonly graceMs: number;
  readonly silenceMs: number;
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
const SILENCE_MS = 600_000;
/** For programs that are watched while they run: a closed session says nothing of them. */
const usualPatience: Patience = { graceMs: SILENCE_MS, silenceMs: SILENCE_MS };

/** For clients of which nothing else is known. */
export function patienceWith(graceMs: number): Patience {
  return { graceMs, silenceMs: Math.max(graceMs, SILENCE_MS) };
}

/** Errors: `port-unavailable`. */
export async function serveHttp(options: HttpOptions): Promise<TrialServer> {
  const token = randomBytes(32).toString('base64url');
  const clients = createClients(options);
  const silence = watchSilence(options, clients);
  let { connected } = options;
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    const arrived = arrivals(request);
    response.on('close', arrived);
    if (!permitted(request, response, token)) return;
    connected?.();
    connected = undefined;
    silence.watch(request, response);
    clients.handle(request, response, arrived).catch((thrown: unknown) => {
      if (response.headersSent) response.destroy();
      else refuse(response, 500, messageOf(thrown));
    });
  });
  const arrivals = watchArrivals(server, options.expect);
  const address = `http://${HOST}:${await listen(server, options.port ?? 0)}/mcp`;
  return {
    url: `${address}/${token}`,
    address,
    token,
    close: async () => {
      silence.stop();
      await clients.close();
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
  if (given !== undefined && isSameSecret(given, token)) return true;
  refuse(response, 403, 'no trial is served here for this token');
  return false;
}

/**
 * Clients that call in parallel open connections first and then send: whatever has begun to come may bring a call of
 * the same turn. Gives what begins with a request and ends when it is with the bridge.
 */
function watchArrivals(server: Server, expect: Bridge['expect']): (request: IncomingMessage) => () => void {
  const opened = new WeakMap<Socket, () => void>();
  server.on('connection', (socket: Socket) => {
    const arrived = expect();
    opened.set(socket, arrived);
    socket.once('close', arrived);
  });
  return (request) => {
    const arrived = request.method === 'POST' ? expect() : () => {};
    opened.get(request.socket)?.();
    return arrived;
  };
}

/** HTTP clients seldom say goodbye: without an open request for long enough they are taken for gone. */
function watchSilence(
  { patience = usualPatience, gone, leaving }: HttpOptions,
  clients: { readonly sessions: number },
) {
  let open = 0;
  let timer: NodeJS.Timeout | undefined;
  const seconds = (milliseconds: number) => `${milliseconds / 1000} s`;
  const leave = () => {
    leaving?.();
    const why = `the client closed its session and did not come back within ${seconds(patience.graceMs)}`;
    timer = setTimeout(() => gone(why), patience.graceMs);
  };
  const pause = () => {
    const why = `the client sent nothing for ${seconds(patience.silenceMs)}`;
    timer = setTimeout(() => gone(why), patience.silenceMs);
  };
  return {
    watch: (request: IncomingMessage, response: ServerResponse) => {
      open += 1;
      clearTimeout(timer);
      response.on('close', () => {
        open -= 1;
        if (open > 0) return;
        clearTimeout(timer);
        const streamed = request.method === 'GET' && response.statusCode === 200;
        const ended = request.method === 'DELETE' && clients.sessions === 0;
        if (streamed || ended) leave();
        else pause();
      });
    },
    stop: () => {
      open = Number.POSITIVE_INFINITY;
      clearTimeout(timer);
    },
  };
}
