/**
 * Signatures over raw keys, synchronous throughout: Ed25519 (RFC 8032) and ML-DSA-44 (FIPS 204). A private key is its
 * seed of 32 bytes.
 */
import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';

export interface Algorithm {
  readonly name: string;
  readonly publicKeyBytes: number;
  readonly signatureBytes: number;
  /** What stands before the raw bytes in a DER document of such a key. */
  readonly privateHead: Buffer;
  readonly publicHead: Buffer;
}

/** Heads: RFC 8410. */
export const ed25519: Algorithm = {
  name: 'Ed25519',
  publicKeyBytes: 32,
  signatureBytes: 64,
  privateHead: Buffer.from('302e020100300506032b657004220420', 'hex'),
  publicHead: Buffer.from('302a300506032b6570032100', 'hex'),
};

/** Heads: RFC 9881, the private key in its form as a seed. */
export const mlDsa44: Algorithm = {
  name: 'ML-DSA-44',
  publicKeyBytes: 1312,
  signatureBytes: 2420,
  privateHead: Buffer.from('3034020100300b060960864801650304031104228020', 'hex'),
  publicHead: Buffer.from('30820532300b06096086480165030403110382052100', 'hex'),
};

/** Whether this Node can sign and verify with it: before 24.7 there is no ML-DSA. */
export function isAvailable(algorithm: Algorithm): boolean {
  try {
    publicKeyOf(algorithm, Buffer.alloc(32));
    return true;
  } catch {
    return false;
  }
}

export function newSeed(): Buffer {
  return randomBytes(32);
}

export function publicKeyOf(algorithm: Algorithm, seed: Uint8Array): Buffer {
  return createPublicKey(privateKey(algorithm, seed))
    .export({ type: 'spki', format: 'der' })
    .subarray(algorithm.publicHead.length);
}

export function signWith(algorithm: Algorithm, seed: Uint8Array, message: Uint8Array): Buffer {
  return sign(null, message, privateKey(algorithm, seed));
}

/**
 * Whether the signature is that of the key over the message. False for keys and signatures of another length.
 * `context`: of FIPS 204, at most 255 bytes; cosignatures have none.
 */
export function verifyWith(
  algorithm: Algorithm,
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
  context?: Uint8Array,
): boolean {
  if (publicKey.length !== algorithm.publicKeyBytes || signature.length !== algorithm.signatureBytes)
    return false;
  if (context !== undefined && context.length > 255) return false;
  const key = publicKeyObject(algorithm, publicKey);
  return verify(null, message, context === undefined ? key : { key, context }, signature);
}

function privateKey({ privateHead }: Algorithm, seed: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([privateHead, seed]), format: 'der', type: 'pkcs8' });
}

function publicKeyObject({ publicHead }: Algorithm, raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([publicHead, raw]), format: 'der', type: 'spki' });
}
