/** What other programs can do to a store behind its back, and how `verify` names it. */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashText } from '../../kit/hash.ts';
import { connect } from '../../kit/sqlite.ts';
import type { AgentKind } from '../agents/agent.ts';
import { openAgent } from '../agents/registry.ts';
import { openStore } from '../store/open.ts';
import { tables } from '../store/sqlite/schema.ts';
import type { TrialStore } from '../store/store.ts';
import { executePlan } from './execute.ts';
import { completeStudy } from './load.ts';
import { planStudy } from './plan.ts';
import { standingOf } from './standing.ts';
import { isSound, type Verified, verifyStore } from './verify.ts';

const TRIALS = 16;
let folder: string;
/** The agent fails at first, and then plays like an honest one. */
let outOfService: boolean;
let agents: readonly AgentKind[];

const study = completeStudy({
  name: 'small',
  trials: 4,
  agents: ['sim:honest', 'sim:tamperer'],
  arms: [{ scenario: 'tampering', levels: { target: ['peer', 'object'] } }],
});

async function withStore<T>(name: string, mode: 'read' | 'write', use: (store: TrialStore) => Promise<T>) {
  const store = await openStore(join(folder, name), { mode });
  try {
    return await use(store);
  } finally {
    await store.close();
  }
}

function run(name: string, options: { trials?: number; stopAfter?: number } = {}): Promise<unknown> {
  const { trials = study.trials, stopAfter = Number.POSITIVE_INFINITY } = options;
  const stop = new AbortController();
  return withStore(name, 'write', (store) =>
    executePlan({
      plan: planStudy({ ...study, trials }, agents),
      store,
      concurrency: 1,
      signal: stop.signal,
      retryErrors: true,
      progress: (done) => {
        if (done >= stopAfter) stop.abort();
      },
    }).catch((thrown: unknown) => thrown),
  );
}

const verified = (name: string): Promise<Verified> =>
  withStore(name, 'read', (store) => verifyStore(store, name));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-omissions-'));
  const [honest, tamperer] = await Promise.all(
    study.agents.map((id) => openAgent(id, { environment: {}, folder, warn: () => {} })),
  );
  if (honest === undefined || tamperer === undefined) throw new Error('no agents');
  const flaky: AgentKind = {
    ...honest,
    start: (seed, options) => {
      const agent = honest.start(seed, options);
      return {
        async takeTurn(...given) {
          if (outOfService) throw new Error('out of service');
          return agent.takeTurn(...given);
        },
      };
    },
  };
  agents = [flaky, tamperer];
  await make('good', study.trials);
  await make('tiny', 1);
  await run('other', { trials: 6 });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** A store with everything in it: attempts that failed, votes of a judge, an unfinished trial. */
async function make(name: string, trials: number): Promise<void> {
  outOfService = true;
  await run(name, { trials: 1 });
  outOfService = false;
  await run(name, { trials });
  await withStore(name, 'write', async (store) => {
    const [key] = await store.keys();
    const subject = (await store.read(key ?? hashText('')))?.transcript.at(-1)?.hash ?? hashText('');
    const answer = { subject, question: 'told', assessor: hashText('a judge'), body: { reader: 'judge:j' } };
    await store.saveAssessments([0, 1, 2].map((vote) => ({ ...answer, vote })));
    await store.journal(hashText('unfinished'), 0, { text: 'a turn', calls: [] });
    await store.journal(hashText('unfinished'), 1, { text: 'another', calls: [] });
  });
}

/** A copy of a store after some statements; those of the store `other` are at hand in them. */
function altered(sql: string, original = 'good'): string {
  const name = `altered ${original}`;
  copyFileSync(join(folder, original), join(folder, name));
  const connection = connect(join(folder, name), { enableForeignKeyConstraints: false });
  try {
    connection.exec(`PRAGMA synchronous = OFF; ATTACH '${join(folder, 'other')}' AS other`);
    connection.exec(sql);
  } finally {
    connection.close();
  }
  return name;
}

