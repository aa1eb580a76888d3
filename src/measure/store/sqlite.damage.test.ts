/** Altered bytes are found and named, whichever part of the file they are in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { randomStream } from '../../kit/random.ts';
import { connect } from '../../kit/sqlite.ts';
import { chainHead } from '../trial/transcript.ts';
import { failedTrial, sampleAssessments, sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import { openSqliteStore } from './sqlite.ts';
import type { TrialStore } from './store.ts';

const trials = [0, 1, 2, 3, 4].map((number) => sampleTrial(number));
const victim = sampleTrial(2);
const unfinished = sampleTrial(9);

let folder: string;
let path: string;
let sound: Buffer;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-damage-'));
  path = join(folder, 'store');
  const store = openSqliteStore(path, 'write');
  await store.writeStudy('{"study":"sample"}');
  for (const trial of trials.slice(0, 4)) await store.save(trial, { assessments: sampleAssessments(trial) });
  const failed = failedTrial(4);
  await store.save(failed, { assessments: sampleAssessments(failed) });
  await store.save(sampleTrial(4), { replaceError: true });
  for (const index of [0, 1, 2]) await store.journal(unfinished.key, index, sampleTurn(index));
  await store.saveAssessments(sampleAssessments(unfinished));
  await store.close();
  sound = readFileSync(path);
});
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => writeFileSync(path, sound));

/** Flips the lowest bit of the byte `at` of the value that `select` picks, and gives it back to `column` of that row. */
function flip(table: string, column: string, where: string, at: number): void {
  const connection = connect(path, { enableForeignKeyConstraints: false });
  const row = connection
    .prepare(
      `SELECT CAST(${column} AS BLOB) AS bytes, typeof(${column}) AS type FROM ${table} WHERE ${where}`,
    )
    .get();
  const bytes = row?.bytes;
  if (!(bytes instanceof Uint8Array)) throw new Error('nothing to flip');
  const place = at < 0 ? bytes.length + at : at;
  bytes[place] = (bytes[place] ?? 0) ^ 1;
  connection
    .prepare(`UPDATE ${table} SET ${column} = CAST(? AS ${String(row?.type)}) WHERE ${where}`)
    .run(bytes);
  connection.close();
}

function change(sql: string): void {
  const connection = connect(path, { enableForeignKeyConstraints: false });
  connection.exec(sql);
  connection.close();
}

