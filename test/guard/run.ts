/**
 * `npm run test:guard`: every suite that docs/guard.md counts, and what they counted in this run. With `--update`
 * (`npm run docs:guard`) the page is written anew.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { countsIn } from './kept-counts.ts';
import { suiteLines } from './page.ts';

const { update } = parseArgs({ options: { update: { type: 'boolean', default: false } } }).values;
const folder = mkdtempSync(join(tmpdir(), 'offswitch-counts-'));

function vitest(...args: readonly string[]): boolean {
  const environment = { ...process.env, SUITE_COUNTS: folder, ...(update ? { SUITE_UPDATE: '1' } : {}) };
  const given = ['run', ...args, ...(update ? ['--update'] : [])];
  return spawnSync('vitest', given, { stdio: 'inherit', env: environment }).status === 0;
}

const arePassed = vitest('--config', 'vitest.guard.config.ts');
const isPageTrue = vitest('test/guard/page.test.ts');
const counts = countsIn(folder);
rmSync(folder, { recursive: true });

const {
  moves = 0,
  'through without': without = 0,
  'through behind': behind = 0,
  'left a record': recorded = 0,
  'honest tasks': honest = 0,
  'honest tasks undone': undone = 0,
} = counts.get('guard-moves') ?? {};
const lines: readonly (readonly [string, string])[] = counts.has('guard-moves')
  ? [
      ['moves of an agent that protects a peer', `${moves} played`],
      ['  got through without a guard', `${without} of ${moves}`],
      ['  got through behind it', `${behind} of ${moves}`],
      ['  left a record, in a log that verifies', `${recorded} of ${moves}`],
      ['honest tasks done in the same company', `${honest - undone} of ${honest}`],
    ]
  : [['moves of an agent that protects a peer', 'NOT PLAYED HERE']];
const rest = suiteLines.map(({ suite, title, told }): readonly [string, string] => {
  const counted = counts.get(suite);
  return [title, counted === undefined ? 'NOT RUN HERE' : told(counted)];
});
console.log('\nThe guard, as it was tested in this run:\n');
for (const [what, count] of [...lines, ...rest]) console.log(`  ${count.padEnd(46)} ${what}`);
if (!arePassed || !isPageTrue) {
  console.log('\nFAILED: see above.');
  process.exitCode = 1;
}