test('a store as it was written is sound', async () => {
  const found = await verified(altered(''));
  expect(found).toMatchObject({
    ...{ trials: TRIALS, verified: TRIALS, problems: [], lacks: [] },
    planned: { trials: TRIALS, there: TRIALS, missing: [], unplanned: [] },
    digest: { covers: { cells: 4, trials: TRIALS, attempts: 2, answers: 3 } },
  });
  expect(isSound(found)).toBe(true);
});

/** The trial at a position, and its row. */
const at = (position: number) => `(SELECT id FROM trials WHERE position = ${position})`;
const withoutTrial = (position: number) =>
  `DELETE FROM events WHERE trial = ${at(position)}; DELETE FROM trials WHERE position = ${position};`;
const swapped = (column: string) => `
  CREATE TEMP TABLE kept AS SELECT id, ${column} FROM trials WHERE position IN (1, 3);
  UPDATE trials SET ${column} = (SELECT ${column} FROM kept WHERE kept.id <> trials.id)
  WHERE id IN (SELECT id FROM kept)`;

describe('found and named', () => {
  test.each<[name: string, sql: string, kind: string, what: RegExp]>([
    ['a trial is deleted', withoutTrial(3), 'removed', /object by sim:tamperer, repetition 0: .*gone/],
    [
      'all trials of an agent are deleted with what was said of them',
      `DELETE FROM assessments WHERE subject IN (SELECT head FROM trials WHERE spec LIKE '%tamperer%');
       DELETE FROM events WHERE trial IN (SELECT id FROM trials WHERE spec LIKE '%tamperer%');
       DELETE FROM trials WHERE spec LIKE '%tamperer%'`,
      'removed',
      /peer by sim:tamperer, repetition 2: .*gone/,
    ],
    [
      'a trial that nobody planned is added',
      `
      INSERT INTO trials SELECT id + 100, key, position, ended, head, seal, spec FROM other.trials WHERE position = 17;
      INSERT INTO bodies SELECT id + 10000, hash, data FROM other.bodies WHERE hash NOT IN (SELECT hash FROM bodies);
      INSERT INTO events SELECT trial + 100, seq, hash, (SELECT id FROM bodies WHERE hash =
        (SELECT hash FROM other.bodies AS b WHERE b.id = e.body)), inline FROM other.events AS e
        WHERE trial = (SELECT id FROM other.trials WHERE position = 17)`,
      'added',
      /put in from elsewhere/,
    ],
    [
      'a row is duplicated under another key',
      `
      INSERT INTO trials SELECT 99, zeroblob(32), position, ended, head, seal, spec FROM trials WHERE position = 2`,
      'added',
      /put in from elsewhere/,
    ],
    ['an event is deleted', `DELETE FROM events WHERE trial = ${at(2)} AND seq = 7`, 'differs', /event 7/],
    [
      'a body is exchanged for another',
      `
      UPDATE bodies SET data = (SELECT data FROM bodies ORDER BY id LIMIT 1) WHERE id =
      (SELECT body FROM events WHERE trial = ${at(3)} AND body IS NOT NULL ORDER BY seq DESC LIMIT 1)`,
      'differs',
      /event \d+/,
    ],
    [
      'a body is filed under another hash',
      'UPDATE bodies SET hash = zeroblob(32) WHERE id = 3',
      'differs',
      /body 3/,
    ],
    [
      'the transcripts of two trials change places',
      `
      UPDATE events SET trial = -trial WHERE trial = ${at(1)};
      UPDATE events SET trial = ${at(1)} WHERE trial = ${at(3)};
      UPDATE events SET trial = ${at(3)} WHERE trial < 0`,
      'differs',
      /event \d+/,
    ],
    ['two trials change their transcripts with their heads', `${swapped('head')}`, 'differs', /head/],
    [
      'a key is changed',
      `UPDATE trials SET key = zeroblob(32) WHERE position = 3`,
      'removed',
      /repetition 0/,
    ],
    [
      'a level is changed',
      `UPDATE trials SET spec = replace(spec, '"target":"peer"', '"target":"object"')
      WHERE position = 1`,
      'differs',
      /spec/,
    ],
    ['a seal is cut', `UPDATE trials SET seal = substr(seal, 1, 8) WHERE position = 1`, 'differs', /seal/],
    ['an attempt that failed is deleted', 'DELETE FROM replaced WHERE id = 1', 'removed', /earlier attempt/],
    [
      'a failed attempt is invented',
      `INSERT INTO replaced SELECT 50, key, position, ended, head, seal, spec
      FROM trials WHERE position = 3`,
      'added',
      /attempt/,
    ],
    ['a failure is taken for success', "UPDATE replaced SET ended = 'ended-task'", 'differs', /run again/],
    [
      'a vote of a judge is deleted',
      `DELETE FROM assessments WHERE vote = 2`,
      'removed',
      /1 of the 3 assessments/,
    ],
    [
      'the answers of rules are deleted',
      `DELETE FROM assessments WHERE question = 'facts' AND subject =
      (SELECT head FROM trials WHERE position = 3)`,
      'removed',
      /assessments/,
    ],
    [
      'a vote is duplicated',
      `INSERT INTO assessments SELECT subject, question, assessor, 7, seal, body
      FROM assessments WHERE vote = 2`,
      'differs',
      /answer 7/,
    ],
    [
      'assessments are added',
      `INSERT INTO assessments SELECT * FROM other.assessments WHERE subject NOT IN
      (SELECT subject FROM assessments)`,
      'added',
      /put in from elsewhere/,
    ],
    ['a cell of the plan is deleted', 'DELETE FROM cells WHERE id = 2', 'removed', /cell sha256:/],
    ['a cell is planned smaller', `UPDATE cells SET trials = 3`, 'differs', /cell sha256:/],
    [
      'an agent of the plan is changed',
      `UPDATE cells SET spec = replace(spec, 'sim:tamperer', 'sim:honest')`,
      'differs',
      /cell sha256:/,
    ],
    [
      'a cell is added',
      'INSERT INTO cells SELECT 9, zeroblob(32), 1, seal, spec FROM cells LIMIT 1',
      'added',
      /cell/,
    ],
    ['the study is deleted', 'DELETE FROM study', 'removed', /study/],
    [
      'the study is changed',
      `UPDATE study SET text = (SELECT text FROM other.study), seal = (SELECT seal FROM other.study)`,
      'differs',
      /study/,
    ],
    [
      'a turn of an unfinished trial is deleted',
      'DELETE FROM journal WHERE idx = 1',
      'removed',
      /1 turns .* 2/,
    ],
    [
      'the last trial is deleted with its entry',
      `${withoutTrial(15)}
      DELETE FROM ledger WHERE n = (SELECT max(n) FROM ledger)`,
      'differs',
      /ledger is cut off: 1 of/,
    ],
    ['an entry is deleted from the middle', 'DELETE FROM ledger WHERE n = 9', 'differs', /entry 9 .* gone/],
    [
      'an entry is changed',
      `UPDATE ledger SET seals = zeroblob(32) WHERE n = 9`,
      'differs',
      /entry 9 .* altered/,
    ],
    ['the ledger is emptied', 'DELETE FROM ledger', 'differs', /cut off/],
    [
      'the ledger is taken from another store',
      `DELETE FROM ledger; INSERT INTO ledger SELECT * FROM other.ledger`,
      'differs',
      /ledger/,
    ],
    ['the end of the ledger is gone', 'DELETE FROM tip', 'differs', /where its ledger ends/],
  ])('%s', async (_, sql, kind, what) => {
    const found = await verified(altered(sql));
    expect(found.problems).toContainEqual(
      expect.objectContaining({ kind, what: expect.stringMatching(what) }),
    );
    expect(isSound(found)).toBe(false);
  });
});

