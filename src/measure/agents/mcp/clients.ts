/**
 * The clients of a trial over HTTP, in whichever of the two protocols they speak: with sessions (until 2025-11-25), of
 * which an agent may open one for every call, or without (2026-07-28).
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type NodeIncomingMessageLike,
  NodeStreamableHTTPServerTransport,
  toNodeHandler,
  toWebRequest,
} from '@modelcontextprotocol/node';
import {
  CLIENT_INFO_META_KEY,
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type McpServerFactory,
} from '@modelcontextprotocol/server';
import { isRecord } from '../../../kit/canonical.ts';
import { tooDeep } from '../../../kit/json.ts';
import { callsTool, withObjectArguments } from './arguments.ts';
import type { Bridge } from './bridge.ts';
import { PARSE_ERROR, refuse } from './refusal.ts';

export interface Clients {
  /** `arrived` is called once all that the request brings is with the bridge. */
  handle(request: IncomingMessage, response: ServerResponse, arrived: () => void): Promise<void>;
  close(): Promise<void>;
  /** Sessions that are open. */
  readonly sessions: number;
}

export interface ClientsOptions {
  readonly factory: McpServerFactory;
  readonly expect: Bridge['expect'];
  /** The trial is of the client that calls the first tool, by what it calls itself; others are refused from then on. */
  readonly exclusive: boolean;
}

interface Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  /** What its client calls itself. */
  readonly client: string;
  /** It was opened for something, and that has come. */
  readonly begun: () => void;
}

/** No argument of any tool needs more. */
const MOST_BODY_BYTES = 1024 * 1024;
/** Deeper than tools take, so that what is a little too deep is answered by a tool; libraries take many more. */
const DEEPEST_BODY = 1000;
const MOST_SESSIONS = 1000;
const NOBODY = '';
const TAKEN = 'this trial already has a client';

export function createClients(options: ClientsOptions): Clients {
  const sessions = new Map<string, Session>();
  let owner: string | undefined;
  const modern = createMcpHandler(options.factory, { legacy: 'reject' });
  const serveModern = toNodeHandler(modern);

  /** Until a tool is called anybody may look around. Garbage makes nobody the owner. */
  const admits = (client: string, body: unknown) => {
    if (!options.exclusive) return true;
    if (client !== NOBODY && [body].flat().some(callsTool)) owner ??= client;
    return owner === undefined || owner === client;
  };

  const openSession = async (client: string) => {
    const begun = options.expect();
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void sessions.set(id, { transport, client, begun }),
      onsessionclosed: (id) => {
        sessions.get(id)?.begun();
        sessions.delete(id);
      },
    });
    const server = await options.factory({ era: 'legacy' });
    await server.connect(transport);
    return transport;
  };

  const serveOpening = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const client = claimedBy(isRecord(body) && isRecord(body.params) ? body.params.clientInfo : undefined);
    if (!admits(client, body)) return refuse(response, 409, TAKEN);
    if (sessions.size >= MOST_SESSIONS) return refuse(response, 503, 'too many sessions are open');
    const transport = await openSession(client);
    await transport.handleRequest(request, response, body);
  };

  const serveInSession = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const id = request.headers['mcp-session-id'];
    if (id === undefined) return refuse(response, 400, 'there is no session; send initialize first');
    const session = sessions.get(String(id));
    if (session === undefined)
      return refuse(response, 404, 'there is no such session; send initialize again');
    if (!admits(session.client, body)) return refuse(response, 409, TAKEN);
    if (isRecord(body) && 'id' in body) session.begun();
    await session.transport.handleRequest(request, response, body);
  };

  const serveSessionless = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    if (!admits(claimedBy(metaOf(body)[CLIENT_INFO_META_KEY]), body)) return refuse(response, 409, TAKEN);
    await serveModern(incoming(request), response, body);
  };

  const serverOf = async (request: IncomingMessage, body: unknown) => {
    if (isInitializeRequest(body)) return serveOpening;
    if (request.method !== 'POST') return serveInSession;
    const web = await toWebRequest(incoming(request), body ?? null);
    return (await isLegacyRequest(web, body)) ? serveInSession : serveSessionless;
  };

  return {
    handle: async (request, response, arrived) => {
      const body = request.method === 'POST' ? await readBody(request, response) : undefined;
      if (body === unreadable) return;
      const serve = await serverOf(request, body);
      const served = serve(request, response, body);
      // There are only microtasks between the message and the bridge.
      setImmediate(arrived);
      await served;
    },
    close: async () => {
      for (const { transport } of sessions.values()) await transport.close();
      await modern.close();
    },
    get sessions() {
      return sessions.size;
    },
  };
}

const unreadable = Symbol('unreadable');

/** The parsed body, or `unreadable` where the request was refused. */
async function readBody(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  const refused = (status: number, message: string, code?: number) => {
    refuse(response, status, message, code);
    return unreadable;
  };
  if (!/^application\/json\s*(;|$)/i.test(type)) return refused(415, 'the body must be application/json');
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MOST_BODY_BYTES) return refused(413, `the body is larger than ${MOST_BODY_BYTES} bytes`);
    parts.push(part);
  }
  const body = parsed(Buffer.concat(parts).toString('utf8'));
  if (typeof body !== 'object' || body === null)
    return refused(400, 'the body is no JSON-RPC message', PARSE_ERROR);
  if (tooDeep(body, DEEPEST_BODY))
    return refused(400, `the body is nested deeper than ${DEEPEST_BODY}`, PARSE_ERROR);
  return withObjectArguments(body);
}

/** Undefined where the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Node's own type leaves the method and the address open; a request that arrived has both. */
function incoming(request: IncomingMessage): NodeIncomingMessageLike {
  return {
    method: request.method ?? 'GET',
    url: request.url ?? '/',
    headers: request.headers,
    [Symbol.asyncIterator]: () => request[Symbol.asyncIterator](),
  };
}

function metaOf(body: unknown): Readonly<Record<string, unknown>> {
  const params = isRecord(body) && isRecord(body.params) ? body.params : {};
  return isRecord(params._meta) ? params._meta : {};
}

/** What a client calls itself, as one text. */
function claimedBy(info: unknown): string {
  return isRecord(info) ? JSON.stringify([info.name, info.version]) : NOBODY;
}
