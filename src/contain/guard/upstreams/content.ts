/** What stands at a path of this machine, by its content. */
import { createHash } from 'node:crypto';
import { type BigIntStats, constants, lstatSync, readdirSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCodeOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';

/** A digest of a file's content, or what is there instead. */
export type Found = Hash | 'absent' | 'folder' | 'other' | 'too-large' | 'unreadable';

const MOST_BYTES = 8n * 1024n ** 3n;
const MOST_ENTRIES = 20_000;

/** Reading large files again takes seconds; the same inode, untouched by the system's own clock, has the same content. */
const LARGE = 4n * 1024n ** 2n;
const MOST_KNOWN = 1000;
/** Two changes within one tick of that clock leave one stamp: what was changed just now is not kept. */
const SETTLED_MS = 1000n;
const known = new Map<string, Hash>();

/** Follows no link: where links lead has been found out before. */
export async function contentAt(path: string): Promise<Found> {
  try {
    const there = lstatSync(path, { bigint: true, throwIfNoEntry: false });
    if (there === undefined) return 'absent';
    if (there.isDirectory()) return 'folder';
    return there.isFile() ? await digestOf(path) : 'other';
  } catch (thrown) {
    return ['ENOENT', 'ENOTDIR'].includes(systemCodeOf(thrown) ?? '') ? 'absent' : 'unreadable';
  }
}

async function digestOf(path: string): Promise<Found> {
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const before = await file.stat({ bigint: true });
    if (before.size > MOST_BYTES) return 'too-large';
    const stamp = stampOf(before);
    const already = known.get(stamp);
    if (already !== undefined) return already;
    const hash = createHash('sha256');
    for await (const part of file.createReadStream({ autoClose: false })) hash.update(part);
    const digest: Hash = `sha256:${hash.digest('hex')}`;
    const after = await file.stat({ bigint: true });
    const isSettled = BigInt(Date.now()) - after.ctimeMs > SETTLED_MS;
    if (after.size > LARGE && isSettled && stampOf(after) === stamp) remember(stamp, digest);
    return digest;
  } finally {
    await file.close();
  }
}

function stampOf({ dev, ino, size, ctimeNs }: BigIntStats): string {
  return [dev, ino, size, ctimeNs].join(' ');
}

function remember(stamp: string, digest: Hash): void {
  known.set(stamp, digest);
  const [oldest] = known.keys();
  if (known.size > MOST_KNOWN && oldest !== undefined) known.delete(oldest);
}

/** The first of the digests that a file in the folder has. Throws where not all of it can be looked at. */
export async function oneOf(wanted: ReadonlySet<Hash>, folder: string): Promise<Hash | undefined> {
  const entries = readdirSync(folder, { withFileTypes: true, recursive: true });
  if (entries.length > MOST_ENTRIES) throw new Error(`${folder} holds more than ${MOST_ENTRIES} files`);
  for (const entry of entries) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const found = await contentAt(path);
    if (found === 'too-large' || found === 'unreadable') throw new Error(`${path} is ${found}`);
    if (isHash(found) && wanted.has(found)) return found;
  }
  return undefined;
}

export function isHash(found: string | undefined): found is Hash {
  return found?.startsWith('sha256:') === true;
}

/** As `contentAt`; of a folder, a digest of what is in it by names, sizes and the system's own stamps. */
export async function stateAt(path: string): Promise<string> {
  const found = await contentAt(path);
  if (found !== 'folder') return found;
  try {
    const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted();
    if (names.length > MOST_ENTRIES) return 'a folder with more than can be looked at';
    const hash = createHash('sha256');
    for (const name of names)
      hash.update(`${name}\0${stampOf(lstatSync(join(path, name), { bigint: true }))}\0`);
    return `a folder with ${names.length} entries, sha256:${hash.digest('hex')}`;
  } catch {
    return 'unreadable';
  }
}
