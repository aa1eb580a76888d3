import { writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { hashText } from '../../../kit/hash.ts';
import { encodeIndex } from './index-file.ts';
import { openShelf } from './shelf.ts';

const folder = testFolder();

it('knows every file of an owner by its digest, but what others have as well and what is too small to be a model', () => {
  const shelf = openShelf(folder.path);
  const put = (owner: string, files: Readonly<Record<string, number>>) =>
    writeFileSync(
      shelf.placeOf(owner, [folder.file(owner)]).file,
      encodeIndex({
        files: Object.entries(files).map(([path, bytes]) => ({ path, bytes, digest: hashText(path) })),
        chunks: [],
      }),
    );
  put('birch', { 'part-1': 90_000, 'part-2': 90_000, tokenizer: 5000, version: 3 });
  put('elm', { other: 90_000, tokenizer: 5000 });
  expect([...shelf.digests(['birch'])]).toEqual([hashText('part-1'), hashText('part-2')]);
  expect(shelf.digests(['birch', 'elm']).size).toBe(4);
  expect(shelf.digests([]).size).toBe(0);
});
