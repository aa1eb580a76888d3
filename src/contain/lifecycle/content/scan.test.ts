import { createCipheriv, randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from 'node:zlib';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkStream } from './chunks.ts';
import { indexContent } from './content-index.ts';
import { inPieces, tarOf, weightsOf, zipOf } from './packing.conformance.ts';
import { type ScanLimits, scanObject } from './scan.ts';
import { type Wanted, wantedFrom } from './wanted.ts';

const weights = weightsOf('atlas', 200_000);
const others = weightsOf('borealis', 200_000);

async function indexOf(content: Readonly<Record<string, Buffer>>) {
  const folder = mkdtempSync(join(tmpdir(), 'content-'));
  for (const [name, bytes] of Object.entries(content)) writeFileSync(join(folder, name), bytes);
  return indexContent([folder]);
}

const wanted = wantedFrom({ condemned: [await indexOf({ weights })] });

async function scan(content: Buffer, { of = wanted, piece = 64 * 1024, limits }: Options = {}) {
  const options = { wanted: of, size: content.length, ...(limits === undefined ? {} : { limits }) };
  return scanObject(inPieces(content, piece), options);
}
interface Options {
  readonly of?: Wanted;
  readonly piece?: number;
  readonly limits?: ScanLimits;
}

/** As it may stand in an object. */
const packings: Readonly<Record<string, (content: Buffer) => Buffer>> = {
  'as it is': (content) => content,
  gzip: (content) => gzipSync(content),
  'gzip with a name and a comment': (content) => withNames(gzipSync(content)),
  'gzip, stored': (content) => gzipSync(content, { level: 0 }),
  'several members of gzip': (content) =>
    Buffer.concat([gzipSync(content.subarray(0, 90_000)), gzipSync(content.subarray(90_000))]),
  zstd: (content) => zstdCompressSync(content),
  'several frames of zstd': (content) =>
    Buffer.concat([
      zstdCompressSync(content.subarray(0, 90_000)),
      zstdCompressSync(content.subarray(90_000)),
    ]),
  zlib: (content) => deflateSync(content),
  tar: (content) => tarOf({ 'notes.txt': Buffer.from('notes'), 'w.bin': content }),
  'tar.gz': (content) => gzipSync(tarOf({ 'w.bin': content })),
  'tar with gzip in it': (content) => tarOf({ 'a.txt': Buffer.alloc(3000, 'a'), 'w.gz': gzipSync(content) }),
  zip: (content) => zipOf({ 'readme.txt': Buffer.alloc(9000, 'readme '), 'w.bin': content }),
  'zip, stored': (content) => zipOf({ 'w.bin': content }, { method: 0 }),
  'zip in tar in gzip in zstd': (content) =>
    zstdCompressSync(gzipSync(tarOf({ 'x.zip': zipOf({ 'w.bin': content }) }))),
  'gzip behind a picture': (content) =>
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      Buffer.alloc(5000, 'pixel'),
      gzipSync(content),
    ]),
  'gzip before a text': (content) => Buffer.concat([gzipSync(content), Buffer.alloc(9000, 'text ')]),
  base64: (content) => Buffer.from(content.toString('base64').replace(/.{76}/g, '$&\n')),
  'base64 of gzip': (content) => Buffer.from(gzipSync(content).toString('base64')),
  hexadecimal: (content) => Buffer.from(content.toString('hex')),
  'base64 before gzip': (content) =>
    Buffer.concat([Buffer.from(others.toString('base64')), Buffer.from('\n\0'), gzipSync(content)]),
};

describe('content is found', () => {
  it.each(Object.entries(packings))('%s', async (_name, pack) => {
    const packed = pack(weights);
    for (const piece of [64 * 1024, 1 << 20]) {
      const { chunks, unread } = await scan(packed, { piece });
      expect(chunks.size).toBeGreaterThan(wanted.chunks * 0.95);
      expect(unread).toEqual([]);
    }
  });

  it.each(Object.entries(packings))('%s, and nothing is found in another model', async (_name, pack) => {
    const { chunks, isWhole, unread } = await scan(pack(others));
    expect([chunks.size, isWhole, unread]).toEqual([0, false, []]);
  });

  it('whatever stands before and behind a part of it, in pieces of any size', async () => {
    const any = fc.record({
      before: fc.uint8Array({ maxLength: 5000 }),
      from: fc.nat(150_000),
      length: fc.integer({ min: 6000, max: 50_000 }),
      behind: fc.uint8Array({ maxLength: 5000 }),
      piece: fc.integer({ min: 100, max: 70_000 }),
    });
    await fc.assert(
      fc.asyncProperty(any, async ({ before, from, length, behind, piece }) => {
        const part = weights.subarray(from, from + length);
        const { chunks } = await scan(Buffer.concat([before, part, behind]), { piece });
        expect(chunks.size).toBeGreaterThanOrEqual(3);
      }),
      { numRuns: 60 },
    );
  });

  it('chunks are the same in pieces of any size', () => {
    const cut = (sizes: readonly number[]) => {
      const chunks: string[] = [];
      const stream = chunkStream(8, (hash, chunkOf) =>
        chunks.push(`${hash} ${Buffer.from(chunkOf(256) ?? []).toString('hex')}`),
      );
      let from = 0;
      for (const size of [...sizes, weights.length]) {
        stream.take(weights.subarray(from, from + size));
        from += size;
      }
      return chunks;
    };
    const whole = cut([]);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 200 }), (sizes) => {
        expect(cut(sizes)).toEqual(whole);
      }),
      { numRuns: 30 },
    );
  });

  it('small content by small chunks, and whole', async () => {
    const small = Buffer.from('Weights of atlas: 0.12 -0.7 0.33 1.08 -0.44 0.91 0.05 -1.2 0.61 0.77 -0.31');
    const of = wantedFrom({ condemned: [await indexOf({ small })] });
    const inside = await scan(Buffer.concat([Buffer.from('{"x":"'), small, Buffer.from('"}')]), { of });
    expect(inside.chunks.size).toBe(of.chunks);
    expect((await scan(gzipSync(small), { of })).isWhole).toBe(true);
    expect((await scan(Buffer.from('Weights of borealis: 0.5'), { of })).chunks.size).toBe(0);
  });

  it('text beside weights is not looked for, and text alone is', async () => {
    const config = Buffer.alloc(8000, JSON.stringify({ hidden: 4096, heads: 32, licence: 'Apache' }));
    const both = wantedFrom({ condemned: [await indexOf({ weights, config })] });
    const alone = wantedFrom({ condemned: [await indexOf({ config })] });
    expect((await scan(config, { of: both })).isWhole).toBe(false);
    expect((await scan(config, { of: alone })).isWhole).toBe(true);
  });

  it('what others have by right is no evidence', async () => {
    const base = weightsOf('base', 100_000);
    const tuned = Buffer.concat([base, weightsOf('head', 20_000)]);
    const of = wantedFrom({ condemned: [await indexOf({ tuned })], others: [await indexOf({ base })] });
    expect((await scan(base, { of })).chunks.size).toBe(0);
    expect((await scan(tuned, { of })).chunks.size).toBe(of.chunks);
  });
});

