import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import { hashText } from '../../kit/hash.ts';
import { connect } from '../../kit/sqlite.ts';
import { chainHead } from '../trial/transcript.ts';
import { openStore } from './open.ts';
import { sampleAssessments, sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import { assessmentSeal, sealOf } from './sealing.ts';
import { openSqliteStore } from './sqlite.ts';
import { describeStore } from './store.conformance.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-store-'));
  path = join(folder, 'a study?#%20.offswitch');
});
afterEach(() => rmSync(folder, { recursive: true }));

describeStore('sqlite', () => openStore(path, { mode: 'write' }));
describeStore('sqlite that remembers next to nothing', () =>
  openSqliteStore(path, 'write', { rememberedBodies: 1 }),
);

describe('a store in one file', () => {
  test('survives closing, and leaves one file', async () => {
    const trials = Array.from({ length: 20 }, (_, number) => sampleTrial(number));
    const writer = openSqliteStore(path, 'write');
    await writer.writeStudy('{}');
    await Promise.all(trials.map((trial) => writer.save(trial)));
    await writer.journal(sampleTrial(99).key, 0, sampleTurn(0));
    await writer.close();
    expect(readdirSync(folder)).toHaveLength(1);

    const reader = openSqliteStore(path, 'read');
    expect(await reader.readStudy()).toBe('{}');
    expect(await Promise.all((await reader.keys()).map((key) => reader.read(key)))).toEqual(trials);
    expect(await reader.journalled(sampleTrial(99).key)).toEqual([sampleTurn(0)]);
    await reader.close();
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test('keeps a body that trials share once, whoever wrote it', async () => {
    for (const number of [1, 2, 4, 5]) {
      const writer = openSqliteStore(path, 'write');
      await writer.save(sampleTrial(number));
      await writer.close();
    }
    const connection = connect(path);
    const shared = connection
      .prepare('SELECT count(*) AS uses, count(DISTINCT body) AS bodies FROM events WHERE seq = 1')
      .get();
    const stored = connection
      .prepare('SELECT count(*) AS all_, count(DISTINCT hash) AS each FROM bodies')
      .get();
    connection.close();
    expect(shared).toEqual({ uses: 4, bodies: 1 });
    expect(stored?.all_).toBe(stored?.each);
  });

  test('a seal is the hash of the canonical record', () => {
    const trial = sampleTrial(8);
    const { key, position, spec, transcript } = trial;
    const head = chainHead(transcript);
    const whole = hashText(canonical({ key, position, spec, ended: 'limit', head }));
    expect(sealOf(key, position, canonical(spec), 'limit', head)).toBe(whole);
    for (const assessment of sampleAssessments(trial)) {
      const { subject, question, assessor, vote, body } = assessment;
      const seal = assessmentSeal(subject, question, assessor, vote, canonical(body));
      expect(seal).toBe(hashText(canonical(assessment)));
    }
  });

  test('a reader sees each batch beside an open writer, and its own view while it lists', async () => {
    const writer = openSqliteStore(path, 'write');
    await writer.save(sampleTrial(1));
    const reader = openSqliteStore(path, 'read');
    const listing = reader.summaries()[Symbol.asyncIterator]();
    expect((await listing.next()).value).toMatchObject({ position: 1 });
    await writer.save(sampleTrial(2));
    expect((await listing.next()).done).toBe(true);
    expect(await reader.read(sampleTrial(2).key)).toEqual(sampleTrial(2));
    await writer.close();
    expect(await reader.keys()).toHaveLength(2);
    await reader.close();
  });

  test('a second writer is told who is in the way, and the first goes on', async () => {
    const link = join(folder, 'link');
    const first = openSqliteStore(path, 'write');
    symlinkSync(path, link);
    for (const name of [path, link]) {
      expect(() => openSqliteStore(name, 'write')).toThrow(
        expect.objectContaining({ code: 'store-locked', data: expect.objectContaining({ file: path }) }),
      );
    }
    await first.save(sampleTrial(1));
    await first.close();
    const second = openSqliteStore(path, 'write');
    expect(await second.keys()).toHaveLength(1);
    await second.close();
  });

  test('reading does not write, and nothing works after closing', async () => {
    const writer = openSqliteStore(path, 'write');
    await writer.save(sampleTrial(1));
    await writer.close();
    await expect(writer.save(sampleTrial(2))).rejects.toMatchObject({ code: 'internal' });
    await expect(writer.keys()).rejects.toMatchObject({ code: 'internal' });
    const reader = openSqliteStore(path, 'read');
    await expect(reader.writeStudy('{}')).rejects.toMatchObject({ code: 'internal' });
    await expect(reader.saveAssessments([])).rejects.toMatchObject({ code: 'internal' });
    await expect(reader.save(sampleTrial(2))).rejects.toMatchObject({ code: 'internal' });
    await expect(reader.journal(sampleTrial(2).key, 0, sampleTurn(0))).rejects.toMatchObject({
      code: 'internal',
    });
    await reader.close();
  });
});
