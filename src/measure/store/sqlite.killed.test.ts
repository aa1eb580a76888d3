/** What is left after a writer was killed, or could not write any more. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { sampleAssessments, sampleTrial, sampleTurn, summaryOf } from './sample-trials.conformance.ts';
import { openSqliteStore } from './sqlite.ts';

const child = fileURLToPath(new URL('./writing-child.conformance.ts', import.meta.url));

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-killed-'));
  path = join(folder, 'store');
});
afterEach(() => rmSync(folder, { recursive: true }));

function startWriter(first: number): ChildProcess {
  return spawn(process.execPath, [child, path, `${first}`, '100000', '7'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

/** Kills the writer once it has said so many lines; gives all it managed to say. */
function killedAfter(writer: ChildProcess, lines: number): Promise<string[]> {
  let said = '';
  writer.stdout?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
    if (said.split('\n').length > lines) writer.kill('SIGKILL');
  });
  return new Promise((resolve) => writer.on('close', () => resolve(said.split('\n').slice(0, -1))));
}

function numbersAfter(word: string, lines: readonly string[]): number[] {
  return lines.filter((line) => line.startsWith(`${word} `)).map((line) => Number(line.slice(word.length)));
}

/** Reads everything; every trial must be whole and have all its assessments, and those that were acknowledged must be there. */
async function expectWhole(mode: 'read' | 'write', saved: readonly number[], journalled: readonly number[]) {
  const store = openSqliteStore(path, mode);
  expect(await store.checkWhole()).toBeUndefined();
  const summaries = await Array.fromAsync(store.summaries());
  const found = summaries.map(({ spec }) => spec.seed);
  for (const summary of summaries) {
    const trial = sampleTrial(summary.spec.seed);
    expect(await store.read(trial.key)).toEqual(trial);
    expect(summary).toEqual(summaryOf(trial, sampleAssessments(trial)));
  }
  expect(found).toEqual(expect.arrayContaining([...saved]));
  const finished = await store.finishedKeys();
  for (const number of journalled) {
    const { key } = sampleTrial(number);
    expect(await store.journalled(key)).toEqual(finished.has(key) ? [] : [sampleTurn(number)]);
  }
  await store.close();
  return found.length;
}

describe('a writer that is killed', () => {
  test('leaves whole trials, all it acknowledged, and no lock', async () => {
    const saved: number[] = [];
    const journalled: number[] = [];
    for (const [round, lines] of [1, 2, 9, 30, 31, 64, 200].entries()) {
      const said = await killedAfter(startWriter(round * 1000), lines);
      saved.push(...numbersAfter('saved', said));
      journalled.push(...numbersAfter('journalled', said));
      const mode = round % 2 === 0 ? 'read' : 'write';
      expect(await expectWhole(mode, saved, journalled)).toBeGreaterThanOrEqual(saved.length);
    }
    expect(saved.length).toBeGreaterThan(100);
  });

  test('while it lives, others may read but not write', async () => {
    const writer = startWriter(0);
    const ended = killedAfter(writer, Number.POSITIVE_INFINITY);
    await new Promise<void>((resolve) => {
      writer.stdout?.on('data', (chunk: Buffer) => chunk.includes('saved') && resolve());
    });
    expect(() => openSqliteStore(path, 'write')).toThrow(
      expect.objectContaining({ code: 'store-locked', remedy: expect.stringContaining('another store') }),
    );
    for (let round = 0; round < 5; round += 1) await expectWhole('read', [], []);
    writer.kill('SIGKILL');
    const said = await ended;
    const count = await expectWhole('write', numbersAfter('saved', said), numbersAfter('journalled', said));
    expect(count).toBeGreaterThan(0);
    expect(readdirSync(folder)).toEqual(['store']);
  });

  test('while it makes the store, leaves none or a whole one', async () => {
    for (let round = 0; round < 6; round += 1) {
      const writer = startWriter(0);
      await new Promise<void>((resolve) => {
        // The first file that appears is the lock; what follows comes within a few milliseconds.
        const look = () => (readdirSync(folder).length > round % 3 ? resolve() : setImmediate(look));
        look();
      });
      writer.kill('SIGKILL');
      await new Promise((resolve) => writer.on('close', resolve));
      await expectWhole('write', [], []);
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
    }
  });
});

describe('a disk that is full', () => {
  test('fails the whole batch and all that follows, and keeps what was stored', async () => {
    const store = openSqliteStore(path, 'write', { maxBytes: 200_000 });
    const saved: number[] = [];
    let failure: unknown;
    for (let number = 0; number < 500 && failure === undefined; number += 5) {
      const trials = [0, 1, 2, 3, 4].map((offset) => sampleTrial(number + offset));
      const batch = trials.map((trial) => store.save(trial, { assessments: sampleAssessments(trial) }));
      const results = await Promise.allSettled(batch);
      const [first] = results;
      if (first?.status === 'rejected') failure = first.reason;
      else saved.push(...[0, 1, 2, 3, 4].map((offset) => number + offset));
      expect(new Set(results.map(({ status }) => status)).size).toBe(1);
    }
    expect(failure).toMatchObject({ code: 'disk-full', exitCode: 4 });
    expect(saved.length).toBeGreaterThan(10);
    await expect(store.save(sampleTrial(900))).rejects.toBe(failure);
    await expect(store.journal(sampleTrial(900).key, 0, sampleTurn(0))).rejects.toBe(failure);
    await expect(store.writeStudy('{}')).rejects.toMatchObject({ code: 'disk-full' });
    expect(await store.keys()).toHaveLength(saved.length);
    await store.close();
    expect(await expectWhole('read', saved, [])).toBe(saved.length);
    expect(await expectWhole('write', saved, [])).toBe(saved.length);
    expect(statSync(path).size).toBeLessThanOrEqual(200_000);
  });

  // `ulimit -f` counts blocks of 512 bytes or of 1,024; both are far below what 2,000 trials take.
  test.skipIf(process.platform === 'win32')(
    'is survived when the system refuses to let a file grow',
    async () => {
      for (const blocks of [300, 500, 1500]) {
        const script = `ulimit -f ${blocks} && exec "$0" "$@"`;
        const { stdout } = spawnSync(
          '/bin/sh',
          ['-c', script, process.execPath, child, path, '0', '2000', '5'],
          { encoding: 'utf8' },
        );
        const lines = stdout.trim().split('\n');
        expect(lines.at(-1)).toBe('failed disk-full');
        const saved = numbersAfter('saved', lines);
        await expectWhole('read', saved, numbersAfter('journalled', lines));
        await expectWhole('write', saved, numbersAfter('journalled', lines));
      }
    },
  );
});

test('loading SQLite prints no notice', () => {
  const { stderr } = spawnSync(process.execPath, [child, path, '0', '1', '1'], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  expect(stderr).toBe('');
});
