/**
 * What a suite counted, for pages that are made from test runs: a file `SUITE.json` in the folder that `SUITE_COUNTS`
 * names. Nothing is written without it.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export type Counts = Readonly<Record<string, number>>;

/** @example tellCounts('json-differential', { texts: 812, accepted: 301, disagreements: 0 }) */
export function tellCounts(suite: string, counts: Counts): void {
  const { SUITE_COUNTS: folder } = process.env;
  if (folder === undefined || folder === '') return;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `${suite}.json`), `${JSON.stringify(counts, null, 2)}\n`);
}
