/** A witness behind HTTP, on the loopback unless it is told otherwise. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { messageOf, OffswitchError } from '../../kit/errors.ts';
import type { LogWitness } from './witness.ts';

/** A checkpoint with 63 hashes and many signatures stays far below. */
const MOST_BYTES = 256 * 1024;

export interface WitnessServer {
  /** `http://HOST:PORT` */
  readonly url: string;
  close(): Promise<void>;
}

/** `POST /add-checkpoint`, and `GET /latest/ORIGIN` for who verifies. Errors: `port-unavailable`. */
export async function serveWitness(
  witness: LogWitness,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<WitnessServer> {
  const server = createServer((request, response) => {
    respond(witness, request, response).catch((thrown) => send(response, 500, messageOf(thrown)));
  });
  server.requestTimeout = 10_000;
  await listen(server, host, port);
  const address = server.address();
  const bound = typeof address === 'object' && address !== null ? address.port : port;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function respond(
  witness: LogWitness,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://witness').pathname;
  if (request.method === 'POST' && path === '/add-checkpoint') {
    const body = await bodyOf(request);
    if (body === undefined) return send(response, 413, `a request has at most ${MOST_BYTES} bytes of UTF-8`);
    const { status, type, body: text } = await witness.addCheckpoint(body);
    response.writeHead(status, { 'content-type': type }).end(text);
  } else if (request.method === 'GET' && path.startsWith('/latest/')) {
    const latest = witness.latest(decodeURIComponent(path.slice('/latest/'.length)));
    if (latest === undefined) return send(response, 404, 'this witness has cosigned no head of that log');
    response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).end(latest);
  } else {
    send(response, 404, 'a witness has POST /add-checkpoint and GET /latest/ORIGIN');
  }
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
  } catch {
    return undefined;
  }
}

function send(response: ServerResponse, status: number, why: string): void {
  if (!response.headersSent) response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' });
  response.end(`${why}\n`);
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (thrown) =>
      reject(
        new OffswitchError(
          'port-unavailable',
          `cannot listen on ${host}:${port}: ${messageOf(thrown)}`,
          'Name another port, or 0 for a free one.',
          { host, port },
          thrown,
        ),
      ),
    );
    server.listen(port, host, () => resolve());
  });
}
