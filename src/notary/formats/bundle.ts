/** Bundles of entries (c2sp.org/tlog-tiles): each entry after its length in two bytes, big-endian. */
import { malformed } from '../failures.ts';

/** Longest entry in bytes: what two bytes can count. */
export const MOST_ENTRY_BYTES = 0xff_ff;

/** Entries must not be longer than `MOST_ENTRY_BYTES`. */
export function encodeBundle(entries: readonly Uint8Array[]): Buffer {
  const bytes = Buffer.allocUnsafe(entries.reduce((sum, entry) => sum + 2 + entry.length, 0));
  let at = 0;
  for (const entry of entries) {
    at = bytes.writeUInt16BE(entry.length, at);
    bytes.set(entry, at);
    at += entry.length;
  }
  return bytes;
}

export interface Bundle {
  readonly entries: readonly Buffer[];
  /** Bytes of whole entries; what follows them is the beginning of another that is cut off. */
  readonly whole: number;
}

/** As many whole entries as there are. */
export function readBundle(bytes: Buffer): Bundle {
  const entries: Buffer[] = [];
  let at = 0;
  while (at + 2 <= bytes.length) {
    const end = at + 2 + bytes.readUInt16BE(at);
    if (end > bytes.length) break;
    entries.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return { entries, whole: at };
}

/** Exactly so many entries, and nothing else. Errors: `bad-tile`. */
export function decodeBundle(bytes: Buffer, width: number, place: string): readonly Buffer[] {
  const { entries, whole } = readBundle(bytes);
  if (whole === bytes.length && entries.length === width) return entries;
  const what =
    whole < bytes.length
      ? `it is cut off after ${entries.length} entries`
      : `it has ${entries.length} entries, not ${width}`;
  throw malformed('bad-tile', place, what, 'Restore the file from a copy of the log.');
}
