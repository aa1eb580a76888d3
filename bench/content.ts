/** Searching files for content, in one thread, beside a bare read of the same files. */
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { indexContent } from '../src/contain/lifecycle/content/content-index.ts';
import { wantedFrom } from '../src/contain/lifecycle/content/wanted.ts';
import { folderStore } from '../src/contain/lifecycle/stores/folder.ts';
import { scanStore } from '../src/contain/lifecycle/stores/scan-store.ts';
import { randomStream } from '../src/kit/random.ts';
import type { Row } from './row.ts';
import type { Scale } from './scale.ts';
import { processorTime, shortest } from './timing.ts';

const MB = 1_000_000;
const FILE_BYTES = 64 * MB;
/** Of content that is looked for. */
const WANTED_BYTES = 128 * MB;
const MB_PER_SECOND = 500;

export async function contentRows({ contentBytes, rounds }: Scale): Promise<readonly Row[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bench-content-'));
  try {
    const files = Math.ceil(contentBytes / FILE_BYTES);
    mkdirSync(join(folder, 'store'));
    for (let number = 0; number < files; number += 1)
      writeFileSync(join(folder, 'store', `${number}`), weights(`other ${number}`, FILE_BYTES));
    const wantedFile = join(folder, 'weights');
    writeFileSync(wantedFile, weights('atlas', WANTED_BYTES));
    const wanted = wantedFrom({ condemned: [await indexContent([wantedFile])] });
    const store = folderStore('store', join(folder, 'store'));
    const signal = new AbortController().signal;
    const scan = async () => {
      const { result, bytes } = await scanStore(store, wanted, signal);
      if (result !== 'confirmed' || bytes !== files * FILE_BYTES) throw new Error(`the scan says ${result}`);
    };
    await scan();
    const scanned = await shortest(rounds, () => processorTime(scan));
    const read = await shortest(rounds, () => processorTime(() => readAll(join(folder, 'store'))));
    const megabytes = (files * FILE_BYTES) / MB;
    return [
      {
        what: `processor time to search 100 MB of files for content of ${WANTED_BYTES / MB} MB, mean of ${megabytes} MB`,
        unit: 'ms',
        measured: (100 * scanned) / megabytes,
        budget: (1000 * 100) / MB_PER_SECOND,
        floor: (100 * read) / megabytes,
        floorIs: 'a bare read of the same files',
        allowedRatio: 60,
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readAll(folder: string): void {
  const buffer = Buffer.allocUnsafe(1024 * 1024);
  for (const name of readdirSync(folder)) {
    const file = openSync(join(folder, name), 'r');
    while (readSync(file, buffer) > 0);
    closeSync(file);
  }
}

/** Small numbers in single precision: a block of them, again and again, each time with other low bits. */
function weights(name: string, bytes: number): Buffer {
  const random = randomStream('bench', name);
  const block = Float32Array.from({ length: 250_000 }, () => (random.uniform() - 0.5) / 8);
  const words = new Uint32Array(block.buffer);
  const all = new Uint32Array(bytes / 4);
  for (let i = 0; i < all.length; i += 1)
    all[i] = (words[i % words.length] ?? 0) ^ (Math.imul(i, 0x9e3779b1) >>> 16);
  return Buffer.from(all.buffer);
}
