/**
 * Keys of signed notes (c2sp.org/signed-note): the verifier key `NAME+ID+BASE64` that others are given, and the signer
 * key `PRIVATE+KEY+NAME+ID+BASE64` as Go's note package writes it.
 */
import { hash } from 'node:crypto';
import { OffswitchError } from '../../kit/errors.ts';
import { malformed } from '../failures.ts';
import { base64 } from './numerals.ts';
import { type Algorithm, ed25519, isAvailable, mlDsa44, newSeed, publicKeyOf } from './signing.ts';

/** Signature types of the specification that are used here. */
export const keyTypes = {
  /** Ed25519 over the text of a note: what logs sign with. */
  note: 0x01,
  /** Ed25519 over a checkpoint and a time: what witnesses sign with. */
  cosignature: 0x04,
  /** ML-DSA-44 over the same: what new witnesses are to sign with. */
  mlDsaCosignature: 0x06,
} as const;

export type KeyType = (typeof keyTypes)[keyof typeof keyTypes];

export function algorithmOf({ type }: { readonly type: KeyType }): Algorithm {
  return type === keyTypes.mlDsaCosignature ? mlDsa44 : ed25519;
}

export interface VerifierKey {
  readonly name: string;
  /** The first four bytes of a hash over name, type and key: it finds the key and proves nothing. */
  readonly id: number;
  readonly type: KeyType;
  readonly publicKey: Buffer;
}

export interface SignerKey extends VerifierKey {
  /** 32 bytes, secret. */
  readonly seed: Buffer;
}

const SEED_BYTES = 32;
const NAME = /^[^\p{White_Space}\p{Cc}+]+$/u;

export function isKeyName(name: string): boolean {
  return NAME.test(name) && name.isWellFormed();
}

function keyId(name: string, type: number, publicKey: Uint8Array): number {
  const hashed = Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]);
  return hash('sha256', hashed, 'buffer').readUInt32BE();
}

export function verifierKey(name: string, type: KeyType, publicKey: Buffer): VerifierKey {
  return { name, id: keyId(name, type, publicKey), type, publicKey };
}

/** Errors: `bad-key`; `node-too-old` where this Node does not have the algorithm. */
export function newSignerKey(name: string, type: KeyType, seed: Buffer = newSeed()): SignerKey {
  if (!isKeyName(name))
    throw malformed(
      'bad-key',
      `key name ${JSON.stringify(name)}`,
      'it is empty or holds a space, a control character or "+"',
      'Take a name such as example.com/log.',
    );
  return { ...verifierKey(name, type, publicKeyOf(available(type, `key ${name}`), seed)), seed };
}

export function formatVerifierKey({ name, id, type, publicKey }: VerifierKey): string {
  return `${name}+${hexId(id)}+${Buffer.concat([Buffer.of(type), publicKey]).toString('base64')}`;
}

export function formatSignerKey({ name, id, type, seed }: SignerKey): string {
  return `PRIVATE+KEY+${name}+${hexId(id)}+${Buffer.concat([Buffer.of(type), seed]).toString('base64')}`;
}

/** Errors: `bad-key`; `node-too-old` where this Node does not have its algorithm. */
export function parseVerifierKey(text: string, place: string): VerifierKey {
  const [, name = '', id = '', encoded = ''] = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const { type, raw } = material(name, encoded, place, ({ publicKeyBytes }) => publicKeyBytes);
  const key = verifierKey(name, type, raw);
  if (hexId(key.id) !== id) throw badKey(place, `its id is ${id}, but name and key give ${hexId(key.id)}`);
  return key;
}

/** Errors: `bad-key`, `node-too-old`; no part of the key is quoted. */
export function parseSignerKey(text: string, place: string): SignerKey {
  const [, name = '', id = '', encoded = ''] =
    /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text) ?? [];
  const { type, raw } = material(name, encoded, place, () => SEED_BYTES);
  const key = newSignerKey(name, type, raw);
  if (hexId(key.id) !== id) throw badKey(place, 'its id does not belong to its name and key');
  return key;
}

function material(
  name: string,
  encoded: string,
  place: string,
  bytesOf: (algorithm: Algorithm) => number,
): { type: KeyType; raw: Buffer } {
  const bytes = base64(encoded);
  if (!isKeyName(name) || bytes === undefined || bytes.length === 0)
    throw badKey(place, 'it does not have the form NAME+ID+BASE64');
  const type = Object.values(keyTypes).find((known) => known === bytes[0]);
  if (type === undefined)
    throw badKey(
      place,
      `its type 0x${bytes.toString('hex', 0, 1)} is not 0x01 or 0x04 (Ed25519), or 0x06 (ML-DSA-44)`,
    );
  const due = bytesOf(available(type, place));
  if (bytes.length !== 1 + due) throw badKey(place, `its key has ${bytes.length - 1} bytes, not ${due}`);
  return { type, raw: bytes.subarray(1) };
}

/** The algorithm, if this Node has it: a signature that cannot be checked must not look like one that is wrong. */
function available(type: KeyType, place: string): Algorithm {
  const algorithm = algorithmOf({ type });
  if (isAvailable(algorithm)) return algorithm;
  throw new OffswitchError(
    'node-too-old',
    `${place}: it is a key for ${algorithm.name}, which Node ${process.versions.node} does not have`,
    'Use Node 24.7 or newer, or a key for Ed25519.',
    { place, algorithm: algorithm.name },
  );
}

function hexId(id: number): string {
  return id.toString(16).padStart(8, '0');
}

function badKey(place: string, what: string): Error {
  return malformed('bad-key', place, what, 'Copy the whole key again, on one line.');
}
