/** A part of the tamper matrix, with both verifiers; test/long has all of it. */
import { describe, expect, it } from 'vitest';
import * as single from '../../../verify-log.mjs';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { parsePolicy } from '../formats/policy.ts';
import { recordKinds } from '../records/kinds.ts';
import { decodeRecord } from '../records/record.ts';
import { changes, entriesOf, policyText, rechained, sampleLog, withEntries } from './tamper.conformance.ts';
import { judge } from './tamper-judge.conformance.ts';
import { verifyLog } from './verify-log.ts';

const sample = await sampleLog();
const kept = [sample.witnessed];

it('the log itself is intact and complete, and holds every kind', () => {
  expect(judge(sample.files, kept)).toMatchObject({ integrity: [], completeness: [], complete: 'complete' });
  const kinds = new Set(sample.entries.map((entry) => decodeRecord(entry, 'entry').kind));
  expect([...kinds].sort()).toEqual(Object.keys(recordKinds).sort());
});

describe('with one honest witness nothing is missed', () => {
  it('bytes changed in the folder', () => {
    for (const { what, entries } of changes(sample.entries, false))
      expect(judge(withEntries(sample.files, entries), kept).integrity, what).not.toEqual([]);
  });

  it('everything made anew with the stolen keys', () => {
    for (const { what, entries } of changes(sample.entries, false))
      expect(judge(rechained(sample.files, entries, sample.keys), kept).integrity, what).toContain(
        'quorum-missing',
      );
  });

  it('cut at each index, with the stolen keys', () => {
    for (let size = 1; size < sample.entries.length; size += 1) {
      const cut = rechained(sample.files, sample.entries.slice(0, size), sample.keys);
      expect(judge(cut, kept).integrity, String(size)).toEqual(
        expect.arrayContaining(['quorum-missing', 'rolled-back']),
      );
    }
  });

  it('put back to an earlier state that was cosigned', () => {
    expect(judge(sample.before, kept).integrity).toEqual(['rolled-back']);
    // Without the witness nothing of that can be seen.
    expect(judge(sample.before, []).integrity).toEqual([]);
  });
});

it('the policy file of the test is that of the test', () => {
  const { heads: _, ...verdict } = {
    heads: 0,
    ...verifyLog(sample.files.read, { policy: parsePolicy(policyText, 'policy') }),
  };
  expect(verdict.integrity).toMatchObject({ findings: [], cosigned: [{ name: 'w1' }] });
  expect(single.verifyLog(sample.files.read, single.parsePolicy(policyText)).integrity.findings).toEqual([]);
  expect(parseCheckpoint(sample.witnessed, 'kept').size).toBe(entriesOf(sample.files).length);
});
