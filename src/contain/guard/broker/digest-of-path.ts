/** The digest of whatever stands at a path: a file, a folder with all that is in it, a link, or nothing. */
import { createHash } from 'node:crypto';
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { OffswitchError, systemCodeOf } from '../../../kit/errors.ts';
import { type Hash, hashOf } from '../../../kit/hash.ts';

const MOST_ENTRIES = 20_000;

/** Throws the system's error where it may not be looked at, `too-large` for a folder with too much in it. */
export function digestOfPath(path: string): Hash {
  let entries = 0;
  const describe = (at: string): unknown => {
    entries += 1;
    if (entries > MOST_ENTRIES)
      throw new OffswitchError(
        'too-large',
        `${path} holds more than ${MOST_ENTRIES} files`,
        'Name a smaller folder.',
      );
    const status = statusOf(at);
    if (status === undefined) return 'absent';
    if (status.isSymbolicLink()) return ['link', readlinkSync(at)];
    if (status.isFile()) return ['file', digestOfFile(at)];
    if (!status.isDirectory()) return ['other'];
    return [
      'folder',
      readdirSync(at)
        .sort()
        .map((name) => [name, describe(join(at, name))]),
    ];
  };
  const found = describe(path);
  // A link counts with what it leads to: either may be put in the place of the other.
  const leads = Array.isArray(found) && found[0] === 'link' ? leadsTo(path) : undefined;
  return hashOf([found, leads]);
}

function leadsTo(path: string): unknown {
  try {
    return digestOfFile(path);
  } catch {
    return 'no file';
  }
}

function statusOf(path: string): ReturnType<typeof lstatSync> | undefined {
  try {
    return lstatSync(path);
  } catch (thrown) {
    if (['ENOENT', 'ENOTDIR'].includes(systemCodeOf(thrown) ?? '')) return undefined;
    throw thrown;
  }
}

/** SHA-256 of its bytes. */
export function digestOfFile(path: string): Hash {
  const file = openSync(path, 'r');
  try {
    const hash = createHash('sha256');
    const buffer = Buffer.allocUnsafe(1024 * 1024);
    for (let read = readSync(file, buffer); read > 0; read = readSync(file, buffer))
      hash.update(buffer.subarray(0, read));
    return `sha256:${hash.digest('hex')}`;
  } finally {
    closeSync(file);
  }
}
