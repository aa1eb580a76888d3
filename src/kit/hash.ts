/** SHA-256 over canonical JSON, the only fingerprint Offswitch uses. */
import { hash as digest } from 'node:crypto';
import { canonical } from './canonical.ts';

/** `sha256:` and 64 lower-case hexadecimal digits. */
export type Hash = `sha256:${string}`;

export function hashText(text: string): Hash {
  return `sha256:${digest('sha256', text, 'hex')}`;
}

/** The hash of a plain value: of its canonical JSON (RFC 8785) in UTF-8. */
export function hashOf(value: unknown): Hash {
  return hashText(canonical(value));
}
