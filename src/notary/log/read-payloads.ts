/** Payloads of a log that may be written to: files of their own, or still in the journal. */
import { digestInPath } from '../records/payloads.ts';
import type { ReadFile } from '../tree/tiled.ts';
import type { FileLayer } from './files.ts';
import { readFrames } from './frames.ts';
import { journalSegments, segmentPath } from './layout.ts';

/**
 * Reads files, and a payload that is none yet from the journal.
 *
 * @example payloadContent(withJournal(files), digest)
 */
export function withJournal(files: Pick<FileLayer, 'read' | 'list'>): ReadFile {
  return (path) => {
    const digest = digestInPath(path);
    // It may become a file, and leave the journal, while one looks.
    return files.read(path) ?? (digest && (inJournal(files, digest) ?? files.read(path)));
  };
}

function inJournal(files: Pick<FileLayer, 'read' | 'list'>, digest: string): Buffer | undefined {
  for (const first of journalSegments(files).toReversed()) {
    const { frames } = readFrames(files.read(segmentPath(first)) ?? Buffer.alloc(0));
    for (const frame of frames)
      if ('payload' in frame && frame.payload.reference.digest === digest) return frame.payload.bytes;
  }
  return undefined;
}
