/** What a person signs: canonical JSON, byte for byte. */
import { canonical } from '../../kit/canonical.ts';
import type { Hash } from '../../kit/hash.ts';

export interface StatementTerms {
  /** Id of the request. */
  readonly request: string;
  /** Digests: of the canonical effect, of what was shown, of the policies, of the state that was looked at. */
  readonly effect: Hash;
  readonly shown: Hash;
  readonly policy: Hash;
  readonly precondition: Hash;
  /** 128 random bits: no statement is ever made twice. */
  readonly nonce: string;
  readonly expires: string;
}

/** @example statementOf(terms, true) // '{"approve":true,"effect":"sha256:...", ... ,"v":1}' */
export function statementOf(terms: StatementTerms, approve: boolean): string {
  return canonical({ v: 1, ...terms, approve });
}
