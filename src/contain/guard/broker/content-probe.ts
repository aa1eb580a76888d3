/** Watches that condemned content is not in a folder, under whatever name and of whatever age. */
import { lstatSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { systemCodeOf } from '../../../kit/errors.ts';
import type { Hash } from '../../../kit/hash.ts';
import type { Guard } from '../config/load.ts';
import { digestOfFile } from './digest-of-path.ts';
import type { Observation } from './domain.ts';
import type { Probe } from './probe.ts';

interface ContentOptions {
  readonly folder: string;
  readonly condemned: readonly Hash[];
  readonly everyMs: number;
}

export function contentProbes({ probes }: Pick<Guard, 'probes'>): readonly Probe[] {
  return probes.contents.map(({ folder, condemned, everySeconds }) =>
    contentProbe({ folder, condemned, everyMs: everySeconds * 1000 }),
  );
}

/** A file that is the same inode, of the same size, untouched by the system's own clock, has the same content. */
interface Known {
  readonly stamp: string;
  readonly digest: Hash;
}

function contentProbe({ folder, condemned, everyMs }: ContentOptions): Probe {
  const name = `content ${folder}`;
  let known = new Map<string, Known>();

  function digestOf(path: string, seen: Map<string, Known>): Hash | undefined {
    const status = lstatSync(path, { bigint: true });
    if (!status.isFile()) return undefined;
    const stamp = [status.dev, status.ino, status.size, status.ctimeNs].join(' ');
    const before = known.get(path);
    const digest = before?.stamp === stamp ? before.digest : digestOfFile(path);
    seen.set(path, { stamp, digest });
    return digest;
  }

  return {
    name,
    everyMs,
    async look() {
      const seen = new Map<string, Known>();
      const unread: string[] = [];
      const found: Observation[] = [];
      for (const path of filesIn(folder, unread)) {
        try {
          const digest = digestOf(path, seen);
          if (digest !== undefined && condemned.includes(digest))
            found.push({
              result: 'contradicted',
              probe: name,
              resource: path,
              evidence: { condemned: digest },
            });
        } catch (thrown) {
          // What is gone meanwhile is not there.
          if (systemCodeOf(thrown) !== 'ENOENT') unread.push(path);
        }
      }
      known = seen;
      if (unread.length > 0)
        found.push({
          ...{ result: 'unobservable', probe: name, resource: folder },
          evidence: { 'cannot be read': unread.slice(0, 20) },
        });
      else if (found.length === 0)
        found.push({ result: 'confirmed', probe: name, resource: folder, evidence: null });
      return found;
    },
  };
}

function filesIn(folder: string, unread: string[]): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? filesIn(path, unread) : [path];
    });
  } catch (thrown) {
    if (systemCodeOf(thrown) !== 'ENOENT') unread.push(folder);
    return [];
  }
}
