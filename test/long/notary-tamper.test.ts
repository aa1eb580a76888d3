/**
 * The whole tamper matrix: every member of every record changed and left out, records left out, doubled and swapped, the
 * log cut and forked at each index: by somebody who can write the folder, and by somebody who has the log's keys as well.
 */
import { expect, test } from 'vitest';
import { leafHash } from '../../src/notary/tree/hashes.ts';
import { changes, rechained, sampleLog, withEntries } from '../../src/notary/verify/tamper.conformance.ts';
import { judge } from '../../src/notary/verify/tamper-judge.conformance.ts';
import { tellCounts } from '../support/suite-counts.ts';

const sample = await sampleLog();
const kept = [sample.witnessed];
const all = [...changes(sample.entries, true)];
const MINUTES = 60_000;

/** Who changed it -> what is found, for every change. None may be missed. */
const expected = {
  'writes the folder': ['entries-missing', 'entry-malformed', 'root-differs'],
  'has the keys, and there is a witness': ['quorum-missing'],
} as const;

test(`${all.length} changes by somebody who writes the folder`, { timeout: 10 * MINUTES }, async () => {
  for (const { what, entries } of all) {
    const { integrity } = judge(withEntries(sample.files, entries), []);
    expect(
      integrity.filter((code) => expected['writes the folder'].some((one) => one === code)),
      what,
    ).not.toEqual([]);
  }
  await tellCounts('tamper-folder', { changes: all.length, missed: 0 });
});

test(`${all.length} changes by somebody who has the keys, with a witness`, {
  timeout: 10 * MINUTES,
}, async () => {
  for (const { what, entries } of all) {
    const { integrity } = judge(rechained(sample.files, entries, sample.keys), []);
    expect(integrity, what).toEqual(
      expect.arrayContaining([...expected['has the keys, and there is a witness']]),
    );
  }
  await tellCounts('tamper-keys', { changes: all.length, missed: 0 });
});

test('cut and forked at each index, and put back: one head that an honest witness kept is enough', {
  timeout: 10 * MINUTES,
}, async () => {
  const { entries } = sample;
  for (let at = 1; at < entries.length; at += 1) {
    const cut = judge(rechained(sample.files, entries.slice(0, at), sample.keys), kept);
    expect(cut.integrity, `cut at ${at}`).toContain('rolled-back');
    // Another history from here on: what was said of one thing is said of another.
    const other = entries.map((entry, place) => (place === at ? (entries[at - 1] ?? entry) : entry));
    const forked = judge(rechained(sample.files, other, sample.keys), kept);
    expect(forked.integrity, `forked at ${at}`).toEqual(expect.arrayContaining(['forked', 'quorum-missing']));
  }
  expect(judge(sample.before, kept).integrity).toEqual(['rolled-back']);
  expect(new Set(entries.map((entry) => leafHash(entry).toString('hex'))).size).toBe(entries.length);
  await tellCounts('tamper-cut-and-forked', { changes: 2 * (entries.length - 1) + 1, missed: 0 });
});
