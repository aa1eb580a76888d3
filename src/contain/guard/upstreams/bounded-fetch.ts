/** `fetch` towards an upstream: to its own origin alone, without redirects, and no message larger than allowed. */

/** A server's answer sends nobody elsewhere: the credential in the header would go along. */
export function boundedFetch(origin: string, most: number): typeof fetch {
  return async (input, init) => {
    const url = new URL(input instanceof Request ? input.url : input);
    if (url.origin !== origin) throw new TypeError(`the upstream sends to another address (${url.origin})`);
    const response = await fetch(input, { ...init, redirect: 'manual' });
    if (response.status >= 300 && response.status < 400) {
      await response.body?.cancel();
      throw new TypeError(`the upstream sends to another address (status ${response.status})`);
    }
    if (response.body === null) return response;
    const { status, statusText, headers } = response;
    const isStream = /^text\/event-stream\b/i.test(headers.get('content-type') ?? '');
    return new Response(response.body.pipeThrough(limited(most, isStream)), { status, statusText, headers });
  };
}

/** A body counts as a whole; of a stream of events, what follows the last blank line. */
function limited(most: number, isStream: boolean): TransformStream<Uint8Array, Uint8Array> {
  let since = 0;
  return new TransformStream({
    transform: (chunk, controller) => {
      const blank = isStream ? endOfBlankLine(Buffer.from(chunk)) : 0;
      since = blank > 0 ? chunk.length - blank : since + chunk.length;
      if (since > most)
        controller.error(new TypeError(`the upstream sends a message of more than ${most} bytes`));
      else controller.enqueue(chunk);
    },
  });
}

function endOfBlankLine(chunk: Buffer): number {
  return Math.max(
    ...['\n\n', '\r\n\r\n', '\r\r'].map((end) => {
      const at = chunk.lastIndexOf(end);
      return at < 0 ? 0 : at + end.length;
    }),
  );
}
