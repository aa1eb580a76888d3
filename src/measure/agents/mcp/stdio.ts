/** One trial over standard input and output: for clients that start their MCP servers themselves. */
import type { Readable, Writable } from 'node:stream';
import type { JSONRPCMessage, McpServerFactory } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';
import { withObjectArguments } from './arguments.ts';
import type { Bridge } from './bridge.ts';

const MOST_MESSAGE_BYTES = 1024 * 1024;
const NEWLINE = 10;

/** Serves until the client closes its end, or a message is too long; `gone` is called then. */
export function serveOverStdio(
  factory: McpServerFactory,
  streams: { readonly input: Readable; readonly output: Writable },
  { expect, gone }: { readonly expect: Bridge['expect']; readonly gone: () => void },
): { close(): Promise<void> } {
  const transport = new StdioServerTransport(streams.input, streams.output, {
    maxBufferSize: MOST_MESSAGE_BYTES,
  });
  const served = serveStdio(factory, { transport });
  // The entry sets handlers of its own on the transport, and ours have to come around them.
  const { onclose, onmessage } = transport;
  transport.onmessage = (message) => onmessage?.(withObjectArguments(message) as JSONRPCMessage);
  transport.onclose = () => {
    onclose?.();
    gone();
  };
  expectRestOfMessages(streams.input, expect);
  return served;
}

/** A message that came in part is on its way. */
function expectRestOfMessages(input: Readable, expect: Bridge['expect']): void {
  let arrived: (() => void) | undefined;
  input.on('data', (chunk: Buffer) => {
    const before = arrived;
    arrived = chunk.at(-1) === NEWLINE ? undefined : expect();
    before?.();
  });
}
