/**
 * The one client of a trial over HTTP, in whichever of the two protocols it speaks: with a session (until 2025-11-25)
 * or without (2026-07-28). Whoever used the token first keeps it.
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
import { PARSE_ERROR, refuse } from './refusal.ts';

export interface Client {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

type Holder =
  | { readonly era: 'session'; readonly transport: NodeStreamableHTTPServerTransport }
  /** Without a session there is only what the client says of itself to tell two of them apart. */
  | { readonly era: 'sessionless'; readonly name: string };

/** No argument of any tool needs more. */
const MOST_BODY_BYTES = 1024 * 1024;
const NOBODY = '';
const TAKEN = 'this trial already has a client';

export function createClient(options: {
  readonly factory: McpServerFactory;
  readonly gone: () => void;
  readonly unused: () => boolean;
}): Client {
  let holder: Holder | undefined;
  const modern = createMcpHandler(options.factory, { legacy: 'reject' });
  const serveModern = toNodeHandler(modern);

  const openSession = async (): Promise<NodeStreamableHTTPServerTransport> => {
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessionclosed: () => {
        if (holder?.era !== 'session' || holder.transport !== transport) return;
        if (options.unused()) holder = undefined;
        else options.gone();
      },
    });
    const server = await options.factory({ era: 'legacy' });
    await server.connect(transport);
    holder = { era: 'session', transport };
    return transport;
  };

  /** Clients look around, go without a word and come back: until a trial is used, whoever comes takes it over. */
  const makeRoom = async () => {
    if (holder === undefined || !options.unused()) return;
    if (holder.era === 'session') await holder.transport.close();
    holder = undefined;
  };

  const serveLegacy = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const opens = isInitializeRequest(body);
    if (opens) await makeRoom();
    if (holder === undefined && !opens)
      return refuse(response, 400, 'there is no session; send initialize first');
    if (opens ? holder !== undefined : holder?.era !== 'session') return refuse(response, 409, TAKEN);
    const transport = holder?.era === 'session' ? holder.transport : await openSession();
    await transport.handleRequest(request, response, body);
  };

  const serveSessionless = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    const name = claimedName(body);
    const same = holder?.era === 'sessionless' && holder.name === name;
    // Asking what is spoken here binds nobody: the same client may go on in the older protocol. Nor does garbage.
    const binds = name !== NOBODY && !isDiscovery(body);
    if (binds && !same) await makeRoom();
    if (holder !== undefined && !same && !options.unused()) return refuse(response, 409, TAKEN);
    if (binds) holder = { era: 'sessionless', name };
    await serveModern(incoming(request), response, body);
  };

  return {
    handle: async (request, response) => {
      const body = request.method === 'POST' ? await readBody(request, response) : undefined;
      if (body === unreadable) return;
      const web = await toWebRequest(incoming(request), body ?? null);
      if (request.method !== 'POST' || (await isLegacyRequest(web, body)))
        return serveLegacy(request, response, body);
      await serveSessionless(request, response, body);
    },
    close: async () => {
      if (holder?.era === 'session') await holder.transport.close();
      await modern.close();
    },
  };
}

const unreadable = Symbol('unreadable');

/** The parsed body, or `unreadable` where the request was refused. */
async function readBody(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\s*(;|$)/i.test(type)) {
    refuse(response, 415, 'the body must be application/json');
    return unreadable;
  }
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of request) {
    bytes += part.length;
    if (bytes > MOST_BODY_BYTES) {
      refuse(response, 413, `the body is larger than ${MOST_BODY_BYTES} bytes`);
      return unreadable;
    }
    parts.push(part);
  }
  try {
    const body: unknown = JSON.parse(Buffer.concat(parts).toString('utf8'));
    if (typeof body === 'object' && body !== null) return body;
  } catch {
    // Answered below.
  }
  refuse(response, 400, 'the body is no JSON-RPC message', PARSE_ERROR);
  return unreadable;
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

function isDiscovery(body: unknown): boolean {
  return isRecord(body) && body.method === 'server/discover';
}

function claimedName(body: unknown): string {
  const params = isRecord(body) && isRecord(body.params) ? body.params : {};
  const meta = isRecord(params._meta) ? params._meta : {};
  return JSON.stringify(meta[CLIENT_INFO_META_KEY]) ?? NOBODY;
}
