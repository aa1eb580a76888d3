/** Who may approve, while somebody edits the file: what is taken away counts at once, what is given once it is in the log. */
import { chmodSync, mkdtempSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { quickKey } from '../../../../test/support/ssh-keys.ts';
import { hashText } from '../../../kit/hash.ts';
import { type OpenRoll, openRoll } from './roll.ts';

const [ana, ben, cleo, other] = [quickKey(), quickKey(), quickKey(), quickKey()].map(({ line }) => line);
const both = `ana ${ana}\nben ${ben}\n`;
const rolls: OpenRoll[] = [];
afterEach(() => {
  for (const roll of rolls.splice(0)) roll.close();
});

function rollWith(text = both, everyMs = 60_000) {
  const path = join(mkdtempSync(join(tmpdir(), 'roll-')), 'approvers');
  writeFileSync(path, text);
  const recorded: string[] = [];
  const alerts: string[] = [];
  let whenRecorded = async () => {};
  const roll = openRoll({
    ...{ path, everyMs },
    demand(people) {
      if (people.some(({ name }) => name === 'atlas')) throw new Error('atlas is the name of an agent');
    },
    async record(digest) {
      recorded.push(digest);
      await whenRecorded();
    },
    alert: (severity, what) => alerts.push(`${severity} ${what}`),
  });
  rolls.push(roll);
  return {
    ...{ path, roll, recorded, alerts },
    onRecord(work: () => Promise<void>) {
      whenRecorded = work;
    },
    names: async () => (await roll.look()).map(({ name, keys }) => `${name} ${keys.length}`),
  };
}

describe('a change', () => {
  it.each([
    ['removed', `ana ${ana}\n`, ['ana 1'], 'removed: ben'],
    ['added', `${both}cleo ${cleo}\n`, ['ana 1', 'ben 1', 'cleo 1'], 'added: cleo'],
    ['another key', `ana ${other}\nben ${ben}\n`, ['ana 1', 'ben 1'], 'other keys: ana'],
    ['a key more', `${both}ana ${other}\n`, ['ana 2', 'ben 1'], 'other keys: ana'],
    [
      'all at once',
      `ana ${other}\ncleo ${cleo}\n`,
      ['ana 1', 'cleo 1'],
      'added: cleo; removed: ben; other keys: ana',
    ],
    ['a time', `ana valid-before="20300101Z" ${ana}\nben ${ben}\n`, ['ana 1', 'ben 1'], 'other keys: ana'],
    ['a remark', `# people\n${both}`, ['ana 1', 'ben 1'], 'nothing but the text'],
  ])('%s: it counts, is told, and the log has its digest', async (_, text, expected, told) => {
    const { path, roll, names, recorded, alerts } = rollWith();
    writeFileSync(path, text);
    expect(await names()).toEqual(expected);
    expect(recorded).toEqual([hashText(text)]);
    expect(roll.digest).toBe(hashText(text));
    expect(alerts).toEqual([expect.stringContaining(told)]);
    // Told once.
    await names();
    expect([recorded.length, alerts.length]).toEqual([1, 1]);
  });

  it('of the same length and date, put in its place, is seen as well', async () => {
    const { path, names } = rollWith();
    const date = new Date(1_700_000_000_000);
    utimesSync(path, date, date);
    await names();
    writeFileSync(`${path}.new`, both.replace('ben', 'eve'));
    utimesSync(`${path}.new`, date, date);
    renameSync(`${path}.new`, path);
    expect(await names()).toEqual(['ana 1', 'eve 1']);
  });

  it('gives nothing before it is in the log, and takes away at once', async () => {
    const { path, roll, onRecord } = rollWith();
    const { promise, resolve } = Promise.withResolvers<void>();
    onRecord(() => promise);
    writeFileSync(path, `ana ${other}\nana ${ana}\ncleo ${cleo}\n`);
    const looked = roll.look();
    await new Promise((done) => setTimeout(done, 5));
    expect(roll.people.map(({ name, keys }) => [name, keys.length])).toEqual([['ana', 1]]);
    resolve();
    expect((await looked).map(({ name, keys }) => [name, keys.length])).toEqual([
      ['ana', 2],
      ['cleo', 1],
    ]);
  });

  it('is found although nobody asks', async () => {
    const { path, roll } = rollWith(both, 10);
    writeFileSync(path, `ana ${ana}\n`);
    while (roll.people.length === 2) await new Promise((done) => setTimeout(done, 5));
    expect(roll.people.map(({ name }) => name)).toEqual(['ana']);
  });
});

describe('of a file that no guard would start with nobody counts, until it is another one', () => {
  it.each<[string, (path: string) => void, (path: string) => void, string]>([
    [
      'that all may write',
      (path) => chmodSync(path, 0o666),
      (path) => chmodSync(path, 0o644),
      'others may write',
    ],
    [
      'in a folder that all may write',
      (path) => chmodSync(join(path, '..'), 0o777),
      (path) => chmodSync(join(path, '..'), 0o755),
      'others may write',
    ],
    ['that is gone', (path) => rmSync(path), (path) => writeFileSync(path, both), 'cannot read'],
    [
      'that names nobody',
      (path) => writeFileSync(path, '# nobody\n'),
      (path) => writeFileSync(path, both),
      'names nobody',
    ],
    [
      'with a line that is none',
      (path) => writeFileSync(path, `${both}eve\n`),
      (path) => writeFileSync(path, both),
      ':3:',
    ],
    [
      'with the name of an agent',
      (path) => writeFileSync(path, `${both}atlas ${cleo}\n`),
      (path) => writeFileSync(path, both),
      'name of an agent',
    ],
  ])('%s', async (_, spoil, mend, told) => {
    const { path, names, recorded, alerts } = rollWith();
    spoil(path);
    expect(await names()).toEqual([]);
    expect(alerts).toEqual([expect.stringMatching(/^critical nobody may approve/)]);
    expect(alerts[0]).toContain(told);
    expect(recorded).toEqual([hashText('')]);
    mend(path);
    expect(await names()).toEqual(['ana 1', 'ben 1']);
    expect(recorded.at(-1)).toBe(hashText(both));
  });
});
