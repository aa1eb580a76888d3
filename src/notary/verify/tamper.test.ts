/** A part of the tamper matrix, with both verifiers; test/long has all of it. */
import { describe, expect, it } from 'vitest';
import * as single from '../../../verify-log.mjs';
import { parseCheckpoint } from '../formats/checkpoint.ts';
import { cosign, withCosignatures } from '../formats/cosignature.ts';
import { formatVerifierKey, keyTypes } from '../formats/keys.ts';
import type { NoteSignature } from '../formats/note.ts';
import { parsePolicy } from '../formats/policy.ts';
import { recordKinds } from '../records/kinds.ts';
import { decodeRecord } from '../records/record.ts';
import { witnessKey } from '../sample-log.conformance.ts';
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

it('a witness with ML-DSA-44 counts for both verifiers alike, and so does what is no cosignature of it', () => {
  const key = witnessKey(2, keyTypes.mlDsaCosignature);
  const trust = policyText.replace('quorum w1', `witness w2 ${formatVerifierKey(key)}\nquorum w2`);
  const head = parseCheckpoint(sample.witnessed, 'witnessed');
  const judged = (signatures: readonly NoteSignature[]) => {
    const files = sample.files.copy();
    files.put('checkpoint', Buffer.from(withCosignatures(head, signatures)));
    return judge(files, kept, trust).integrity;
  };
  const good = cosign(head, 1_790_000_000, key);
  const later = Buffer.from(good.signature);
  later.writeBigUInt64BE(1_790_000_001n);
  expect(judged([good])).toEqual([]);
  for (const bad of [
    [],
    [{ ...good, signature: later }],
    [{ ...good, signature: good.signature.subarray(0, 72) }],
    [{ ...good, signature: Buffer.alloc(4) }],
    [{ ...good, signature: Buffer.alloc(2428) }],
    [good, { ...good, signature: later }],
    [cosign({ ...head, size: head.size + 1 }, 1, key)],
    [cosign(head, 1, witnessKey(3, keyTypes.mlDsaCosignature))],
    [{ ...cosign(head, 1, witnessKey(2)), id: good.id }],
  ])
    expect(judged(bad)).toEqual(['quorum-missing']);
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
