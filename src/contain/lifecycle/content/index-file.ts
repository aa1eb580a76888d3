/** An index of content as a file: a line of JSON with what it is of, then its chunks. The content itself is not in it. */
import { z } from 'zod';
import { OffswitchError } from '../../../kit/errors.ts';
import { digest } from '../../../notary/records/kinds.ts';
import type { ContentIndex } from './content-index.ts';

const count = z.int().min(0);
const headShape = z.strictObject({
  v: z.literal(1),
  files: z.array(z.strictObject({ path: z.string(), bytes: count, digest })),
  chunks: z.array(z.strictObject({ window: count, bits: count, words: count })),
});

export function encodeIndex({ files, chunks }: ContentIndex): Buffer {
  const head = {
    v: 1,
    files,
    chunks: chunks.map(({ window, bits, entries }) => ({ window, bits, words: entries.length })),
  };
  const words = chunks.map(({ entries }) =>
    Buffer.from(entries.buffer, entries.byteOffset, entries.byteLength),
  );
  return Buffer.concat([Buffer.from(`${JSON.stringify(head)}\n`), ...words]);
}

/** Errors: `store-damaged`. */
export function decodeIndex(bytes: Buffer, place: string): ContentIndex {
  const line = bytes.indexOf(10);
  const head = headShape.safeParse(line < 0 ? undefined : jsonIn(bytes.subarray(0, line)));
  const words = head.success ? head.data.chunks.reduce((sum, part) => sum + part.words, 0) : 0;
  if (!head.success || bytes.length !== line + 1 + 4 * words)
    throw new OffswitchError(
      'store-damaged',
      `${place} is no index of content`,
      'Delete it: it is made anew as long as the content is there.',
      { path: place },
    );
  let at = line + 1;
  const chunks = head.data.chunks.map(({ window, bits, words: count }) => {
    const entries = new Uint32Array(count);
    Buffer.from(entries.buffer).set(bytes.subarray(at, at + 4 * count));
    at += 4 * count;
    return { window, bits, entries };
  });
  return { files: head.data.files, chunks };
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString());
  } catch {
    return undefined;
  }
}
