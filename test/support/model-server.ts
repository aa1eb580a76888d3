/**
 * A model service for tests: a real HTTP server on the loopback that speaks the protocols of OpenAI (chat completions
 * and Responses), Anthropic (messages) or Google (generateContent), whole and streamed, as strictly as the real ones,
 * lets a function think for it, and fails when told to.
 *
 * @example
 * const server = await startModelServer({ protocol: 'anthropic', brain: () => ({ text: 'hello' }), faults: inOrder({ kind: 'silent' }) });
 * // ... ANTHROPIC_BASE_URL=server.url ...
 * await server.close();
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../src/kit/errors.ts';
import { anthropicService } from './anthropic-response.ts';
import { type FaultSchedule, noFaults } from './faults.ts';
import { googleService } from './google-response.ts';
import { think } from './model-mind.ts';
import { send, sendError, sendStatus } from './model-reply.ts';
import type {
  WireAnswer,
  WireMessage,
  WireProtocol,
  WireRequest,
  WireService,
  WireTool,
  WireUsage,
} from './model-wire.ts';
import { openAIService } from './openai-response.ts';

const services = { openai: openAIService, anthropic: anthropicService, google: googleService } as const;

export type Protocol = keyof typeof services;

/** What the model thinks up: text, calls with arguments as values, or both. Missing ids are made up in order. */
export interface BrainAnswer {
  readonly text?: string;
  readonly cuts?: WireAnswer['cuts'];
  readonly reasoning?: string;
  readonly calls?: readonly { readonly id?: string; readonly tool: string; readonly args: unknown }[];
  readonly ending?: WireAnswer['ending'];
  readonly usage?: WireUsage;
}

/** `asked` is the whole request as the server understood it: the model, the JSON schema of the answer. */
export type Brain = (
  messages: readonly WireMessage[],
  tools: readonly WireTool[],
  asked: WireRequest,
) => BrainAnswer;

export interface ModelServerOptions {
  readonly protocol: Protocol;
  readonly brain: Brain;
  readonly faults?: FaultSchedule;
  /** If set, requests with another key are answered with 401. */
  readonly key?: string;
  /** What the server calls the model; the name that was asked for by default. */
  readonly reportedModel?: string | (() => string);
  /** Every answer begins so many milliseconds after its request arrived. */
  readonly latencyMs?: number;
  /** No answer begins before this. */
  readonly opened?: Promise<void>;
  /**
   * The model reasons before every answer, with the signature or encrypted content of its protocol wherever the client
   * asked for it, and a turn with calls that comes back without it is answered with 400.
   */
  readonly reasoning?: boolean;
  /** Requests it bears at the same time; those beyond are answered with 429. */
  readonly bears?: number;
  /** Share of the prompt, from 0 to 1, that usage reports as read from the cache. */
  readonly cached?: number;
  /** Names the group a request is counted with in `requestsBy`; nothing is counted by default. */
  readonly keyOf?: (asked: WireRequest) => string;
}

export interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface ModelServer {
  /** Base URL, ending in `/v1` or, for Google, `/v1beta`. */
  readonly url: string;
  /** Requests that arrived so far. */
  readonly requests: number;
  /** Turns whose whole answer was sent, odd ones included. */
  readonly answered: number;
  /** Most requests that were being answered at the same time. */
  readonly mostAtOnce: number;
  /** Requests by the group that `keyOf` gives. */
  readonly requestsBy: ReadonlyMap<string, number>;
  /** The latest requests, oldest first, at most 100. */
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

const KEPT_REQUESTS = 100;

interface State {
  requests: number;
  answered: number;
  atOnce: number;
  mostAtOnce: number;
  readonly requestsBy: Map<string, number>;
  readonly received: ReceivedRequest[];
}

/** Starts the server on a free port of 127.0.0.1. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const service = services[options.protocol];
  const state: State = {
    requests: 0,
    answered: 0,
    atOnce: 0,
    mostAtOnce: 0,
    requestsBy: new Map(),
    received: [],
  };
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    // A client that goes away in mid-answer is an everyday event here.
    response.on('error', () => response.destroy());
    state.requests += 1;
    state.atOnce += 1;
    state.mostAtOnce = Math.max(state.mostAtOnce, state.atOnce);
    response.once('close', () => {
      state.atOnce -= 1;
    });
    serve({ request, response, number: state.requests, service, options, state, stopping: stopping.signal })
      .then((answered) => {
        if (answered) state.answered += 1;
      })
      .catch((thrown: unknown) => {
        if (response.headersSent) response.destroy();
        else
          sendError(response, service.endpoints[0], {
            status: 500,
            message: `the test server failed: ${messageOf(thrown)}`,
          });
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port: 0, host: '127.0.0.1', backlog: 2048 }, resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return {
    url: `http://127.0.0.1:${bound.port}${service.base}`,
    get requests() {
      return state.requests;
    },
    get answered() {
      return state.answered;
    },
    get mostAtOnce() {
      return state.mostAtOnce;
    },
    requestsBy: state.requestsBy,
    received: state.received,
    close: () => {
      stopping.abort();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly number: number;
  readonly service: WireService;
  readonly options: ModelServerOptions;
  readonly state: State;
  readonly stopping: AbortSignal;
}

/** Serves one request; tells whether a whole answer was sent. */
async function serve(exchange: Exchange): Promise<boolean> {
  const { request, response, number, service, options, state, stopping } = exchange;
  const url = new URL(request.url ?? '/', 'http://localhost');
  const path = url.pathname.startsWith(service.base) ? url.pathname.slice(service.base.length) : undefined;
  const body = await readBody(request);
  state.received.push({ path: request.url ?? '/', headers: request.headers, body });
  if (state.received.length > KEPT_REQUESTS) state.received.shift();

  const fault = (options.faults ?? noFaults)(number);
  const asked =
    path === undefined || request.method !== 'POST' ? undefined : understand(path, body, exchange);
  const protocol = asked?.protocol ?? service.endpoints[0];
  const key = headerOf(request.headers, service.keyHeader.name);
  if (fault?.kind === 'silent') return false;
  if (fault?.kind === 'cut-before-headers') {
    request.socket.destroy();
    return false;
  }
  if (fault?.kind === 'raw') {
    request.socket.end(fault.bytes);
    return false;
  }
  if (fault?.kind === 'redirect') {
    response.writeHead(fault.status, { location: fault.location }).end();
    return false;
  }
  if (fault?.kind === 'status') {
    sendStatus(response, protocol, fault, key);
    return false;
  }
  const refuse = (status: number, message: string) => {
    sendError(response, protocol, { status, message });
    return false;
  };
  if (options.key !== undefined && key !== `${service.keyHeader.prefix}${options.key}`) {
    return refuse(401, `Incorrect API key provided: ${key === '' ? '(none)' : key}`);
  }
  if (state.atOnce > (options.bears ?? Number.POSITIVE_INFINITY)) return refuse(429, 'too many at once');
  if (asked === undefined) return refuse(404, `nothing is served at ${request.method} ${url.pathname}`);
  if ('problem' in asked) return refuse(400, asked.problem);
  const wait = (options.latencyMs ?? 0) + (fault?.kind === 'slow-first-byte' ? fault.milliseconds : 0);
  if (wait > 0) await pause(wait, undefined, { signal: stopping });
  await options.opened;
  const answer = think(asked.read, number, options, fault);
  if (answer.ending === 'blocked' && asked.protocol.blocked !== undefined) {
    sendError(response, asked.protocol, asked.protocol.blocked);
    return true;
  }
  return send(response, { protocol: asked.protocol, asked: asked.read, answer }, fault);
}

type Understood =
  | { readonly protocol: WireProtocol; readonly read: WireRequest }
  | { readonly protocol: WireProtocol; readonly problem: string };

/** The endpoint that serves the path, and what it makes of the body. */
function understand(
  path: string,
  body: unknown,
  { service, options, state }: Exchange,
): Understood | undefined {
  for (const protocol of service.endpoints) {
    try {
      const read = protocol.read(path, body, options.reasoning === true);
      if (read === undefined) continue;
      if (options.keyOf !== undefined) {
        const group = options.keyOf(read);
        state.requestsBy.set(group, (state.requestsBy.get(group) ?? 0) + 1);
      }
      return { protocol, read };
    } catch (thrown) {
      return { protocol, problem: messageOf(thrown) };
    }
  }
  return undefined;
}

function headerOf(headers: IncomingHttpHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}
