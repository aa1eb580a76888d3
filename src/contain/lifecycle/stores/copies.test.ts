/** Ways of keeping a copy of weights, each in a folder that is a declared store. */
import { execFileSync } from 'node:child_process';
import { createCipheriv } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { tellCounts } from '../../../../test/support/suite-counts.ts';
import { sha256 } from '../../../notary/tree/hashes.ts';
import { indexContent } from '../content/content-index.ts';
import { tarOf, weightsOf, zipOf } from '../content/packing.conformance.ts';
import { wantedFrom } from '../content/wanted.ts';
import { folderStore } from './folder.ts';
import { ociStore } from './oci.ts';
import { scanStore } from './scan-store.ts';

const weights = weightsOf('atlas', 300_000);
const home = mkdtempSync(join(tmpdir(), 'copies-'));
const original = join(home, 'atlas.safetensors');
writeFileSync(original, weights);
const wanted = wantedFrom({ condemned: [await indexContent([original])] });
const key = Buffer.alloc(32, 7);

async function scan(folder: string, open = folderStore) {
  return scanStore(open('store', folder), wanted, new AbortController().signal);
}

function newStore(): string {
  const folder = mkdtempSync(join(home, 'store-'));
  writeFileSync(join(folder, 'readme.md'), 'What the team keeps here.\n'.repeat(100));
  writeFileSync(join(folder, 'borealis.safetensors'), weightsOf('borealis', 300_000));
  return folder;
}

const parts = (bytes: number) =>
  Array.from({ length: Math.ceil(weights.length / bytes) }, (_, i) =>
    weights.subarray(i * bytes, (i + 1) * bytes),
  );

/** Each makes a copy in the folder, whose names say nothing. */
const ways: Readonly<Record<string, (path: (name: string) => string) => void>> = {
  'under another name': (path) => writeFileSync(path('holiday.jpg'), weights),
  'under a name that is no text': (path) =>
    writeFileSync(Buffer.concat([Buffer.from(path('x')), Buffer.from([0xff, 0xfe])]), weights),
  'with a date of long ago': (path) => {
    writeFileSync(path('old.dat'), weights);
    utimesSync(path('old.dat'), 0, 0);
  },
  'split into files': (path) => {
    for (const [i, part] of parts(50_000).entries()) writeFileSync(path(`x${i}`), part);
  },
  'split into files of four kilobytes': (path) => {
    for (const [i, part] of parts(4096).entries()) writeFileSync(path(`x${i}`), part);
  },
  'behind and before other content': (path) =>
    writeFileSync(path('all.bin'), Buffer.concat([weightsOf('a', 70_001), weights, weightsOf('b', 9999)])),
  'in a tar': (path) => writeFileSync(path('backup'), tarOf({ 'a/b': weights })),
  'in a zip': (path) => writeFileSync(path('backup'), zipOf({ 'a/b': weights })),
  'in an archive in an archive': (path) =>
    writeFileSync(path('backup'), gzipSync(tarOf({ 'x.zip': zipOf({ y: zstdCompressSync(weights) }) }))),
  'compressed by gzip': (path) => writeFileSync(path('x'), gzipSync(weights)),
  'compressed by zstd': (path) => writeFileSync(path('x'), zstdCompressSync(weights)),
  'cut at both ends': (path) => writeFileSync(path('x'), weights.subarray(100_003, 140_001)),
  'shifted by a byte': (path) => writeFileSync(path('x'), Buffer.concat([Buffer.of(0), weights])),
  'padded at both ends and within': (path) =>
    writeFileSync(
      path('x'),
      Buffer.concat(parts(8192).flatMap((part) => [Buffer.alloc(100), part, Buffer.alloc(37)])),
    ),
  'as a hard link': (path) => {
    writeFileSync(path('x'), weights);
    linkSync(path('x'), path('y'));
  },
  'as a link to somewhere else': (path) => symlinkSync(original, path('x')),
  'in base64': (path) => writeFileSync(path('notes.txt'), weights.toString('base64')),
  'in a hidden folder, deep': (path) => {
    mkdirSync(path('.a/.b/.c'), { recursive: true });
    writeFileSync(path('.a/.b/.c/.d'), weights);
  },
};

/** What became of each way. */
const seen = { found: 0, unobservable: 0 };

