/** The MCP server that one agent speaks to: tools, and nothing else of the protocol. */
import {
  CLIENT_INFO_META_KEY,
  type McpServerFactory,
  Server,
  type ServerContext,
  type Tool,
} from '@modelcontextprotocol/server';
import { z } from 'zod';
import { PACKAGE_VERSION } from '../../../kit/package-version.ts';
import { printable } from '../../../kit/text.ts';
import type { OpenChannel } from '../broker/broker.ts';
import type { ListedTool } from '../tools.ts';
import type { Calls } from './calls.ts';

const SERVER = { name: 'offswitch', version: PACKAGE_VERSION };

/**
 * Makes the server of one connection or, in the revision of 2026, of one request. `made` is called with each; it is
 * how changes of the tools are told.
 */
export function agentServer(
  channel: OpenChannel,
  calls: Calls,
  made: (server: Server) => void = () => undefined,
): McpServerFactory {
  return () => {
    const server = new Server(SERVER, { capabilities: { tools: { listChanged: true } } });
    server.setRequestHandler('tools/list', () => ({ tools: channel.tools().map(listed) }));
    server.setRequestHandler('tools/call', ({ params }, context) =>
      calls.carryOut(params.arguments, claimOf(server, context), context.mcpReq.signal),
    );
    made(server);
    return server;
  };
}

/** Asks for a sign of life, where the other side has said that it is ready. */
export function knockAt(server: Server): void {
  if (server.getClientVersion() === undefined) return;
  server.ping().catch(() => undefined);
}

/** As it was pinned: its schemas have been compiled. */
function listed({ name, title, description, inputSchema, outputSchema, annotations }: ListedTool): Tool {
  return { name, title, description, inputSchema, outputSchema, annotations } as Tool;
}

const clientInfo = z.object({ name: z.string(), version: z.string() });

/** Name and version as the other side gives them. */
function claimOf(server: Server, context: ServerContext): string | undefined {
  const envelope: Readonly<Record<string, unknown>> = { ...context.mcpReq.envelope };
  // Deprecated for the revision of 2026, where every request says it; the only place in the older one.
  const info = clientInfo.safeParse(envelope[CLIENT_INFO_META_KEY] ?? server.getClientVersion());
  return info.success ? printable(`${info.data.name} ${info.data.version}`) : undefined;
}
