/** A folder with all that is in it, whoever moves things in it meanwhile. */
import { type BigIntStats, lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { pathFailure, systemCodeOf } from '../../../kit/errors.ts';
import { readPieces } from '../content/pieces.ts';
import type { Store, StoredObject, UnreadObject } from './store.ts';

/** What is moved while others are read is met again; what never stops moving is not. */
const MOST_PASSES = 5;
const SLASH = Buffer.from('/');

interface Listed {
  /** Bytes: a name need not be text. */
  readonly paths: Buffer[];
  readonly stamp: string;
  readonly size: number;
  readonly file: Buffer;
}

interface Listing {
  readonly files: ReadonlyMap<string, Listed>;
  readonly unread: ReadonlyMap<string, string>;
}

export function folderStore(name: string, folder: string): Store {
  return { name, what: `folder ${folder}`, objects: (signal) => objectsIn(folder, signal) };
}

async function* objectsIn(folder: string, signal: AbortSignal): AsyncGenerator<StoredObject | UnreadObject> {
  const met = new Set<string>();
  const metPaths = new Set<string>();
  const told = new Set<string>();
  for (let pass = 1; ; pass += 1) {
    const { files, unread } = list(folder);
    for (const [path, why] of unread) {
      if (!told.has(path)) yield { names: [path], unread: why };
      told.add(path);
    }
    const fresh = [...files.values()].filter(({ stamp }) => !met.has(stamp));
    // A file that is written to all the time was read as it was.
    const unknown = fresh.filter(
      ({ paths }) => !paths.every((path) => metPaths.has(path.toString('latin1'))),
    );
    if (pass > 1 && unknown.length === 0) return;
    for (const { paths, stamp, size, file } of pass > MOST_PASSES ? unknown : fresh) {
      const names = paths.map((path) => path.toString());
      if (pass > MOST_PASSES) yield { names, unread: 'it is moved or made anew faster than it can be read' };
      else yield { names, size, open: () => readPieces(file, signal) };
      met.add(stamp);
      for (const path of paths) metPaths.add(path.toString('latin1'));
    }
    if (pass > MOST_PASSES) return;
  }
}

function list(folder: string): Listing {
  const files = new Map<string, Listed>();
  const unread = new Map<string, string>();
  const root = Buffer.from(folder);
  const seen = new Set<string>();

  function add(path: Buffer, file: Buffer, status: BigIntStats): void {
    const { dev, ino, size, mtimeNs, ctimeNs } = status;
    const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(' ');
    const before = files.get(stamp);
    if (before === undefined) files.set(stamp, { paths: [path], stamp, size: Number(size), file });
    else before.paths.push(path);
  }

  function visit(path: Buffer): void {
    try {
      const status = lstatSync(path, { bigint: true });
      if (status.isFile()) add(path, path, status);
      else if (status.isDirectory()) visitFolder(path, status);
      else if (status.isSymbolicLink()) visitLink(path);
      else if (status.isBlockDevice()) unread.set(path.toString(), 'it is a device');
    } catch (thrown) {
      // What is gone meanwhile is not there; a store that is not there was never looked at.
      if (systemCodeOf(thrown) !== 'ENOENT' || path === root)
        unread.set(path.toString(), pathFailure(thrown));
    }
  }

  function visitFolder(path: Buffer, { dev, ino }: BigIntStats): void {
    const key = `${dev} ${ino}`;
    if (seen.has(key)) return;
    seen.add(key);
    for (const entry of readdirSync(path, { encoding: 'buffer' })) visit(Buffer.concat([path, SLASH, entry]));
  }

  /** A link is read as what it leads to; a folder elsewhere is a store of its own. */
  function visitLink(path: Buffer): void {
    const status = statSync(path, { bigint: true });
    const target = realpathSync(path, { encoding: 'buffer' });
    if (status.isFile()) add(path, target, status);
    else if (status.isDirectory() && !isWithin(target, realpathSync(root, { encoding: 'buffer' })))
      unread.set(path.toString(), `it leads to ${target}, which is not in this store`);
  }

  visit(root);
  return { files, unread };
}

function isWithin(path: Buffer, folder: Buffer): boolean {
  return path.equals(folder) || path.subarray(0, folder.length + 1).equals(Buffer.concat([folder, SLASH]));
}
