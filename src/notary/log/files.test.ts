/** Files of a log on a real disk: what is no plain file is not there, so that nobody waits for it or runs out of memory. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, truncateSync } from 'node:fs';
import { expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { diskFiles } from './files.ts';

const folder = testFolder();
const { read } = diskFiles(folder.path);

it.each<readonly [string, (path: string) => void]>([
  ['a pipe', (path) => execFileSync('/bin/sh', ['-c', 'mkfifo "$0"', path])],
  ['a folder', (path) => mkdirSync(path)],
  ['a device', (path) => symlinkSync('/dev/zero', path)],
  ['a link to itself', (path) => symlinkSync(path, path)],
  ['a link to nothing', (path) => symlinkSync(`${path}.gone`, path)],
  ['more than any file of a log has', () => truncateSync(folder.write('huge', ''), 3 * 1024 ** 3)],
])('%s is not there', (name, make) => {
  const path = name.startsWith('more') ? 'huge' : name.replaceAll(' ', '-');
  make(folder.file(path));
  expect(read(path)).toBeUndefined();
});

it('a plain file is, also through a link', () => {
  folder.write('plain', 'bytes');
  symlinkSync(folder.file('plain'), folder.file('link'));
  expect([read('plain'), read('link')].map(String)).toEqual(['bytes', 'bytes']);
});
