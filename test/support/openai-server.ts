/**
 * A model service for tests: a real HTTP server on the loopback that speaks OpenAI's chat completions and Responses
 * protocols, whole and streamed, lets a function think for it, and fails when told to.
 *
 * @example
 * const server = await startOpenAIServer({ brain: () => ({ text: 'hello' }), faults: inOrder({ kind: 'status', status: 500 }) });
 * // ... OFFSWITCH_BASE_URL=server.url ...
 * await server.close();
 */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../src/kit/errors.ts';
import { type Fault, type FaultSchedule, isAnswerFault, noFaults, spoil } from './openai-faults.ts';
import { send, sendError, sendStatus } from './openai-reply.ts';
import {
  readChatRequest,
  readResponsesRequest,
  type WireMessage,
  type WireRequest,
  type WireTool,
} from './openai-request.ts';
import type { WireAnswer } from './openai-response.ts';

/** What the model thinks up: text, calls with arguments as values, or both. Missing ids are made up in order. */
interface BrainAnswer {
  readonly text?: string;
  readonly reasoning?: string;
  readonly calls?: readonly { readonly id?: string; readonly tool: string; readonly args: unknown }[];
  readonly ending?: WireAnswer['ending'];
}

export type Brain = (messages: readonly WireMessage[], tools: readonly WireTool[]) => BrainAnswer;

export interface OpenAIServerOptions {
  readonly brain: Brain;
  readonly faults?: FaultSchedule;
  /** If set, requests with another key are answered with 401. */
  readonly key?: string;
  /** What the server calls the model; the name that was asked for by default. */
  readonly reportedModel?: string;
}

interface ReceivedRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

export interface OpenAIServer {
  /** Base URL, ending in `/v1`. */
  readonly url: string;
  /** Requests that arrived so far. */
  readonly requests: number;
  /** Turns whose whole answer was sent, odd ones included. */
  readonly answered: number;
  /** The latest requests, oldest first, at most 100. */
  readonly received: readonly ReceivedRequest[];
  close(): Promise<void>;
}

const KEPT_REQUESTS = 100;

/** Starts the server on a free port of 127.0.0.1. */
export async function startOpenAIServer(options: OpenAIServerOptions): Promise<OpenAIServer> {
  const state = { requests: 0, answered: 0, received: [] as ReceivedRequest[] };
  const stopping = new AbortController();
  const server = createServer((request, response) => {
    // A client that goes away in mid-answer is an everyday event here.
    response.on('error', () => response.destroy());
    state.requests += 1;
    const number = state.requests;
    serve(request, response, number, options, state.received, stopping.signal)
      .then((answered) => {
        if (answered) state.answered += 1;
      })
      .catch((thrown: unknown) => {
        if (response.headersSent) response.destroy();
        else sendError(response, 500, `the test server failed: ${messageOf(thrown)}`);
      });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const bound = server.address();
  if (bound === null || typeof bound === 'string') throw new Error('the test server has no port');
  return {
    url: `http://127.0.0.1:${bound.port}/v1`,
    get requests() {
      return state.requests;
    },
    get answered() {
      return state.answered;
    },
    received: state.received,
    close: () => {
      stopping.abort();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Serves one request; tells whether a whole answer was sent. */
async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  number: number,
  options: OpenAIServerOptions,
  received: ReceivedRequest[],
  stopping: AbortSignal,
): Promise<boolean> {
  const path = new URL(request.url ?? '/', 'http://localhost').pathname;
  const body = await readBody(request);
  received.push({ path: request.url ?? '/', headers: request.headers, body });
  if (received.length > KEPT_REQUESTS) received.shift();

  const fault = (options.faults ?? noFaults)(number);
  if (fault?.kind === 'silent') return false;
  if (fault?.kind === 'cut-before-headers') {
    request.socket.destroy();
    return false;
  }
  if (fault?.kind === 'status') {
    sendStatus(response, fault, request.headers.authorization ?? '');
    return false;
  }
  if (options.key !== undefined && request.headers.authorization !== `Bearer ${options.key}`) {
    sendError(response, 401, `Incorrect API key provided: ${request.headers.authorization ?? '(none)'}`);
    return false;
  }
  const responses = path === '/v1/responses';
  if (request.method !== 'POST' || !(responses || path === '/v1/chat/completions')) {
    sendError(response, 404, `nothing is served at ${request.method} ${path}`);
    return false;
  }
  let asked: WireRequest;
  try {
    asked = responses ? readResponsesRequest(body) : readChatRequest(body);
  } catch (thrown) {
    sendError(response, 400, messageOf(thrown));
    return false;
  }
  if (fault?.kind === 'slow-first-byte') await pause(fault.milliseconds, undefined, { signal: stopping });
  const answer = think(asked, number, options, fault);
  return send(response, { asked, answer, responses }, fault);
}

async function readBody(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(Buffer.from(part));
  const text = Buffer.concat(parts).toString('utf8');
  return text === '' ? undefined : JSON.parse(text);
}

function think(
  asked: WireRequest,
  number: number,
  options: OpenAIServerOptions,
  fault: Fault | undefined,
): WireAnswer {
  const thought = options.brain(asked.messages, asked.tools);
  const text = thought.text ?? '';
  const calls = (thought.calls ?? []).map((call, index) => ({
    id: call.id ?? `call_${number}_${index + 1}`,
    name: call.tool,
    arguments: JSON.stringify(call.args),
  }));
  const answer: WireAnswer = {
    id: String(number),
    model: options.reportedModel ?? asked.model,
    text,
    reasoning: thought.reasoning ?? '',
    calls,
    ending: thought.ending ?? 'natural',
    inputTokens: tokensOf(asked.messages),
    outputTokens: tokensOf([text, calls]),
  };
  return fault !== undefined && isAnswerFault(fault)
    ? spoil(answer, fault, asked.tools[0]?.name ?? 'no_such_tool')
    : answer;
}

/** A rule of thumb, four characters a token; tests need a number, not the truth. */
function tokensOf(value: unknown): number {
  return Math.ceil(JSON.stringify(value).length / 4);
}
