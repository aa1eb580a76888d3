/**
 * Packs: files of many payloads, numbered without a gap. A payload stands there as in the journal: its length in two
 * bytes, a zero byte, the digest, and the salted content.
 */
import { digestInPath, SALT_BYTES, type SaltedPayload } from '../records/payloads.ts';
import type { ReadFile } from '../tree/tiled.ts';
import { encodeBundle, MOST_ENTRY_BYTES, readBundle } from './bundle.ts';

const MARK = 0;
const CONTENT_AT = 33;

export const PACKS = 'payloads/packs';

/** @example packPath(1234) // 'payloads/packs/000000001/234' */
export function packPath(number: number): string {
  const [thousands, rest] = [Math.floor(number / 1000), number % 1000];
  return `${PACKS}/${String(thousands).padStart(9, '0')}/${String(rest).padStart(3, '0')}`;
}

/** Whether a payload is small enough for a frame. */
export function fitsFrame({ bytes }: Pick<SaltedPayload, 'bytes'>): boolean {
  return CONTENT_AT + bytes.length <= MOST_ENTRY_BYTES;
}

export function payloadFrame({ reference, bytes }: SaltedPayload): Buffer {
  return Buffer.concat([Buffer.of(MARK), digestBytes(reference.digest), bytes]);
}

function digestBytes(digest: string): Buffer {
  return Buffer.from(digest.slice('sha256:'.length), 'hex');
}

/** What a frame says it is, whether or not it is; undefined where it is the frame of no payload. */
export function namedPayload(
  frame: Buffer,
): { readonly digest: `sha256:${string}`; readonly bytes: Buffer } | undefined {
  if (frame[0] !== MARK || frame.length < CONTENT_AT + SALT_BYTES) return undefined;
  return {
    digest: `sha256:${frame.toString('hex', 1, CONTENT_AT)}`,
    bytes: frame.subarray(CONTENT_AT),
  };
}

export const encodePack = (payloads: readonly SaltedPayload[]): Buffer =>
  encodeBundle(payloads.map(payloadFrame));

export interface Pack {
  readonly path: string;
  /** Each as it says it is; `undefined` is none. */
  readonly payloads: readonly (ReturnType<typeof namedPayload> | undefined)[];
  /** Whether nothing of it is cut off. */
  readonly whole: boolean;
}

/** All packs in order, from one on: a number that is not there ends them. */
export function* packsFrom(read: ReadFile, first = 0): Generator<Pack> {
  for (let number = first; ; number += 1) {
    const path = packPath(number);
    const bytes = read(path);
    if (bytes === undefined) return;
    const { entries, whole } = readBundle(bytes);
    yield { path, payloads: entries.map(namedPayload), whole: whole === bytes.length };
  }
}

/** Reads files, and a payload that has none of its own from its pack: all packs are read the first time, and kept. */
export function withPacks(read: ReadFile): ReadFile {
  let packed: Map<string, Buffer> | undefined;
  return (path) => {
    const own = read(path);
    const digest = digestInPath(path);
    if (own !== undefined || digest === undefined) return own;
    packed ??= new Map(
      [...packsFrom(read)].flatMap(({ payloads }) =>
        payloads.flatMap((payload) => (payload === undefined ? [] : [[payload.digest, payload.bytes]])),
      ),
    );
    return packed.get(digest);
  };
}
