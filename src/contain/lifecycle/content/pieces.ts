/** A file, piece by piece, into a buffer that is used again. */
import { closeSync, constants, openSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';

const PIECE = 1024 * 1024;
/** After so many pieces others have their turn. */
const TURN = 16;

/**
 * Each piece is good until the next is asked for. Follows no link and waits for no writer of a pipe. Errors: the system's,
 * and that of an aborted signal.
 */
export async function* readPieces(path: string | Buffer, signal?: AbortSignal): AsyncGenerator<Buffer> {
  const file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  const buffer = Buffer.allocUnsafe(PIECE);
  try {
    for (let pieces = 1; ; pieces += 1) {
      const read = readSync(file, buffer);
      if (read === 0) return;
      yield buffer.subarray(0, read);
      if (pieces % TURN === 0) await setImmediate();
      signal?.throwIfAborted();
    }
  } finally {
    closeSync(file);
  }
}
