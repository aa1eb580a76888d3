/** Effects on one thing at the same time: that another came between is no evidence against anybody. */
import { mkdirSync, readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { testFolder } from '../../../../test/support/folder.ts';
import { outlookOn } from '../upstreams/outlook.ts';
import { sightOf } from '../upstreams/sight.ts';
import type { OpenChannel } from './broker.ts';
import type { EffectDomain } from './domain.ts';
import { memoryTools, memoryUpstreams } from './memory-domain.conformance.ts';
import { type Rig, type RigOptions, startRig } from './rig.conformance.ts';

const folder = testFolder();
let count = 0;
let rigs: Rig[] = [];

async function rig(options: RigOptions = {}): Promise<Rig> {
  count += 1;
  const one = await startRig(folder.file(`meanwhile-${count}`), options);
  rigs.push(one);
  return one;
}

afterEach(async () => {
  for (const one of rigs) await one.end();
  rigs = [];
});

const write = (channel: OpenChannel, path: string, content: string) =>
  channel.call({
    tool: 'files__write_file',
    argumentBytes: Buffer.from(JSON.stringify({ path, content })),
  });
const seen = (one: Rig) =>
  one.records().flatMap(({ kind, body }) => (kind === 'observation' ? [{ ...body }] : []));
const frozen = (one: Rig) => Object.keys(one.broker.status().frozen);

/** Files of a real folder, seen by the guard's own eyes. A tool goes on for a moment after it has written. */
function diskDomain(lies: (path: string) => boolean = () => false): EffectDomain {
  const outlook = outlookOn({ sight: sightOf([{ at: '/', host: '/' }]), catalogue: 'files' });
  return {
    name: 'files',
    listTools: async () => memoryTools,
    onToolsChanged: () => {},
    examine: outlook.examine,
    observe: outlook.observe,
    async carryOut(capability) {
      const { path, content } = capability.redeem().arguments;
      await writeFile(String(path), lies(String(path)) ? 'something else' : String(content));
      await pause(3);
      return { status: 'done', result: { content: [{ type: 'text', text: 'written' }] } };
    },
    close: async () => {},
  };
}

function onDisk(lies?: (path: string) => boolean) {
  const site = folder.file(`site-${count + 1}`);
  mkdirSync(site);
  const upstreams = { files: { ...memoryUpstreams.files, directory: site } };
  return { site, options: { domains: [diskDomain(lies)], guard: { upstreams } } satisfies RigOptions };
}

it('agents that write one file all at once are not accused of each other’s work', async () => {
  const { site, options } = onDisk();
  const one = await rig(options);
  const borea = await one.open('borea');
  const file = join(site, 'page.md');
  for (let round = 0; round < 10; round += 1) {
    const calls = [one.atlas, borea].flatMap((channel, who) =>
      [1, 2, 3].map((number) => write(channel, file, `${round} ${who} ${number}`)),
    );
    const answers = await Promise.all(calls);
    expect(answers.map(({ kind }) => kind)).toEqual(answers.map(() => 'done'));
  }
  expect(frozen(one)).toEqual([]);
  const results = seen(one).map(({ result }) => result);
  expect(results).toHaveLength(60);
  expect(results).not.toContain('contradicted');
  expect(results).toContain('unobservable');
  // Once nobody else is at it, it is seen again.
  expect(await write(borea, file, 'the last')).toMatchObject({ kind: 'done' });
  expect(seen(one).at(-1)).toMatchObject({ result: 'confirmed' });
  expect(readFileSync(file, 'utf8')).toBe('the last');
  await one.verify();
});

it('a tool that does something else is found out, whatever others do elsewhere', async () => {
  const { site, options } = onDisk((path) => path.endsWith('/b'));
  const one = await rig(options);
  const borea = await one.open('borea');
  const answers = await Promise.all([
    write(one.atlas, join(site, 'a'), 'one'),
    write(borea, join(site, 'b'), 'two'),
    write(one.atlas, join(site, 'c'), 'three'),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual(['done', 'failed', 'done']);
  expect(frozen(one)).toEqual(['borea']);
});

it('two that nobody knows the end of, on one file: what is there now says of neither that it did not come about', async () => {
  const one = await rig();
  const borea = await one.open('borea');
  let waiting = 0;
  const both = Promise.withResolvers<void>();
  one.domain.onCarryOut = async () => {
    waiting += 1;
    if (waiting === 2) both.resolve();
    await both.promise;
    one.domain.files.set('a', 'of borea');
    throw new Error('gone');
  };
  await Promise.all([write(one.atlas, 'a', 'of atlas'), write(borea, 'a', 'of borea')]);
  one.domain.onCarryOut = undefined;
  expect(seen(one).map(({ result }) => result)).toEqual(['unobservable', 'confirmed']);
  await one.restart();
  expect(one.broker.status().indeterminate).toMatchObject([{ resources: ['/srv/site/a'] }]);
  expect(seen(one).filter(({ result }) => result === 'contradicted')).toEqual([]);
});
