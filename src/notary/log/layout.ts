/** The files of a log besides its tiles (tile-path.ts) and payloads (payloads.ts). */

/** What anybody may read and verify: the newest checkpoint with the cosignatures it got. */
export const CHECKPOINT = 'checkpoint';
/** The verifier key under which the log began; those who verify must have it from elsewhere. */
export const FIRST_KEY = 'vkey';

/** Everything in here is the writer's own. */
export const STATE = 'state';
export const LOCK = 'state/lock';
/** How often the log was opened: a writer that finds another number there has been replaced. */
export const EPOCH = 'state/epoch';
/** The newest head that was signed: on the disk before anybody sees it. */
export const SIGNED = 'state/signed';
/** The newest head that a quorum of witnesses cosigned. */
export const WITNESSED = 'state/witnessed';
export const KEY = 'state/key';
/** A new key that is on its way to take the place of the other. */
export const NEXT_KEY = 'state/key.next';

/** Entries in the order in which they came, in the form of bundles, until they stand in full bundles. */
export const JOURNAL = 'journal';

/** A segment of the journal is named after the first entry in it. */
export function segmentPath(first: number): string {
  return `${JOURNAL}/${String(first).padStart(16, '0')}`;
}

/** Undefined if no segment has such a name. */
export function firstInSegment(name: string): number | undefined {
  return /^\d{16}$/.test(name) ? Number(name) : undefined;
}

/** Where the torn end of the journal is kept that an epoch found. */
export function cutPath(epoch: number): string {
  return `state/cut-${epoch}`;
}