describe('what cannot be looked into is told', () => {
  const key = randomBytes(32);
  const cipher = createCipheriv('aes-256-ctr', key, Buffer.alloc(16));
  const encrypted = Buffer.concat([cipher.update(weights), cipher.final()]);

  it.each([
    ['encrypted', encrypted, /looks encrypted/],
    [
      'encrypted, behind a text',
      Buffer.concat([Buffer.alloc(100_000, 'text '), encrypted]),
      /looks encrypted/,
    ],
    ['encrypted, in base64', Buffer.from(encrypted.toString('base64')), /looks encrypted/],
    ['encrypted, in gzip', gzipSync(encrypted), /^gzip at byte 0, it looks encrypted/],
    ['encrypted, little of it', encrypted.subarray(0, 1500), /looks encrypted/],
    ['brotli', brotliCompressSync(weights), /looks encrypted/],
    ['xz', Buffer.concat([Buffer.from('fd377a585a00', 'hex'), encrypted]), /made by xz/],
    ['bzip2', Buffer.concat([Buffer.from('BZh9'), encrypted]), /made by bzip2/],
    ['an encrypted zip', zipOf({ 'w.bin': weights }, { flags: 1 }), /zip entry w.bin is encrypted/],
    ['a zip by lzma', zipOf({ 'w.bin': encrypted }, { method: 14 }), /lzma, which is not read/],
    ['gzip that is cut off', gzipSync(others).subarray(0, 150_000), /gzip at byte 0 is cut off/],
    ['gzip that is damaged', damagedGzip(others), /gzip at byte 0 is damaged/],
    ['zstd that is cut off', zstdCompressSync(others).subarray(0, 150_000), /zstd at byte 0 is cut off/],
  ])('%s', async (_name, content, why) => {
    for (const piece of [4096, 1 << 20]) {
      const { chunks, unread } = await scan(content, { piece });
      expect(chunks.size).toBe(0);
      expect(unread.join('; ')).toMatch(why);
    }
  });

  it('content that expands without end, and archives without end', async () => {
    const bomb = gzipSync(Buffer.alloc(20_000_000));
    const limits = { depth: 3, times: 10, besides: 1_000_000 };
    expect((await scan(bomb, { limits })).unread.join()).toMatch(/more than \d+ bytes come out/);
    const matryoshka = [1, 2, 3, 4, 5].reduce((inner) => gzipSync(inner), weights);
    expect((await scan(matryoshka, { limits })).unread.join()).toMatch(/nested more than 3 deep/);
  });

  it('any bytes are read to their end', async () => {
    const magic = fc.constantFrom(
      ...['1f8b0800', '1f8b08ff', '28b52ffd', '504b0304', '789c', '425a68'].map((hex) =>
        Buffer.from(hex, 'hex'),
      ),
    );
    const bytes = fc.oneof(magic, fc.uint8Array({ maxLength: 300 }).map(Buffer.from));
    const any = fc.tuple(fc.array(bytes, { maxLength: 30 }), fc.integer({ min: 1, max: 5000 }));
    await fc.assert(
      fc.asyncProperty(any, async ([parts, piece]) => {
        const content = Buffer.concat(parts);
        const { bytes: read, chunks } = await scan(content, { piece });
        expect([read, chunks.size]).toEqual([content.length, 0]);
      }),
      { numRuns: 200 },
    );
  });
});

it('weights that cannot be read have no index', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'content-'));
  mkdirSync(join(folder, 'weights'));
  await expect(indexContent([join(folder, 'weights'), join(folder, 'none')])).rejects.toMatchObject({
    code: 'file-unreadable',
  });
});

/** Behind blocks that are well-formed, one of a type that there is not. */
function damagedGzip(content: Buffer): Buffer {
  const blocks = deflateRawSync(content, { finishFlush: constants.Z_SYNC_FLUSH });
  return Buffer.concat([gzipSync('').subarray(0, 10), blocks, Buffer.alloc(3000, 7)]);
}

/** Of the head: FNAME and FCOMMENT. */
function withNames(gzip: Buffer): Buffer {
  const head = Buffer.from(gzip.subarray(0, 10));
  head[3] = 8 | 16;
  return Buffer.concat([head, Buffer.from('w.bin\0the weights\0'), gzip.subarray(10)]);
}
