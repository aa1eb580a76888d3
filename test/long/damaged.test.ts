/** A store of 2,000 trials verifies in full, and no byte of a stored event can change without being found. */
import { copyFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { type Random, randomStream } from '../../src/kit/random.ts';
import { runCli } from '../support/cli.ts';
import { testFolder } from '../support/folder.ts';

const folder = testFolder();
const offswitch = (...args: readonly string[]) => runCli(args, { cwd: folder.path });
const TRIALS = 2000;
const FLIPS = 15;

const verdict = z.object({
  file: z.string(),
  trials: z.number(),
  verified: z.number(),
  problems: z.array(
    z
      .strictObject({
        trial: z.string(),
        event: z.number().nullable(),
        kind: z.literal('differs'),
        what: z.string(),
      })
      .transform(({ kind: _kind, ...problem }) => problem),
  ),
  outdated: z.looseObject({ trials: z.literal(0) }),
  lacks: z.array(z.string()).length(0),
});

beforeAll(async () => {
  expect((await offswitch('run', '--trials', '20', '--store', 'store')).code).toBe(0);
});

async function verified(store: string) {
  const { code, stdout } = await offswitch('verify', store, '--json');
  return { code, ...verdict.parse(JSON.parse(stdout)) };
}

test('all of it is re-executed', async () => {
  expect(await verified('store')).toEqual({
    code: 0,
    file: 'store',
    trials: TRIALS,
    verified: TRIALS,
    problems: [],
    lacks: [],
    outdated: { trials: 0, readers: {} },
  });
});

const row = z.object({
  key: z.string(),
  trial: z.number(),
  seq: z.number(),
  bytes: z.instanceof(Uint8Array),
});
const use = z.object({ key: z.string(), seq: z.number() });

/** The same bytes with one bit of one of them turned over. */
function flipped(bytes: Uint8Array, random: Random): Uint8Array {
  const place = random.below(bytes.length);
  return bytes.map((byte, index) => (index === place ? byte ^ (1 << random.below(8)) : byte));
}

/** Turns a bit over in stored events, and gives for every trial it touches the first event that is touched. */
type Flip = (database: DatabaseSync, random: Random) => readonly z.infer<typeof use>[];

/** In a row of an event: its hash, or its body where it is short enough to stand in the row. */
function inRow(column: 'hash' | 'inline'): Flip {
  return (database, random) => {
    const count = database.prepare(`SELECT count(*) AS n FROM events WHERE ${column} IS NOT NULL`).get()?.n;
    const event = row.parse(
      database
        .prepare(
          `SELECT hex(key) AS key, trial, seq, ${column} AS bytes FROM events JOIN trials ON trials.id = trial
           WHERE ${column} IS NOT NULL LIMIT 1 OFFSET ?`,
        )
        .get(random.below(Number(count))),
    );
    database
      .prepare(`UPDATE events SET ${column} = ? WHERE trial = ? AND seq = ?`)
      .run(flipped(event.bytes, random), event.trial, event.seq);
    return [use.parse(event)];
  };
}

/** In a body that stands once and is shared by the events of many trials. */
const inSharedBody: Flip = (database, random) => {
  // Bodies that hundreds of trials share would leave no trial for the other flips.
  const bodies = database
    .prepare('SELECT body AS id FROM events WHERE body IS NOT NULL GROUP BY body HAVING count(*) <= 20')
    .all();
  const id = Number(random.pick(bodies).id);
  const data = database.prepare('SELECT data FROM bodies WHERE id = ?').get(id)?.data;
  database
    .prepare('UPDATE bodies SET data = ? WHERE id = ?')
    .run(flipped(z.instanceof(Uint8Array).parse(data), random), id);
  const uses = database.prepare(
    'SELECT hex(key) AS key, min(seq) AS seq FROM events JOIN trials ON trials.id = trial WHERE body = ? GROUP BY trial',
  );
  return z.array(use).parse(uses.all(id));
};

test.each<[string, Flip]>([
  ['hashes of events', inRow('hash')],
  ['bodies in rows', inRow('inline')],
  ['shared bodies', inSharedBody],
])(`${FLIPS} flipped bits in %s are each found, with trial and event`, async (name, flip) => {
  const copy = `${name}.offswitch`;
  copyFileSync(folder.file('store'), folder.file(copy));
  const random = randomStream('flips', name);
  const database = new DatabaseSync(folder.file(copy));
  const first = new Map<string, number>();
  for (let count = 0; count < FLIPS; count += 1) {
    for (const { key, seq } of flip(database, random)) {
      const trial = `sha256:${key.toLowerCase()}`;
      first.set(trial, Math.min(seq, first.get(trial) ?? seq));
    }
  }
  database.close();

  const { code, trials, verified: sound, problems } = await verified(copy);
  expect(code).toBe(1);
  const byTrial = (a: readonly unknown[], b: readonly unknown[]) => (String(a[0]) < String(b[0]) ? -1 : 1);
  expect(problems.map(({ trial, event }) => [trial, event]).toSorted(byTrial)).toEqual(
    [...first].toSorted(byTrial),
  );
  expect([trials, sound]).toEqual([TRIALS, TRIALS - first.size]);
  expect(first.size).toBeGreaterThanOrEqual(FLIPS - 2);
  for (const { event, what } of problems) expect(what).toContain(`event ${event}`);
});
