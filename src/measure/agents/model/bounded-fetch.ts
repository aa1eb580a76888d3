/**
 * `fetch` for provider packages. They keep a whole answer in memory, so one without end is cut off here; and they take a
 * web page for a stream without events, so it is told apart here.
 */
import { Readable } from 'node:stream';
import type { ReadableStream as NodeStream } from 'node:stream/web';
import { isWebPage, readErrorBody } from './error-body.ts';
import { findErrorIn } from './event-stream.ts';
import { askOverHttp, type HttpAnswer } from './http-client.ts';

const MIB = 2 ** 20;
/** Largest whole answer, in bytes: far beyond what any model writes in one turn. */
const LARGEST_BODY = 16 * MIB;
/** Streams repeat an envelope of some hundred bytes with every few letters. */
const LARGEST_STREAM = 64 * MIB;

/** An answer was larger than any model's. `bytes` is the bound it crossed. */
export class AnswerTooLarge extends Error {
  override readonly name = 'AnswerTooLarge';

  constructor(bytes: number) {
    super(`the answer is larger than ${bytes / MIB} MiB`);
  }
}

/** The server sends the call to another place. Key and conversation are for the one that the person named. */
export class SentElsewhere extends Error {
  override readonly name = 'SentElsewhere';
}

/** A web page came instead of an answer: a wrong address, or a gateway that wants to be signed in to. */
export class WebPageAnswer extends Error {
  override readonly name = 'WebPageAnswer';
}

/** An error came instead of an answer, with a status that says all is well. */
export class ErrorAnswer extends Error {
  override readonly name = 'ErrorAnswer';
  /** What the server wrote: a body, or one event of a stream. */
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(body: string, headers: Headers) {
    super('an error in place of an answer');
    this.body = body;
    this.headers = Object.fromEntries(headers);
  }
}

/**
 * Like `fetch`; fails with `WebPageAnswer` for a page and with `ErrorAnswer` for an error of a server that is well, with
 * `AnswerTooLarge` as soon as the body is larger than a turn can be, and with `SentElsewhere` for redirects that leave
 * the server.
 */
export const boundedFetch: typeof fetch = async (input, init = {}) => {
  const { headers, body, ...line } = await askFor(input, init);
  const { status } = line;
  // The body is handed on unpacked.
  headers.delete('content-encoding');
  headers.delete('content-length');
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    const events = pieces(body, LARGEST_STREAM);
    const checked = status < 300 ? withoutErrors(events, headers) : events;
    return new Response(ReadableStream.from(checked), { ...line, headers });
  }
  const whole = await readTo(LARGEST_BODY, body);
  const page = headers.get('content-type')?.startsWith('text/html') ?? false;
  if (page && status < 300 && isWebPage(whole.subarray(0, 1000).toString()))
    throw new WebPageAnswer('a web page');
  if (status < 300 && whole.byteLength <= LARGEST_ERROR) {
    const text = whole.toString();
    if (readErrorBody(text).holdsError) throw new ErrorAnswer(text, headers);
  }
  return new Response(BODILESS.includes(status) ? null : whole, { ...line, headers });
};

/** Errors quote at most what was sent, and an answer that is larger is one. */
const LARGEST_ERROR = MIB;

/** The pieces of an event stream; fails at the first event that is an error. */
async function* withoutErrors(
  events: AsyncIterable<Uint8Array>,
  headers: Headers,
): AsyncGenerator<Uint8Array> {
  const find = findErrorIn();
  for await (const piece of events) {
    const error = find(piece);
    if (error !== undefined) throw new ErrorAnswer(error, headers);
    yield piece;
  }
  const error = find(undefined);
  if (error !== undefined) throw new ErrorAnswer(error, headers);
}

/** Statuses whose answers have no body (RFC 9110). */
const BODILESS = [204, 205, 304];

const MOST_REDIRECTS = 5;
/** Those that keep method and body (RFC 9110, section 15.4); the others make another request of it. */
const KEEPING = [307, 308];

async function askFor(input: Parameters<typeof fetch>[0], init: RequestInit): Promise<HttpAnswer> {
  const { body } = init;
  const plain = !(input instanceof Request) && (body === undefined || typeof body === 'string');
  // A proxy that the environment names is known to `fetch` alone.
  const simple = plain && process.env.NODE_USE_ENV_PROXY === undefined;
  let url = new URL(input instanceof Request ? input.url : input);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await (simple ? overHttp(url, init) : overFetch(redirects === 0 ? input : url, init));
    const { status, headers } = answer;
    const location = status < 300 || status > 399 ? null : headers.get('location');
    if (location === null) return answer;
    answer.body.destroy();
    const next = URL.canParse(location, url.href) ? new URL(location, url) : undefined;
    const stays = next?.origin === url.origin && !(input instanceof Request);
    if (next === undefined || !stays || !KEEPING.includes(status) || redirects === MOST_REDIRECTS)
      throw new SentElsewhere(placeIn(next));
    url = next;
  }
}

/** Without credentials and query. */
function placeIn(place: URL | undefined): string {
  return place === undefined ? 'to no address' : `to ${place.protocol}//${place.host}${place.pathname}`;
}

async function overHttp(url: URL, init: RequestInit): Promise<HttpAnswer> {
  const { method = 'GET', headers, body, signal } = init;
  return askOverHttp(url, {
    method,
    headers: Object.fromEntries(new Headers(headers)),
    ...(typeof body === 'string' ? { body } : {}),
    ...(signal ? { signal } : {}),
  }).catch((thrown: unknown) => {
    // What the packages know a failed connection by.
    throw signal?.aborted ? signal.reason : new TypeError('fetch failed', { cause: thrown });
  });
}

async function overFetch(input: Parameters<typeof fetch>[0], init: RequestInit): Promise<HttpAnswer> {
  const { status, statusText, headers, body } = await fetch(input, { ...init, redirect: 'manual' });
  return {
    status,
    statusText,
    headers: new Headers(headers),
    body: body === null ? Readable.from([]) : Readable.fromWeb(body as NodeStream<Uint8Array>),
  };
}

/** The body in pieces. Leaving the loop hangs up. */
async function* pieces(body: Readable, bound: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const piece of body) {
      bytes += piece.byteLength;
      if (bytes > bound) throw new AnswerTooLarge(bound);
      yield piece;
    }
  } catch (thrown) {
    throw thrown instanceof AnswerTooLarge ? thrown : new TypeError('terminated', { cause: thrown });
  }
}

async function readTo(bound: number, body: Readable): Promise<Buffer<ArrayBuffer>> {
  const read: Uint8Array[] = [];
  for await (const piece of pieces(body, bound)) read.push(piece);
  return Buffer.concat(read);
}
