/**
 * `fetch` for provider packages. They keep a whole answer in memory, so one without end is cut off here; and they take a
 * web page for a stream without events, so it is told apart here.
 */
import { isWebPage } from './error-body.ts';

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

/** A web page came instead of an answer: a wrong address, or a gateway that wants to be signed in to. */
export class WebPageAnswer extends Error {
  override readonly name = 'WebPageAnswer';
}

/** Like `fetch`; fails with `WebPageAnswer` for a page of a server that is well, and reading the body fails with `AnswerTooLarge` as soon as it is larger than a turn can be. */
export const boundedFetch: typeof fetch = async (...request) => {
  const response = await fetch(...request);
  const { headers, ok, status, statusText } = response;
  if (ok && headers.get('content-type')?.startsWith('text/html')) await rejectWebPage(response.clone());
  const { body } = response;
  if (body === null) return response;
  const init = { status, statusText, headers };
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    return new Response(body.pipeThrough(countedTo(LARGEST_STREAM)), init);
  }
  // Most answers say their size, and the HTTP client sees to it that they keep to it.
  const size = headers.get('content-encoding') === null ? headers.get('content-length') : null;
  if (size !== null && Number(size) <= LARGEST_BODY) return response;
  return new Response(await readTo(LARGEST_BODY, body), init);
};

/** The whole body: cheaper than a counting stream, where nobody can do anything with a part of it. */
async function readTo(
  bound: number,
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Buffer<ArrayBuffer>> {
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const piece of body) {
    bytes += piece.byteLength;
    // Leaving the loop cancels the body, and with it the connection.
    if (bytes > bound) throw new AnswerTooLarge(bound);
    pieces.push(piece);
  }
  return Buffer.concat(pieces, bytes);
}

/** Some servers give every answer this name, so the first piece decides. */
async function rejectWebPage(copy: Response): Promise<void> {
  const reader = copy.body?.getReader();
  const piece = await reader?.read();
  const text = new TextDecoder().decode(piece?.value).slice(0, 1000);
  // Else the copy would keep all that is read of the other.
  reader?.cancel().catch(() => {});
  if (isWebPage(text)) throw new WebPageAnswer('a web page');
}

function countedTo(bound: number): TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>> {
  let bytes = 0;
  return new TransformStream({
    transform(chunk, controller) {
      bytes += chunk.byteLength;
      // An error thrown here also cancels the body, and with it the connection.
      if (bytes > bound) throw new AnswerTooLarge(bound);
      controller.enqueue(chunk);
    },
  });
}
