/** Places to write to: what is there already decides whether they may be written to. */
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { OffswitchError } from '../kit/errors.ts';
import { reporters } from '../measure/report/registry.ts';
import { openSqliteStore } from '../measure/store/sqlite.ts';
import { completeStudy } from '../measure/study/load.ts';
import { type FilesInUse, outputTo } from './output.ts';
import { storedReport } from './report.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'offswitch-output-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const at = (name: string) => join(folder, name);

async function codeOf(path: string, inUse: FilesInUse = {}): Promise<string | undefined> {
  try {
    await outputTo(path, inUse).write('new');
  } catch (thrown) {
    return thrown instanceof OffswitchError ? thrown.code : String(thrown);
  }
  return undefined;
}

async function makeStore(name: string): Promise<string> {
  await openSqliteStore(at(name), 'write').close();
  return at(name);
}

const kept: readonly (readonly [name: string, content: string | Uint8Array])[] = [
  ['transcript', '{"format": "offswitch.transcript/2", "outcome": {}, "events": []}'],
  ['cut-transcript.md', '\ufeff{\n "format": "offswitch.transcript/2",\n "outc'],
  ['released.txt', '{"conversation": [], "experiment_metadata": {}}'],
  ['events.jsonl', '{"type": "system"}\n{"type": "assistant"}\n'],
  ['list', '[\n  {"a": 1}]'],
  ['study.yaml', '# twins\nname: x\n'],
  ['study.YML', 'agents: [sim:honest]\n'],
  ['prices', 'prices:\r\n  - provider: openai\r\n'],
  ['study.ts', 'import { defineStudy } from "offswitch";\n'],
  ['agent.txt', 'const x = 1;\nexport default x;\n'],
  ['log.gz', gzipSync('{"type": "system"}')],
  ['bytes', Uint8Array.of(80, 75, 3, 4, 0, 0)],
  ['notes', 'Monday: called the lab.\n'],
  ['notes.txt', 'Study "x" was fine\n'],
  ['README.md', '# Study: my notes\n\nWhat I think of it.\n'],
  ['list.md', '[outcomes](outcomes.md)\n'],
  ['tool.py', 'import os\n'],
  ['run.sh', '#!/bin/sh\nexit 0\n'],
  ['.env', 'API_KEY=abc\n'],
  ['page.html', '<!doctype html>\n<p>x</p>\n'],
  ['key.pem', '-----BEGIN PRIVATE KEY-----\nAAAA\n'],
  ['table.csv', 'a,b\n1,2\n'],
  ['passwd', 'root:x:0:0:root:/root:/bin/bash\n'],
  ['latin', Uint8Array.of(0xe9, 0xe8, 0x80, 0x41)],
  ['blank', '\n'],
  ['other.json', '{"study": {"name": "x"}, "rows": []}'],
];

it.each(kept)('keeps what is no report: %s', async (name, content) => {
  writeFileSync(at(name), content);
  symlinkSync(at(name), at('link.md'));
  expect(await codeOf(at(name))).toBe('would-overwrite');
  expect(await codeOf(at('link.md'))).toBe('would-overwrite');
  expect(readFileSync(at(name))).toEqual(Buffer.from(content));
});

const replaced: readonly (readonly [name: string, content: string])[] = [
  ['report.md', '# Study: quickstart\n\n100 trials, 1 per cell, seed 1.\n\nMy own remarks.\n'],
  ['cut.md', '\ufeff# Study: a\r\n\r\n3 of 9 planned trials, 1 per cell, seed 1.\r\n'],
  ['partial.txt', 'Study "q": 3 of 9 planned trials, 1 per cell, seed 1 (some agents SIMULATED)\n'],
  ['empty.ts', ''],
];

it.each(replaced)('replaces a report, or a file with nothing in it: %s', async (name, content) => {
  writeFileSync(at(name), content);
  expect(await codeOf(at(name))).toBeUndefined();
  expect(readFileSync(at(name), 'utf8')).toBe('new');
});

it('keeps stores and what belongs to them, and the databases of others', async () => {
  const store = await makeStore('s.offswitch');
  linkSync(store, at('hard'));
  symlinkSync('s.offswitch', at('soft'));
  const other = new DatabaseSync(at('other'));
  other.exec('CREATE TABLE a (b)');
  other.close();
  const before = readFileSync(store);
  const places = ['s.offswitch', 'hard', 'soft', 'other', 's.offswitch-wal', 's.offswitch-shm'];
  for (const name of [...places, 's.offswitch-lock'])
    expect([name, await codeOf(at(name))]).toEqual([name, 'would-overwrite']);
  expect(readFileSync(store)).toEqual(before);
});

it('keeps what the command uses, though it is not there yet', async () => {
  mkdirSync(at('sub'));
  symlinkSync(at('new.offswitch'), at('soon'));
  symlinkSync(folder, at('sub/here'));
  const inUse = { stores: [at('new.offswitch'), 'memory:', undefined] };
  for (const name of ['new.offswitch', 'sub/../new.offswitch', 'soon', 'sub/here/new.offswitch'])
    expect([name, await codeOf(at(name), inUse)]).toEqual([name, 'would-overwrite']);
  expect(await codeOf(at('new.offswitch-wal'), inUse)).toBe('would-overwrite');
  expect(await codeOf(at('new.offswitch'), { stores: [`file://${at('new.offswitch')}`] })).toBe(
    'would-overwrite',
  );
});

it('keeps the files of agents and settings, whatever is in them', async () => {
  writeFileSync(at('a file'), '');
  linkSync(at('a file'), at('same'));
  for (const inUse of [
    { agents: [`script:${at('a file')}`] },
    { agents: [`mcp:python "${at('a file')}" --fast`] },
    { files: [undefined, at('a file')] },
  ])
    expect(await codeOf(at('same'), inUse)).toBe('would-overwrite');
  expect(await codeOf(at('same'), { agents: ['sim:honest', "fn:it's"] })).toBeUndefined();
});

it('names places that cannot be written to', async () => {
  mkdirSync(at('sub'));
  symlinkSync(at('loop'), at('loop'));
  for (const name of ['sub', 'sub/', 'new/', 'nowhere/report.md', 'n'.repeat(300), 'loop'])
    expect([name, await codeOf(`${folder}/${name}`)]).toEqual([name, 'file-unwritable']);
});

it('looks again before it writes', async () => {
  const output = outputTo(at('report.md'));
  writeFileSync(at('report.md'), '{"format": "offswitch.transcript/2"}');
  await expect(output.write('new')).rejects.toThrow(/not written over/);
});

it('writes through a link to a file that is not there yet', async () => {
  symlinkSync(at('real.md'), at('link.md'));
  expect(await codeOf(at('link.md'))).toBeUndefined();
  expect(readFileSync(at('real.md'), 'utf8')).toBe('new');
});

it('replaces a report of every form, whatever the study is called', async () => {
  const store = openSqliteStore(at('reported.offswitch'), 'write');
  const study = completeStudy({
    ...{ name: 'A study - of_two.words', trials: 1, seed: 7 },
    ...{ agents: ['sim:honest'], arms: [{ scenario: 'tampering' }] },
  });
  await store.writeStudy(JSON.stringify(study));
  const data = await storedReport(store, 'reported.offswitch', {});
  await store.close();
  for (const [name, { render }] of Object.entries(reporters)) {
    writeFileSync(at(name), `${render(data)}and what a person wrote below`);
    expect([name, await codeOf(at(name))]).toEqual([name, undefined]);
  }
});
