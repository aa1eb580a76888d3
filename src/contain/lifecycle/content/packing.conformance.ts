/** Content and ways of packing it, for tests: weights that look like weights, tar and zip as their formats say. */
import { deflateRawSync } from 'node:zlib';
import { randomStream } from '../../../kit/random.ts';

/** Small numbers in single precision. */
export function weightsOf(name: string, bytes: number): Buffer {
  const random = randomStream('weights', name);
  const numbers = Float32Array.from({ length: Math.ceil(bytes / 4) }, () => (random.uniform() - 0.5) / 8);
  return Buffer.from(numbers.buffer).subarray(0, bytes);
}

/** POSIX ustar. */
export function tarOf(entries: Readonly<Record<string, Buffer>>): Buffer {
  const parts = Object.entries(entries).flatMap(([name, content]) => {
    const head = Buffer.alloc(512);
    head.write(name, 0);
    head.write('0000644\0'.padEnd(24, '0'), 100);
    head.write(`${content.length.toString(8).padStart(11, '0')}\0`, 124);
    head.write('00000000000\0', 136);
    head.write('        0', 148);
    head.write('ustar\x0000', 257);
    const sum = head.reduce((total, byte) => total + byte, 0);
    head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return [head, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return Buffer.concat([...parts, Buffer.alloc(1024)]);
}

/** APPNOTE, without the list at the end. */
export function zipOf(
  entries: Readonly<Record<string, Buffer>>,
  { method = 8, flags = 0 }: { readonly method?: number; readonly flags?: number } = {},
): Buffer {
  return Buffer.concat(
    Object.entries(entries).flatMap(([name, content]) => {
      const packed = method === 8 ? deflateRawSync(content) : content;
      const head = Buffer.alloc(30);
      head.write('PK\x03\x04', 0, 'latin1');
      head.writeUInt16LE(20, 4);
      head.writeUInt16LE(flags, 6);
      head.writeUInt16LE(method, 8);
      head.writeUInt32LE(packed.length, 18);
      head.writeUInt32LE(content.length, 22);
      head.writeUInt16LE(Buffer.byteLength(name), 26);
      return [head, Buffer.from(name), packed];
    }),
  );
}

/** In pieces, as a file or a network gives them. */
export async function* inPieces(content: Buffer, size = 64 * 1024): AsyncGenerator<Buffer> {
  for (let from = 0; from < content.length; from += size) yield content.subarray(from, from + size);
}
