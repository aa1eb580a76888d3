/**
 * What a suite counted, for docs/guard.md. The counts of the last `npm run docs:guard` are kept, and a suite that counts
 * something else fails. `npm run test:guard` prints what was counted in its run.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';

export type Counts = Readonly<Record<string, number>>;

const kept = fileURLToPath(new URL('../guard/counts', import.meta.url));

/**
 * `varying` is what no two runs have in common; it is printed and not kept.
 *
 * @example await tellCounts('notary-kills', { runs: 60, lost: 0 }, { acknowledged: 48_213 })
 */
export async function tellCounts(suite: string, counts: Counts, varying: Counts = {}): Promise<void> {
  const { SUITE_COUNTS: folder } = process.env;
  if (folder !== undefined && folder !== '') {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${suite}.json`), JSON.stringify({ ...counts, ...varying }));
  }
  await expect(`${JSON.stringify(counts, null, 2)}\n`).toMatchFileSnapshot(join(kept, `${suite}.json`));
}
