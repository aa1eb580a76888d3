/** Cosignatures v1 (c2sp.org/tlog-cosignature): a witness saw this head at this time, and nothing that contradicts it. */
import type { Checked } from '../failures.ts';
import { SIGNATURE_BYTES, signEd25519, verifyEd25519 } from './ed25519.ts';
import { keyTypes, type SignerKey, type VerifierKey } from './keys.ts';
import { type Note, type NoteSignature, signaturesBy } from './note.ts';

const TIME_BYTES = 8;

/** `time` is in whole seconds since 1970. */
export function cosign(text: string, time: number, { name, id, seed }: SignerKey): NoteSignature {
  const stamp = Buffer.alloc(TIME_BYTES);
  stamp.writeBigUInt64BE(BigInt(time));
  return { name, id, signature: Buffer.concat([stamp, signEd25519(seed, message(text, BigInt(time)))]) };
}

export type Cosigned = { readonly ok: true; readonly time: number } | Extract<Checked, { ok: false }>;

/** Whether this witness cosigned the note, and when (seconds since 1970; the latest time if it did so repeatedly). */
export function verifyCosignature(note: Note, key: VerifierKey): Cosigned {
  if (key.type !== keyTypes.cosignature) return { ok: false, why: `${key.name} has no key for cosignatures` };
  const found = signaturesBy(note, key);
  let latest: number | undefined;
  for (const { signature } of found) {
    if (signature.length !== TIME_BYTES + SIGNATURE_BYTES)
      return { ok: false, why: `the cosignature of ${key.name} has ${signature.length} bytes, not 72` };
    const time = signature.readBigUInt64BE();
    const holds =
      time <= BigInt(Number.MAX_SAFE_INTEGER) &&
      verifyEd25519(key.publicKey, message(note.text, time), signature.subarray(TIME_BYTES));
    if (!holds) return { ok: false, why: `the cosignature of ${key.name} is wrong` };
    latest = Math.max(latest ?? 0, Number(time));
  }
  if (latest !== undefined) return { ok: true, time: latest };
  return { ok: false, why: `${key.name} has not cosigned it` };
}

function message(text: string, time: bigint): Buffer {
  return Buffer.from(`cosignature/v1\ntime ${time}\n${text}`);
}
