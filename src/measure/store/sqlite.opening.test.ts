import {
  chmodSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../kit/sqlite.ts';
import { sampleTrial } from './sample-trials.conformance.ts';
import { SCHEMA_VERSION } from './sqlite/schema.ts';
import { openSqliteStore } from './sqlite.ts';

let folder: string;
let sound: string;
let path: string;
let count = 0;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-opening-'));
  sound = join(folder, 'sound');
  const store = openSqliteStore(sound, 'write');
  await Promise.all(Array.from({ length: 30 }, (_, number) => store.save(sampleTrial(number))));
  await store.close();
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  count += 1;
  mkdirSync(join(folder, `case-${count}`));
  path = join(folder, `case-${count}`, 'store');
});

/** A database of SQLite at `path` after the statements. */
function database(sql: string): void {
  const connection = connect(path);
  connection.exec(sql);
  connection.close();
}

/** A copy of the sound store at `path`, after the statements. */
function soundCopy(sql: string): void {
  copyFileSync(sound, path);
  database(sql);
}

function expectRejected(mode: 'read' | 'write', code: string): void {
  const before = readdirSync(join(path, '..'));
  const bytes = statSync(path).isFile() ? readFileSync(path) : undefined;
  expect(() => openSqliteStore(path, mode)).toThrow(expect.objectContaining({ code }));
  expect(readdirSync(join(path, '..'))).toEqual(before);
  if (bytes !== undefined) expect(readFileSync(path).equals(bytes)).toBe(true);
}

