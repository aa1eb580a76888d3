/** The key of a page: made once, private, and asked for. */
import { chmodSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { testFolder } from '../../../test/support/folder.ts';
import { onlyReaders, pageKeyIn } from './readers.ts';

const folder = testFolder();

it('is made where there is none, stays the same, and is its owner’s alone', () => {
  const path = folder.file('page.key');
  const key = pageKeyIn(path);
  expect(key).toMatch(/^[\w-]{43}$/);
  expect(pageKeyIn(path)).toBe(key);
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

it.each([
  ['holds something else', (path: string) => writeFileSync(path, 'short\n')],
  ['is a folder', (path: string) => mkdirSync(path)],
])('is not taken from a file that %s', (what, make) => {
  const path = folder.file(what);
  make(path);
  expect(() => pageKeyIn(path)).toThrow(expect.objectContaining({ code: 'key-file' }));
});

it('is not taken from a file that others may read', () => {
  const path = folder.file('open.key');
  pageKeyIn(path);
  chmodSync(path, 0o644);
  expect(() => pageKeyIn(path)).toThrow(expect.objectContaining({ code: 'key-file' }));
});

it('is asked for with every request', async () => {
  const key = pageKeyIn(folder.file('asked.key'));
  const app = new Hono();
  app.use(onlyReaders(key));
  app.get('/', (context) => context.text('read'));
  const asked = (headers: Readonly<Record<string, string>>) => app.request('/', { headers });
  expect((await asked({ 'offswitch-page-key': key })).status).toBe(200);
  for (const wrong of ['', `${key}x`, key.slice(1), key.toUpperCase()])
    expect((await asked({ 'offswitch-page-key': wrong })).status).toBe(401);
  expect((await asked({})).status).toBe(401);
});
