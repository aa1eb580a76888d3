/** What suites counted when docs/guard.md was written last. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Counts } from '../support/suite-counts.ts';

const counts = z.record(z.string(), z.number());

/** Files `SUITE.json` of a folder, by suite. */
export function countsIn(folder: string): ReadonlyMap<string, Counts> {
  const files = readdirSync(folder).filter((name) => name.endsWith('.json') && name !== 'moves.json');
  return new Map(
    files.map((name) => [
      name.slice(0, -'.json'.length),
      counts.parse(JSON.parse(readFileSync(join(folder, name), 'utf8'))),
    ]),
  );
}
