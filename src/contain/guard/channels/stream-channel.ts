/** A channel over a stream of bytes: an inherited descriptor, or a connection to a socket. */
import type { Duplex } from 'node:stream';
import type { JSONRPCMessage, Server, Transport } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { isRecord } from '../../../kit/canonical.ts';
import type { OpenChannel } from '../broker/broker.ts';
import { lineOf, MAX_MESSAGE_BYTES, readLines } from '../mcp/lines.ts';
import { agentServer, knockAt } from './agent-server.ts';
import { type Alert, alertsOf } from './alerts.ts';
import { type Calls, callsOf, recordAttempt, type Ticket } from './calls.ts';
import { openKnocks } from './knocks.ts';
import { INVALID, INVALID_REQUEST, type RequestId, readMessage, tooLong } from './read-message.ts';

export interface ServedStream {
  /** Settles when the other side has gone, or was sent away. */
  readonly closed: Promise<void>;
  close(): Promise<void>;
}

/** More requests of one stream are not taken until some are answered. */
const MOST_WAITING = 64;
/** Nor are any while so much of what was answered waits for a client that does not read. */
const MOST_UNREAD_BYTES = 4 * 1024 * 1024;

/**
 * Serves MCP on a stream until it ends. The channel stays open: whoever opened it closes it.
 *
 * @example const served = serveStream(channel, confined.channel); await served.closed;
 */
export function serveStream(channel: OpenChannel, stream: Duplex): ServedStream {
  const calls = callsOf(channel);
  const alert = alertsOf(channel);
  const { transport, closed } = strictTransport(stream, { channel, calls, alert });
  const servers = new Set<Server>();
  const served = serveStdio(
    agentServer(channel, calls, (server) => servers.add(server)),
    { transport },
  );
  const stopListening = channel.onToolsChanged(() => {
    for (const server of servers) server.sendToolListChanged().catch(() => undefined);
  });
  const stopKnocking = channel.onKnock(() => {
    for (const server of servers) knockAt(server);
  });
  channel.onClosed(() => void served.close());
  return {
    closed: closed.finally(() => {
      stopListening();
      stopKnocking();
    }),
    close: () => served.close(),
  };
}

interface Served {
  readonly channel: OpenChannel;
  readonly calls: Calls;
  readonly alert: Alert;
}

/** A transport for the library that hands on only what was read strictly. */
function strictTransport(
  stream: Duplex,
  { channel, calls, alert }: Served,
): { readonly transport: Transport; readonly closed: Promise<void> } {
  const { promise: closed, resolve: close } = Promise.withResolvers<void>();
  const knocks = openKnocks();
  /** Requests that are not answered yet; of a call, what stands for its arguments. */
  const waiting = new Map<RequestId, Ticket | undefined>();
  let stop: () => void = () => undefined;
  let isOpen = true;

  /** Messages that were read and not taken yet: a stream that is paused still gives what it has. */
  const queue: Buffer[] = [];
  let isTaking = false;
  const isFull = () => waiting.size >= MOST_WAITING || stream.writableLength > MOST_UNREAD_BYTES;
  const takeNext = async () => {
    if (isTaking) return;
    isTaking = true;
    while (isOpen && !isFull()) {
      const next = queue.shift();
      if (next === undefined) break;
      await take(next);
    }
    isTaking = false;
    if (queue.length > 0 || isFull()) stream.pause();
    else if (stream.isPaused()) stream.resume();
  };
  const write = (message: unknown) => {
    if (isOpen && !stream.destroyed) stream.write(lineOf(message));
  };
  const answered = (id: RequestId) => {
    const ticket = waiting.get(id);
    waiting.delete(id);
    if (ticket !== undefined) void calls.settle(ticket);
  };
  const refuse = (id: RequestId | null, code: number, message = INVALID) =>
    write({ jsonrpc: '2.0', id, error: { code, message } });

  const take = async (bytes: Buffer) => {
    const { forward, call, error, suspicions, isAnswer } = readMessage(bytes, knocks);
    if (forward !== undefined) channel.heard();
    if (isAnswer) return transport.onmessage?.(forward as unknown as JSONRPCMessage);
    for (const { severity, what } of suspicions) alert(severity, what);
    if (forward === undefined) {
      if (call !== undefined) await recordAttempt(channel, call);
      if (error !== undefined) refuse(error.id, error.code, error.message);
      return;
    }
    const id = forward.id as RequestId | undefined;
    if (id !== undefined && waiting.has(id)) {
      alert('warning', 'two requests under way have one id');
      if (call !== undefined) await recordAttempt(channel, call);
      return refuse(null, INVALID_REQUEST);
    }
    const ticket = call === undefined ? undefined : calls.take(call);
    if (id !== undefined) waiting.set(id, ticket);
    transport.onmessage?.(withTicket(forward, ticket));
  };

  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    for (const id of [...waiting.keys()]) answered(id);
    for (const { call } of queue.splice(0).map((bytes) => readMessage(bytes)))
      if (call !== undefined)
        void recordAttempt(channel, { ...call, unread: 'the connection ended before it was taken' });
    stream.destroy();
    transport.onclose?.();
    close();
  };
  const transport: Transport = {
    start: async () => {
      stream.on('error', end);
      stream.on('drain', takeNext);
      stop = readLines(stream, MAX_MESSAGE_BYTES, {
        line: (bytes) => {
          queue.push(bytes);
          void takeNext();
        },
        tooLong: (beginning) => {
          alert('warning', `a message of more than ${MAX_MESSAGE_BYTES} bytes`);
          void recordAttempt(channel, tooLong(beginning)).then(end);
        },
        end,
      });
    },
    send: async (message) => {
      knocks.sent(message);
      if (!('method' in message) && message.id !== undefined) answered(message.id);
      write(message);
      void takeNext();
    },
    close: async () => end(),
  };
  return { transport, closed };
}

function withTicket(
  forward: { readonly [member: string]: unknown },
  ticket: Ticket | undefined,
): JSONRPCMessage {
  if (ticket === undefined || !isRecord(forward.params)) return forward as unknown as JSONRPCMessage;
  return { ...forward, params: { ...forward.params, arguments: { ...ticket } } } as unknown as JSONRPCMessage;
}
