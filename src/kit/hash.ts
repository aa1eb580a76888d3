/** SHA-256 over canonical JSON, the only fingerprint Offswitch uses. */
import { hash as digest } from 'node:crypto';
import { canonical } from './canonical.ts';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Hash = `sha256:${string}`;

/** Its first twelve digits: how a hash is shown to people, and what they may give in its place. */
export function shortHash(hash: Hash): string {
  return hash.slice(PREFIX, PREFIX + 12);
}

const PREFIX = 'sha256:'.length;

export function hashText(text: string): Hash {
  return `sha256:${digest('sha256', text, 'hex')}`;
}

/** The hash of a plain value: of its canonical JSON (RFC 8785) in UTF-8. */
export function hashOf(value: unknown): Hash {
  return hashText(canonical(value));
}