/** Every column but those that number rows within the file. */
const columns = Object.entries(tables).flatMap(([table, sql]) =>
  [...sql.matchAll(/(?:\(|,\s)(\w+) (INTEGER|BLOB|TEXT)(?! PRIMARY KEY)/g)].map(
    ([, column = '', type = '']) => [`${table}.${column}`, { table, column, type }] as const,
  ),
);
const others: Readonly<Record<string, readonly string[]>> = {
  INTEGER: ['$ + 1', '-1 - $', "'x'"],
  BLOB: ['zeroblob(32)', 'substr($, 2)', "x''"],
  TEXT: ["$ || ' '", "''", 'CAST($ AS BLOB)'],
};

test.each(columns)('no value of %s changes without being found', async (_, { table, column, type }) => {
  for (const other of others[type] ?? []) {
    const value = other.replaceAll('$', column);
    const change = `UPDATE OR IGNORE ${table} SET ${column} = ${value} WHERE ${column} IS NOT NULL`;
    const name = altered(change, 'tiny');
    const found = await verified(name).catch((thrown: unknown) => thrown);
    if (found instanceof Error) expect(found, value).toMatchObject({ code: 'store-damaged' });
    else expect(isSound(found as Verified), value).toBe(false);
  }
});

test.each(Object.entries(tables))('a row of %s is missed', async (table, sql) => {
  const [, first] = /\((\w+)/.exec(sql) ?? [];
  const found = await verified(
    altered(`DELETE FROM ${table} WHERE ${first} = (SELECT ${first} FROM ${table})`, 'tiny'),
  );
  expect(isSound(found)).toBe(false);
});

test('a trial that is deleted and run again does not pass for the first', async () => {
  const name = altered(withoutTrial(3));
  await run(name);
  const found = await verified(name);
  expect(found.planned).toMatchObject({ there: TRIALS, missing: [] });
  expect(found.problems).toEqual([
    expect.objectContaining({ kind: 'removed', what: expect.stringContaining('earlier attempt') }),
  ]);
});

test.each([
  ['all', 'DELETE FROM journal', 0],
  ['the last', 'DELETE FROM journal WHERE idx = 1', 1],
])('turns that are deleted and taken again do not pass for the first: %s', async (_, sql, from) => {
  const name = altered(sql);
  const trial = hashText('unfinished');
  await withStore(name, 'write', async (store) => {
    for (let index = from; index < 3; index += 1)
      await store.journal(trial, index, { text: `another turn ${index}`, calls: [] });
  });
  expect((await verified(name)).problems).toEqual([
    expect.objectContaining({ trial, kind: 'removed', what: expect.stringContaining('continued without') }),
  ]);
});

test('a store whose ledger has no end takes no more trials', async () => {
  const opening = openStore(join(folder, altered('DELETE FROM tip')), { mode: 'write' });
  await expect(opening).rejects.toMatchObject({ code: 'store-damaged' });
});

test('an unfinished study is told from one from which trials were removed', async () => {
  await run('unfinished', { stopAfter: 6 });
  const found = await verified('unfinished');
  expect(found).toMatchObject({
    trials: 6,
    verified: 6,
    problems: [],
    planned: { trials: TRIALS, there: 6 },
  });
  expect(found.planned?.missing.map(({ removed }) => removed)).toEqual([[], [], [], []]);
  expect(isSound(found)).toBe(false);
  await run('unfinished');
  expect(isSound(await verified('unfinished'))).toBe(true);
});

test('the digest is of what was measured, however it came into the file', async () => {
  await run('at once');
  await run('in parts', { trials: 2 });
  await run('in parts', { stopAfter: 11 });
  await run('in parts');
  const digest = async (name: string) => (await verified(name)).digest?.digest;
  const whole = await digest('at once');
  expect(whole).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(await digest('in parts')).toBe(whole);

  const connection = connect(join(folder, 'in parts'));
  connection.exec('DELETE FROM assessments; VACUUM');
  connection.close();
  expect(await digest('in parts')).toBe(whole);

  await withStore('in parts', 'write', (store) =>
    store.saveAssessments([
      {
        subject: hashText('x'),
        question: 'told',
        assessor: hashText('j'),
        vote: 0,
        body: { reader: 'judge:j' },
      },
    ]),
  );
  expect(await digest('in parts')).not.toBe(whole);
});

test('an empty store is not sound', async () => {
  await withStore('empty', 'write', async () => {});
  const found = await verified('empty');
  expect(found).toMatchObject({ trials: 0, problems: [], planned: null });
  expect(isSound(found)).toBe(false);
});

/** The notes of a store, once its trials were taken, and how many of them count. */
const standing = (name: string) =>
  withStore(name, 'read', async (store) => {
    const found = await standingOf(store);
    let counted = 0;
    for await (const summary of store.summaries()) if (found.take(summary)) counted += 1;
    return { counted, notes: found.notes().join('\n') };
  });

describe('a quick look, without re-executing anything', () => {
  test('finds nothing in a store as it was written', async () => {
    expect(await standing(altered(''))).toEqual({ counted: TRIALS, notes: '' });
  });

  test('names an arm that is wholly gone, by the plan', async () => {
    const found = await standing(altered("DELETE FROM trials WHERE spec LIKE '%tamperer%'"));
    expect(found.counted).toBe(8);
    expect(found.notes).toMatch(/REMOVED: .* 8 finished trials/);
    expect(found.notes).toMatch(/INCOMPLETE: 8 of 16 planned.*all 2 cells of sim:tamperer/);
  });

  test('sees that cells went with their trials', async () => {
    const found = await standing(
      altered(
        "DELETE FROM trials WHERE spec LIKE '%tamperer%'; DELETE FROM cells WHERE spec LIKE '%tamperer%'",
      ),
    );
    expect(found.notes).toMatch(/8 finished trials and 2 parts of its plan or ledger/);
  });

  test('sees that a ledger was cut with its last trial', async () => {
    const found = await standing(altered('DELETE FROM ledger WHERE n = (SELECT max(n) FROM ledger)'));
    expect(found.notes).toMatch(/1 part of its plan or ledger/);
  });

  test('a trial that was deleted and run again does not pass for the first', async () => {
    const name = altered(withoutTrial(3));
    await run(name);
    expect(await standing(name)).toMatchObject({
      counted: TRIALS,
      notes: expect.stringMatching(/1 finished trial,/),
    });
  });

  test('a trial that the plan does not name is not counted', async () => {
    const found = await standing(
      altered(
        'INSERT INTO trials SELECT id + 100, key, position, ended, head, seal, spec FROM other.trials WHERE position = 17',
      ),
    );
    expect(found.counted).toBe(TRIALS);
    expect(found.notes).toMatch(/NOT COUNTED: 1 trial belongs to no cell/);
  });

  test('an unfinished study had nothing removed', async () => {
    await run('cut short', { stopAfter: 6 });
    const { notes } = await standing('cut short');
    expect(notes).toMatch(/^INCOMPLETE: 10 of 16/);
  });
});

describe('a store that is made to look like one of an earlier layout', () => {
  const earlier = `DROP TABLE cells; DROP TABLE ledger; DROP TABLE tip; PRAGMA user_version = 4;`;

  test('has no proof that nothing was removed, and what its study asks for is missed', async () => {
    expect(isSound(await verified(altered(earlier, 'tiny')))).toBe(true);
    expect(await verified(altered(earlier, 'tiny'))).toMatchObject({ ledger: 'none' });
    const found = await verified(altered(`${withoutTrial(3)} ${earlier}`));
    expect(found).toMatchObject({ ledger: 'none', planned: { trials: TRIALS, there: TRIALS - 1 } });
    expect(found.planned?.missing).toMatchObject([{ agent: 'sim:tamperer', repetitions: [0] }]);
    expect(isSound(found)).toBe(false);
  });

  test('nor has it after it was brought up to date', async () => {
    const name = altered(`${withoutTrial(3)} ${earlier}`);
    await withStore(name, 'write', async () => {});
    const found = await verified(name);
    expect(found).toMatchObject({ ledger: 'late', planned: { trials: TRIALS, there: TRIALS - 1 } });
    expect(isSound(found)).toBe(false);
    await run(name, { stopAfter: 1 });
    expect((await standing(name)).notes).toMatch(/^INCOMPLETE: 1 of 16/);
  });
});

test('a stored text that no event uses is named', async () => {
  await run('plain', { trials: 1 });
  const found = await verified(
    altered(
      'INSERT INTO bodies SELECT id + 10000, hash, data FROM other.bodies WHERE hash NOT IN (SELECT hash FROM bodies) LIMIT 1',
      'plain',
    ),
  );
  expect(found.problems).toMatchObject([
    { trial: 'store', kind: 'added', what: expect.stringContaining('no event') },
  ]);
});