describe('a copy is found', () => {
  it.each(Object.entries(ways))('%s', async (_name, copy) => {
    const folder = newStore();
    copy((name) => join(folder, name));
    const found = await scan(folder);
    expect(found).toMatchObject({ result: 'contradicted', unread: [] });
    expect(found.chunks.found).toBeGreaterThan(20);
    seen.found += 1;
  });

  it('under each of its names', async () => {
    const folder = newStore();
    ways['as a hard link']?.((name) => join(folder, name));
    const { found } = await scan(folder);
    expect(found.map(({ names }) => [...names].sort())).toEqual([[join(folder, 'x'), join(folder, 'y')]]);
  });

  it('in a layer of an image, with the name of the image', async () => {
    const folder = mkdtempSync(join(home, 'oci-'));
    const put = (content: Buffer) => {
      const hex = sha256(content).toString('hex');
      mkdirSync(join(folder, 'blobs/sha256'), { recursive: true });
      writeFileSync(join(folder, 'blobs/sha256', hex), content);
      return { digest: `sha256:${hex}`, size: content.length };
    };
    const layer = put(gzipSync(tarOf({ 'models/w': weights })));
    const config = put(Buffer.from('{}'));
    const manifest = put(Buffer.from(JSON.stringify({ schemaVersion: 2, config, layers: [layer] })));
    const annotations = { 'org.opencontainers.image.ref.name': 'team/atlas:v3' };
    const index = (more: object = {}) =>
      writeFileSync(
        join(folder, 'index.json'),
        JSON.stringify({ manifests: [{ ...manifest, annotations, ...more }] }),
      );
    index();
    const found = await scan(folder, ociStore);
    expect(found).toMatchObject({ result: 'contradicted', unread: [] });
    expect(found.found[0]?.names[0]).toMatch(/layer 1 of team\/atlas:v3/);
    seen.found += 1;
    rmSync(join(folder, 'blobs/sha256', layer.digest.slice(7)));
    expect(await scan(folder, ociStore)).toMatchObject({ result: 'confirmed' });
    index({ urls: ['https://elsewhere.example/blob'] });
    expect(await scan(folder, ociStore)).toMatchObject({ result: 'unobservable' });
    writeFileSync(join(folder, 'index.json'), '{');
    expect(await scan(folder, ociStore)).toMatchObject({ result: 'unobservable' });
  });
});

describe('without a copy', () => {
  it('absence is confirmed', async () => {
    expect(await scan(newStore())).toMatchObject({ result: 'confirmed', objects: 2, found: [], unread: [] });
  });

  const blind: Readonly<Record<string, readonly [(path: (name: string) => string) => void, RegExp]>> = {
    encrypted: [
      (path) =>
        writeFileSync(path('x'), createCipheriv('aes-256-ctr', key, Buffer.alloc(16)).update(weights)),
      /looks encrypted/,
    ],
    'in an encrypted zip': [
      (path) => writeFileSync(path('x'), zipOf({ w: weights }, { flags: 1 })),
      /encrypted/,
    ],
    'behind a link to a folder elsewhere': [(path) => symlinkSync('/usr', path('x')), /not in this store/],
  };
  it.each(Object.entries(blind))('%s: it is unobservable', async (_name, [copy, why]) => {
    const folder = newStore();
    copy((name) => join(folder, name));
    const { result, unread } = await scan(folder);
    expect([result, unread.map((one) => one.why).join()]).toEqual([
      'unobservable',
      expect.stringMatching(why),
    ]);
    seen.unobservable += 1;
  });

  it('what may not be read is unobservable, and so is a store that is not there', async () => {
    expect(await scan(join(home, 'nowhere'))).toMatchObject({ result: 'unobservable', objects: 0 });
    const folder = newStore();
    chmodSync(join(folder, 'readme.md'), 0);
    const { result } = await scan(folder);
    expect(result).toBe(process.getuid?.() === 0 ? 'confirmed' : 'unobservable');
  });

  it('pipes are not waited for, and links in a circle end', async () => {
    const folder = newStore();
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    symlinkSync('self', join(folder, 'self'));
    symlinkSync(folder, join(folder, 'here'));
    symlinkSync('nowhere', join(folder, 'dangling'));
    const found = await scan(folder);
    expect(found.unread.map(({ name }) => name)).toEqual([join(folder, 'self')]);
  });

  it('without an index only whole copies are found, and absence is not confirmed', async () => {
    const { files } = await indexContent([original]);
    const digests = wantedFrom({ condemned: [], digests: files.map(({ digest }) => digest) });
    const look = (folder: string) =>
      scanStore(folderStore('store', folder), digests, new AbortController().signal);
    const folder = newStore();
    expect((await look(folder)).result).toBe('unobservable');
    writeFileSync(join(folder, 'x'), gzipSync(weights));
    expect((await look(folder)).result).toBe('contradicted');
  });

  it('what others have by right is read by nobody, and is no obstacle', async () => {
    const sealed = join(home, 'sealed.bin');
    writeFileSync(
      sealed,
      createCipheriv('aes-256-ctr', key, Buffer.alloc(16, 1)).update(Buffer.alloc(50_000)),
    );
    const folder = newStore();
    linkSync(sealed, join(folder, 'sealed.bin'));
    const [condemned, others] = [[await indexContent([original])], [await indexContent([sealed])]];
    const look = (of: typeof wanted) =>
      scanStore(folderStore('store', folder), of, new AbortController().signal);
    expect((await look(wantedFrom({ condemned }))).result).toBe('unobservable');
    expect((await look(wantedFrom({ condemned, others }))).result).toBe('confirmed');
  });
});

it('what is moved while others are read is met all the same', async () => {
  const folder = newStore();
  for (const name of ['a', 'b']) mkdirSync(join(folder, name));
  writeFileSync(join(folder, 'b', 'w'), weights);
  const store = folderStore('store', folder);
  const names: string[] = [];
  for await (const object of store.objects(new AbortController().signal)) {
    if (names.length === 0) renameSync(join(folder, 'b', 'w'), join(folder, 'a', 'w'));
    names.push(...object.names);
  }
  expect(names).toContain(join(folder, 'a', 'w'));
  expect(statSync(join(folder, 'a', 'w')).size).toBe(weights.length);
});

it('every way is found, or listed as unobservable', async () => {
  await tellCounts('weights-copies', { ...seen, missed: 0 });
});
