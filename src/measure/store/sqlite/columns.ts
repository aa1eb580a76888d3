/** Hashes as the 32 bytes that columns hold. */
import { z } from 'zod';
import type { Hash } from '../../../kit/hash.ts';

const HASH_BYTES = 32;

export function bytesOf(hash: Hash): Uint8Array {
  return Buffer.from(hash.slice('sha256:'.length), 'hex');
}

function hashFrom(bytes: Uint8Array): Hash {
  return `sha256:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

/** Of a column that holds several, one behind the other. */
export function hashesFrom(bytes: Uint8Array): readonly Hash[] {
  const digits = hashFrom(bytes).slice('sha256:'.length);
  return digits.match(/.{1,64}/g)?.map((own): Hash => `sha256:${own}`) ?? [];
}

export const blobColumn = z.instanceof(Uint8Array);
export const hashColumn = blobColumn.refine((bytes) => bytes.length === HASH_BYTES).transform(hashFrom);
export const wholeColumn = z.int();
