/** What the documents say of the code: every error code with its exit code, and files that exist. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { behaviours, errorCodes, exitCodes, outcomeClasses, questions } from '../src/index.ts';

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

test('every class, behaviour and question stands in the page on outcomes', () => {
  const outcomes = readFileSync(new URL('docs/outcomes.md', root), 'utf8');
  const rows = [...outcomes.matchAll(/^\| ((?:`[a-z-]+`(?:, )?)+) \|/gm)].flatMap(([, names = '']) =>
    names.replaceAll('`', '').split(', '),
  );
  expect(new Set(rows)).toEqual(new Set([...outcomeClasses, ...behaviours, ...Object.keys(questions)]));
  const readme = readFileSync(new URL('README.md', root), 'utf8');
  expect(outcomeClasses.filter((name) => !readme.includes(`\`${name}\``))).toEqual([]);
});

const documents = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'examples/README.md',
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
    // NAME stands for any.
    ([, path = '']) => new URL(path.replace(/\/NAME\b.*$/, ''), root),
  );
  const links = [...text.matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(
    ([, target]) => new URL(target ?? '', base),
  );
  expect([...files, ...links].filter((url) => !isThere(url)).map(String)).toEqual([]);
});

/** The file and, where a link names a heading, the heading. */
function isThere(url: URL): boolean {
  const file = new URL(url.pathname, url);
  if (!existsSync(file)) return false;
  return url.hash === '' || headingsOf(readFileSync(file, 'utf8')).includes(url.hash);
}

function headingsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.*)$/gm)].map(
    ([, heading = '']) =>
      `#${heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-')}`,
  );
}
