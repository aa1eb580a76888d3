/** Frames on a stream: four bytes of length, big-endian, then canonical JSON. */
import type { Duplex } from 'node:stream';
import { canonical } from '../../kit/canonical.ts';
import { messageOf } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';

/** Longest frame in bytes, without its length: a batch of a few thousand records. */
export const MOST_FRAME_BYTES = 16 * 1024 * 1024;

export function encodeFrame(value: unknown): Buffer {
  const body = Buffer.from(canonical(value));
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}

/** Feeds bytes as they come; gives the values of the frames that are complete. Errors: `bad-frame`. */
export function frameReader(): (bytes: Buffer) => readonly unknown[] {
  let rest: Buffer[] = [];
  let held = 0;
  let wanted = 4;
  return (bytes) => {
    rest.push(bytes);
    held += bytes.length;
    if (held < wanted) return [];
    let all = rest.length === 1 ? bytes : Buffer.concat(rest);
    const values: unknown[] = [];
    wanted = 4;
    while (all.length >= 4) {
      const length = all.readUInt32BE();
      if (length > MOST_FRAME_BYTES)
        throw badFrame(`it has ${length} bytes; a frame has at most ${MOST_FRAME_BYTES}`);
      wanted = 4 + length;
      if (all.length < wanted) break;
      values.push(parsed(all.subarray(4, wanted)));
      all = all.subarray(wanted);
      wanted = 4;
    }
    rest = [all];
    held = all.length;
    return values;
  };
}

/** Calls for every frame that comes, in order. Errors of the frames end the stream. */
export function onFrames(stream: Duplex, take: (value: unknown) => void, end: (error?: Error) => void): void {
  const read = frameReader();
  stream.on('data', (bytes: Buffer) => {
    try {
      for (const value of read(bytes)) take(value);
    } catch (thrown) {
      end(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
      stream.destroy();
    }
  });
  stream.on('error', end);
  stream.on('close', () => end());
}

function parsed(body: Buffer): unknown {
  const text = body.toString('utf8');
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw badFrame(messageOf(thrown));
  }
}

function badFrame(what: string): Error {
  return malformed(
    'bad-frame',
    'frame',
    what,
    'Speak to a notary through connectNotary(), or as docs/notary.md says.',
  );
}
