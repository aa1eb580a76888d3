/** One HTTP server on the loopback for all agents with a token. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import type { OpenChannel } from '../broker/broker.ts';
import { type Alert, boundedAlerts } from './alerts.ts';
import { admit, type DoorOptions, turnAway } from './door.ts';
import { type HttpChannel, httpChannel } from './http-channel.ts';

export interface TokenAgent {
  readonly token: string;
  readonly channel: OpenChannel;
}

export interface TokenServerOptions {
  /** `listen` of guard.yaml: an address of the loopback and a port, 0 for a free one. */
  readonly listen: string;
  readonly agents: ReadonlyMap<string, TokenAgent>;
  /** Of requests that are nobody's. */
  readonly alert: Alert;
  /** Everything but `/mcp`, of an agent that was admitted, e.g. model traffic. `path` is without the token. */
  readonly besides?: (
    agent: string,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ) => void;
  readonly keyHeaders?: DoorOptions['keyHeaders'];
}

export interface TokenServer {
  /** `http://127.0.0.1:PORT` */
  readonly address: string;
  /** Where an agent that cannot send a header connects; whoever knows it is the agent. */
  urlOf(agent: string): string;
  admit(agent: string, admitted: TokenAgent): void;
  /** Its token is nobody's from then on. */
  remove(agent: string): void;
  close(): Promise<void>;
}

/** Errors: `port-unavailable`. */
export async function serveTokens(options: TokenServerOptions): Promise<TokenServer> {
  const channels = new Map<string, HttpChannel>();
  const agents = new Map<string, string>();
  const admitted = (name: string, { token, channel }: TokenAgent) => {
    agents.set(name, token);
    channels.set(name, httpChannel(channel));
  };
  for (const [name, agent] of options.agents) admitted(name, agent);
  let hosts: readonly string[] = [];
  const door: DoorOptions = {
    tokens: agents,
    hosts: () => hosts,
    alert: boundedAlerts(options.alert),
    ...(options.keyHeaders === undefined ? {} : { keyHeaders: options.keyHeaders }),
  };
  const server = createServer((request, response) => {
    const found = admit(request, door);
    if (found === undefined) return turnAway(response);
    const { agent, path } = found;
    const channel = channels.get(agent);
    if (path === '/mcp' && channel !== undefined) return void channel.handle(request, response);
    if (options.besides === undefined) return turnAway(response);
    options.besides(agent, path, request, response);
  });
  server.maxConnections = 1024;
  const { host, port } = await listen(server, options.listen);
  hosts = ['127.0.0.1', 'localhost', '[::1]', host].map((name) => `${name}:${port}`);
  const address = `http://${host}:${port}`;
  return {
    address,
    urlOf: (agent) => `${address}/agent/${agents.get(agent) ?? ''}/mcp`,
    admit: admitted,
    remove: (agent) => {
      agents.delete(agent);
      void channels.get(agent)?.close();
      channels.delete(agent);
    },
    close: async () => {
      for (const channel of channels.values()) await channel.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function listen(server: Server, at: string): Promise<{ readonly host: string; readonly port: number }> {
  const colon = at.lastIndexOf(':');
  const host = at.slice(0, colon);
  const wanted = Number(at.slice(colon + 1));
  await new Promise<void>((resolve, reject) => {
    server.once('error', (thrown) =>
      reject(
        new OffswitchError(
          'port-unavailable',
          `cannot listen on ${at}: ${systemCodeOf(thrown) ?? thrown.message}`,
          'Name another port in `listen` of guard.yaml, or 0 for a free one.',
          { listen: at },
          thrown,
        ),
      ),
    );
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port: wanted }, () => resolve());
  });
  const bound = server.address();
  return { host, port: typeof bound === 'object' && bound !== null ? bound.port : wanted };
}
