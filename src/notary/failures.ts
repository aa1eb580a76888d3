/** What every malformed input of this room becomes: one error with its place, what is wrong, and what to do. */
import { type ErrorCode, OffswitchError } from '../kit/errors.ts';

export function malformed(code: ErrorCode, place: string, what: string, remedy: string): OffswitchError {
  return new OffswitchError(code, `${place}: ${what}`, remedy, { place });
}

/** The answer of everything that checks: never a promise, and never a bare boolean that a caller can forget to read. */
export type Checked = { readonly ok: true } | { readonly ok: false; readonly why: string };

export const HOLDS: Checked = { ok: true };

export function fails(why: string): Checked {
  return { ok: false, why };
}
