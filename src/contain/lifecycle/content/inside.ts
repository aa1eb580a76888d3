/** Takes a stream of bytes apart: what is compressed in it goes through decoders, one after the other, and the rest is plain. */
import { type Beginning, type Compressed, nextBeginning } from './archives.ts';
import { type Decoder, openDecoder } from './decoder.ts';

export interface Inside {
  take(bytes: Buffer): Promise<void>;
  end(): Promise<void>;
}

export interface InsideHandlers {
  /** Bytes that are in nothing that was opened. */
  readonly plain: (bytes: Uint8Array) => void;
  /** Reads what comes out of something compressed; undefined where that must not be opened. */
  readonly opened: (name: string) => ((content: AsyncIterable<Buffer>) => Promise<void>) | undefined;
  readonly unread: (why: string) => void;
}

/** What a decoder was fed is kept so long: if it fails by then, these bytes are searched like any others. */
const PROBATION = 64 * 1024;
/** What fails before so many bytes came out was no archive, and only began like one. */
const MEANINGFUL = 4096;
const EMPTY = Buffer.alloc(0);

interface Open {
  readonly decoder: Decoder;
  readonly name: string;
  /** Where a search goes on in `fed` if this was no archive. */
  readonly onFailure: number;
  /** What it was fed, while it is on probation. */
  fed: Buffer | undefined;
}

export function lookInside({ plain, opened, unread }: InsideHandlers): Inside {
  /** Bytes that may be the beginning of something, once more of it is there. */
  let carry: Buffer = EMPTY;
  /** Bytes of the stream before `carry`, or before what comes next. */
  let offset = 0;
  let isStart = true;
  let open: Open | undefined;

  function begin(found: Compressed): void {
    const name = found.name ?? `${found.format} at byte ${offset + found.at}`;
    const read = opened(name);
    if (read === undefined) return;
    const decoder = openDecoder(found.open(), read);
    open = { decoder, name, onFailure: found.from === found.at ? 1 : 0, fed: EMPTY };
  }

  /** Gives what is left to be searched, and from where; undefined where the decoder took all. */
  async function decode(
    { decoder, name, onFailure, fed }: Open,
    bytes: Buffer,
    isLast: boolean,
  ): Promise<{ readonly rest: Buffer; readonly from: number } | undefined> {
    const pushed = bytes.length === 0 ? { state: 'more' as const, taken: 0 } : await decoder.push(bytes);
    const isCut = pushed.state === 'more' && isLast && !(await decoder.end());
    if (pushed.state === 'more' && !isCut) {
      offset += bytes.length;
      const all = fed && Buffer.concat([fed, bytes]);
      if (isLast) open = undefined;
      else if (open !== undefined) open.fed = all !== undefined && all.length < PROBATION ? all : undefined;
      return undefined;
    }
    open = undefined;
    if (pushed.state === 'ended') {
      offset += pushed.taken;
      return { rest: bytes.subarray(pushed.taken), from: 0 };
    }
    if (fed === undefined || decoder.given >= MEANINGFUL)
      unread(`${name} is ${isCut ? 'cut off' : 'damaged'}`);
    if (fed === undefined) return { rest: bytes, from: 0 };
    offset -= fed.length;
    return { rest: Buffer.concat([fed, bytes]), from: onFailure };
  }

  function search(rest: Buffer, from: number, isLast: boolean): Beginning {
    const found = nextBeginning(rest, from, { isStart, isLast });
    const before = found.kind === 'none' ? found.before : found.at;
    plain(rest.subarray(0, before));
    isStart &&= before === 0 && found.kind === 'none';
    if (found.kind === 'compressed') begin(found);
    if (found.kind === 'sealed') unread(found.why);
    offset += found.kind === 'none' ? before : found.from;
    return found;
  }

  async function take(bytes: Buffer, isLast: boolean): Promise<void> {
    let rest = carry.length === 0 ? bytes : Buffer.concat([carry, bytes]);
    let from = 0;
    carry = EMPTY;
    for (;;) {
      if (open !== undefined) {
        const left = await decode(open, rest, isLast);
        if (left === undefined) return;
        ({ rest, from } = left);
      }
      const found = search(rest, from, isLast);
      rest = rest.subarray(found.kind === 'none' ? found.before : found.from);
      from = 0;
      if (found.kind !== 'none') continue;
      carry = Buffer.from(rest);
      return;
    }
  }

  return { take: (bytes) => take(bytes, false), end: () => take(EMPTY, true) };
}
