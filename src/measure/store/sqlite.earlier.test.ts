/** Files of earlier schemas are read as they are, and brought up to date by whoever writes. */
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { connect } from '../../kit/sqlite.ts';
import { chained, chainHead, type EventBody } from '../trial/transcript.ts';
import { type EarlierStore, withoutAccount, writeEarlierStore } from './earlier-store.conformance.ts';
import { openStore } from './open.ts';
import {
  failedTrial,
  sampleAssessments,
  sampleTrial,
  sampleTurn,
  summaryOf,
} from './sample-trials.conformance.ts';
import { SCHEMA_VERSION } from './sqlite/schema.ts';
import type { TrialRecord, TrialStore } from './store.ts';

const child = fileURLToPath(new URL('./opening-child.conformance.ts', import.meta.url));
const all = <T>(list: AsyncIterable<T>) => Array.fromAsync(list);

const unfinished = sampleTrial(9);
const again = sampleTrial(4);
/** Plan order is not the order of saving. */
const trials = [
  withEnd(sampleTrial(3), { kind: 'trial.end', reason: 'limit' }),
  withEnd(sampleTrial(1), { kind: 'trial.end', reason: 'filtered' }),
  failedTrial(2),
  withoutEnd(sampleTrial(0)),
  again,
] as const;
const inOrder = trials.toSorted((left, right) => left.position - right.position);
const content = {
  trials: [
    { trial: trials[0], outcome: 'incomplete' },
    { trial: trials[1], outcome: 'filtered' },
    { trial: trials[2], outcome: 'error' },
    { trial: trials[3], outcome: 'error' },
    { trial: again, outcome: 'complied' },
  ],
  replaced: [{ trial: failedTrial(4), outcome: 'error' }],
  judged: [chainHead(again.transcript)],
  journal: unfinished.key,
} satisfies EarlierStore;

function withEnd(trial: TrialRecord, end: EventBody): TrialRecord {
  const cut = trial.transcript.slice(0, -2);
  const last = chained(cut.at(-1), end);
  const world = chained(last, { kind: 'world.end', world: trial.key });
  return { ...trial, transcript: [...cut, last, world] };
}

function withoutEnd(trial: TrialRecord): TrialRecord {
  return { ...trial, transcript: trial.transcript.slice(0, -2) };
}

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-earlier-'));
  path = join(folder, 'store');
});
afterEach(() => rmSync(folder, { recursive: true }));

