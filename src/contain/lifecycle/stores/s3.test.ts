import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { indexContent } from '../content/content-index.ts';
import { weightsOf } from '../content/packing.conformance.ts';
import { wantedFrom } from '../content/wanted.ts';
import { s3Store } from './s3.ts';
import {
  accessKeyId,
  region,
  type S3Setting,
  secretAccessKey,
  serveS3,
  signatureOf,
} from './s3-server.conformance.ts';
import { scanStore } from './scan-store.ts';

const weights = weightsOf('atlas', 100_000);
const notes = Buffer.alloc(2000, 'notes of the week. ');
const file = join(mkdtempSync(join(tmpdir(), 's3-')), 'weights');
writeFileSync(file, weights);
const wanted = wantedFrom({ condemned: [await indexContent([file])] });

async function scan(setting: S3Setting, { secret = secretAccessKey, prefix = '' } = {}) {
  const server = await serveS3(setting);
  try {
    const bucket = { url: server.url, region, prefix, accessKeyId, secretAccessKey: secret };
    return await scanStore(s3Store('bucket', bucket), wanted, new AbortController().signal);
  } finally {
    await server.close();
  }
}

describe('a bucket', () => {
  it('the server checks signatures as AWS describes them', () => {
    const headers = {
      host: 'examplebucket.s3.amazonaws.com',
      range: 'bytes=0-9',
      'x-amz-content-sha256': 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
      'x-amz-date': '20130524T000000Z',
    };
    const url = new URL('https://examplebucket.s3.amazonaws.com/test.txt');
    const signed = Object.keys(headers);
    const example = { method: 'GET', url, headers, signed, region: 'us-east-1', secret: secretAccessKey };
    expect(signatureOf(example)).toBe('f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41');
  });

  it('without the content is confirmed, page by page', async () => {
    const objects = Array.from({ length: 25 }, (_, i) => ({
      key: `notes/${i} of (all), +&'é*!.txt`,
      content: notes,
    }));
    const found = await scan({ objects, page: 10 });
    expect(found).toMatchObject({ result: 'confirmed', objects: 25, bytes: 50_000, unread: [] });
  });

  it.each([
    ['under another name', [{ key: 'photos/cat.jpg', content: weights }]],
    ['compressed', [{ key: 'a.gz', content: gzipSync(weights) }]],
    ['compressed, and said to be', [{ key: 'a', content: gzipSync(weights), encoding: 'gzip' }]],
    ['said to be compressed, and not', [{ key: 'a', content: weights, encoding: 'gzip' }]],
    ['deleted, where versions are kept', [{ key: 'a', content: weights, version: 'v1' }]],
    [
      'overwritten, where versions are kept',
      [
        { key: 'a', content: notes, version: 'v2' },
        { key: 'a', content: weights, version: 'v1' },
      ],
    ],
    [
      'in parts',
      [0, 1, 2, 3].map((i) => ({ key: `p${i}`, content: weights.subarray(i * 25_000, (i + 1) * 25_000) })),
    ],
  ])('with the content %s is contradicted', async (_name, objects) => {
    const found = await scan({ objects });
    expect(found.result).toBe('contradicted');
    expect(found.chunks.found).toBeGreaterThan(0.9 * wanted.chunks);
  });

  it('without versions is listed without them', async () => {
    const objects = Array.from({ length: 5 }, (_, i) => ({
      key: `k${i}`,
      content: i === 4 ? weights : notes,
    }));
    const found = await scan({
      objects,
      hasVersions: false,
      page: 2,
      refuses: (url) => (url.searchParams.has('uploads') ? 501 : undefined),
    });
    expect(found).toMatchObject({ result: 'contradicted', objects: 5, found: [{ names: ['k4'] }] });
  });

  it('is looked at within its prefix', async () => {
    const objects = [
      { key: 'mine/a', content: notes },
      { key: 'theirs/a', content: weights },
    ];
    expect(await scan({ objects }, { prefix: 'mine/' })).toMatchObject({ result: 'confirmed', objects: 1 });
  });

  const one = [{ key: 'a', content: notes }];
  it.each<[string, S3Setting, { secret?: string }, RegExp]>([
    ['that refuses the key', { objects: one }, { secret: 'wrong' }, /403: SignatureDoesNotMatch/],
    [
      'whose versions may not be listed',
      { objects: one, refuses: (url) => (url.searchParams.has('versions') ? 403 : undefined) },
      {},
      /403: AccessDenied/,
    ],
    [
      'whose object may not be read',
      { objects: one, refuses: (url) => (url.pathname.endsWith('/a') ? 403 : undefined) },
      {},
      /403: AccessDenied/,
    ],
    ['with an upload that was not finished', { objects: one, uploads: ['w.bin'] }, {}, /not finished/],
    [
      'that breaks off',
      { objects: [{ key: 'a', content: weightsOf('other', 90_000) }], breaksAfter: 5000 },
      {},
      /aborted/,
    ],
    [
      'with a key that leads elsewhere',
      { objects: [{ key: '../a', content: notes }] },
      {},
      /cannot be asked for/,
    ],
  ])('%s is unobservable', async (_name, setting, options, why) => {
    const found = await scan(setting, options);
    expect(found.result).toBe('unobservable');
    expect(found.unread.map((one) => one.why).join()).toMatch(why);
  });

  it('that nobody serves is unobservable', async () => {
    const bucket = { url: 'http://127.0.0.1:9/models', region, prefix: '', accessKeyId, secretAccessKey };
    const found = await scanStore(s3Store('bucket', bucket), wanted, new AbortController().signal);
    expect(found).toMatchObject({ result: 'unobservable', objects: 0 });
  });
});
