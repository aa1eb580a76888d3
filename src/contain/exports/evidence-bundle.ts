/**
 * Evidence in one file: what a checkpoint covers, payloads among it, and the program that verifies it. The same head gives
 * the same bytes: nothing is compressed, and no member has a date of its own.
 */
import { PassThrough, Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { messageOf } from '../../kit/errors.ts';
import { encodeBundle } from '../../notary/formats/bundle.ts';
import { withPacks } from '../../notary/formats/pack.ts';
import { TILE_WIDTH, type Tile, tileIn, tilePath, tilesAt } from '../../notary/formats/tile-path.ts';
import { CHECKPOINT, FIRST_KEY } from '../../notary/log/layout.ts';
import { publishedBundle } from '../../notary/log/read-entries.ts';
import { payloadPath, payloadsIn } from '../../notary/records/payloads.ts';
import { readTile } from '../../notary/tree/tiled.ts';
import type { PublishedLog } from './published-log.ts';

export interface BundleOptions {
  /** Arguments and results, which may be private; without them `verify` calls them missing. */
  readonly payloads: boolean;
  /** Text of verify-log.mjs. */
  readonly verifier: string;
}

/** The first date that a zip can have. */
const MTIME = new Date(Date.UTC(1980, 0, 1));
const MEMBER = { mtime: MTIME, mode: 0o100644, compress: false, forceDosTimestamp: true } as const;

/** Bytes of the zip. Errors of the stream: `bad-tile` where the log is not whole. */
export function evidenceBundle(log: PublishedLog, options: BundleOptions): Readable {
  const zip = new ZipFile();
  const output = new PassThrough();
  zip.outputStream.pipe(output);
  zip.on('error', (error: Error) => output.destroy(error));
  const add = (name: string, bytes: () => Buffer) =>
    zip.addReadStreamLazy(name, MEMBER, (give) => {
      try {
        give(null, Readable.from([bytes()]));
      } catch (thrown) {
        output.destroy(thrown instanceof Error ? thrown : new Error(messageOf(thrown)));
      }
    });
  add('README.txt', () => Buffer.from(readmeOf(log, options)));
  add('verify-log.mjs', () => Buffer.from(options.verifier));
  const read = options.payloads ? withPacks(log.read) : log.read;
  const copied = [CHECKPOINT, FIRST_KEY, ...(options.payloads ? payloadsOf(log) : [])].filter(
    (path) => read(path) !== undefined,
  );
  for (const path of copied) add(`log/${path}`, () => read(path) ?? Buffer.alloc(0));
  for (const [path, bytes] of tilesIn(log)) add(`log/${path}`, bytes);
  zip.end({ forceZip64Format: false, comment: '' });
  return output;
}

/** Tiles and bundles of exactly this head, also where the log has grown since and has them as part of others. */
function* tilesIn({ read, size }: PublishedLog): Generator<readonly [string, () => Buffer]> {
  for (const tile of tilesOf('entries', size))
    yield [tilePath(tile), () => encodeBundle(publishedBundle(read, tile.index, size))];
  for (let level = 0; TILE_WIDTH ** level <= size; level += 1)
    for (const tile of tilesOf(level, size))
      yield [tilePath(tile), () => Buffer.concat([...readTile(read, tile)])];
}

function* tilesOf(level: number | 'entries', size: number): Generator<Tile> {
  const { full } = tilesAt(level, size);
  for (let index = 0; index <= full; index += 1) {
    const tile = tileIn(level, index, size);
    if (tile !== undefined) yield tile;
  }
}

/** Paths of those that records refer to, sorted, each once. */
function payloadsOf(log: PublishedLog): readonly string[] {
  const paths = new Set<string>();
  for (const { record } of log.entries())
    if (record !== undefined && record.kind !== 'payload.erase')
      for (const { digest } of payloadsIn(record.body)) paths.add(payloadPath(digest));
  return [...paths].sort();
}

function readmeOf({ origin, size, root, verdict }: PublishedLog, { payloads }: BundleOptions): string {
  const { integrity, completeness } = verdict;
  return `Evidence from the log ${origin}: its first ${size} entries, root ${root}.
When it was written, verifying it against the key in the folder found: integrity ${integrity.verdict}, completeness ${completeness.verdict}.
${payloads ? 'Payloads (arguments, results) are in log/payloads.' : 'Payloads (arguments, results) were left out: the verifier calls them missing.'}

Verify it yourself with Node 24; read verify-log.mjs first, it imports nothing but Node:
  node verify-log.mjs log --key "THE KEY THAT YOU HAVE FROM THE OPERATOR"

The key in log/vkey is there for convenience: whoever made this file could have made that key.
`;
}