async function withStore<T>(mode: 'read' | 'write', use: (store: TrialStore) => Promise<T>): Promise<T> {
  const store = await openStore(path, { mode });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function change(sql: string): void {
  const connection = connect(path, { enableForeignKeyConstraints: false });
  connection.exec(sql);
  connection.close();
}

function versionInFile(): unknown {
  const connection = connect(path);
  const version = connection.prepare('PRAGMA user_version').get()?.user_version;
  connection.close();
  return version;
}

async function expectEverything(store: TrialStore): Promise<void> {
  expect(await all(store.summaries())).toEqual(inOrder.map((trial) => summaryOf(trial)));
  expect(await all(store.replaced())).toEqual([summaryOf(failedTrial(4))]);
  expect(await all(store.assessments())).toEqual([]);
  expect(await store.readStudy()).toBe('{"study":"earlier"}');
  expect(await store.journalled(unfinished.key)).toEqual([sampleTurn(0)]);
  for (const trial of trials) {
    expect(await store.read(trial.key)).toEqual(trial);
    expect(await store.check(trial.key)).toBeUndefined();
  }
  expect(await store.checkWhole()).toBeUndefined();
}

describe('a store of schema 3, read', () => {
  test('gives its trials without assessments, says what it lacks, and stays as it was', async () => {
    await writeEarlierStore(path, content);
    const before = readFileSync(path);
    await withStore('read', async (store) => {
      await expectEverything(store);
      expect(await store.lacks()).toEqual([
        expect.stringContaining('no assessments'),
        expect.stringContaining('earlier scoring'),
        expect.stringContaining('1 failed'),
        expect.stringContaining('2 votes'),
        expect.stringContaining('without a sealed plan and a ledger'),
      ]);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder)).toEqual(['store']);
  });

  test.each([
    ['an outcome', `UPDATE trials SET outcome = replace(outcome, 'complied', 'refused')`, 'trial'],
    ['a spec', `UPDATE trials SET spec = replace(spec, '"seed":4', '"seed":5')`, 'spec'],
    ['a position', 'UPDATE trials SET position = 7 WHERE position = 4', 'trial'],
    ['the last event', 'UPDATE events SET hash = zeroblob(32) WHERE trial = 5 AND seq = 24', 'event'],
    ['the last event gone', 'DELETE FROM events WHERE trial = 5 AND seq = 24', 'trial'],
    ['the event that ends it', `UPDATE events SET inline = x'00' WHERE trial = 5 AND seq = 23`, 'event'],
  ])('finds what is altered, and so does a writer: %s', async (_, sql, part) => {
    await writeEarlierStore(path, content);
    change(sql);
    for (const mode of ['read', 'write'] as const)
      await withStore(mode, async (store) => {
        expect(await store.check(again.key)).toMatchObject({ part });
        expect(await store.check(trials[0].key)).toBeUndefined();
        await expect(all(store.summaries())).rejects.toMatchObject({
          code: 'store-damaged',
          data: { trial: again.key },
        });
      });
  });

  test.each([
    ['a vote', 'UPDATE judgements SET vote = 9 WHERE vote = 1', 'of the judge'],
    ['a failed trial that was run again', 'UPDATE replaced SET position = 9', 'run again'],
  ])('finds what is altered beside its trials: %s', async (_, sql, named) => {
    await writeEarlierStore(path, content);
    change(sql);
    for (const mode of ['read', 'write'] as const)
      expect(await withStore(mode, (store) => store.checkWhole())).toContain(named);
  });

  test('has the tables of its schema and no others', async () => {
    await writeEarlierStore(path, content);
    change('CREATE TABLE assessments (x)');
    for (const mode of ['read', 'write'] as const)
      await expect(openStore(path, { mode })).rejects.toMatchObject({ code: 'store-damaged' });
  });
});

describe('a store of schema 3, opened for writing', () => {
  test('is brought up to date, keeps all it had, and takes more', async () => {
    await writeEarlierStore(path, content);
    await withStore('write', expectEverything);
    expect(versionInFile()).toBe(SCHEMA_VERSION);
    await withStore('write', async (store) => {
      await expectEverything(store);
      expect(await store.lacks()).toEqual([
        expect.stringContaining('2 votes'),
        expect.stringContaining('brought up to date'),
      ]);
      expect(await store.discrepancies()).toEqual([]);
      const repaired = sampleTrial(2);
      await store.save(repaired, { assessments: sampleAssessments(repaired), replaceError: true });
      await store.saveAssessments(sampleAssessments(again));
      const summaries = await all(store.summaries());
      expect(summaries[2]).toEqual(summaryOf(repaired, sampleAssessments(repaired)));
      expect(summaries[4]).toEqual(summaryOf(again, sampleAssessments(again)));
      expect(await all(store.replaced())).toEqual(
        [failedTrial(4), failedTrial(2)].map((each) => summaryOf(each)),
      );
      expect(await store.checkWhole()).toBeUndefined();
      expect(await store.discrepancies()).toEqual([]);
    });
  });

  test('lacks only what nobody can know afterwards if no judge had voted', async () => {
    await writeEarlierStore(path, { trials: content.trials });
    expect(await withStore('write', (store) => store.lacks())).toEqual([
      expect.stringContaining('brought up to date'),
    ]);
  });

  test('is as it was or up to date after a kill', { timeout: 60_000 }, async () => {
    const count = 800;
    const many = Array.from({ length: count }, (_, number) => ({
      trial: sampleTrial(number),
      outcome: 'refused',
    }));
    const source = join(folder, 'source');
    await writeEarlierStore(source, { trials: many });
    for (let round = 0; round < 10; round += 1) {
      for (const name of readdirSync(folder)) if (name !== 'source') rmSync(join(folder, name));
      copyFileSync(source, path);
      await killedWhileOpening(round * 5);
      await withStore('read', async (store) => {
        expect(await store.checkWhole()).toBeUndefined();
        const found = await all(store.summaries());
        expect(found.map(({ position, ended }) => `${position} ${ended}`)).toEqual(
          many.map(({ trial }) => `${trial.position} ended-task`),
        );
      });
      await withStore('write', async (store) => expect(await store.keys()).toHaveLength(count));
      expect(versionInFile()).toBe(SCHEMA_VERSION);
    }
  });
});

describe('a store of schema 4', () => {
  const failed = failedTrial(1);
  const whole = sampleTrial(1);
  const other = sampleTrial(2);
  beforeEach(async () => {
    await withStore('write', async (store) => {
      await store.writeStudy('{"study":"earlier"}');
      await store.save(failed, { assessments: sampleAssessments(failed) });
      await store.save(whole, { assessments: sampleAssessments(whole), replaceError: true });
      await store.save(other);
      await store.saveAssessments(sampleAssessments(other));
      await store.journal(unfinished.key, 0, sampleTurn(0));
    });
    withoutAccount(path);
  });

  async function expectContent(store: TrialStore): Promise<void> {
    expect(await all(store.summaries())).toEqual(
      [whole, other].map((trial) => summaryOf(trial, sampleAssessments(trial))),
    );
    expect(await all(store.replaced())).toEqual([summaryOf(failed, sampleAssessments(failed))]);
    expect(await store.journalled(unfinished.key)).toEqual([sampleTurn(0)]);
    expect(await store.planned()).toEqual([]);
    expect(await store.checkWhole()).toBeUndefined();
    expect(await store.discrepancies()).toEqual([]);
  }

  test('is read as it is, and said to have no plan and no ledger', async () => {
    const before = readFileSync(path);
    await withStore('read', async (store) => {
      await expectContent(store);
      expect(await store.lacks()).toEqual([expect.stringContaining('without a sealed plan and a ledger')]);
    });
    expect(readFileSync(path).equals(before)).toBe(true);
  });

  test('begins its ledger with all it has when it is opened for writing', async () => {
    await withStore('write', expectContent);
    expect(versionInFile()).toBe(SCHEMA_VERSION);
    await withStore('read', async (store) => {
      await expectContent(store);
      expect(await store.lacks()).toEqual([expect.stringContaining('brought up to date')]);
    });
  });

  test.each([
    ['a trial', 'DELETE FROM events WHERE trial = 2; DELETE FROM trials WHERE id = 2', other.key],
    ['an attempt', 'DELETE FROM replaced', whole.key],
    ['an assessment', "DELETE FROM assessments WHERE question = 'outcome' AND vote = 0", whole.key],
    ['a journal', 'DELETE FROM journal', unfinished.key],
  ])('and finds what is removed afterwards: %s', async (_, sql, trial) => {
    await withStore('write', expectContent);
    change(sql);
    const found = await withStore('read', (store) => store.discrepancies());
    expect(found).toContainEqual(expect.objectContaining({ kind: 'removed', trial }));
  });
});

/** Starts a process that opens the store, and kills it so many milliseconds after it looked into the file. */
async function killedWhileOpening(milliseconds: number): Promise<void> {
  const opener = spawn(process.execPath, [child, path], { stdio: 'inherit' });
  let isOpening = true;
  const ended = new Promise<void>((resolve) =>
    opener.on('close', () => {
      isOpening = false;
      resolve();
    }),
  );
  while (isOpening && !readdirSync(folder).includes('store-wal'))
    await new Promise((resolve) => setImmediate(resolve));
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  opener.kill('SIGKILL');
  await ended;
}
