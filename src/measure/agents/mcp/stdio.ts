/** One trial over standard input and output: for clients that start their MCP servers themselves. */
import type { Readable, Writable } from 'node:stream';
import type { McpServerFactory } from '@modelcontextprotocol/server';
import { StdioServerTransport, serveStdio } from '@modelcontextprotocol/server/stdio';

const MOST_MESSAGE_BYTES = 1024 * 1024;

/** Serves until the client closes its end, or a message is too long; `gone` is called then. */
export function serveOverStdio(
  factory: McpServerFactory,
  streams: { readonly input: Readable; readonly output: Writable },
  gone: () => void,
): { close(): Promise<void> } {
  const transport = new StdioServerTransport(streams.input, streams.output, {
    maxBufferSize: MOST_MESSAGE_BYTES,
  });
  const served = serveStdio(factory, { transport });
  // The entry sets a handler of its own on the transport, and ours has to come after it.
  const { onclose } = transport;
  transport.onclose = () => {
    onclose?.();
    gone();
  };
  return served;
}
