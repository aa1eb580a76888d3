/** Writing files whole or not at all. */
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OffswitchError } from './errors.ts';
import { makeFolders, writeWhole } from './files.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-files-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

function codeOf(act: () => void): string | undefined {
  try {
    act();
  } catch (thrown) {
    return thrown instanceof OffswitchError ? thrown.code : String(thrown);
  }
  return undefined;
}

it('writes a new file and replaces an old one, and leaves nothing else', () => {
  const path = join(folder, 'report.md');
  writeWhole(path, 'first');
  chmodSync(path, 0o600);
  writeWhole(path, 'second é');
  expect(readFileSync(path, 'utf8')).toBe('second é');
  expect(statSync(path).mode & 0o777).toBe(0o600);
  expect(readdirSync(folder)).toEqual(['report.md']);
});

it('follows a link instead of replacing it', () => {
  const path = join(folder, 'real.md');
  writeFileSync(path, 'old');
  symlinkSync(path, join(folder, 'link.md'));
  writeWhole(join(folder, 'link.md'), 'new');
  expect(readFileSync(path, 'utf8')).toBe('new');
});

it('writes a file whose name is as long as names can be', () => {
  const path = join(folder, 'n'.repeat(255));
  writeWhole(path, 'x');
  expect(readFileSync(path, 'utf8')).toBe('x');
});

it('names the failure and leaves nothing half-written', () => {
  mkdirSync(join(folder, 'occupied'));
  expect(codeOf(() => writeWhole(join(folder, 'occupied'), 'x'))).toBe('file-unwritable');
  expect(codeOf(() => writeWhole(join(folder, 'missing', 'report.md'), 'x'))).toBe('file-unwritable');
  expect(codeOf(() => writeWhole(join(folder, `${'n'.repeat(300)}.md`), 'x'))).toBe('file-unwritable');
  expect(readdirSync(folder)).toEqual(['occupied']);
});

it('keeps the old file where the new one cannot be put beside it', () => {
  const path = join(folder, 'report.md');
  writeFileSync(path, 'old');
  mkdirSync(join(folder, `.offswitch-${process.pid}.part`));
  expect(codeOf(() => writeWhole(path, 'new'))).toBe('file-unwritable');
  expect(readFileSync(path, 'utf8')).toBe('old');
});

it.skipIf(!existsSync('/dev/full'))('writes straight to a device, and says when it is full', () => {
  symlinkSync('/dev/full', join(folder, 'full'));
  symlinkSync('/dev/null', join(folder, 'null'));
  expect(codeOf(() => writeWhole(join(folder, 'full'), 'x'))).toBe('disk-full');
  expect(codeOf(() => writeWhole(join(folder, 'null'), 'x'))).toBeUndefined();
  expect(readdirSync(folder)).toEqual(['full', 'null']);
});

it('makes folders, and ends where none can be made', () => {
  makeFolders(join(folder, 'a/b/c'));
  makeFolders(join(folder, 'a/b'));
  expect(statSync(join(folder, 'a/b/c')).isDirectory()).toBe(true);
  writeFileSync(join(folder, 'file'), '');
  expect(() => makeFolders(join(folder, 'file'))).toThrow(/EEXIST/);
  expect(() => makeFolders(join(folder, 'file/in'))).toThrow(/EEXIST|ENOTDIR/);
  if (existsSync('/proc/self')) expect(() => makeFolders('/proc/none/in')).toThrow(/ENOENT|EACCES|EPERM/);
});
