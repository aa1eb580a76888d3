/** The journal: entries are appended here and are acknowledged once this file is synced. */
import { encodeBundle } from '../formats/bundle.ts';
import type { FileLayer, OpenFile } from './files.ts';
import { firstInSegment, JOURNAL, segmentPath } from './layout.ts';

export interface Journal {
  /** On the disk once it resolves. After a failure the journal must not be used any more. */
  append(entries: readonly Buffer[]): Promise<void>;
  /** Removes the segments all of whose entries are before this one. */
  forget(before: number): Promise<void>;
  close(): Promise<void>;
}

/** Bytes after which another segment is begun. */
const SEGMENT_BYTES = 4 * 1024 * 1024;

/** The folder must be there; `next` is the index of the next entry. */
export function openJournal(files: FileLayer, next: number): Journal {
  let segment: { readonly file: OpenFile; bytes: number } | undefined;
  let index = next;

  async function begin() {
    await segment?.file.close();
    const file = await files.open(segmentPath(index), 'append');
    await files.syncFolder(JOURNAL);
    return { file, bytes: 0 };
  }

  return {
    async append(entries) {
      if (segment === undefined || segment.bytes >= SEGMENT_BYTES) segment = await begin();
      const bytes = encodeBundle(entries);
      await segment.file.write(bytes);
      await segment.file.sync();
      segment.bytes += bytes.length;
      index += entries.length;
    },
    async forget(before) {
      const firsts = files.list(JOURNAL).flatMap((name) => firstInSegment(name) ?? []);
      // A segment ends where the next one begins; the last one is in use.
      const old = firsts
        .slice(0, -1)
        .filter((_, place) => (firsts[place + 1] ?? Number.POSITIVE_INFINITY) <= before);
      for (const first of old) await files.remove(segmentPath(first));
    },
    async close() {
      await segment?.file.close();
    },
  };
}
