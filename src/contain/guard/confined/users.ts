/** Users of confined programs where the guard runs as root: each has a number of its own, and owns nothing else. */
import { statSync } from 'node:fs';
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
      `Give it the folder: chown -R ${user} ${folder}; or name its owner as \`user\` in guard.yaml.`,
    );
  }
}
