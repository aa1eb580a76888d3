/** Indexes of content, kept as files from when the content is there, so that it is known when it should be gone. */
import { lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Hash, hashOf } from '../../../kit/hash.ts';
import { decodeIndex } from './index-file.ts';

export interface Shelf {
  /** Of every file of these owners' content, but for those that others have as well. */
  digests(owners: readonly string[]): ReadonlySet<Hash>;
  /** Files with indexes of this owner's content, of now and of earlier. */
  of(owner: string): readonly string[];
  /** All others'. */
  except(owners: readonly string[]): readonly string[];
  /**
   * Where an index of what is at these paths now belongs, and whether it is there. It is another as soon as a file has
   * another size, place or time of change.
   */
  placeOf(owner: string, paths: readonly string[]): { readonly file: string; readonly isThere: boolean };
}

/** Smaller files (an empty one, a mark of a version) are no content by which a model could go on. */
const LEAST_BYTES = 1024;
/** Not part of any name. */
const MARK = '@';

/** @example openShelf('/srv/guard-state/content').of('atlas') */
export function openShelf(folder: string): Shelf {
  const files = () => namesIn(folder).filter((name) => name.endsWith('.index'));
  const ownerIn = (name: string) => name.slice(0, name.lastIndexOf(MARK));
  const inFolder = (names: readonly string[]) => names.map((name) => join(folder, name));
  const of = (owner: string) => inFolder(files().filter((name) => ownerIn(name) === owner));
  const except = (owners: readonly string[]) =>
    inFolder(files().filter((name) => !owners.includes(ownerIn(name))));
  const known = new Map<string, readonly Hash[]>();
  const digestsIn = (file: string): readonly Hash[] => {
    const digests =
      known.get(file) ??
      decodeIndex(readFileSync(file), file)
        .files.filter(({ bytes }) => bytes >= LEAST_BYTES)
        .map(({ digest }) => digest);
    known.set(file, digests);
    return digests;
  };
  return {
    digests(owners) {
      if (owners.length === 0) return new Set();
      const theirs = new Set(except(owners).flatMap(digestsIn));
      const own = owners.flatMap(of).flatMap(digestsIn);
      return new Set(own.filter((digest) => !theirs.has(digest)));
    },
    of,
    except,
    placeOf(owner, paths) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const stamp = hashOf(paths.flatMap(stampsOf)).slice('sha256:'.length, 'sha256:'.length + 16);
      const name = `${owner}${MARK}${stamp}.index`;
      return { file: join(folder, name), isThere: files().includes(name) };
    },
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

function stampsOf(path: string): readonly string[] {
  const status = lstatSync(path, { bigint: true, throwIfNoEntry: false });
  if (status?.isDirectory())
    return readdirSync(path)
      .sort()
      .flatMap((name) => stampsOf(join(path, name)));
  return [`${path} ${status?.dev} ${status?.ino} ${status?.size} ${status?.ctimeNs}`];
}