async function withStore<T>(use: (store: TrialStore) => T | Promise<T>): Promise<T> {
  const store = openSqliteStore(path, 'read');
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

const all = <T>(list: AsyncIterable<T>) => Array.fromAsync(list);
const isDamaged = (data: object = {}) => ({ code: 'store-damaged', data: expect.objectContaining(data) });

const victimRow = 'id = 3';
const eventRow = (seq: number) => `trial = 3 AND seq = ${seq}`;
const bodyOf = (seq: number) => `id = (SELECT body FROM events WHERE ${eventRow(seq)})`;

describe('an altered trial', () => {
  test.each([
    ['a hash', () => flip('events', 'hash', eventRow(4), 7), 4],
    ['the hash of the first', () => flip('events', 'hash', eventRow(0), 0), 0],
    ['a short body', () => flip('events', 'inline', eventRow(5), 30), 5],
    ['the marker of a body', () => flip('events', 'inline', eventRow(5), 0), 5],
    ['the last body', () => flip('events', 'inline', eventRow(24), -3), 24],
    ['a compressed body', () => flip('bodies', 'data', bodyOf(1), -9), 1],
    ['the magic number of a compressed body', () => flip('bodies', 'data', bodyOf(1), 1), 1],
    ['the body of another event', () => change(`UPDATE events SET body = body + 1 WHERE ${eventRow(6)}`), 6],
    ['a body that is gone', () => change(`DELETE FROM bodies WHERE ${bodyOf(6)}`), 6],
    ['a body that is no bytes', () => change(`UPDATE bodies SET data = 'x' WHERE ${bodyOf(6)}`), 6],
    ['an event that is gone', () => change(`DELETE FROM events WHERE ${eventRow(11)}`), 11],
    ['the first event gone', () => change(`DELETE FROM events WHERE ${eventRow(0)}`), 0],
    ['the last two gone', () => change('DELETE FROM events WHERE trial = 3 AND seq > 22'), 23],
    ['all gone', () => change('DELETE FROM events WHERE trial = 3'), 0],
    ['an event moved', () => change(`UPDATE events SET seq = 90 WHERE ${eventRow(3)}`), 3],
    ['an event of another trial', () => change(`UPDATE events SET trial = 77 WHERE ${eventRow(3)}`), 3],
    [
      'an event too many',
      () =>
        change(`INSERT INTO events SELECT trial, 25, hash, body, inline FROM events WHERE ${eventRow(3)}`),
      25,
    ],
  ] as const)('is named by its first bad event: %s', async (_, alter, event) => {
    alter();
    await withStore(async (store) => {
      expect(await store.check(victim.key)).toMatchObject({ part: 'event', event });
      await expect(store.read(victim.key)).rejects.toMatchObject(isDamaged({ event }));
      expect(await store.keys()).toEqual(trials.map(({ key }) => key));
    });
  });

  test.each([
    ['spec', 'a byte', () => flip('trials', 'spec', victimRow, 40)],
    ['spec', 'a brace', () => flip('trials', 'spec', victimRow, 0)],
    ['trial', 'a byte of its ending', () => flip('trials', 'ended', victimRow, 0)],
    ['trial', 'another ending', () => change(`UPDATE trials SET ended = 'error' WHERE ${victimRow}`)],
    ['trial', 'the head', () => flip('trials', 'head', victimRow, 3)],
    ['trial', 'the seal', () => flip('trials', 'seal', victimRow, 3)],
    ['trial', 'a seal cut off', () => change(`UPDATE trials SET seal = x'00' WHERE ${victimRow}`)],
  ] as const)('is named by its part: %s, %s', async (part, _, alter) => {
    alter();
    await withStore(async (store) => {
      expect(await store.check(victim.key)).toMatchObject({ part: expect.stringMatching(part) });
      expect(await store.check(sampleTrial(1).key)).toBeUndefined();
      await expect(store.read(victim.key)).rejects.toMatchObject(isDamaged());
      await expect(all(store.summaries())).rejects.toMatchObject(isDamaged({ trial: victim.key, part }));
      expect(await store.keys()).toEqual(trials.map(({ key }) => key));
    });
  });

  test('is found when it moved in the plan or has another key', async () => {
    change(`UPDATE trials SET position = 0 WHERE ${victimRow}`);
    expect(await withStore((store) => store.check(victim.key))).toMatchObject({ part: 'trial' });
    change(`UPDATE trials SET position = ${2n ** 60n} WHERE ${victimRow}`);
    expect(await withStore((store) => store.check(victim.key))).toMatchObject({ part: 'trial' });
    writeFileSync(path, sound);
    flip('trials', 'key', victimRow, 0);
    await withStore(async (store) => {
      const [other] = (await store.keys()).filter((key) => trials.every((trial) => trial.key !== key));
      expect(other === undefined ? undefined : await store.check(other)).toMatchObject({ part: 'spec' });
    });
    change(`UPDATE trials SET key = x'00' WHERE ${victimRow}`);
    await withStore(async (store) => {
      expect(await store.keys()).toHaveLength(trials.length - 1);
      expect(await store.checkWhole()).toContain('key');
      await expect(store.finishedKeys()).rejects.toMatchObject(isDamaged());
    });
  });
});

describe('an altered assessment', () => {
  const subject = chainHead(victim.transcript);
  const row = `hex(subject) = upper('${subject.slice('sha256:'.length)}') AND vote = 10
    AND assessor = (SELECT max(assessor) FROM assessments)`;

  test.each([
    ['what it says', () => flip('assessments', 'body', row, -2)],
    ['a brace', () => flip('assessments', 'body', row, 0)],
    ['the seal', () => flip('assessments', 'seal', row, 3)],
    ['the question', () => flip('assessments', 'question', row, 1)],
    ['whose it is', () => flip('assessments', 'assessor', row, 3)],
    ['its number', () => change(`UPDATE assessments SET vote = 7 WHERE ${row}`)],
    ['its number, beyond all', () => change(`UPDATE assessments SET vote = ${2n ** 60n} WHERE ${row}`)],
    ['bytes for a text', () => change(`UPDATE assessments SET body = CAST(body AS BLOB) WHERE ${row}`)],
    [
      'one in place of another',
      () => change('UPDATE assessments SET body = (SELECT body FROM assessments WHERE vote = 0)'),
    ],
  ])('of a trial is found by whoever reads it: %s', async (_, alter) => {
    alter();
    await withStore(async (store) => {
      expect(await store.check(victim.key)).toMatchObject({ part: 'assessment' });
      await expect(all(store.summaries())).rejects.toMatchObject(isDamaged());
      await expect(all(store.assessments())).rejects.toMatchObject(isDamaged());
      expect(await store.checkWhole()).toBeDefined();
      expect(await store.read(victim.key)).toEqual(victim);
    });
  });

  test('is named with its trial by the summaries, which go up to it', async () => {
    flip('assessments', 'body', row, 5);
    await withStore(async (store) => {
      const before: number[] = [];
      const listing = async () => {
        for await (const { position } of store.summaries()) before.push(position);
      };
      await expect(listing()).rejects.toMatchObject(isDamaged({ trial: victim.key, part: 'assessment' }));
      expect(before).toEqual([0, 1]);
      expect(await store.check(sampleTrial(1).key)).toBeUndefined();
      expect(await store.checkWhole()).toContain('"tone"');
    });
  });

  test('that moved to another subject is missed at the end of the summaries', async () => {
    flip('assessments', 'subject', row, 3);
    await withStore(async (store) => {
      await expect(all(store.summaries())).rejects.toMatchObject(isDamaged({ part: 'assessment' }));
      await expect(all(store.assessments())).rejects.toMatchObject(isDamaged({ part: 'assessment' }));
      expect(await store.checkWhole()).toContain('"tone"');
    });
  });

  test('of a failed trial that was run again', async () => {
    const { transcript } = failedTrial(4);
    const hex = chainHead(transcript).slice('sha256:'.length);
    flip('assessments', 'body', `hex(subject) = upper('${hex}') AND question = 'outcome'`, 9);
    await withStore(async (store) => {
      await expect(all(store.replaced())).rejects.toMatchObject(isDamaged({ part: 'assessment' }));
      expect(await store.checkWhole()).toContain('"outcome"');
    });
  });
});

describe('what surrounds the trials', async () => {
  test.each(['text', 'seal'])('the study: an altered %s', async (column) => {
    flip('study', column, 'id = 1', 5);
    await withStore(async (store) => {
      await expect(store.readStudy()).rejects.toMatchObject(isDamaged());
      expect(await store.checkWhole()).toContain('study');
    });
  });

  test.each([
    ['an altered turn', () => flip('journal', 'turn', 'idx = 1', 20)],
    ['an altered seal', () => flip('journal', 'seal', 'idx = 1', 0)],
    ['a missing turn', () => change('DELETE FROM journal WHERE idx = 1')],
  ] as const)('a journal: %s', async (_, alter) => {
    alter();
    await withStore(async (store) => {
      await expect(store.journalled(unfinished.key)).rejects.toMatchObject(isDamaged({ turn: 1 }));
      expect(await store.checkWhole()).toContain('turn 1');
    });
  });

  test('a journal under another key', async () => {
    change("UPDATE journal SET key = CAST(substr(key, 2) || x'00' AS BLOB)");
    expect(await withStore((store) => store.checkWhole())).toContain('turn 0');
  });

  test('a failed trial that was run again', async () => {
    flip('replaced', 'spec', 'id = 1', 40);
    await withStore(async (store) => {
      await expect(all(store.replaced())).rejects.toMatchObject(isDamaged());
      expect(await store.checkWhole()).toContain('run again');
    });
  });

  test('events of no trial', async () => {
    change('INSERT INTO events SELECT 77, seq, hash, body, inline FROM events WHERE trial = 1');
    expect(await withStore((store) => store.checkWhole())).toContain('trials');
  });
});

/** Everything a store holds, or the code of what it complained of. */
async function everything() {
  try {
    return await withStore(async (store) => {
      const keys = await store.keys();
      return {
        whole: await store.checkWhole(),
        study: await store.readStudy(),
        keys,
        damages: await Promise.all(keys.map((key) => store.check(key))),
        records: await Promise.all(keys.map((key) => store.read(key))),
        summaries: await all(store.summaries()),
        replaced: await all(store.replaced()),
        assessments: await all(store.assessments()),
        turns: await store.journalled(unfinished.key),
      };
    });
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown.code;
    throw thrown;
  }
}

test('no flipped bit of the file changes what is read without being noticed', async () => {
  const before = await everything();
  if (typeof before === 'string') throw new Error(before);
  expect(before).toMatchObject({ whole: undefined, damages: trials.map(() => undefined), records: trials });
  const random = randomStream('flips');
  let noticed = 0;
  for (let round = 0; round < 250; round += 1) {
    const bytes = Buffer.from(sound);
    const place = random.below(bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
    writeFileSync(path, bytes);
    const after = await everything();
    if (typeof after === 'string') {
      expect(after).toMatch(/^store-(damaged|not-a-store|older|newer)$/);
      noticed += 1;
    } else {
      // What is read is as it was. (Only the whole file's check may tell of damage nothing was read from.)
      expect({ place, after }).toEqual({ place, after: { ...before, whole: after.whole } });
    }
  }
  expect(noticed).toBeGreaterThan(50);
});
