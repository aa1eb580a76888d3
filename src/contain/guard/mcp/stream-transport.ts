/** A client's end of MCP on a stream of bytes, for the protocol's library. */
import type { Duplex } from 'node:stream';
import type { JSONRPCMessage, Transport } from '@modelcontextprotocol/client';
import { messageOf } from '../../../kit/errors.ts';
import { lineOf, MAX_MESSAGE_BYTES, readLines } from './lines.ts';

/** A server whose message is longer than `most` bytes is left: nobody knows where its next one begins. */
export function streamTransport(stream: Duplex, most = MAX_MESSAGE_BYTES): Transport {
  let stop: () => void = () => undefined;
  let isOpen = true;
  /** What all wait for who send while there is none. */
  let room: Promise<void> | undefined;
  const end = () => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    stream.destroy();
    transport.onclose?.();
  };
  const transport: Transport & { readonly stderr: null; readonly pid: null } = {
    // By these the library tells a pipe, where a server that says nothing is one of the older revision.
    stderr: null,
    pid: null,
    start: async () => {
      stream.on('error', end);
      stop = readLines(stream, most, {
        line: (bytes) => {
          const message = parsed(bytes);
          if (message instanceof Error) transport.onerror?.(message);
          else transport.onmessage?.(message as JSONRPCMessage);
        },
        tooLong: () => {
          transport.onerror?.(new Error(`a message of more than ${most} bytes`));
          end();
        },
        end,
      });
    },
    send: async (message) => {
      if (!isOpen) throw new Error('the server has gone');
      if (stream.write(lineOf(message)) || stream.destroyed) return;
      room ??= roomIn(stream).finally(() => {
        room = undefined;
      });
      await room;
    },
    close: async () => end(),
  };
  return transport;
}

/** Until the stream takes more, or nothing any more. */
async function roomIn(stream: Duplex): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const ready = () => resolve();
  const events = ['drain', 'close', 'error'];
  for (const event of events) stream.on(event, ready);
  await promise;
  for (const event of events) stream.off(event, ready);
}

/** Servers print other things as well; what is no JSON is passed over. */
function parsed(bytes: Buffer): unknown {
  try {
    const message: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof message === 'object' && message !== null ? message : new Error('a line that is no message');
  } catch (thrown) {
    return new Error(messageOf(thrown));
  }
}
