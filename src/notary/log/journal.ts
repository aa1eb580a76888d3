/** The journal: payloads and entries are appended here and are acknowledged once this file is synced. */
import type { SaltedPayload } from '../records/payloads.ts';
import type { FileLayer, OpenFile } from './files.ts';
import { encodeFrames } from './frames.ts';
import { JOURNAL, JOURNAL_MODE, journalSegments, segmentPath } from './layout.ts';

export interface Journal {
  /** First entry of the segment that is in use, or of the next one. */
  readonly first: number;
  /** On the disk once it resolves. After a failure the journal must not be used any more. */
  append(payloads: readonly SaltedPayload[], entries: readonly Buffer[]): Promise<void>;
  /** Removes the segments all of whose entries are before this one. */
  forget(before: number): Promise<void>;
  /** What is appended afterwards begins another segment. */
  close(): Promise<void>;
}

/** Bytes after which another segment is begun. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/** The folder must be there; `next` is the index of the next entry. */
export function openJournal(files: FileLayer, next: number): Journal {
  let segment: { readonly first: number; readonly file: OpenFile; bytes: number } | undefined;
  let index = next;

  async function close(): Promise<void> {
    const file = segment?.file;
    segment = undefined;
    await file?.close();
  }

  async function begin() {
    await close();
    const first = index;
    const file = await files.open(segmentPath(first), 'append', JOURNAL_MODE);
    await files.syncFolder(JOURNAL);
    return { first, file, bytes: 0 };
  }

  return {
    get first() {
      return segment?.first ?? index;
    },
    async append(payloads, entries) {
      if (segment === undefined || segment.bytes >= SEGMENT_BYTES) segment = await begin();
      const bytes = encodeFrames(payloads, entries);
      await segment.file.write(bytes);
      await segment.file.sync();
      segment.bytes += bytes.length;
      index += entries.length;
    },
    async forget(before) {
      const firsts = journalSegments(files);
      // A segment ends where the next one begins; the last one is in use.
      const old = firsts
        .slice(0, -1)
        .filter((_, place) => (firsts[place + 1] ?? Number.POSITIVE_INFINITY) <= before);
      for (const first of old) await files.remove(segmentPath(first));
    },
    close,
  };
}
