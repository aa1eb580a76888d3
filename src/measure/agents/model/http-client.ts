/**
 * Requests over the HTTP client of Node's core. `fetch` costs two to three times as much a call, and that decides how
 * many calls one process keeps going at once.
 */
import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';

export interface HttpRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  /** What the status line says behind the status. */
  readonly statusText: string;
  readonly headers: Headers;
  /** Unpacked. Destroying it hangs up. */
  readonly body: Readable;
}

/** Idle connections stay open for the next call and keep no process alive. */
const kept = { keepAlive: true, maxFreeSockets: 1024 };
const clients = {
  'http:': { ask: httpRequest, agent: new HttpAgent(kept) },
  'https:': { ask: httpsRequest, agent: new HttpsAgent(kept) },
};

const CONNECT_MS = 10_000;

/** No connection came about in time. */
export class NotConnected extends Error {
  override readonly name = 'NotConnected';
}

/** Resolves with the head of the answer. Rejects with what the system says, or with the signal's reason. */
export function askOverHttp(url: URL, { method, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const { ask, agent } = url.protocol === 'https:' ? clients['https:'] : clients['http:'];
    const options: RequestOptions = {
      method,
      agent,
      headers: {
        accept: '*/*',
        'accept-encoding': 'identity',
        ...headers,
        ...(body === undefined ? {} : { 'content-length': Buffer.byteLength(body) }),
      },
    };
    const request = ask(url, options, (message) => {
      if (isStatus(message.statusCode)) return resolve(answerOf(message));
      request.destroy(new Error(`the status ${message.statusCode} is none of HTTP`));
    });
    const hangUp = () => request.destroy(new Error('hung up'));
    signal?.addEventListener('abort', hangUp, { once: true });
    request.on('close', () => {
      signal?.removeEventListener('abort', hangUp);
      // Of an answer that is none, such as a change of protocol, nothing else is told.
      reject(new Error('the connection was closed without an answer'));
    });
    request.on('error', (error) => reject(signal?.aborted ? signal.reason : error));
    request.on('socket', (socket) =>
      limitConnecting(socket, url.protocol, (error) => request.destroy(error)),
    );
    request.end(body);
  });
}

/** Whether it is one that an answer can end with (RFC 9110, section 15). */
function isStatus(status = 0): boolean {
  return status >= 200 && status <= 599;
}

function limitConnecting(socket: Socket, protocol: string, fail: (error: Error) => void): void {
  if (!socket.connecting) return;
  const timer = setTimeout(
    () => fail(new NotConnected(`no connection within ${CONNECT_MS / 1000} s`)),
    CONNECT_MS,
  );
  const stop = () => clearTimeout(timer);
  socket.once(protocol === 'https:' ? 'secureConnect' : 'connect', stop).once('close', stop);
}

function answerOf(message: IncomingMessage): HttpAnswer {
  const headers = new Headers();
  for (const [name, values] of Object.entries(message.headersDistinct))
    for (const value of values ?? []) headers.append(name, value);
  const { statusCode: status = 0, statusMessage: statusText = '' } = message;
  return { status, statusText, headers, body: unpacked(message) };
}

const unpackers: Readonly<Record<string, () => ReturnType<typeof createGunzip>>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/** Some servers pack what nobody asked them to pack. */
function unpacked(message: IncomingMessage): Readable {
  const encoding = message.headers['content-encoding']?.trim().toLowerCase() ?? '';
  const unpacker = Object.hasOwn(unpackers, encoding) ? unpackers[encoding] : undefined;
  // Whoever reads the unpacked stream meets its errors there.
  return unpacker === undefined ? message : pipeline(message, unpacker(), () => {});
}
