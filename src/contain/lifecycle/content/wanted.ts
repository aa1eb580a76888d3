/** What a scan looks for, and what it knows to be somebody else's by right. */
import type { Hash } from '../../../kit/hash.ts';
import { type ChunkTable, chunkTable, ENTRY_WORDS, entriesIn } from './chunk-table.ts';
import { COARSE, FINE, type Scale } from './chunks.ts';
import type { ContentIndex } from './content-index.ts';
import { maskOf } from './gear.ts';
import { filterOf, type HashFilter } from './hash-filter.ts';

export interface WantedScale {
  readonly scale: Scale;
  readonly mask: number;
  readonly table: ChunkTable;
}

export interface Wanted {
  /** Of the finest scale. */
  readonly bits: number;
  readonly scales: readonly WantedScale[];
  /** Of the hashes of all chunks. */
  readonly filter: HashFilter;
  /** How many chunks there are to be found. */
  readonly chunks: number;
  /** Of whole files. */
  readonly digests: ReadonlySet<Hash>;
  /** Of whole files that others have by right: nobody needs to be able to read them. */
  readonly others: ReadonlySet<Hash>;
  /** Only a file of one of these sizes can be one of them; undefined where sizes are not known. */
  readonly sizes: ReadonlySet<number> | undefined;
}

/**
 * Chunks that are in what others have by right are no evidence. `digests`: of files of which there is no index.
 *
 * @example wantedFrom({ condemned: [await indexContent(['/srv/models/atlas'])] })
 */
export function wantedFrom({
  condemned,
  others = [],
  digests = [],
}: {
  readonly condemned: readonly ContentIndex[];
  readonly others?: readonly ContentIndex[];
  readonly digests?: readonly Hash[];
}): Wanted {
  const scales = [COARSE, FINE].flatMap((scale) => scaleOf(scale, condemned, others) ?? []);
  const chunks = scales.reduce((sum, { table }) => sum + table.size, 0);
  const all = [...condemned, ...others].flatMap(({ files }) => files);
  const named = condemned.flatMap(({ files }) => files.map(({ digest }) => digest));
  const known = new Set(others.flatMap(({ files }) => files.map(({ digest }) => digest)));
  return {
    bits: Math.min(24, ...scales.map(({ bits }) => bits)),
    scales,
    filter: filterOf(hashesIn(condemned), chunks),
    chunks,
    digests: new Set([...named, ...digests].filter((digest) => !known.has(digest))),
    others: known,
    sizes: digests.length > 0 ? undefined : new Set(all.map(({ bytes }) => bytes)),
  };
}

function* hashesIn(indexes: readonly ContentIndex[]): Generator<number> {
  for (const { chunks } of indexes)
    for (const { entries } of chunks)
      for (let at = 0; at < entries.length; at += ENTRY_WORDS) yield entries[at] ?? 0;
}

function scaleOf(scale: Scale, condemned: readonly ContentIndex[], others: readonly ContentIndex[]) {
  const given = partsOf(scale, condemned);
  if (given.length === 0) return undefined;
  const theirs = tableOf(partsOf(scale, others));
  const table = chunkTable(given.reduce((sum, { entries }) => sum + entries.length / ENTRY_WORDS, 0));
  for (const part of given)
    for (const entry of entriesIn(part)) if (theirs.numberOf(entry) < 0) table.add(entry);
  const bits = Math.min(...given.map((part) => part.bits));
  return { scale, bits, mask: maskOf(bits), table };
}

function tableOf(parts: readonly { readonly entries: Uint32Array }[]): ChunkTable {
  const table = chunkTable(parts.reduce((sum, { entries }) => sum + entries.length / ENTRY_WORDS, 0));
  for (const part of parts) for (const entry of entriesIn(part)) table.add(entry);
  return table;
}

const partsOf = (scale: Scale, indexes: readonly ContentIndex[]) =>
  indexes.flatMap(({ chunks }) => chunks.filter(({ window }) => window === scale.window));
