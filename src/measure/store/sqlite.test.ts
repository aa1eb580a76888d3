import { mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { canonical } from '../../kit/canonical.ts';
import { hashText } from '../../kit/hash.ts';
import { chainHead } from '../trial/transcript.ts';
import { sampleTrial, sampleTurn } from './sample-trials.conformance.ts';
import { sealOf } from './sealing.ts';
import { connect } from './sqlite/module.ts';
import { openSqliteStore } from './sqlite.ts';
import { describeStore } from './store.conformance.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-store-'));
  path = join(folder, 'a study?#%20.offswitch');
});
afterEach(() => rmSync(folder, { recursive: true }));

describeStore('sqlite', () => openSqliteStore(path, 'write'));
describeStore('sqlite that remembers next to nothing', () =>
  openSqliteStore(path, 'write', { rememberedBodies: 1 }),
);

describe('a store in one file', () => {
  test('survives closing, and leaves one file', async () => {
    const trials = Array.from({ length: 20 }, (_, number) => sampleTrial(number));
    const writer = openSqliteStore(path, 'write');
    writer.writeStudy('{}');
    await Promise.all(trials.map((trial) => writer.save(trial)));
    await writer.journal(sampleTrial(99).key, 0, sampleTurn(0));
    await writer.close();
    expect(readdirSync(folder)).toHaveLength(1);

    const reader = openSqliteStore(path, 'read');
    expect(reader.readStudy()).toBe('{}');
    expect(reader.keys().map((key) => reader.read(key))).toEqual(trials);
    expect(reader.journalled(sampleTrial(99).key)).toEqual([sampleTurn(0)]);
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

  test('the seal is the hash of the canonical record', () => {
    const { key, position, spec, outcome, transcript } = sampleTrial(8);
    const head = chainHead(transcript);
    const whole = hashText(canonical({ key, position, spec, outcome, head }));
    expect(sealOf(key, position, canonical(spec), canonical(outcome), head)).toBe(whole);
  });

  test('a reader sees each batch beside an open writer, and its own view while it lists', async () => {
    const writer = openSqliteStore(path, 'write');
    await writer.save(sampleTrial(1));
    const reader = openSqliteStore(path, 'read');
    const listing = reader.summaries()[Symbol.iterator]();
    expect(listing.next().value).toMatchObject({ position: 1 });
    await writer.save(sampleTrial(2));
    expect(listing.next().done).toBe(true);
    expect(reader.read(sampleTrial(2).key)).toEqual(sampleTrial(2));
    await writer.close();
    expect(reader.keys()).toHaveLength(2);
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
    expect(second.keys()).toHaveLength(1);
    await second.close();
  });

  test('reading does not write, and nothing works after closing', async () => {
    const writer = openSqliteStore(path, 'write');
    await writer.save(sampleTrial(1));
    await writer.close();
    await expect(writer.save(sampleTrial(2))).rejects.toMatchObject({ code: 'internal' });
    expect(() => writer.keys()).toThrow(expect.objectContaining({ code: 'internal' }));
    const reader = openSqliteStore(path, 'read');
    expect(() => reader.writeStudy('{}')).toThrow(expect.objectContaining({ code: 'internal' }));
    await expect(reader.save(sampleTrial(2))).rejects.toMatchObject({ code: 'internal' });
    await expect(reader.journal(sampleTrial(2).key, 0, sampleTurn(0))).rejects.toMatchObject({
      code: 'internal',
    });
    await reader.close();
  });
});
