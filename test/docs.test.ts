/** docs/errors.md names every error code, with the exit code it leads to, and no other. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes, exitCodes } from '../src/index.ts';

const page = readFileSync(new URL('../docs/errors.md', import.meta.url), 'utf8');

test('every code stands there with its exit code', () => {
  const documented = [...page.matchAll(/^\| `([a-z-]+)` \| (\d+) \|/gm)].map(([, code, exit]) => [
    code,
    Number(exit),
  ]);
  expect(Object.fromEntries(documented)).toEqual(errorCodes);
  expect(documented).toHaveLength(Object.keys(errorCodes).length);
});

test('every exit code stands there', () => {
  const documented = [...page.matchAll(/^\| (\d+) \|/gm)].map(([, exit]) => Number(exit));
  expect(documented).toEqual(Object.values(exitCodes));
});
