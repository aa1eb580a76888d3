/** Receipts: written, read, verified; and whatever is wrong with one. */
import { describe, expect, it } from 'vitest';
import { OffswitchError } from '../../kit/errors.ts';
import { logKey, trusting, witnessKey } from '../sample-log.conformance.ts';
import { leafHash } from '../tree/hashes.ts';
import { proveInclusion, rootAt, subtreesOf } from '../tree/prove.ts';
import { parseCheckpoint, signCheckpoint } from './checkpoint.ts';
import { cosign, withCosignatures } from './cosignature.ts';
import { keyTypes } from './keys.ts';
import { formatReceipt, parseReceipt, verifyReceipt } from './proof.ts';

const leaves = Array.from({ length: 7 }, (_, at) => leafHash(Buffer.from(String(at))));
const tree = subtreesOf(leaves);
const witnesses = [1, 2, 3].map((number) =>
  witnessKey(number, number === 1 ? keyTypes.cosignature : keyTypes.mlDsaCosignature),
);
const policy = trusting([logKey], witnesses);
const made = parseCheckpoint(signCheckpoint({ size: 7, root: rootAt(tree, 7) }, logKey), 'made');
const cosigned = withCosignatures(
  made,
  witnesses.map((key) => cosign(made, 1_790_000_000, key)),
);
const receipt = formatReceipt({
  extra: Buffer.from('more'),
  index: 4,
  proof: proveInclusion(tree, 4, 7),
  checkpoint: parseCheckpoint(cosigned, 'made'),
});
const leaf = leaves[4] ?? Buffer.alloc(0);

it('a receipt verifies without anybody being asked, and reads back byte for byte', () => {
  const read = parseReceipt(receipt, 'here');
  expect(read).toMatchObject({ index: 4, extra: Buffer.from('more') });
  expect(formatReceipt(read)).toBe(receipt);
  expect(verifyReceipt(read, leaf, policy)).toEqual({ ok: true });
});

it.each([
  ['another entry', receipt, leaves[3] ?? leaf],
  ['another index', receipt.replace('index 4', 'index 5'), leaf],
  ['another size', receipt.replace('\n7\n', '\n8\n'), leaf],
  ['one cosignature fewer', receipt.split('\n').toSpliced(-2, 1).join('\n'), leaf],
])('%s does not', (_, text, entry) => {
  expect(verifyReceipt(parseReceipt(text, 'here'), entry, policy).ok).toBe(false);
});

describe('malformed', () => {
  it.each([
    ['nothing', ''],
    ['another first line', receipt.replace('@v1', '@v2')],
    ['no index', receipt.replace(/index 4\n/, '')],
    ['an index with a zero before it', receipt.replace('index 4', 'index 04')],
    ['extra data that are no base64', receipt.replace(/extra .*/, 'extra *')],
    ['a hash cut off', receipt.replace(/(index 4\n.{20}).*/, '$1')],
    [
      'too many hashes',
      receipt.replace('index 4\n', `index 4\n${`${leaf.toString('base64')}\n`.repeat(64)}`),
    ],
  ])('%s', (_, text) => {
    try {
      parseReceipt(text, 'here');
      expect.unreachable();
    } catch (thrown) {
      expect(thrown).toBeInstanceOf(OffswitchError);
      expect(thrown).toMatchObject({ code: 'bad-proof', message: expect.stringMatching(/^here: /) });
    }
  });

  it('a checkpoint that is none', () => {
    expect(() => parseReceipt(receipt.replace(/\n7\n/, '\nseven\n'), 'here')).toThrow(/^here, checkpoint: /);
  });
});
