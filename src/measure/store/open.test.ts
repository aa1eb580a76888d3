/** The door to stores: which addresses it knows. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openStore } from './open.ts';
import { sampleTrial } from './sample-trials.conformance.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-open-'));
  path = join(folder, 'a study?#%20.offswitch');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a path and a file URL name the same file', async () => {
  const writer = await openStore(path, { mode: 'write' });
  await writer.save(sampleTrial(1));
  await writer.close();
  const url = pathToFileURL(path).href;
  const beside = `file:${encodeURI(relative(process.cwd(), path)).replace('?', '%3F').replace('#', '%23')}`;
  for (const address of [url, url.replace('file:', 'FILE:'), beside.replace('%2520', '%2520')]) {
    const reader = await openStore(address, { mode: 'read' });
    expect(await reader.keys()).toEqual([sampleTrial(1).key]);
    await reader.close();
  }
});

test('each store in memory is another', async () => {
  const first = await openStore('memory:', { mode: 'write' });
  await first.save(sampleTrial(1));
  const second = await openStore('memory:', { mode: 'write' });
  expect(await second.keys()).toEqual([]);
});

test.each(['postgres://user:secret@host/study', 'postgres:study', 'memory:study', 'https://host/study'])(
  'says what is possible, and tells no password: %s',
  async (url) => {
    const failure = await openStore(url, { mode: 'write' }).catch((thrown: unknown) => thrown);
    expect(failure).toMatchObject({ code: 'unknown-store', remedy: expect.stringContaining('file: URL') });
    expect(String(failure)).not.toContain('secret');
  },
);

test('a file of another machine is none of ours', async () => {
  const opened = openStore('file://host/study', { mode: 'read' });
  if (process.platform !== 'win32') await expect(opened).rejects.toMatchObject({ code: 'unknown-store' });
  else await expect(opened).rejects.toThrow();
});

test('a colon further on is part of a path', async () => {
  const odd = join(folder, 'run 10:30');
  await (await openStore(odd, { mode: 'write' })).close();
  expect(existsSync(odd)).toBe(true);
});
