/** Hashes as the 32 bytes that columns hold. */
import { z } from 'zod';
import type { Hash } from '../../../kit/hash.ts';

export function bytesOf(hash: Hash): Uint8Array {
  return Buffer.from(hash.slice('sha256:'.length), 'hex');
}

function hashFrom(bytes: Uint8Array): Hash {
  return `sha256:${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}`;
}

export const blobColumn = z.instanceof(Uint8Array);
export const hashColumn = blobColumn.refine((bytes) => bytes.length === 32).transform(hashFrom);
export const wholeColumn = z.int();
