/** The cache of answers: it gives back what it was given, several processes share it, and nothing it does ends a study. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { connect } from '../../kit/sqlite.ts';
import { openResponseCache } from './cache.ts';
import { sampleTurn } from './sample-trials.conformance.ts';
import { openSqliteStore } from './sqlite.ts';

const child = fileURLToPath(new URL('./caching-child.conformance.ts', import.meta.url));
const key = (number: number) => hashText(`call ${number}`);

let folder: string;
let path: string;
let notices: string[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-cache-'));
  path = join(folder, 'cache');
  notices = [];
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openResponseCache(path, (text) => notices.push(text));

function withCache<T>(use: (cache: ReturnType<typeof open>) => T): T {
  const cache = open();
  try {
    return use(cache);
  } finally {
    cache.close();
  }
}

function change(sql: string): void {
  const connection = connect(path);
  connection.exec(sql);
  connection.close();
}

test('gives answers back after it was closed, the first of each key', () => {
  withCache((cache) => {
    cache.keep(key(1), sampleTurn(1));
    cache.keep(key(1), sampleTurn(2));
    cache.keep(key(3), sampleTurn(3));
  });
  withCache((cache) => {
    expect([1, 2, 3].map((number) => cache.find(key(number)))).toEqual([
      sampleTurn(1),
      undefined,
      sampleTurn(3),
    ]);
  });
  expect(notices).toEqual([]);
});

test('an altered answer counts as none and is told of once', () => {
  withCache((cache) => {
    for (const number of [1, 2]) cache.keep(key(number), sampleTurn(number));
  });
  change("UPDATE answers SET seal = CAST(substr(seal, 2) || x'00' AS BLOB)");
  withCache((cache) => expect([cache.find(key(1)), cache.find(key(2))]).toEqual([undefined, undefined]));
  expect(notices).toEqual([expect.stringContaining('altered')]);
});

test('an answer under the key of another counts as none', () => {
  withCache((cache) => cache.keep(key(1), sampleTurn(1)));
  change(`UPDATE answers SET key = x'${key(2).slice(7)}'`);
  withCache((cache) => expect(cache.find(key(2))).toBeUndefined());
});

test.each([
  ['a text', () => writeFileSync(path, 'hello, this is no database. '.repeat(100)), 'store-not-a-store'],
  ['a database of another program', () => change('CREATE TABLE t (x)'), 'store-not-a-store'],
  ['a store of trials', () => void openSqliteStore(path, 'write').close(), 'store-not-a-store'],
  [
    'a newer cache',
    () => {
      withCache(() => {});
      change('PRAGMA user_version = 9');
    },
    'store-newer',
  ],
  [
    'a cache with another table',
    () => {
      withCache(() => {});
      change('CREATE TRIGGER t AFTER INSERT ON answers BEGIN DELETE FROM answers; END');
    },
    'store-damaged',
  ],
  [
    'a cache that was cut off',
    () => {
      withCache((cache) => {
        for (let number = 0; number < 200; number += 1) cache.keep(key(number), sampleTurn(number));
      });
      writeFileSync(path, readFileSync(path).subarray(0, 9_000));
    },
    'store-damaged',
  ],
])('rejects %s, with a remedy, and leaves it as it was', (_, make, code) => {
  make();
  const before = readFileSync(path);
  expect(open).toThrow(expect.objectContaining({ code, remedy: expect.stringContaining('without a cache') }));
  expect(readFileSync(path).equals(before)).toBe(true);
});

test('survives processes that are killed while they write, and shares one file between them', async () => {
  const writers = [1, 2, 3].map(() =>
    spawn(process.execPath, [child, path], { stdio: ['ignore', 'pipe', 'inherit'] }),
  );
  const kept = await Promise.all(
    writers.map(
      (writer) =>
        new Promise<number>((resolve) => {
          let said = '';
          writer.stdout.on('data', (chunk: Buffer) => {
            said += chunk.toString();
            if (said.split('\n').length > 60) writer.kill('SIGKILL');
          });
          writer.on('close', () => resolve(said.split('\n').length - 1));
        }),
    ),
  );
  const fewest = Math.min(...kept);
  expect(fewest).toBeGreaterThan(50);
  withCache((cache) => {
    for (let number = 0; number < fewest; number += 1)
      expect(cache.find(key(number))).toEqual(sampleTurn(number));
  });
  expect(notices).toEqual([]);
});
