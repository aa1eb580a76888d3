/** Altered bytes are found and named, whichever part of the file they are in. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { randomStream } from '../../kit/random.ts';
import { failedTrial, sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import { connect } from './sqlite/module.ts';
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
  store.writeStudy('{"study":"sample"}');
  for (const trial of trials.slice(0, 4)) await store.save(trial);
  await store.save(failedTrial(4));
  await store.save(sampleTrial(4), { replaceError: true });
  for (const index of [0, 1, 2]) await store.journal(unfinished.key, index, sampleTurn(index));
  for (const vote of [0, 1])
    await store.saveJudgement({
      subject: victim.key,
      judge: unfinished.key,
      vote,
      body: { refusal: vote === 0 },
    });
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

function withStore<T>(use: (store: TrialStore) => T): T {
  const store = openSqliteStore(path, 'read');
  try {
    return use(store);
  } finally {
    void store.close();
  }
}

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
  ] as const)('is named by its first bad event: %s', (_, alter, event) => {
    alter();
    withStore((store) => {
      expect(store.check(victim.key)).toMatchObject({ part: 'event', event });
      expect(() => store.read(victim.key)).toThrow(
        expect.objectContaining({ code: 'store-damaged', data: expect.objectContaining({ event }) }),
      );
      expect(store.keys()).toEqual(trials.map(({ key }) => key));
    });
  });

  test.each([
    ['spec', 'a byte', () => flip('trials', 'spec', victimRow, 40)],
    ['spec', 'a brace', () => flip('trials', 'spec', victimRow, 0)],
    ['outcome', 'a byte', () => flip('trials', 'outcome', victimRow, -4)],
    [
      'outcome',
      'another class',
      () =>
        change(`UPDATE trials SET outcome = replace(outcome, '"complied"', '"refused"') WHERE ${victimRow}`),
    ],
    [
      'outcome',
      'another trial’s',
      () =>
        change(`UPDATE trials SET outcome = (SELECT outcome FROM trials WHERE id = 1) WHERE ${victimRow}`),
    ],
    ['outcome', 'the head', () => flip('trials', 'head', victimRow, 3)],
    ['outcome', 'the seal', () => flip('trials', 'seal', victimRow, 3)],
    ['trial', 'a seal cut off', () => change(`UPDATE trials SET seal = x'00' WHERE ${victimRow}`)],
  ] as const)('is named by its part: %s, %s', (part, _, alter) => {
    alter();
    withStore((store) => {
      expect(store.check(victim.key)).toMatchObject({ part });
      expect(store.check(sampleTrial(1).key)).toBeUndefined();
      expect(() => store.read(victim.key)).toThrow(expect.objectContaining({ code: 'store-damaged' }));
      expect(() => [...store.summaries()]).toThrow(
        expect.objectContaining({ data: expect.objectContaining({ trial: victim.key, part }) }),
      );
      expect(store.keys()).toEqual(trials.map(({ key }) => key));
    });
  });

  test('is found when it moved in the plan or has another key', () => {
    change(`UPDATE trials SET position = 0 WHERE ${victimRow}`);
    expect(withStore((store) => store.check(victim.key))).toMatchObject({ part: 'outcome' });
    writeFileSync(path, sound);
    flip('trials', 'key', victimRow, 0);
    withStore((store) => {
      const [other] = store.keys().filter((key) => trials.every((trial) => trial.key !== key));
      expect(other === undefined ? undefined : store.check(other)).toMatchObject({ part: 'spec' });
    });
    change(`UPDATE trials SET key = x'00' WHERE ${victimRow}`);
    withStore((store) => {
      expect(store.keys()).toHaveLength(trials.length - 1);
      expect(store.checkWhole()).toContain('key');
      expect(() => store.finishedKeys()).toThrow(expect.objectContaining({ code: 'store-damaged' }));
    });
  });
});

describe('what surrounds the trials', () => {
  test.each(['text', 'seal'])('the study: an altered %s', (column) => {
    flip('study', column, 'id = 1', 5);
    withStore((store) => {
      expect(() => store.readStudy()).toThrow(expect.objectContaining({ code: 'store-damaged' }));
      expect(store.checkWhole()).toContain('study');
    });
  });

  test.each([
    ['an altered turn', () => flip('journal', 'turn', 'idx = 1', 20)],
    ['an altered seal', () => flip('journal', 'seal', 'idx = 1', 0)],
    ['a missing turn', () => change('DELETE FROM journal WHERE idx = 1')],
  ] as const)('a journal: %s', (_, alter) => {
    alter();
    withStore((store) => {
      expect(() => store.journalled(unfinished.key)).toThrow(
        expect.objectContaining({ code: 'store-damaged', data: expect.objectContaining({ turn: 1 }) }),
      );
      expect(store.checkWhole()).toContain('turn 1');
    });
  });

  test('a journal under another key', () => {
    change("UPDATE journal SET key = CAST(substr(key, 2) || x'00' AS BLOB)");
    expect(withStore((store) => store.checkWhole())).toContain('turn 0');
  });

  test('a failed trial that was run again', () => {
    flip('replaced', 'outcome', 'id = 1', 40);
    withStore((store) => {
      expect(() => [...store.replaced()]).toThrow(expect.objectContaining({ code: 'store-damaged' }));
      expect(store.checkWhole()).toContain('run again');
    });
  });

  test.each([
    ['the verdict', () => flip('judgements', 'body', 'vote = 1', -2)],
    ['the seal', () => flip('judgements', 'seal', 'vote = 1', 3)],
    ['whose it is', () => flip('judgements', 'judge', 'vote = 1', 3)],
    ['what it is about', () => flip('judgements', 'subject', 'vote = 1', 3)],
    ['its number', () => change('UPDATE judgements SET vote = 7 WHERE vote = 1')],
    [
      'one in place of another',
      () => change('UPDATE judgements SET body = (SELECT body FROM judgements WHERE vote = 0)'),
    ],
  ])('a judgement: %s', (_, alter) => {
    alter();
    withStore((store) => {
      expect(() => store.judgements()).toThrow(expect.objectContaining({ code: 'store-damaged' }));
      expect(store.checkWhole()).toContain('of the judge');
    });
  });

  test('events of no trial', () => {
    change('INSERT INTO events SELECT 77, seq, hash, body, inline FROM events WHERE trial = 1');
    expect(withStore((store) => store.checkWhole())).toContain('trials');
  });
});

/** Everything a store holds, or the code of what it complained of. */
function everything() {
  try {
    return withStore((store) => ({
      whole: store.checkWhole(),
      study: store.readStudy(),
      keys: store.keys(),
      damages: store.keys().map((key) => store.check(key)),
      records: store.keys().map((key) => store.read(key)),
      summaries: [...store.summaries()],
      replaced: [...store.replaced()],
      turns: store.journalled(unfinished.key),
    }));
  } catch (thrown) {
    if (thrown instanceof OffswitchError) return thrown.code;
    throw thrown;
  }
}

test('no flipped bit of the file changes what is read without being noticed', () => {
  const before = everything();
  if (typeof before === 'string') throw new Error(before);
  expect(before).toMatchObject({ whole: undefined, damages: trials.map(() => undefined), records: trials });
  const random = randomStream('flips');
  let noticed = 0;
  for (let round = 0; round < 250; round += 1) {
    const bytes = Buffer.from(sound);
    const place = random.below(bytes.length);
    bytes[place] = (bytes[place] ?? 0) ^ (1 << random.below(8));
    writeFileSync(path, bytes);
    const after = everything();
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
