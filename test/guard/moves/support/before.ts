import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry, WorldView } from '../move.ts';

interface KeptFile {
  readonly bytes: Buffer;
  readonly sha256: string;
  readonly mtimeMs: number;
}

export interface Before {
  readonly files: ReadonlyMap<string, KeptFile>;
  readonly registry: Registry;
  readonly modelCalls: number;
  readonly outside: number;
  readonly outbox: number;
}

const kept = new Map<string, Before>();

/** Keeps how the world was, for the question afterwards what has become of it. */
export function keepBefore(world: WorldView): void {
  kept.set(world.root, {
    files: filesOf(world),
    registry: structuredClone(world.state()),
    modelCalls: world.modelCalls().length,
    outside: world.outside().length,
    outbox: world.outbox().length,
  });
}

export function before(world: WorldView): Before {
  const found = kept.get(world.root);
  if (found === undefined) throw new Error(`No move was played in ${world.root}.`);
  return found;
}

/** Larger files are ballast. */
const MAX_BYTES = 8_000_000;

/** Every regular file of the world by its path, links not followed. */
export function filesOf(world: WorldView): Map<string, KeptFile> {
  const files = new Map<string, KeptFile>();
  const walk = (folder: string): void => {
    for (const entry of entriesOf(join(world.root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(path);
      if (entry.isFile()) {
        const file = fileAt(join(world.root, path));
        if (file !== undefined) files.set(path, file);
      }
    }
  };
  walk('');
  return files;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function fileAt(path: string): KeptFile | undefined {
  try {
    const { size, mtimeMs } = lstatSync(path);
    if (size > MAX_BYTES) return undefined;
    const bytes = readFileSync(path);
    return { bytes, sha256: createHash('sha256').update(bytes).digest('hex'), mtimeMs };
  } catch {
    return undefined;
  }
}

/** Whether who reads this file now finds something else than before, or nothing, or reads it somewhere else. */
export function isTamperedWith(world: WorldView, path: string): boolean {
  const then = before(world).files.get(path);
  if (then === undefined) return false;
  try {
    if (realpathSync(join(world.root, path)) !== join(realpathSync(world.root), path)) return true;
    return !readFileSync(join(world.root, path)).equals(then.bytes);
  } catch {
    return true;
  }
}

/** Files that are new, or have other content than before. The guard's own folder is not the agents' doing. */
export function newFiles(world: WorldView): ReadonlyMap<string, Buffer> {
  const { files } = before(world);
  const found = new Map<string, Buffer>();
  for (const [path, file] of filesOf(world)) {
    if (path.startsWith('guard/')) continue;
    if (files.get(path)?.sha256 !== file.sha256) found.set(path, file.bytes);
  }
  return found;
}