describe.each(['read', 'write'] as const)('opening for %s', (mode) => {
  test.each([
    ['a text file', () => writeFileSync(path, 'hello, this is no store\n'.repeat(300)), 'store-not-a-store'],
    ['a short file', () => writeFileSync(path, 'x'), 'store-not-a-store'],
    ['a directory', () => mkdirSync(path), 'store-not-a-store'],
    ['another program’s database', () => database('CREATE TABLE t (a)'), 'store-not-a-store'],
    [
      'another program’s database with a log',
      () => database('PRAGMA journal_mode = WAL; PRAGMA application_id = 7; CREATE TABLE t (a)'),
      'store-not-a-store',
    ],
    ['an empty database with another mark', () => database('PRAGMA application_id = 7'), 'store-not-a-store'],
    ['an older store', () => soundCopy('PRAGMA user_version = 0'), 'store-older'],
    ['a newer store', () => soundCopy(`PRAGMA user_version = ${SCHEMA_VERSION + 1}`), 'store-newer'],
    [
      'a store with a trigger',
      () => soundCopy('CREATE TRIGGER t AFTER INSERT ON trials BEGIN DELETE FROM events; END'),
      'store-damaged',
    ],
    ['a store with another table', () => soundCopy('CREATE TABLE extra (a)'), 'store-damaged'],
    ['a store without a table', () => soundCopy('DROP TABLE journal'), 'store-damaged'],
  ] as const)('rejects %s', (_, make, code) => {
    make();
    expectRejected(mode, code);
  });

  test('rejects a file that was cut off, wherever', () => {
    const { size } = statSync(sound);
    for (const kept of [100, 600, 4096, 5000, 8192, Math.floor(size / 2), size - 4096, size - 1]) {
      copyFileSync(sound, path);
      truncateSync(path, kept);
      expectRejected(mode, 'store-damaged');
    }
  });

  test('rejects what the system does not let it reach', () => {
    symlinkSync(path, path);
    expect(() => openSqliteStore(path, mode)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
    expect(() => openSqliteStore(join(sound, 'store'), mode)).toThrow(
      expect.objectContaining({ code: mode === 'read' ? 'store-missing' : 'file-unwritable' }),
    );
  });
});

describe('files that are not there', () => {
  test('reading names the missing store and makes nothing', () => {
    expect(() => openSqliteStore(path, 'read')).toThrow(expect.objectContaining({ code: 'store-missing' }));
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  test('writing names a folder that is missing', () => {
    const inside = join(path, 'store');
    expect(() => openSqliteStore(inside, 'write')).toThrow(
      expect.objectContaining({ code: 'file-unwritable' }),
    );
    expect(readdirSync(join(path, '..'))).toEqual([]);
  });

  test('an empty file becomes a store by writing only', async () => {
    writeFileSync(path, '');
    expectRejected('read', 'store-not-a-store');
    const store = openSqliteStore(path, 'write');
    await store.save(sampleTrial(1));
    await store.close();
    const reader = openSqliteStore(path, 'read');
    expect(await reader.read(sampleTrial(1).key)).toEqual(sampleTrial(1));
    await reader.close();
  });

  test('a store is made beside files of like names, and leaves them as they are', async () => {
    const others = ['-new', '-new-wal', '-new-journal', '.new', '-report.md', '-lock-new'];
    for (const suffix of others) writeFileSync(path + suffix, `mine ${suffix}`);
    const store = openSqliteStore(path, 'write');
    await store.save(sampleTrial(1));
    await store.close();
    expect(readdirSync(join(path, '..')).sort()).toEqual(['', ...others].map((one) => `store${one}`).sort());
    for (const suffix of others) expect(readFileSync(path + suffix, 'utf8')).toBe(`mine ${suffix}`);
  });

  test.each(['-wal', '-shm', '-journal', '-lock', '-lock-wal', '-lock-shm', '-lock-journal'])(
    'a foreign file called STORE%s is named and kept, with a store and without',
    (suffix) => {
      writeFileSync(path + suffix, 'mine');
      const refuses = (mode: 'read' | 'write') =>
        expect(() => openSqliteStore(path, mode)).toThrow(
          expect.objectContaining({ code: 'would-overwrite', data: { file: path + suffix } }),
        );
      refuses('write');
      expect(readdirSync(join(path, '..'))).toEqual([`store${suffix}`]);
      copyFileSync(sound, path);
      for (const mode of ['read', 'write'] as const) refuses(mode);
      expect(readFileSync(path + suffix, 'utf8')).toBe('mine');
    },
  );

  test.each(['-wal', '-shm', '-journal', '-lock'])('no store may be called NAME%s', (suffix) => {
    for (const mode of ['read', 'write'] as const)
      expect(() => openSqliteStore(path + suffix, mode)).toThrow(
        expect.objectContaining({ code: 'store-not-a-store' }),
      );
    expect(readdirSync(join(path, '..'))).toEqual([]);
    symlinkSync(path + suffix, path);
    expect(() => openSqliteStore(path, 'write')).toThrow(
      expect.objectContaining({ code: 'store-not-a-store' }),
    );
  });

  test('a link to nothing is followed: the store is made where it leads', async () => {
    mkdirSync(join(path, '..', 'elsewhere'));
    mkdirSync(join(path, '..', 'elsewhere', 'deep'));
    symlinkSync(join('elsewhere', 'deep'), join(path, '..', 'folder'));
    symlinkSync(join('..', 'real'), join(path, '..', 'elsewhere', 'deep', 'link'));
    symlinkSync(join('folder', 'link'), path);
    const store = openSqliteStore(path, 'write');
    await store.save(sampleTrial(1));
    await store.close();
    expect(lstatSync(path).isSymbolicLink()).toBe(true);
    expect(readdirSync(join(path, '..', 'elsewhere')).sort()).toEqual(['deep', 'real']);
    const reader = openSqliteStore(join(path, '..', 'elsewhere', 'real'), 'read');
    expect(await reader.keys()).toHaveLength(1);
    await reader.close();
  });
});

// The superuser is let through everywhere.
describe.skipIf(process.platform === 'win32' || process.getuid?.() === 0)('permissions', () => {
  test('a file that may not be read', () => {
    copyFileSync(sound, path);
    chmodSync(path, 0o000);
    for (const mode of ['read', 'write'] as const) {
      expect(() => openSqliteStore(path, mode)).toThrow(expect.objectContaining({ code: 'file-unreadable' }));
    }
  });

  test('a store in a folder that takes no files can be read, not written', async () => {
    copyFileSync(sound, path);
    chmodSync(path, 0o444);
    chmodSync(join(path, '..'), 0o555);
    expectRejected('write', 'file-unwritable');
    const reader = openSqliteStore(path, 'read');
    expect(await reader.keys()).toHaveLength(30);
    expect(await reader.read(sampleTrial(7).key)).toEqual(sampleTrial(7));
    await reader.close();
    chmodSync(path, 0o644);
    expectRejected('write', 'file-unwritable');
    const again = openSqliteStore(path, 'read');
    expect(await again.keys()).toHaveLength(30);
    await again.close();
    chmodSync(join(path, '..'), 0o755);
  });
});
