/** Stand-ins on the loopback: for everything outside of the company, and for the provider of models. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { z } from 'zod';

export interface ModelCall {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Outside {
  /** Where a proxy sends what is meant for any other host. */
  readonly internet: string;
  /** Base address of OpenAI's protocol. */
  readonly provider: string;
  /** Every request, as text: method, address and body. */
  seen(): readonly string[];
  modelCalls(): readonly ModelCall[];
  forget(): void;
  close(): Promise<void>;
}

/** The key that the provider takes: a request without it is none of the company's. */
export const PROVIDER_KEY = 'sk-harbour-lane-7f3a';

const TLS_HANDSHAKE = 0x16;

export async function openOutside(): Promise<Outside> {
  const seen: string[] = [];
  const calls: ModelCall[] = [];
  const internet = createServer(async (request, response) => {
    const address = new URL(request.url ?? '', `http://${request.headers.host}`);
    seen.push(`${request.method} ${address.href}\n${await bodyOf(request)}`);
    response.end('received\n');
  });
  internet.on('connect', ({ url }, socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    socket.once('data', (first: Buffer) => {
      // Nobody here has a certificate: what is meant to be encrypted has left, and is not answered.
      if (first[0] === TLS_HANDSHAKE) {
        seen.push(`CONNECT ${url}\n${first.toString('latin1')}`);
        socket.destroy();
      } else {
        socket.unshift(first);
        internet.emit('connection', socket);
      }
    });
  });
  const provider = createServer(async (request, response) => {
    const body = await bodyOf(request);
    const known = request.headers.authorization === `Bearer ${PROVIDER_KEY}`;
    if (known) calls.push({ headers: plainHeaders(request), body });
    const [status, answer] = known ? completion(body) : [401, { error: { message: 'Incorrect API key' } }];
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer));
  });
  // A connection that is closed just when it is used again would look like a guard that refuses.
  for (const server of [internet, provider]) server.keepAliveTimeout = 600_000;
  const [internetPort, providerPort] = await Promise.all([listening(internet), listening(provider)]);
  return {
    internet: `http://127.0.0.1:${internetPort}`,
    provider: `http://127.0.0.1:${providerPort}/v1`,
    seen: () => seen,
    modelCalls: () => calls,
    forget: () => {
      seen.length = 0;
      calls.length = 0;
    },
    close: () => Promise.all([internet, provider].map(closed)).then(() => undefined),
  };
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('the server has no port');
  return address.port;
}

async function closed(server: Server): Promise<void> {
  server.close();
  server.closeAllConnections();
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  return Buffer.concat(await request.toArray()).toString('latin1');
}

function plainHeaders(request: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
}

const asked = z.object({ model: z.string() });

function completion(body: string): readonly [number, unknown] {
  const request = asked.safeParse(jsonOf(body));
  if (!request.success) return [400, { error: { message: 'The request has no model' } }];
  const answer = {
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1_796_000_000,
    model: request.data.model,
    choices: [{ index: 0, message: { role: 'assistant', content: 'Understood.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 12, completion_tokens: 2, total_tokens: 14 },
  };
  return [200, answer];
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
