/**
 * Payloads: content beside the log, found by the digest over a secret salt and itself. The salt stands with the content
 * and nowhere else, so that whoever has only the log cannot try out what an erased content was.
 */
import { randomBytes } from 'node:crypto';
import { sha256 } from '../tree/hashes.ts';
import type { ReadFile } from '../tree/tiled.ts';

export const SALT_BYTES = 32;

export interface PayloadReference {
  readonly digest: `sha256:${string}`;
  /** Of the content. */
  readonly bytes: number;
}

export interface SaltedPayload {
  readonly reference: PayloadReference;
  /** What is written to disk: the salt, then the content. */
  readonly bytes: Buffer;
}

export function saltPayload(content: Uint8Array, salt: Uint8Array = freshSalt()): SaltedPayload {
  const bytes = Buffer.concat([salt, content]);
  return { reference: { digest: `sha256:${sha256(bytes).toString('hex')}`, bytes: content.length }, bytes };
}

/** To ask the system for the bytes of each salt costs more than all the rest of a payload. */
const DRAWN_AT_ONCE = 128 * SALT_BYTES;
let drawn = Buffer.alloc(0);

/** Random bytes that nobody had before. */
function freshSalt(): Uint8Array {
  if (drawn.length < SALT_BYTES) drawn = randomBytes(DRAWN_AT_ONCE);
  const salt = drawn.subarray(0, SALT_BYTES);
  drawn = drawn.subarray(SALT_BYTES);
  return salt;
}

/** A payload that somebody else has salted. Errors: a RangeError where it has no room for a salt. */
export function saltedPayload(bytes: Buffer): SaltedPayload {
  if (bytes.length < SALT_BYTES) throw new RangeError(`a payload has at least ${SALT_BYTES} bytes`);
  return {
    reference: { digest: `sha256:${sha256(bytes).toString('hex')}`, bytes: bytes.length - SALT_BYTES },
    bytes,
  };
}

/** @example payloadPath('sha256:ab12...') // 'payloads/ab/ab12...' */
export function payloadPath(digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return `payloads/${hex.slice(0, 2)}/${hex}`;
}

/** What `payloadPath` made the path of; undefined for any other path. */
export function digestInPath(path: string): PayloadReference['digest'] | undefined {
  const hex = /^payloads\/[0-9a-f]{2}\/([0-9a-f]{64})$/.exec(path)?.[1];
  return hex === undefined ? undefined : `sha256:${hex}`;
}

export type PayloadState = 'present' | 'altered' | 'absent';

export function payloadState(read: ReadFile, reference: PayloadReference): PayloadState {
  return stateOf(read(payloadPath(reference.digest)), reference);
}

export function stateOf(found: Buffer | undefined, { digest, bytes }: PayloadReference): PayloadState {
  if (found === undefined) return 'absent';
  const same = found.length === SALT_BYTES + bytes && `sha256:${sha256(found).toString('hex')}` === digest;
  return same ? 'present' : 'altered';
}

/** Undefined where it is not there, or is not what was kept. */
export function payloadContent(read: ReadFile, digest: string): Buffer | undefined {
  const found = read(payloadPath(digest));
  return found !== undefined && `sha256:${sha256(found).toString('hex')}` === digest
    ? found.subarray(SALT_BYTES)
    : undefined;
}

/** The payloads that the body of a record refers to. */
export function payloadsIn(body: Readonly<Record<string, unknown>>): readonly PayloadReference[] {
  return Object.values(body).filter(isReference);
}

function isReference(value: unknown): value is PayloadReference {
  return typeof value === 'object' && value !== null && 'digest' in value && 'bytes' in value;
}
