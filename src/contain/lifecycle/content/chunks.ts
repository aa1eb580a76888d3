/** Content-defined chunks: the bytes before each place that the content chooses, as a stream of bytes goes by. */

import { choosePlaces, maskOf, placesFor } from './gear.ts';
import type { HashFilter } from './hash-filter.ts';

/** How finely content is cut: large chunks for what is large, small ones for what would have none of these. */
export interface Scale {
  /** Bytes of a chunk. */
  readonly window: number;
  /** One chunk in 2^bits bytes, at most. */
  readonly bits: number;
  /** A chunk with fewer different bytes says nothing: zeros and patterns are everywhere. */
  readonly variety: number;
}

export const COARSE: Scale = { window: 256, bits: 8, variety: 24 };
export const FINE: Scale = { window: 32, bits: 3, variety: 8 };

/** What is smaller is cut by the fine scale. */
export const SMALL_BYTES = 4096;

export interface ChunkStream {
  take(bytes: Uint8Array): void;
}

/** Called for each chosen place. The chunk is a view that is good until the call returns; undefined where too few bytes went by. */
export type Visit = (hash: number, chunkOf: (window: number) => Uint8Array | undefined) => void;

const SLICE = 256 * 1024;
const places = placesFor(SLICE);

/** `filter`: only places with these hashes are visited. */
export function chunkStream(bits: number, visit: Visit, filter?: HashFilter): ChunkStream {
  const mask = maskOf(bits);
  const reach = COARSE.window;
  let hash = 0;
  /** The last bytes of what went by, and behind them room for the first of what comes. */
  const seam = new Uint8Array(2 * reach);
  let kept = 0;
  let slice: Uint8Array = seam;
  let place = 0;

  function chunkOf(window: number): Uint8Array | undefined {
    const end = place + 1;
    if (end >= window) return slice.subarray(end - window, end);
    return end + kept < window ? undefined : seam.subarray(reach + end - window, reach + end);
  }

  function remember(bytes: Uint8Array): void {
    if (bytes.length >= reach) seam.set(bytes.subarray(bytes.length - reach));
    else {
      seam.copyWithin(0, bytes.length, reach);
      seam.set(bytes, reach - bytes.length);
    }
    kept = Math.min(reach, kept + bytes.length);
  }

  function takeSlice(bytes: Uint8Array): void {
    slice = bytes;
    seam.set(bytes.subarray(0, reach), reach);
    const chosen = choosePlaces(bytes, hash, mask, places, filter);
    hash = chosen.hash;
    for (let i = 0; i < chosen.found; i += 1) {
      place = places.at[i] ?? 0;
      visit(places.hash[i] ?? 0, chunkOf);
    }
    remember(bytes);
  }

  return {
    take(bytes) {
      for (let from = 0; from < bytes.length; from += SLICE) takeSlice(bytes.subarray(from, from + SLICE));
    },
  };
}

/** By byte, the last chunk that had it. */
const lastSeen = new Uint32Array(256);
let chunksSeen = 0;

/** Whether a chunk has enough different bytes to be known again. */
export function isDistinct(chunk: Uint8Array, { variety }: Scale): boolean {
  chunksSeen = (chunksSeen + 1) >>> 0;
  let different = 0;
  for (const byte of chunk) {
    if (lastSeen[byte] !== chunksSeen) different += 1;
    lastSeen[byte] = chunksSeen;
  }
  return different >= variety;
}
