/**
 * Cosignatures (c2sp.org/tlog-cosignature): a witness saw this head at this time, and nothing that contradicts it. With
 * Ed25519 (v1) it signs the text of the checkpoint, with ML-DSA-44 (subtree/v1) what it says, and its own name.
 */
import type { Checked } from '../failures.ts';
import type { SignedCheckpoint } from './checkpoint.ts';
import { algorithmOf, keyTypes, type SignerKey, type VerifierKey } from './keys.ts';
import { formatNote, type NoteSignature, signaturesBy } from './note.ts';
import { signWith, verifyWith } from './signing.ts';

const TIME_BYTES = 8;
const SUBTREE_LABEL = Buffer.from('subtree/v1\n\0');
/** What one byte counts: longer names cannot be signed. */
const MOST_NAME_BYTES = 255;

/** `time` is in whole seconds since 1970, from 1. */
export function cosign(checkpoint: SignedCheckpoint, time: number, key: SignerKey): NoteSignature {
  const message = signedMessage(checkpoint, BigInt(time), key);
  if (message === undefined) throw new RangeError(`${key.name} cannot cosign ${checkpoint.origin}`);
  const signature = Buffer.concat([eightBytes(BigInt(time)), signWith(algorithmOf(key), key.seed, message)]);
  return { name: key.name, id: key.id, signature };
}

/** The note with cosignatures added. */
export function withCosignatures({ note }: SignedCheckpoint, added: readonly NoteSignature[]): string {
  return formatNote({ text: note.text, signatures: [...note.signatures, ...added] });
}

export type Cosigned = { readonly ok: true; readonly time: number } | Extract<Checked, { ok: false }>;

/** Whether this witness cosigned the checkpoint, and when (seconds since 1970; the latest time if it did so repeatedly). */
export function verifyCosignature(checkpoint: SignedCheckpoint, key: VerifierKey): Cosigned {
  if (!isCosigner(key)) return { ok: false, why: `${key.name} has no key for cosignatures` };
  const algorithm = algorithmOf(key);
  const due = TIME_BYTES + algorithm.signatureBytes;
  let latest: number | undefined;
  for (const { signature } of signaturesBy(checkpoint.note, key)) {
    if (signature.length !== due)
      return { ok: false, why: `the cosignature of ${key.name} has ${signature.length} bytes, not ${due}` };
    const time = signature.readBigUInt64BE();
    const message = signedMessage(checkpoint, time, key);
    const holds =
      message !== undefined &&
      time <= BigInt(Number.MAX_SAFE_INTEGER) &&
      verifyWith(algorithm, key.publicKey, message, signature.subarray(TIME_BYTES));
    if (!holds) return { ok: false, why: `the cosignature of ${key.name} is wrong` };
    latest = Math.max(latest ?? 0, Number(time));
  }
  if (latest !== undefined) return { ok: true, time: latest };
  return { ok: false, why: `${key.name} has not cosigned it` };
}

export function isCosigner({ type }: VerifierKey): boolean {
  return type !== keyTypes.note;
}

/** Whether a key of this type can cosign heads of a log of this name. */
export function canCosign(key: VerifierKey, origin: string): boolean {
  return key.type !== keyTypes.mlDsaCosignature || [key.name, origin].every(fitsOneByte);
}

/** Undefined where there is none: names that are too long, and a time of zero, with which nothing is said of newer heads. */
function signedMessage(checkpoint: SignedCheckpoint, time: bigint, key: VerifierKey): Buffer | undefined {
  const { note, origin, size, root } = checkpoint;
  if (key.type === keyTypes.cosignature) return Buffer.from(`cosignature/v1\ntime ${time}\n${note.text}`);
  if (time === 0n || !canCosign(key, origin)) return undefined;
  return Buffer.concat([
    ...[SUBTREE_LABEL, withLength(key.name), eightBytes(time), withLength(origin)],
    ...[eightBytes(0n), eightBytes(BigInt(size)), root],
  ]);
}

function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([Buffer.of(bytes.length), bytes]);
}

function fitsOneByte(text: string): boolean {
  return Buffer.byteLength(text) <= MOST_NAME_BYTES;
}

function eightBytes(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
