/** The files of a log besides its tiles (tile-path.ts) and payloads (payloads.ts). */
import { PACKS } from '../formats/pack.ts';
import type { FileLayer } from './files.ts';

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

/**
 * Entries in the order in which they came, until they stand in full bundles, and before them the small payloads that
 * they refer to, until these are in a pack; frames.ts has the form.
 */
export const JOURNAL = 'journal';
/** Payloads are private. */
export const JOURNAL_MODE = 0o600;

/** A segment of the journal is named after the first entry in it. */
export function segmentPath(first: number): string {
  return `${JOURNAL}/${String(first).padStart(16, '0')}`;
}

/** Of each segment its first entry, in order. */
export function journalSegments(files: Pick<FileLayer, 'list'>): readonly number[] {
  return files.list(JOURNAL).flatMap((name) => (/^\d{16}$/.test(name) ? Number(name) : []));
}

/** Numbers of the packs that are there, in order. */
export function packNumbers(files: Pick<FileLayer, 'list'>): readonly number[] {
  return files
    .list(PACKS)
    .flatMap((folder) =>
      files
        .list(`${PACKS}/${folder}`)
        .flatMap((name) => (/^\d{9}\/\d{3}$/.test(`${folder}/${name}`) ? Number(folder + name) : [])),
    );
}

/** Where the torn end of the journal is kept that an epoch found. */
export function cutPath(epoch: number): string {
  return `state/cut-${epoch}`;
}

/** Whether a file of the state has such an end, or was going to. */
export function isCut(name: string): boolean {
  return /^cut-\d+(?:\.part)?$/.test(name);
}
