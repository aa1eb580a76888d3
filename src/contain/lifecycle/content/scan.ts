/** Looks for content in a stream of bytes, and in all that is compressed within it, however deep. */
import { createHash } from 'node:crypto';
import type { Hash } from '../../../kit/hash.ts';
import { chunkStream } from './chunks.ts';
import { lookInside } from './inside.ts';
import { opaqueBytes } from './opaque.ts';
import type { Wanted } from './wanted.ts';

/** What one object, e.g. a file, was found to hold. */
export interface ObjectFindings {
  /** Numbers of the chunks that are in it. */
  readonly chunks: ReadonlySet<number>;
  /** It is, or holds compressed, a whole file of those looked for. */
  readonly isWhole: boolean;
  /** Where in it, e.g. `gzip at byte 0`; empty for the object itself. */
  readonly places: readonly string[];
  /** What in it could not be looked into, and why. */
  readonly unread: readonly string[];
  readonly bytes: number;
}

export interface ScanLimits {
  /** Of archives in archives. */
  readonly depth: number;
  /** What comes out of it may be so many times as large as the object, and `besides` more. */
  readonly times: number;
  readonly besides: number;
}

const LIMITS: ScanLimits = { depth: 16, times: 64, besides: 2 ** 28 };
/** That are told of one object. */
const MOST_PLACES = 8;

class TooMuch extends Error {}

interface Findings {
  readonly chunks: Set<number>;
  readonly places: Set<string>;
  readonly unread: Set<string>;
  isWhole: boolean;
  expanded: number;
}

interface Place {
  /** Names of the archives around it. */
  readonly path: readonly string[];
  /** Bytes of the object itself, where they are known. */
  readonly size?: number;
}

/**
 * Errors: those of the source.
 *
 * @example await scanObject(readPieces('/srv/backup.tar.gz'), { wanted, size: 1_048_576 })
 */
export async function scanObject(
  source: AsyncIterable<Buffer>,
  {
    wanted,
    size,
    limits = LIMITS,
  }: { readonly wanted: Wanted; readonly size: number; readonly limits?: ScanLimits },
): Promise<ObjectFindings> {
  const findings: Findings = {
    ...{ chunks: new Set<number>(), places: new Set<string>(), unread: new Set<string>() },
    ...{ isWhole: false, expanded: 0 },
  };
  const { scales } = wanted;
  const most = limits.times * size + limits.besides;
  const bytes = await scanStream(source, { path: [], size }).catch((thrown: unknown) => {
    if (!(thrown instanceof TooMuch)) throw thrown;
    unread({ path: [] }, `more than ${most} bytes come out of what is compressed in it`);
    return size;
  });
  return { ...findings, places: [...findings.places], unread: [...findings.unread], bytes };

  function foundIn({ path }: Place): void {
    if (findings.places.size < MOST_PLACES) findings.places.add(path.join(', '));
  }

  function unread({ path }: Place, why: string): void {
    if (findings.unread.size < MOST_PLACES) findings.unread.add([...path, why].join(', '));
  }

  function chunksOf(place: Place) {
    return chunkStream(
      wanted.bits,
      (hash, chunkOf) => {
        let numberedFrom = 0;
        for (let i = 0; i < scales.length; i += 1) {
          const one = scales[i];
          if (one === undefined) return;
          if ((hash & one.mask) === 0 && one.table.mayHave(hash)) {
            const chunk = chunkOf(one.scale.window);
            const number = chunk === undefined ? -1 : one.table.find(hash, chunk);
            if (number >= 0) {
              findings.chunks.add(numberedFrom + number);
              foundIn(place);
            }
          }
          numberedFrom += one.table.size;
        }
      },
      wanted.filter,
    );
  }

  async function scanStream(pieces: AsyncIterable<Buffer>, place: Place): Promise<number> {
    const chunks = chunksOf(place);
    const opaque = opaqueBytes();
    const inside = lookInside({
      plain: opaque.take,
      unread: (why) => unread(place, why),
      opened(name) {
        if (place.path.length < limits.depth)
          return async (content) => {
            await scanStream(content, { path: [...place.path, name] });
          };
        unread(place, `archives in it are nested more than ${limits.depth} deep`);
        return undefined;
      },
    });
    const isPossible = place.size === undefined || (wanted.sizes?.has(place.size) ?? true);
    const digest = isPossible ? createHash('sha256') : undefined;
    let length = 0;
    for await (const piece of pieces) {
      length += piece.length;
      if (place.path.length > 0) findings.expanded += piece.length;
      if (findings.expanded > most) throw new TooMuch();
      chunks.take(piece);
      digest?.update(piece);
      await inside.take(piece);
    }
    await inside.end();
    const whole: Hash | undefined = digest && `sha256:${digest.digest('hex')}`;
    if (whole !== undefined && length > 0 && wanted.digests.has(whole)) {
      findings.isWhole = true;
      foundIn(place);
    }
    const isKnown = whole !== undefined && (wanted.others.has(whole) || wanted.digests.has(whole));
    if (opaque.blocks() > 0 && !isKnown)
      unread(place, 'it looks encrypted, or is compressed in a way that is not read');
    return length;
  }
}
