/** What the documents say of the code: every error code with its exit code, and files that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { errorCodes, exitCodes } from '../src/index.ts';

const root = new URL('..', import.meta.url);
const page = readFileSync(new URL('docs/errors.md', root), 'utf8');

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

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  ...markdownIn('docs/'),
  ...markdownIn('docs/decisions/'),
];

function markdownIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith('.md'))
    .map((name) => folder + name);
}

test.each(documents)('%s: files it names and pages it links to exist', (document) => {
  const base = new URL(document, root);
  const text = readFileSync(base, 'utf8');
  const files = [...text.matchAll(/`((?:src|docs|test|examples|bench)\/[\w./-]+)`/g)].map(
    ([, path]) => new URL(path ?? '', root),
  );
  const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)(?:#[^)]*)?\)/g)].map(
    ([, path]) => new URL(path ?? '', base),
  );
  expect([...files, ...links].filter((url) => !existsSync(url)).map(String)).toEqual([]);
});
