/** Texts as bytes: a marker, then UTF-8, compressed with zstd (RFC 8878) where that is worth its time. */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { MAX_TEXT_BYTES } from '../sealing.ts';

const PLAIN = 0;
const ZSTD = 1;

/** Below this many bytes setting up the compressor costs more than the space is worth. */
const WORTH_COMPRESSING = 512;
const OPTIONS = { params: { [constants.ZSTD_c_compressionLevel]: 3 } };

export function pack(text: string): Uint8Array {
  const plain = Buffer.from(text);
  if (plain.length >= WORTH_COMPRESSING) {
    const compressed = zstdCompressSync(plain, OPTIONS);
    if (compressed.length < plain.length) return marked(ZSTD, compressed);
  }
  return marked(PLAIN, plain);
}

/** Throws an Error if the bytes are none that `pack` makes. */
export function unpack(bytes: Uint8Array): string {
  const content = bytes.subarray(1);
  switch (bytes[0]) {
    case PLAIN:
      return strictUtf8.decode(content);
    case ZSTD:
      return strictUtf8.decode(zstdDecompressSync(content, { maxOutputLength: MAX_TEXT_BYTES }));
    default:
      throw new TypeError('the bytes carry no known marker');
  }
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function marked(marker: number, content: Uint8Array): Uint8Array {
  const bytes = Buffer.allocUnsafe(content.length + 1);
  bytes[0] = marker;
  bytes.set(content, 1);
  return bytes;
}
