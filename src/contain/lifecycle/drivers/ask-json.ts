/** One request to the server of a platform, over TCP or a Unix socket, and its JSON answer. */
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { messageOf } from '../../../kit/errors.ts';
import { printable } from '../../../kit/text.ts';
import { type Driver, driverFailed } from './driver.ts';

export interface PlatformServer {
  readonly kind: Driver['kind'];
  /** `http://engine` where `socket` says where it really is. */
  readonly url: string;
  readonly socket?: string;
  /** Certificate of the authority, in PEM. */
  readonly ca?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface PlatformRequest {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  readonly path: string;
  readonly body?: unknown;
  readonly type?: string;
  /** Of the answer, beside those of success. */
  readonly accepts?: readonly number[];
}

export interface PlatformAnswer {
  readonly status: number;
  /** Undefined where the answer has none. */
  readonly body: unknown;
}

const PATIENCE_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** Errors: `driver-failed` where nobody answers, the answer is no JSON, or its status is neither 2xx nor accepted. */
export async function askJson(server: PlatformServer, asked: PlatformRequest): Promise<PlatformAnswer> {
  const { status, text } = await answered(server, asked).catch((thrown: unknown) => {
    const where = server.socket ?? server.url;
    throw driverFailed(
      server.kind,
      `${where} does not answer: ${messageOf(thrown)}`,
      'Look whether it runs, and whether the guard may reach it.',
      thrown,
    );
  });
  const body = parsed(text);
  if ((status < 200 || status > 299) && !asked.accepts?.includes(status))
    throw driverFailed(
      server.kind,
      `${asked.method} ${asked.path}: status ${status}: ${printable(text.trim(), 300)}`,
      status === 401 || status === 403
        ? 'Give the guard the rights that docs/lifecycle.md lists.'
        : 'Look at what it says; the command can be given again.',
    );
  if (text.trim() !== '' && body === undefined)
    throw driverFailed(
      server.kind,
      `${asked.path} answers with something else than JSON`,
      'Check the address.',
    );
  return { status, body };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function answered(
  { url, socket, ca, headers }: PlatformServer,
  { method, path, body, type = 'application/json' }: PlatformRequest,
): Promise<{ readonly status: number; readonly text: string }> {
  const target = new URL(path, url);
  const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
  const options: RequestOptions & { readonly ca?: string } = {
    method,
    headers: {
      ...headers,
      accept: 'application/json',
      ...(bytes === undefined ? {} : { 'content-type': type, 'content-length': bytes.length }),
    },
    signal: AbortSignal.timeout(PATIENCE_MS),
    ...(socket === undefined ? {} : { socketPath: socket }),
    ...(ca === undefined ? {} : { ca }),
  };
  const request = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve);
    request.once('error', reject);
    request.end(bytes);
  });
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw new RangeError(`the answer has more than ${MOST_BYTES} bytes`);
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') };
}
