/** What a confined agent finds on its own loopback: MCP, and the models that it may use. */
import { createServer, type Server } from 'node:http';
import type { OpenChannel } from '../broker/broker.ts';
import { httpChannel } from '../channels/http-channel.ts';
import type { Models } from '../models/models.ts';

/** Stands where libraries want a key. The channel is who an agent is, and the guard has the keys. */
const NO_KEY = 'the-guard-has-the-key';

/** Variables that clients of MCP and of models look for. `{port}` and `{mcp}` are filled in inside. */
export function agentVariables(agent: string): Readonly<Record<string, string>> {
  const base = 'http://127.0.0.1:{port}';
  return {
    OFFSWITCH_AGENT: agent,
    OFFSWITCH_MCP_URL: `${base}/mcp`,
    OFFSWITCH_MCP_PORT: '{mcp}',
    OFFSWITCH_MCP_COMMAND: 'offswitch-channel',
    OPENAI_BASE_URL: `${base}/openai/v1`,
    OPENAI_API_KEY: NO_KEY,
    ANTHROPIC_BASE_URL: `${base}/anthropic`,
    ANTHROPIC_API_KEY: NO_KEY,
    GOOGLE_GEMINI_BASE_URL: `${base}/google`,
    GEMINI_API_KEY: NO_KEY,
    GOOGLE_GENERATIVE_AI_API_KEY: NO_KEY,
  };
}

export interface InsideServer {
  /** Takes connections that come by the tunnel; listens nowhere. */
  readonly server: Server;
  close(): Promise<void>;
}

export function insideServer(channel: OpenChannel, models: Pick<Models, 'serve'>): InsideServer {
  const mcp = httpChannel(channel);
  const server = createServer((request, response) => {
    const address = request.url ?? '/';
    if (address.split('?')[0] === '/mcp') void mcp.handle(request, response);
    else void models.serve(channel, address, request, response);
  });
  return {
    server,
    close: async () => {
      await mcp.close();
      server.closeAllConnections();
    },
  };
}
