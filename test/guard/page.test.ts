/** docs/guard.md is made from what the suites counted; each of them fails where it counts something else. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { countsIn } from './kept-counts.ts';
import { guardPage } from './page.ts';
import { keptResults } from './results.ts';

test('docs/guard.md is what the counts come to', async () => {
  const counts = countsIn(join(import.meta.dirname, 'counts'));
  const page = guardPage({ moves: keptResults(), counts });
  await expect(page).toMatchFileSnapshot('../../docs/guard.md');
});
