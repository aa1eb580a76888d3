/**
 * The form of the journal: that of a bundle, each entry after its length in two bytes, with payloads among them. The
 * frame of a payload is a zero byte, the digest, and the salted content; an entry is JSON, so it never begins like that.
 */
import { encodeBundle, readBundle } from '../formats/bundle.ts';
import { namedPayload, payloadFrame } from '../formats/pack.ts';
import { type SaltedPayload, saltedPayload } from '../records/payloads.ts';

export type Frame =
  | { readonly at: number; readonly end: number; readonly entry: Buffer }
  | { readonly at: number; readonly end: number; readonly payload: SaltedPayload };

/** The payloads, each of which must fit, then the entries that may refer to them. */
export function encodeFrames(payloads: readonly SaltedPayload[], entries: readonly Buffer[]): Buffer {
  return encodeBundle([...payloads.map(payloadFrame), ...entries]);
}

/**
 * As many whole frames as there are; after `whole` bytes another begins that is cut off. What looks like a payload and
 * has not its digest is given as an entry, which nobody can read.
 */
export function readFrames(bytes: Buffer): { readonly frames: readonly Frame[]; readonly whole: number } {
  const { entries, whole } = readBundle(bytes);
  let at = 0;
  const frames = entries.map((entry): Frame => {
    const place = { at, end: at + 2 + entry.length };
    at = place.end;
    const payload = payloadIn(entry);
    return payload === undefined ? { ...place, entry } : { ...place, payload };
  });
  return { frames, whole };
}

function payloadIn(frame: Buffer): SaltedPayload | undefined {
  const named = namedPayload(frame);
  if (named === undefined) return undefined;
  const payload = saltedPayload(named.bytes);
  return payload.reference.digest === named.digest ? payload : undefined;
}

/** The same bytes without the payloads that have one of these digests. */
export function withoutPayloads(bytes: Buffer, digests: ReadonlySet<string>): Buffer {
  const { frames, whole } = readFrames(bytes);
  const kept = frames.filter((frame) => !('payload' in frame && digests.has(frame.payload.reference.digest)));
  if (kept.length === frames.length) return bytes;
  return Buffer.concat([...kept.map(({ at, end }) => bytes.subarray(at, end)), bytes.subarray(whole)]);
}

/** Whether there is nothing but entries in it, the last of which may be cut off. */
export function isEntriesAlone(bytes: Buffer): boolean {
  const { entries, whole } = readBundle(bytes);
  const all = [...entries, bytes.subarray(whole + 2)];
  return all.every((entry, at) => entry[0] === OPENING || (entry.length === 0 && at === all.length - 1));
}

const OPENING = '{'.charCodeAt(0);
