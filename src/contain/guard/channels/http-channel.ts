/**
 * A channel over streamable HTTP, in both revisions: with sessions (until 2025-11-25) and without (2026-07-28). Who is
 * behind a request has been found out before.
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
  createMcpHandler,
  isInitializeRequest,
  isLegacyRequest,
  type Server,
} from '@modelcontextprotocol/server';
import { isRecord } from '../../../kit/canonical.ts';
import type { OpenChannel } from '../broker/broker.ts';
import { MAX_MESSAGE_BYTES } from '../mcp/lines.ts';
import { agentServer, knockAt } from './agent-server.ts';
import { alertsOf } from './alerts.ts';
import { callsOf, recordAttempt, type Ticket } from './calls.ts';
import { openKnocks } from './knocks.ts';
import { INVALID, INVALID_REQUEST, readMessage, tooLong } from './read-message.ts';

export interface HttpChannel {
  /** Answers, also where the request cannot be read. */
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  close(): Promise<void>;
}

interface Session {
  readonly transport: NodeStreamableHTTPServerTransport;
  readonly server: Server;
}

/** Of one agent; the one that was used least recently makes room. */
const MOST_SESSIONS = 64;

/** @example createServer((request, response) => void http.handle(request, response)) */
export function httpChannel(channel: OpenChannel): HttpChannel {
  const calls = callsOf(channel);
  const alert = alertsOf(channel);
  /** By id, the one that was used last at the end. */
  const sessions = new Map<string, Session>();
  const modern = createMcpHandler(agentServer(channel, calls), { legacy: 'reject' });
  const serveModern = toNodeHandler(modern);
  const stopListening = channel.onToolsChanged(() => {
    modern.notify.toolsChanged();
    for (const { server } of sessions.values()) server.sendToolListChanged().catch(() => undefined);
  });

  const knocks = openKnocks();
  const stopKnocking = channel.onKnock(() => {
    for (const { server } of sessions.values()) knockAt(server);
  });

  const openSession = async () => {
    let made: Server | undefined;
    const product = await agentServer(channel, calls, (server) => {
      made = server;
    })({ era: 'legacy' });
    const transport = new NodeStreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => {
        if (made !== undefined) sessions.set(id, { transport, server: made });
      },
      onsessionclosed: (id) => void sessions.delete(id),
    });
    const send = transport.send.bind(transport);
    transport.send = (message, options) => {
      knocks.sent(message);
      return send(message, options);
    };
    await product.connect(transport);
    for (const [id, session] of sessions) {
      if (sessions.size < MOST_SESSIONS) break;
      sessions.delete(id);
      await session.transport.close();
    }
    return transport;
  };

  const sessionOf = (request: IncomingMessage) => {
    const id = String(request.headers['mcp-session-id'] ?? '');
    const session = sessions.get(id);
    if (session !== undefined) {
      sessions.delete(id);
      sessions.set(id, session);
    }
    return session;
  };

  const serve = async (request: IncomingMessage, response: ServerResponse, body: unknown) => {
    if (isInitializeRequest(body)) return (await openSession()).handleRequest(request, response, body);
    const isModern =
      request.method === 'POST' &&
      !(await isLegacyRequest(await toWebRequest(incoming(request), body), body));
    if (isModern) return serveModern(incoming(request), response, body);
    const session = sessionOf(request);
    if (session === undefined)
      return answerError(
        response,
        request.headers['mcp-session-id'] === undefined ? 400 : 404,
        INVALID_REQUEST,
      );
    return session.transport.handleRequest(request, response, body);
  };

  const post = async (request: IncomingMessage, response: ServerResponse) => {
    if (!/^application\/json\s*(;|$)/i.test(request.headers['content-type'] ?? ''))
      return answerError(response, 415, INVALID_REQUEST);
    const { bytes, isWhole } = await bodyOf(request);
    if (!isWhole) {
      alert('warning', `a message of more than ${MAX_MESSAGE_BYTES} bytes`);
      await recordAttempt(channel, tooLong(bytes));
      return answerError(response, 413, INVALID_REQUEST);
    }
    const { forward, call, error, suspicions } = readMessage(bytes, knocks);
    if (forward !== undefined) channel.heard();
    for (const { severity, what } of suspicions) alert(severity, what);
    if (forward === undefined) {
      if (call !== undefined) await recordAttempt(channel, call);
      return error === undefined
        ? void response.writeHead(202).end()
        : answerError(response, 400, error.code, error.id, error.message);
    }
    if (call === undefined) return serve(request, response, forward);
    const ticket = calls.take(call);
    response.once('close', () => void calls.settle(ticket));
    return serve(request, response, withTicket(forward, ticket));
  };

  return {
    handle: async (request, response) => {
      response.on('error', () => response.destroy());
      try {
        await (request.method === 'POST' ? post(request, response) : serve(request, response, undefined));
      } catch {
        if (response.headersSent) response.destroy();
        else answerError(response, 500, INVALID_REQUEST);
      }
    },
    close: async () => {
      stopListening();
      stopKnocking();
      for (const { transport } of sessions.values()) await transport.close();
      sessions.clear();
      await modern.close();
    },
  };
}

function withTicket(forward: { readonly [member: string]: unknown }, ticket: Ticket) {
  return isRecord(forward.params)
    ? { ...forward, params: { ...forward.params, arguments: { ...ticket } } }
    : forward;
}

/** Says nothing of the reason, but where it is no secret. */
function answerError(
  response: ServerResponse,
  status: number,
  code: number,
  id: string | number | null = null,
  message = INVALID,
): void {
  const body = JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body);
}

/** As much of it as is read. */
async function bodyOf(
  request: IncomingMessage,
): Promise<{ readonly bytes: Buffer; readonly isWhole: boolean }> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of request) {
    const chunk: Buffer = part;
    size += chunk.length;
    if (size > MAX_MESSAGE_BYTES) return { bytes: Buffer.concat(parts), isWhole: false };
    parts.push(chunk);
  }
  return { bytes: Buffer.concat(parts), isWhole: true };
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
