/** One compressed stream, fed piece by piece, while somebody reads what comes out. */
import type { Unpacking } from './coded-text.ts';

export interface Decoder {
  /** Bytes that came out of it. */
  readonly given: number;
  /**
   * How far it got: `more` may come, or the stream has `ended` and took so many of these bytes. A stream that is not what
   * it seemed, or is damaged, has `failed`. Rejects with what the reader of the content threw.
   */
  push(bytes: Uint8Array): Promise<{ readonly state: 'more' | 'ended' | 'failed'; readonly taken: number }>;
  /** No more bytes will come. False where the stream was cut off. */
  end(): Promise<boolean>;
}

export function openDecoder(
  transform: Unpacking,
  read: (content: AsyncIterable<Buffer>) => Promise<void>,
): Decoder {
  let readerFailed: unknown;
  let failure: unknown;
  let isOver = false;
  let given = 0;
  transform.on('error', (thrown) => {
    failure = thrown;
  });
  const reading = read(
    contentOf(transform, (bytes) => {
      given += bytes;
    }),
  ).then(
    () => {
      isOver = true;
    },
    (thrown: unknown) => {
      isOver = true;
      if (failure === undefined) readerFailed = thrown;
      transform.destroy();
    },
  );

  async function settle(): Promise<void> {
    await reading;
    if (readerFailed !== undefined) throw readerFailed;
  }

  return {
    get given() {
      return given;
    },
    async push(bytes) {
      const before = transform.bytesWritten;
      const written = new Promise<void>((resolve) => transform.write(bytes, () => resolve()));
      await Promise.race([written, reading]);
      const taken = transform.bytesWritten - before;
      if (failure !== undefined) {
        await settle();
        // A decoder of zstd goes on to the next frame: one that is none says that the last one had ended.
        const hadEnded = before > 0 && codeOf(failure) === 'ZSTD_error_prefix_unknown';
        return { state: hadEnded ? 'ended' : 'failed', taken: 0 };
      }
      if (!isOver && taken === bytes.length) return { state: 'more', taken };
      await settle();
      return { state: 'ended', taken };
    },
    async end() {
      transform.end();
      await settle();
      return failure === undefined;
    },
  };
}

/** What came out before a failure was there, too; the failure itself is heard by its event. */
async function* contentOf(transform: Unpacking, came: (bytes: number) => void): AsyncGenerator<Buffer> {
  try {
    for await (const piece of transform) {
      came(piece.length);
      yield piece;
    }
  } catch {
    return;
  }
}

function codeOf(thrown: unknown): unknown {
  return typeof thrown === 'object' && thrown !== null && 'code' in thrown ? thrown.code : undefined;
}
