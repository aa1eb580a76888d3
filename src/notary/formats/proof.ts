/**
 * Receipts (c2sp.org/tlog-proof): that an entry is in a log, checked without asking anybody. Entry index, inclusion
 * proof, and the checkpoint with its cosignatures.
 */
import { type Checked, malformed } from '../failures.ts';
import { verifyInclusion } from '../tree/verify.ts';
import { parseCheckpoint, type SignedCheckpoint } from './checkpoint.ts';
import { formatNote } from './note.ts';
import { base64, decimal } from './numerals.ts';
import { type Policy, satisfies } from './policy.ts';

export interface Receipt {
  /** Nothing authenticates it. */
  readonly extra?: Buffer;
  readonly index: number;
  /** From the leaf's sibling upwards, 32 bytes each. */
  readonly proof: readonly Buffer[];
  readonly checkpoint: SignedCheckpoint;
}

const FIRST_LINE = 'c2sp.org/tlog-proof@v1';
/** A tree cannot be higher. */
const MOST_HASHES = 63;

export function formatReceipt({ extra, index, proof, checkpoint }: Receipt): string {
  const lines = [
    FIRST_LINE,
    ...(extra === undefined ? [] : [`extra ${extra.toString('base64')}`]),
    `index ${index}`,
    ...proof.map((hash) => hash.toString('base64')),
  ];
  return `${lines.join('\n')}\n\n${formatNote(checkpoint.note)}`;
}

/** Errors: `bad-proof`, and those of the checkpoint in it. */
export function parseReceipt(text: string, place: string): Receipt {
  const split = text.indexOf('\n\n');
  if (split < 0) throw badProof(place, 'no empty line stands before its checkpoint');
  const lines = text.slice(0, split).split('\n');
  if (lines.shift() !== FIRST_LINE) throw badProof(place, `its first line is not "${FIRST_LINE}"`);
  const extra = lines[0]?.startsWith('extra ') ? base64(lines.shift()?.slice('extra '.length) ?? '') : null;
  if (extra === undefined) throw badProof(place, 'its extra data are not base64');
  const [, written = ''] = /^index (.*)$/.exec(lines.shift() ?? '') ?? [];
  const index = decimal(written);
  if (index === undefined)
    throw badProof(place, 'the line "index NUMBER" is missing or not a decimal number');
  if (lines.length > MOST_HASHES) throw badProof(place, `it has more than ${MOST_HASHES} hashes`);
  const proof = lines.map((line, at) => {
    const hash = base64(line, 32);
    if (hash === undefined) throw badProof(place, `its hash ${at + 1} is not 32 bytes in base64`);
    return hash;
  });
  const checkpoint = parseCheckpoint(text.slice(split + 2), `${place}, checkpoint`);
  return { index, proof, checkpoint, ...(extra === null ? {} : { extra }) };
}

/** Holds if the policy accepts the checkpoint and the entry with this leaf hash is in its tree at this index. */
export function verifyReceipt(receipt: Receipt, leafHash: Buffer, policy: Policy): Checked {
  const accepted = satisfies(receipt.checkpoint, policy);
  if (!accepted.ok) return accepted;
  const { index, proof, checkpoint } = receipt;
  return verifyInclusion({ index, size: checkpoint.size, leafHash, proof, root: checkpoint.root });
}

function badProof(place: string, what: string): Error {
  return malformed('bad-proof', place, what, 'Fetch the proof again; it must be copied byte for byte.');
}
