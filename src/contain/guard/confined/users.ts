/** Users of confined programs where the guard runs as root: each has a number of its own, and owns nothing else. */
import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { hashText } from '../../../kit/hash.ts';
import { badSpec } from '../../sandbox/spec.ts';

const FIRST = 200_000;
const COUNT = 100_000_000;

/** @example userFor('agent/atlas') // the same number each time */
export function userFor(name: string): number {
  return FIRST + (Number.parseInt(hashText(name).slice('sha256:'.length, 'sha256:'.length + 8), 16) % COUNT);
}

/** As root, what is to be written to must be the user's. Errors: `bad-sandbox`. */
export function demandOwned(folders: readonly string[], user: number, who: string): void {
  if (process.getuid?.() !== 0) return;
  for (const folder of folders) {
    const status = statSync(folder, { throwIfNoEntry: false });
    if (status === undefined || status.uid === user || (status.mode & 0o002) !== 0) continue;
    throw badSpec(
      `${who} runs as user ${user}, which may not write to ${folder}`,
      `Make a folder for it alone (mkdir FOLDER && chown ${user} FOLDER), or name the owner of this one as \`user\` in guard.yaml. A folder of the system, of the guard or of others is none to give away.`,
    );
  }
}

/** As root: the first folder above these files that other users may not enter. */
export function closedTo(files: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  return files
    .flatMap((file) => foldersOver(file))
    .find((folder) => ((statSync(folder, { throwIfNoEntry: false })?.mode ?? 0) & 0o001) === 0);
}

function foldersOver(path: string): readonly string[] {
  const above = dirname(path);
  return above === path ? [] : [...foldersOver(above), above];
}
